"""One entry of the queue: what to run, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

JobState = Literal["pending", "running", "done", "failed", "stopped", "interrupted"]


@dataclass(frozen=True, slots=True)
class Job:
    """Hold one entry of the queue. Times are seconds since 1970.

    Attributes:
        id: Its name, also of its run.
        sheet: Which open workflow it came from.
        title: What people call it.
        workflow: Text of a workflow file, with the values of this run.
        folder: Where relative file names are seen from; "" means the current folder.
        targets: The nodes wanted; None means every output node.
        out: The folder for pictures.
        state: "interrupted" is one whose window died while it ran.
        created: When it was put into the queue.
        started: When it began; None before.
        finished: When it ended; None before.
        message: Why it failed or was refused; "" where all is well.
        pictures: The files that it wrote.
        seconds: How long it ran.
    """

    id: str
    sheet: str
    title: str
    workflow: str
    folder: str
    targets: tuple[str, ...] | None
    out: str
    state: JobState = "pending"
    created: float = 0.0
    started: float | None = None
    finished: float | None = None
    message: str = ""
    pictures: tuple[Path, ...] = ()
    seconds: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether it neither waits nor runs."""
        return self.state not in ("pending", "running")
