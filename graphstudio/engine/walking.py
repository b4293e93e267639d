"""A walk over the items of streams, one after another, each in a small run of its own."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from graphstudio.api import Stream
from graphstudio.engine.events import NodeFailed, Warned
from graphstudio.engine.failures import failure
from graphstudio.engine.journal import ItemJournal
from graphstudio.engine.keys import Key, OwnPart, node_key
from graphstudio.engine.plan import Plan, PlannedNode
from graphstudio.engine.running import Run
from graphstudio.engine.stream_layout import Walk
from graphstudio.engine.stream_report import WalkReport
from graphstudio.errors import RunError

if TYPE_CHECKING:
    from graphstudio.engine.streaming import StreamedRun

Streams = Mapping[str, Sequence[Stream[Any]]]  # Any: whatever streams hold


class Walking:
    """Walk through the items of streams once.

    Args:
        run: What it is a part of.
        walk: What to do.
        streams: The streams, one for each output, by the node that gives them.
        journal: Notes which items are done; None notes nothing.
    """

    def __init__(
        self, run: StreamedRun, walk: Walk, streams: Streams, journal: ItemJournal | None
    ) -> None:
        ports = run.layout.ports
        self._run = run
        self._walk = walk
        self._each = {
            one.id: streams[ports[one.id][0]][ports[one.id][1]]
            for one in walk.nodes
            if one.id in ports
        }
        self._total = next(iter(self._each.values())).length
        has_outputs = any(run.layout.nodes[id_].definition.is_output for id_ in walk.targets)
        self._journal = journal if has_outputs else None
        self._report = WalkReport(run.tell, {id_: port[0] for id_, port in ports.items()})
        self._lists: dict[str, tuple[list[Any], ...]] = {
            id_: tuple([] for _ in run.layout.nodes[id_].definition.outputs)
            for id_ in walk.gathered
        }
        self._short: set[str] = set()  # collected nodes that lack an item
        self._failed = 0

    def go(self) -> None:
        """Do every item, and tell how it went."""
        first = self._walk.sources[0]
        if self._journal is not None:
            before = self._journal.open(self._signature(self._journal))
            if before:
                told = f"{min(before, self._total)} of {self._total} were done before; going on."
                self._run.tell(Warned(first, told))
        is_finished = False
        started = time.perf_counter()
        self._run.tell_items(self._walk, 0, self._total, None)
        try:
            for index in range(self._total):
                self._run.check_stop()
                self._do(index)
                left = (time.perf_counter() - started) / (index + 1) * (self._total - index - 1)
                self._run.tell_items(self._walk, index + 1, self._total, left)
            is_finished = not self._failed
        finally:
            if self._journal is not None:
                self._journal.close(is_finished=is_finished)
        self._conclude()

    def _do(self, index: int) -> None:
        self._report.item = next(iter(self._each.values())).name(index)
        try:
            nodes = self._nodes(index)
        except (Exception, SystemExit) as raised:  # noqa: BLE001 - a stream is foreign code
            self._report.take(NodeFailed(self._walk.sources[0], self._unreadable(raised)))
            self._failed += 1
            self._short.update(self._walk.gathered)
            return
        targets = self._walk.targets
        journal = self._journal
        done = (
            None
            if journal is None
            else journal.begin(_sum((id_, nodes[id_].key) for id_ in targets))
        )
        wanted = () if done is not None else targets
        item = ItemRun(self._run, self._walk, nodes, wanted, self._report)
        try:
            item.work()
        except BaseException:
            if journal is not None:
                journal.abandon()
            raise
        self._note(item, wanted)
        if journal is not None and done is None:
            if item.gave_all(wanted):
                journal.end(item.saved)
            else:
                journal.abandon()
        self._tell_trouble()

    def _note(self, item: ItemRun, wanted: Sequence[str]) -> None:
        self._run.saved.extend(item.saved)
        self._run.ran += item.ran
        self._run.cached += item.cached
        self._failed += not item.gave_all(wanted)
        for id_, lists in self._lists.items():
            outputs = item.outputs(id_)
            if outputs is None:
                self._short.add(id_)
                continue
            if item.is_altered(id_):
                self._run.note_altered(id_)
            for kept, value in zip(lists, outputs, strict=True):
                kept.append(value)

    def _nodes(self, index: int) -> dict[str, PlannedNode]:
        """Give each node the key, and what gives an item the item, of this turn."""
        keys: dict[str, Key] = {}
        found: dict[str, PlannedNode] = {}
        for one in self._walk.nodes:
            stream = self._each.get(one.id)
            if stream is None:
                feeds = [
                    (name, keys.get(link.source) or self._run.lasting_key(link.source), output)
                    for link, (name, _, output) in zip(one.links, one.feeds, strict=True)
                ]
                keys[one.id] = key = node_key(one.own, feeds)
                found[one.id] = replace(one, key=key)
                continue
            # Whatever the stream is made of, an item is what its key says.
            part = one.own._replace(values={"item": stream.key(index)}, files={}, fingerprint=None)
            keys[one.id] = key = node_key(part, [])
            definition = replace(one.definition, function=partial(stream.make, index))
            found[one.id] = replace(one, key=key, definition=definition, is_kept=False)
        return found

    def _signature(self, journal: ItemJournal) -> Key:
        """Say what this walk does, whatever the items are."""
        keys: dict[str, Key] = {}
        ports = self._run.layout.ports
        for one in self._walk.nodes:
            if one.id in ports:
                source = self._run.layout.nodes[ports[one.id][0]]
                part = source.own._replace(files={}, fingerprint=None)
                keys[one.id] = node_key(part, [])
                continue
            feeds = [
                (name, keys.get(link.source) or self._run.lasting_key(link.source), output)
                for link, (name, _, output) in zip(one.links, one.feeds, strict=True)
            ]
            keys[one.id] = node_key(one.own, feeds)
        return _sum([("", journal.out), *((id_, keys[id_]) for id_ in self._walk.targets)])

    def _conclude(self) -> None:
        run = self._run
        for id_ in self._walk.sources:
            if not self._conclude_node(run.layout.nodes[id_]):
                run.end_items(id_)
        for one in self._walk.nodes:
            if one.id not in run.layout.ports and not self._conclude_node(one):
                self._report.tell_end(one.id)
        for id_, lists in self._lists.items():
            is_short = id_ in self._short
            run.gather(id_, None if is_short else lists, "of which not every item could be made")

    def _conclude_node(self, planned: PlannedNode) -> bool:
        """Tell which items failed at a node; False if none did."""
        error = self._report.failure(planned, self._total)
        if error is None:
            return False
        self._run.note_failure(planned.id, error)
        self._run.tell(NodeFailed(planned.id, error))
        return True

    def _unreadable(self, raised: BaseException) -> RunError:
        return failure(self._run.layout.nodes[self._walk.sources[0]], raised, {})

    def _tell_trouble(self) -> None:
        if self._journal is not None and self._journal.trouble:
            message = (
                f"It cannot be noted which items are done ({self._journal.trouble}): if this run "
                "is stopped, the next one begins at the first item."
            )
            self._report.take(Warned(self._walk.sources[0], message))


class ItemRun(Run):
    """Run what works for one item; what works once is asked of the run it is a part of.

    Args:
        whole: The run.
        walk: What is walked through.
        nodes: The nodes of the walk, with this item's keys.
        wanted: The targets, none where the item was done before.
        report: Takes events.
    """

    def __init__(
        self,
        whole: StreamedRun,
        walk: Walk,
        nodes: Mapping[str, PlannedNode],
        wanted: Sequence[str],
        report: WalkReport,
    ) -> None:
        self._once = {one.id: one for one in walk.once}
        targets = tuple(dict.fromkeys([*wanted, *walk.gathered]))
        plan = Plan(targets, {**self._once, **nodes}, {})
        super().__init__(plan, **{**whole.parts, "emit": report.take})
        self._whole = whole
        self._ports = whole.layout.ports

    def work(self) -> None:
        """Do what is wanted of this item."""
        for target in self._plan.targets:
            self._pull(target)

    def gave_all(self, wanted: Sequence[str]) -> bool:
        """Tell whether every target gave its result."""
        return all(id_ in self._survey.results for id_ in wanted)

    def is_altered(self, id_: str) -> bool:
        """Tell whether the result of a node does not belong to its key."""
        return id_ in self._tainted

    def outputs(self, id_: str) -> tuple[Any, ...] | None:
        """Give what a node gave; None if it did not."""
        result = self._survey.results.get(id_)
        return None if result is None else result.outputs

    def _advance(self, planned: PlannedNode) -> str | None:
        if planned.id not in self._once:
            return super()._advance(planned)
        result, lost = self._whole.fetch(planned.id)
        if result is None:
            self._lost[planned.id] = lost
        if self._whole.is_altered(planned.id):
            self._tainted.add(planned.id)
        self._survey.settle(planned.id, result)
        return None

    def _texts_before(self, id_: str) -> dict[str, str]:
        found = {
            (name.rpartition(".")[0] if name.rpartition(".")[0] in self._ports else name): text
            for name, text in self._texts.before(id_).items()
        }
        for one in self._once_before(id_):
            found |= self._whole.texts_before(one)
        return dict(sorted(found.items()))

    def _once_before(self, id_: str) -> set[str]:
        """Find the nodes that work once and went into a node."""
        found: set[str] = set()
        waiting = [id_]
        while waiting:
            for link in self._plan.by_id[waiting.pop()].links:
                if link.source in self._once:
                    found.add(link.source)
                else:
                    waiting.append(link.source)
        return found


def _sum(parts: Iterable[tuple[str, str]]) -> Key:
    """Put several keys into one."""
    own = OwnPart("stream", 1, "", {"parts": [list(one) for one in parts]}, {}, None)
    return node_key(own, [])
