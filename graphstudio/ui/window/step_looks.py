"""Asking the engine what steps looked like: no more at once than it can answer, newest first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from graphstudio.session.queue.runner import Runner
from graphstudio.session.worker.protocol import StepShown

_MOST_BYTES = 96 * 1024**2


@dataclass(frozen=True, slots=True)
class Wish:
    """Name a step that somebody wants to see.

    Attributes:
        key: From `StepKept`.
        node: From `StepKept`.
        is_full: Whether it shall be decoded in full.
    """

    key: str
    node: str
    is_full: bool = False


class StepLooks(QObject):
    """Ask for steps, and keep what came.

    One rough look and one full one are under way at a time. Whatever else is wanted meanwhile
    waits, and only the newest wish is asked for then: so a drag shows what it passes as fast as
    the engine draws, and ends with what it ends at.

    Attributes:
        arrived: Emits a `StepShown`.
    """

    arrived = Signal(object)

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._asked: dict[bool, tuple[int, Wish]] = {}
        self._waiting: dict[bool, Wish] = {}
        self._kept: OrderedDict[tuple[str, bool], StepShown] = OrderedDict()
        self._bytes = 0
        runner.step_shown.connect(self._take)
        runner.ready.connect(self._begin_again)

    def want(self, wish: Wish) -> None:
        """Ask for a step, or give what is there of it: what was decoded in full serves as rough."""
        for is_full in (True, False) if not wish.is_full else (True,):
            shown = self._kept.get((wish.key, is_full))
            if shown is not None:
                self._kept.move_to_end((wish.key, is_full))
                self._waiting.pop(wish.is_full, None)
                self.arrived.emit(shown)
                return
        if wish.is_full in self._asked:
            self._waiting[wish.is_full] = wish
        else:
            self._ask(wish)

    def give_up_full(self) -> None:
        """Want no full look any more; one that is under way is kept when it comes."""
        self._waiting.pop(True, None)

    def end(self) -> None:
        """Listen no more."""
        self._runner.step_shown.disconnect(self._take)
        self._runner.ready.disconnect(self._begin_again)

    def _ask(self, wish: Wish) -> None:
        ticket = self._runner.show_step(wish.key, wish.node, is_full=wish.is_full)
        self._asked[wish.is_full] = (ticket, wish)

    def _take(self, shown: StepShown) -> None:
        kind = next((one for one, asked in self._asked.items() if asked[0] == shown.ticket), None)
        if kind is None:
            return
        del self._asked[kind]
        if shown.image and (shown.is_full or not kind):
            self._keep(shown)
        self.arrived.emit(shown)
        if (wish := self._waiting.pop(kind, None)) is not None:
            self.want(wish)

    def _keep(self, shown: StepShown) -> None:
        name = (shown.key, shown.is_full)
        if name in self._kept:
            self._bytes -= len(self._kept.pop(name).image)
        self._kept[name] = shown
        self._bytes += len(shown.image)
        while self._bytes > _MOST_BYTES and len(self._kept) > 1:
            self._bytes -= len(self._kept.popitem(last=False)[1].image)

    def _begin_again(self) -> None:
        """Ask a new engine for what the old one was asked for: that is lost with it."""
        lost = {kind: wish for kind, (_, wish) in self._asked.items()}
        wishes = (lost | self._waiting).values()
        self._asked, self._waiting = {}, {}
        for wish in wishes:
            self.want(wish)
