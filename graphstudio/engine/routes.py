"""Where the value at an output really comes from: past muted, bypassed and passing nodes."""

from __future__ import annotations

from typing import NamedTuple

from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.passing import passed_on


class Absent(NamedTuple):
    """Say why nothing will come along a wire."""

    because: str


class Routes:
    """Follow wires back through nodes that do not run; made for one look at a graph.

    A node that only hands on is looked through when it is fed, so that a reroute in a wire
    changes neither what runs nor any key.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[Port, Port | Absent] = {}

    def is_plain(self, node: str) -> bool:
        """Tell whether what a node gives is what it makes itself."""
        one = self._graph.nodes[node]
        return not (one.is_muted or one.is_bypassed or self._only_passes(node))

    def source(self, output: Port) -> Port | Absent:
        """Find the output, of a node that runs, whose value is at an output."""
        passed: list[Port] = []
        while (found := self._known.get(output)) is None:
            step = self._step_back(output)
            if not isinstance(step, Port) or step == output:
                found = step
                break
            passed.append(output)
            output = step
        for one in passed:
            self._known[one] = found
        return found

    def _step_back(self, output: Port) -> Port | Absent:
        """Find what comes through a node; the output itself when the node makes it."""
        node = self._graph.nodes[output.node]
        if node.is_muted:
            return Absent(f"{self._graph.caption(output.node)} is muted")
        if not node.is_bypassed and not self._only_passes(output.node):
            return output
        feed = passed_on(self._graph, output)
        if feed is None and node.is_bypassed:
            caption = self._graph.caption(output.node)
            return Absent(f"{caption} is bypassed and has no {output.socket} to pass on")
        return output if feed is None else feed

    def _only_passes(self, node: str) -> bool:
        definition = self._graph.definition(node)
        return definition is not None and definition.passes
