"""Edits of wires."""

from __future__ import annotations

from dataclasses import dataclass

from graphstudio.graph.elements import Port, Wire
from graphstudio.graph.graph import Graph


@dataclass(frozen=True, slots=True)
class Connect:
    """Wire an output to an input; a wire that leads there already gives way."""

    wire: Wire

    def apply(self, graph: Graph) -> Connect | Disconnect:
        """Wire them, unless `Graph.refusal` has a reason."""
        old = graph.connect(self.wire.source, self.wire.target)
        if old is None:
            return Disconnect(self.wire.target)
        return Connect(Wire(old, self.wire.target))


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Take the wire off an input."""

    target: Port

    def apply(self, graph: Graph) -> Connect:
        """Take it off, unless there is none."""
        return Connect(Wire(graph.disconnect(self.target), self.target))
