"""The context that the engine hands to nodes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from graphstudio.api import Cancelled, Image, Latent, Model, NoSteps, Steps, StepState
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import (
    Event,
    ImageSaved,
    NodePreviewed,
    NodeProgress,
    StepKept,
    Warned,
)
from graphstudio.engine.steps import StepShelf, furthest

if TYPE_CHECKING:
    import torch

Item = TypeVar("Item")
Net = TypeVar("Net")

Emit = Callable[[Event], None]
Write = Callable[[str, Image, str], list[Path]]
"""Write pictures: called with a node's id, a picture and the start of a name."""
Save = Callable[[str, Image, str, Mapping[str, str]], list[Path]]
"""Write pictures, told besides which texts they were made from, by port."""


class Stop(Protocol):
    """Something that says when to stop, such as a `threading.Event`."""

    def is_set(self) -> bool:
        """Tell whether somebody asked to stop."""


class RunContext:
    """Be the run, as one node sees it: see `graphstudio.api.Context`.

    Args:
        node: The node's id.
        emit: Takes events.
        save: Writes pictures: called with the node's id, a picture, and the start of a name.
        stop: Asked between steps.
        devices: Lends networks.
        saved: Gets the path of every picture that is written.
        shelf: Where states in the middle of the node's work are kept; None keeps none.
    """

    def __init__(
        self,
        node: str,
        *,
        emit: Emit,
        save: Write,
        stop: Stop,
        devices: Devices,
        saved: list[Path],
        shelf: StepShelf | None = None,
    ) -> None:
        self._node = node
        self._emit = emit
        self._save = save
        self._stop = stop
        self._devices = devices
        self._saved = saved
        self._steps = NoSteps() if shelf is None else ShelfSteps(node, emit, shelf)

    @property
    def steps(self) -> Steps:
        """Keep states in the middle of the node's work, and find those of earlier runs."""
        return self._steps

    def track(
        self, steps: Iterable[Item], *, total: int | None = None, done: int = 0
    ) -> Iterator[Item]:
        """Go through steps, reporting progress before the first and after each one."""
        if total is None and isinstance(steps, Sized):
            total = len(steps)
        whole = None if total is None else done + total
        started = time.perf_counter()
        self._emit(NodeProgress(self._node, done, whole, None))
        for count, step in enumerate(steps, 1):
            self.check()
            yield step
            left = None
            if total is not None:
                pace = (time.perf_counter() - started) / count
                left = pace * max(total - count, 0)
            self._emit(NodeProgress(self._node, done + count, whole, left))

    def check(self) -> None:
        """Stop here if somebody asked to."""
        if self._stop.is_set():
            raise Cancelled

    def preview(self, value: Image | Latent) -> None:
        """Show an unfinished picture."""
        self._emit(NodePreviewed(self._node, value))

    def load(self, model: Model[Net]) -> AbstractContextManager[Net]:
        """Lend a network with its weights on the device."""
        return self._devices.lease(model)

    def place(self, model: Model[Any]) -> tuple[torch.device, torch.dtype]:
        """Say where a network would run, and how exactly."""
        return self._devices.device_of(model), self._devices.precision(model)

    def save(self, image: Image, stem: str) -> list[Path]:
        """Write each picture of a batch and say where."""
        paths = self._save(self._node, image, stem)
        self._saved.extend(paths)
        for path in paths:
            self._emit(ImageSaved(self._node, path))
        return paths

    def warn(self, message: str) -> None:
        """Tell the user something that does not stop the run."""
        self._emit(Warned(self._node, message))


class ShelfSteps:
    """Keep a node's states on a shelf; see `graphstudio.api.Steps`.

    Args:
        node: The node's id.
        emit: Takes events.
        shelf: Where the states are.
    """

    def __init__(self, node: str, emit: Emit, shelf: StepShelf) -> None:
        self._node = node
        self._emit = emit
        self._shelf = shelf

    def find(self, keys: Sequence[str]) -> tuple[int, StepState] | None:
        """Look for the state that is furthest on."""
        return furthest(self._shelf, keys)

    def keep(self, key: str, state: StepState, *, done: int, total: int) -> None:
        """Keep a state, and tell that it can be looked at."""
        self._shelf.put(key, state)
        self._emit(StepKept(self._node, key, done, total))

    def pass_by(self, keys: Sequence[str], *, first: int, total: int) -> None:
        """Tell of the states of steps that are not done again, as far as they are kept."""
        for done, key in enumerate(keys, first):
            if key in self._shelf:
                self._emit(StepKept(self._node, key, done, total, is_old=True))
