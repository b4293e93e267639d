"""What is told of a walk over many items: each node begins once and ends once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graphstudio.engine.context import Emit
from graphstudio.engine.events import (
    Event,
    NodeDone,
    NodeFailed,
    NodeProgress,
    NodeSkipped,
    NodeStarted,
    Warned,
)
from graphstudio.engine.plan import PlannedNode
from graphstudio.errors import RunError

_MOST_TOLD = 10  # failures of one node that are told one by one
_MOST_SUMMED = 3  # of those, how many stand in the error at the end


@dataclass(slots=True)
class _Tally:
    """Count what became of one node."""

    done: int = 0
    cached: int = 0
    seconds: float = 0.0
    failed: int = 0
    skipped: str = ""
    first: RunError | None = None
    told: tuple[str, ...] = ()


class WalkReport:
    """Take the events of each item, and tell what people can follow.

    Args:
        emit: Takes what is told.
        names: The node to show for each that only stands for one of its outputs.
    """

    def __init__(self, emit: Emit, names: Mapping[str, str]) -> None:
        self._emit = emit
        self._names = names
        self._by_node: dict[str, _Tally] = {}
        self._started = set(names.values())  # its items show at a stream, which has begun
        self._warned: set[Warned] = set()
        self.item = ""

    def take(self, event: Event) -> None:
        """Take one event of the present item."""
        match event:
            case NodeStarted(node):
                if self._name(node) not in self._started:
                    self._started.add(self._name(node))
                    self._emit(NodeStarted(self._name(node)))
            case NodeDone(node, seconds, is_cached):
                tally = self._tally(node)
                tally.done += 1
                tally.cached += is_cached
                tally.seconds += seconds
            case NodeFailed(node, error):
                self._fail(node, error)
            case NodeSkipped(node, because):
                self._tally(node).skipped = because
            case Warned(node):
                warning = replace(event, node=self._name(node))
                if warning not in self._warned:
                    self._warned.add(warning)
                    self._emit(warning)
            case NodeProgress(node):
                self._emit(replace(event, node=self._name(node)))
            case _:
                self._emit(event)

    def failure(self, planned: PlannedNode, total: int) -> RunError | None:
        """Put what failed at a node into one error; None if nothing did."""
        tally = self._by_node.get(planned.id)
        if tally is None or tally.first is None:
            return None
        return _summary(planned, tally, total)

    def tell_end(self, node: str) -> None:
        """Tell how a node stands at the end of the walk; nothing if it was not needed."""
        tally = self._by_node.get(node)
        if tally is None:
            return
        if tally.skipped and not tally.done:
            self._emit(NodeSkipped(node, tally.skipped))
        else:
            self._emit(NodeDone(node, tally.seconds, tally.cached == tally.done))

    def _fail(self, node: str, error: RunError) -> None:
        tally = self._tally(node)
        tally.failed += 1
        tally.first = tally.first or error
        if tally.failed <= _MOST_TOLD:
            text = f"{self.item}: {error}"
            tally.told = (*tally.told, text)[:_MOST_SUMMED]
            self._emit(Warned(self._name(node), text))

    def _name(self, node: str) -> str:
        return self._names.get(node, node)

    def _tally(self, node: str) -> _Tally:
        return self._by_node.setdefault(self._name(node), _Tally())


def _summary(planned: PlannedNode, tally: _Tally, total: int) -> RunError:
    """Put the failures of many items into one error, of the class of the first."""
    assert tally.first is not None
    more = tally.failed - len(tally.told)
    lines = "".join(f"\n- {one}" for one in tally.told) + (f"\n- and {more} more" if more else "")
    error = type(tally.first)(
        f"{planned.caption}: {tally.failed} of {total} items failed, and the others went on. Mend "
        f"what is wrong and run again: only what is missing is done.{lines}"
    )
    error.__cause__ = tally.first.__cause__
    return error
