"""How a run stands, node by node: made of its events, and read by whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Literal

from psygnal import Signal

from graphstudio.engine.events import (
    ImageSaved,
    NodeDone,
    NodeProgress,
    NodeSkipped,
    NodeStarted,
    Outcome,
    RunDone,
    RunStarted,
    StepKept,
    Warned,
)
from graphstudio.session.estimates.outlook import NodeOutlook
from graphstudio.session.forecast import Forecast
from graphstudio.session.reels import Reels
from graphstudio.session.worker.protocol import (
    Failed,
    Foretold,
    NodeEvent,
    Previewed,
    RunForeseen,
)

Phase = Literal["idle", "waiting", "running", "done", "cached", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """Say how one node stands.

    Attributes:
        phase: What it is doing, or did in the last run.
        done: Steps behind it.
        total: All its steps; None when nobody knows.
        seconds: How long its code took.
        seconds_left: Until it is done, at the pace so far.
        message: The error, or why it was skipped; "" where all is well.
        details: The traceback of a node that failed.
        warnings: What it had to say that did not stop the run.
        preview: What it shows.
        pictures: The files that it wrote.
        because: Why it ran, as it was said before the run; None where nobody said.
        is_cut_off: Whether it did not have to run after all: what comes in came out the same.
        kept: How many of its steps an earlier run had left, so that it went on behind them.
    """

    phase: Phase = "idle"
    done: int = 0
    total: int | None = None
    seconds: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    details: str = ""
    warnings: tuple[str, ...] = ()
    preview: Previewed | None = None
    pictures: tuple[Path, ...] = ()
    because: Forecast | None = None
    is_cut_off: bool = False
    kept: int = 0

    @property
    def share(self) -> float | None:
        """How much of it is done, 0 to 1; None when nobody knows."""
        return self.done / self.total if self.total else None


IDLE = NodeStatus()


class RunStatus:
    """Follow the runs of one open workflow.

    A preview stays until another one comes: what was seen last is better than nothing.

    Attributes:
        changed: Emits the id of a node whose status changed; "" when the run as a whole did.
        outcome: How the last run ended; None before the first and while one is under way.
        nodes: How many nodes the run may have to run.
        finished: How many of them are behind it.
        seconds: Of the whole run, when it is done; 0 where nobody said.
        left_at: The kept step at which the last run was left, and how many there are; None where
            it was left at none.
        reels: The steps of nodes' last runs that can be looked at.
    """

    changed: ClassVar[Signal] = Signal(str)

    def __init__(self) -> None:
        self._by_id: dict[str, NodeStatus] = {}
        self.reels = Reels()
        self.outcome: Outcome | None = None
        self.is_running = False
        self.nodes = 0
        self.finished = 0
        self.seconds = 0.0
        self.left_at: tuple[int, int] | None = None
        self._current = ""
        self._foretold: dict[str, Forecast] = {}
        self._under_way: set[str] = set()
        self._foreseen: tuple[NodeOutlook, ...] = ()

    def node(self, id: str) -> NodeStatus:  # noqa: A002 - what a node's name is called
        """Say how a node stands."""
        return self._by_id.get(id, IDLE)

    @property
    def current(self) -> str:
        """The node whose code runs now; "" when there is none."""
        return self._current

    @property
    def share(self) -> float:
        """How much of the run is done, 0 to 1, every node counted alike."""
        if not self.nodes:
            return 1.0 if self.outcome == "done" else 0.0
        # Where a stream is walked through, it and what follows it are under way together.
        parts = (self.node(id_).share or 0.0 for id_ in self._under_way)
        return min((self.finished + sum(parts)) / self.nodes, 1.0)

    @property
    def seconds_left(self) -> float | None:
        """How long the whole run still takes; None while that is not known of all its nodes."""
        if not self.is_running or not self._foreseen:
            return None
        left = 0.0
        for one in self._foreseen:
            now = self.node(one.node)
            if now.phase not in ("idle", "waiting", "running") or not one.is_likely:
                continue
            if now.seconds_left is not None:
                left += now.seconds_left
            elif one.seconds is None:
                return None
            else:
                left += one.seconds.middle
        return left

    @property
    def skipped(self) -> int:
        """How many nodes the run left out: what they need is muted, or failed."""
        return sum(one.phase == "skipped" for one in self._by_id.values())

    def take(self, event: NodeEvent) -> None:
        """Follow one event of the run under way."""
        match event:
            case Foretold() | RunForeseen():
                self._foresee(event)
            case RunStarted():
                self._begin(event)
            case NodeStarted(node):
                self._current = node
                self._under_way.add(node)
                self.reels.begin(node)
                because = self._foretold.get(node)
                self._set(node, replace(self._cleared(node), phase="running", because=because))
            case NodeProgress(node, done, total, left):
                now = self.node(node)
                self._set(node, replace(now, done=done, total=total, seconds_left=left))
            case StepKept(node):
                self.reels.take(event)
                now = self.node(node)
                self._set(node, replace(now, kept=event.count_old(now.kept)))
            case Previewed():
                self._set(event.node, replace(self.node(event.node), preview=event))
            case NodeDone():
                self._end_well(event)
            case Failed():
                self._end_node(event.node, "failed", message=event.message, details=event.details)
            case NodeSkipped(node, because):
                self._end_node(node, "skipped", message=because)
            case Warned() | ImageSaved():
                self._add(event)
            case RunDone(outcome, seconds):
                self._end(outcome, seconds)

    def wait(self) -> None:
        """Note that a run is queued, so that old marks do not pass for new ones."""
        self.outcome = None
        for id_ in list(self._by_id):
            self._set(id_, self._cleared(id_))
        self.changed.emit("")

    def lose(self, message: str) -> None:
        """Note that the run ended without a word: the node that ran is the one to blame."""
        if self._current:
            self._end_node(self._current, "failed", message=message)
        self._end("failed", 0.0)

    def forget(self, node: str) -> None:
        """Forget a node that is gone: what has its name now is another."""
        self.reels.forget(node)
        if self._by_id.pop(node, None) is not None:
            self.changed.emit(node)

    def _begin(self, event: RunStarted) -> None:
        self.wait()
        self.is_running = True
        self.nodes, self.finished, self._current = event.nodes, 0, ""
        self._under_way.clear()
        self.changed.emit("")

    def _foresee(self, event: Foretold | RunForeseen) -> None:
        if isinstance(event, Foretold):
            self._foretold = {one.node: one for one in event.forecasts}
        else:
            self._foreseen = event.outlook.nodes

    def _add(self, event: Warned | ImageSaved) -> None:
        now = self.node(event.node)
        if isinstance(event, Warned):
            now = replace(now, warnings=(*now.warnings, event.message))
        else:
            now = replace(now, pictures=(*now.pictures, event.path))
        self._set(event.node, now)

    def _end_well(self, event: NodeDone) -> None:
        node = event.node
        self.reels.end(node)
        if event.is_cut_off:  # it was counted among those that may run
            because = self._foretold.get(node)
            self._by_id[node] = replace(self.node(node), because=because, is_cut_off=True)
            self.finished += 1
        self._end_node(node, "cached" if event.is_cached else "done", seconds=event.seconds)

    def _end_node(
        self, node: str, phase: Phase, *, seconds: float = 0.0, message: str = "", details: str = ""
    ) -> None:
        now = self.node(node)
        if now.phase not in ("idle", "waiting", "running"):
            return
        if phase not in ("cached", "skipped"):
            self.finished += 1
        self._under_way.discard(node)
        if self._current == node:
            self._current = ""
        self._set(
            node,
            replace(
                now,
                phase=phase,
                seconds=seconds,
                seconds_left=None,
                message=message,
                details=details,
            ),
        )

    def _end(self, outcome: Outcome, seconds: float) -> None:
        self.is_running = False
        reel = self.reels.get(self._current)
        self.left_at = (reel.newest, reel.total) if reel is not None and reel.is_growing else None
        self.reels.end_all()
        self.outcome, self.seconds, self._current = outcome, seconds, ""
        self._under_way.clear()
        self._foreseen = ()
        for id_, now in list(self._by_id.items()):
            if now.phase in ("running", "waiting"):
                self._set(id_, self._cleared(id_))
        self.changed.emit("")

    def _cleared(self, node: str) -> NodeStatus:
        return NodeStatus(preview=self.node(node).preview)

    def _set(self, node: str, status: NodeStatus) -> None:
        self._by_id[node] = status
        self.changed.emit(node)
