"""A run in which things go through one by one: a thousand pictures in the memory of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphstudio.api import Cancelled, Stream
from graphstudio.engine.events import (
    Event,
    NodeDone,
    NodeFailed,
    NodeProgress,
    NodeSkipped,
    NodeStarted,
    RunStarted,
)
from graphstudio.engine.journal import ItemJournal
from graphstudio.engine.keys import Key
from graphstudio.engine.plan import Plan, PlannedNode
from graphstudio.engine.results import Result
from graphstudio.engine.running import Run
from graphstudio.engine.stream_layout import Layout, Walk
from graphstudio.engine.walking import Streams, Walking
from graphstudio.errors import NodeFailed as NodeFailedError
from graphstudio.errors import RunError


class StreamedRun(Run):
    """Run a plan in which nodes give streams.

    What depends on no stream runs once. What does is walked through item by item, each with keys
    of its own, through the same code as any other node; what an item made is let go before the
    next one begins, but for what the cache has room for. An item that fails leaves the others
    alone.

    Args:
        plan: What to run.
        journal: Notes which items are done; None notes nothing.
        parts: As for `Run`.
    """

    def __init__(self, plan: Plan, *, journal: ItemJournal | None, **parts: Any) -> None:
        self.layout = Layout(plan)
        super().__init__(self.layout.core, **parts)
        self.parts = parts
        self._whole = plan
        self._journal = journal
        self._lasting = self.layout.lasting_keys()
        self._walked: set[Walk] = set()
        self._told = self._emit
        self._emit = self._hold
        self._open_sources = {id_ for walk in self.layout.walks for id_ in walk.sources}
        self._begun: set[str] = set()
        self._ended: dict[str, NodeDone] = {}

    @property
    def values(self) -> dict[str, tuple[Any, ...]]:
        """What each target gave that works once, as far as it did."""
        return {id_: one for id_, one in super().values.items() if id_ in self._whole.targets}

    def fetch(self, id_: str) -> tuple[Result | None, str]:
        """Bring the result of a node that works once, or say what became of it."""
        self._pull(id_)
        return self._survey.results.get(id_), self._lost.get(id_, "")

    def is_altered(self, id_: str) -> bool:
        """Tell whether the result of a node that works once does not belong to its key."""
        return id_ in self._tainted

    def lasting_key(self, id_: str) -> Key:
        """Give the key of a node that works once."""
        return self._lasting[id_]

    def texts_before(self, id_: str) -> dict[str, str]:
        """Say which texts a node that works once gave, and which went into it."""
        return self._texts.upto(id_)

    def _work_through(self) -> None:
        reachable = self._survey.reachable + len(self.layout.streams) - len(self.layout.ports)
        self._emit(RunStarted(self._whole.targets, reachable))
        for id_, because in self._whole.skipped.items():
            self._emit(NodeSkipped(id_, because))
        for target in self._whole.targets:
            if target in self.layout.streams:
                self._walk(self.layout.walk_of(target))
        for target in self._whole.targets:
            if target not in self.layout.streams:
                self._pull(target)

    def _advance(self, planned: PlannedNode) -> str | None:
        if planned.id not in self.layout.streams:
            return super()._advance(planned)
        self._walk(self.layout.walk_of(planned.id))  # it is collected: that settles it
        return None

    def _walk(self, walk: Walk) -> None:
        if walk in self._walked:
            return
        self._walked.add(walk)
        streams = self._open(walk)
        if streams is not None:
            Walking(self, walk, streams, self._journal).go()

    def _open(self, walk: Walk) -> Streams | None:
        """Bring the streams of a walk; None, and everything told, where one is not to be had."""
        streams: dict[str, Sequence[Stream[Any]]] = {}
        reason = ""
        for id_ in walk.sources:
            result, lost = self.fetch(id_)
            if result is None:
                reason = reason or f"it needs {self._plan.by_id[id_].caption}, {lost}"
            else:
                streams[id_] = result.outputs
        error = None if reason else _differing(walk, streams, self.layout)
        if reason or error is not None:
            self._give_up(walk, reason, error)
            return None
        return streams

    def _give_up(self, walk: Walk, reason: str, error: RunError | None) -> None:
        if error is not None:
            meeting = _meeting(walk, self.layout)
            reason = f"it needs {meeting.caption}, which failed"
            self.note_failure(meeting.id, error)
            self._emit(NodeFailed(meeting.id, error))
        for one in walk.nodes:
            if one.id not in self.errors and one.id not in self.layout.ports:
                self._emit(NodeSkipped(one.id, reason))
        for id_ in walk.gathered:
            self.gather(id_, None, "which was skipped")

    def note_failure(self, id_: str, error: RunError) -> None:
        """Note why a node could not give all its results."""
        self.errors[id_] = error

    def note_altered(self, id_: str) -> None:
        """Note that what an item gave to a node that is collected does not belong to its key."""
        self._tainted.add(id_)

    def gather(self, id_: str, lists: tuple[list[Any], ...] | None, lost: str) -> None:
        """Settle a node that is collected, with all that it gave."""
        planned = self._plan.by_id[id_]
        if lists is None:
            self._lost[id_] = lost
        self._survey.settle(id_, None if lists is None else Result.of(lists, 0.0))
        self._survey.give_up(planned)

    def tell_items(self, walk: Walk, done: int, total: int, seconds_left: float | None) -> None:
        """Tell how many items were walked through; it shows at what gives them."""
        for id_ in walk.sources:
            if id_ not in self._begun:
                self._begun.add(id_)
                self._told(NodeStarted(id_))
            self._told(NodeProgress(id_, done, total, seconds_left))

    def end_items(self, id_: str) -> None:
        """Tell that all items of a stream were walked through."""
        self._told(self._ended.get(id_) or NodeDone(id_, 0.0, is_cached=False))

    def tell(self, event: Event) -> None:
        """Tell who listens."""
        self._told(event)

    def _hold(self, event: Event) -> None:
        """Tell that what gives a stream is done when its items are."""
        if isinstance(event, NodeDone) and event.node in self._open_sources:
            self._ended[event.node] = event
            return
        if isinstance(event, NodeStarted):
            self._begun.add(event.node)
        self._told(event)

    def check_stop(self) -> None:
        """Stop here if somebody asked to."""
        if self._stop.is_set():
            raise Cancelled


def _differing(walk: Walk, streams: Streams, layout: Layout) -> RunError | None:
    """Say that streams which go side by side are not of one length; None where they are."""
    lengths = {
        one.id: streams[layout.ports[one.id][0]][layout.ports[one.id][1]].length
        for one in walk.nodes
        if one.id in layout.ports
    }
    if len(set(lengths.values())) <= 1:
        return None
    given = {layout.nodes[layout.ports[id_][0]].caption: count for id_, count in lengths.items()}
    told = ", ".join(f"{caption} gives {count}" for caption, count in sorted(given.items()))
    return NodeFailedError(
        f"{_meeting(walk, layout).caption}: its inputs come from streams that are not of one "
        f"length: {told}. They are taken side by side, so make them equally long."
    )


def _meeting(walk: Walk, layout: Layout) -> PlannedNode:
    """Find the first node at which all streams of a walk come together, or most of them."""
    return max(walk.nodes, key=lambda one: len(layout.streams[one.id]))
