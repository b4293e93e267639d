"""What a node may ask of whoever runs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from graphstudio.api.steps import NoSteps, Steps
from graphstudio.api.types import Image, Latent, Model

if TYPE_CHECKING:
    import torch

Item = TypeVar("Item")
Net = TypeVar("Net")


class Cancelled(BaseException):
    """Somebody asked the run to stop.

    It derives from BaseException so that a node's own `except Exception` cannot swallow it.
    """


class Context(Protocol):
    """The run, as a node sees it. Ask for it by making it the first parameter: `ctx: Context`."""

    @property
    def steps(self) -> Steps:
        """Keep states in the middle of the node's work, and find those of earlier runs."""

    def track(
        self, steps: Iterable[Item], *, total: int | None = None, done: int = 0
    ) -> Iterator[Item]:
        """Go through steps, reporting progress before the first and after each one.

        Args:
            steps: What to go through.
            total: How many there are, where `len(steps)` cannot tell.
            done: Steps before these that an earlier run did; they count as progress.

        Raises:
            Cancelled: Between two steps, when somebody asked to stop.
        """

    def check(self) -> None:
        """Stop here if somebody asked to.

        Raises:
            Cancelled: Somebody asked to stop.
        """

    def preview(self, value: Image | Latent) -> None:
        """Show an unfinished picture; cheap, and dropped when nobody looks."""

    def load(self, model: Model[Net]) -> AbstractContextManager[Net]:
        """Lend a network with its weights on the device, making room for it first.

        Give it back by leaving the `with` block; keep no reference.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
            OutOfMemory: It does not fit, even with everything else put away.
        """

    def place(self, model: Model[Any]) -> tuple[torch.device, torch.dtype]:
        """Say where a network would run, and how exactly, without loading it."""

    def save(self, image: Image, stem: str) -> list[Path]:
        """Write each picture of a batch as PNG with the workflow inside; say where.

        Args:
            image: What to save.
            stem: Start of the file name, without folder or ending. A number is added, so
                nothing is ever overwritten.
        """

    def warn(self, message: str) -> None:
        """Tell the user something that does not stop the run."""


@dataclass
class TestContext:
    """A context for calling a node without an engine: nothing is reported, nothing is saved.

    Attributes:
        saved: What `save` was given, as (stem, image).
        previews: What `preview` was given.
        warnings: What `warn` was given.
        progress: How many steps `track` went through.
        steps: Where states are kept; nowhere, unless somebody says so.
    """

    __test__ = False  # or pytest takes the name for a test class

    saved: list[tuple[str, Image]] = field(default_factory=list)
    previews: list[Image | Latent] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    progress: int = 0
    steps: Steps = field(default_factory=NoSteps)

    def track(
        self, steps: Iterable[Item], *, total: int | None = None, done: int = 0
    ) -> Iterator[Item]:
        """Go through the steps, counting them; nothing else is needed here."""
        del total, done
        for step in steps:
            yield step
            self.progress += 1

    def check(self) -> None:
        """Never stop."""

    def preview(self, value: Image | Latent) -> None:
        """Remember the value."""
        self.previews.append(value)

    def load(self, model: Model[Net]) -> AbstractContextManager[Net]:
        """Load onto the CPU in float32, anew each time."""
        import torch

        return nullcontext(model.source.load(torch.device("cpu"), torch.float32))

    def place(self, model: Model[Any]) -> tuple[torch.device, torch.dtype]:
        """Say that it runs on the CPU in float32."""
        import torch

        del model
        return torch.device("cpu"), torch.float32

    def save(self, image: Image, stem: str) -> list[Path]:
        """Remember the picture and write nothing."""
        self.saved.append((stem, image))
        return []

    def warn(self, message: str) -> None:
        """Remember the message."""
        self.warnings.append(message)
