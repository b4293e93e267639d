"""Where the value at an output really comes from, past bypassed and muted nodes."""

from __future__ import annotations

from typing import NamedTuple

from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.sockets import refusal


class Absent(NamedTuple):
    """Say why nothing will come along a wire."""

    because: str


class Routes:
    """Follow wires back through bypassed nodes; made for one look at a graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[Port, Port | Absent] = {}

    def source(self, output: Port) -> Port | Absent:
        """Find the output, of a node that runs, whose value is at an output."""
        passed: list[Port] = []
        while (found := self._known.get(output)) is None:
            node = self._graph.nodes[output.node]
            if node.is_muted:
                found = Absent(f"{self._graph.caption(output.node)} is muted")
            elif not node.is_bypassed:
                found = output
            else:
                passed.append(output)
                feed = self._passed_on(output)
                if feed is not None:
                    output = feed
                    continue
                caption = self._graph.caption(output.node)
                found = Absent(f"{caption} is bypassed and has no {output.socket} to pass on")
            break
        for one in passed:
            self._known[one] = found
        return found

    def _passed_on(self, output: Port) -> Port | None:
        """Find what feeds the first input that has the output's type, or else fits it."""
        feeds = self._graph.inputs(output.node)
        definition = self._graph.definition(output.node)
        if definition is None:
            return feeds[min(feeds)] if feeds else None
        wired = [Port(output.node, one.name) for one in definition.inputs if one.name in feeds]
        wanted = self._graph.type_of(output)
        types = {port: self._graph.type_of(port, "input") for port in wired}
        same = [port for port in wired if types[port] == wanted]
        fits = [port for port in wired if refusal(types[port], wanted) is None]
        chosen = next(iter(same or fits), None)
        return None if chosen is None else feeds[chosen.socket]
