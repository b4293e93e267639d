"""What a run tells whoever watches it: frozen values, in the order in which things happen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graphstudio.api import Image, Latent
from graphstudio.errors import RunError

Outcome = Literal["done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run began.

    Attributes:
        targets: The nodes whose results are wanted.
        nodes: How many nodes may have to run; lazy branches and results that are still there
            make it fewer.
    """

    targets: tuple[str, ...]
    nodes: int


@dataclass(frozen=True, slots=True)
class NodeStarted:
    """A node's code is called now."""

    node: str


@dataclass(frozen=True, slots=True)
class NodeProgress:
    """A node went one step on.

    Attributes:
        node: Its id.
        done: Steps behind it.
        total: All steps; None when nobody knows.
        seconds_left: At the pace so far; None before the first step is done.
    """

    node: str
    done: int
    total: int | None
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class NodePreviewed:
    """A node shows something unfinished. The value may change after this event: copy or draw."""

    node: str
    value: Image | Latent


@dataclass(frozen=True, slots=True)
class StepKept:
    """A state in the middle of a node's work is kept: it can be looked at, and gone on from.

    Attributes:
        node: Its id.
        key: Under which the state is kept.
        done: Steps behind it.
        total: All steps of the node's work.
        is_old: Whether it was kept by an earlier run, and was not made again.
    """

    node: str
    key: str
    done: int
    total: int
    is_old: bool = False

    def count_old(self, before: int) -> int:
        """Say how many steps its picture did not have to take; `before` is what was said last."""
        if self.is_old:
            return self.done
        return before if self.done > before else 0  # else the next picture of a stream began


@dataclass(frozen=True, slots=True)
class NodeDone:
    """A node's results are there.

    Attributes:
        node: Its id.
        seconds: How long its code took, without waiting for other nodes; 0 when it was cached.
        is_cached: Whether they were there already, so that nothing ran.
        is_cut_off: Whether that was found out only when its inputs were made again, and came
            out the same.
    """

    node: str
    seconds: float
    is_cached: bool
    is_cut_off: bool = False


@dataclass(frozen=True, slots=True)
class NodeFailed:
    """A node could not give its results; other branches go on."""

    node: str
    error: RunError


@dataclass(frozen=True, slots=True)
class NodeSkipped:
    """A node did not run, for a reason that people can read."""

    node: str
    because: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A node, or the engine on its behalf, has something to say that does not stop the run."""

    node: str
    message: str


@dataclass(frozen=True, slots=True)
class ImageSaved:
    """A picture was written."""

    node: str
    path: Path


@dataclass(frozen=True, slots=True)
class RunDone:
    """A run ended; always the last event.

    Attributes:
        outcome: "done", "failed" (at least one node) or "stopped" (somebody asked for it).
        seconds: Of the whole run.
        ran: How many nodes' code was called to its end.
        cached: How many results were there already.
    """

    outcome: Outcome
    seconds: float
    ran: int
    cached: int


Event = (
    RunStarted
    | NodeStarted
    | NodeProgress
    | NodePreviewed
    | StepKept
    | NodeDone
    | NodeFailed
    | NodeSkipped
    | Warned
    | ImageSaved
    | RunDone
)
