"""What type variables stand for: types flow along wires, from outputs to inputs.

A variable of a node is the join of everything that is wired to its inputs of that variable;
while nothing is, its outputs fit everything. That is checked in one direction only, so a
wire costs what lies behind it among nodes with variables, and nothing for all other nodes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Protocol

from graphstudio.graph.definitions import InputDefinition, NodeDefinition, OutputDefinition
from graphstudio.graph.elements import Port
from graphstudio.graph.sockets import (
    ANY,
    SocketType,
    bind,
    describe,
    is_open,
    join,
    refusal,
    substitute,
)

Bound = dict[str, SocketType]
Change = dict[str, Bound]


class Feeds(Protocol):
    """The part of a graph that types flow through."""

    def definition(self, id: str) -> NodeDefinition | None:  # noqa: A002 - as in Graph
        """Find a node's definition; None for a placeholder."""

    def inputs(self, id: str) -> Mapping[str, Port]:  # noqa: A002 - as in Graph
        """Find what feeds a node."""

    def targets(self, port: Port) -> Iterable[Port]:
        """Find what an output feeds."""


class Variables:
    """Know what the type variables of each node of a graph stand for."""

    def __init__(self, wiring: Feeds, bound: Mapping[str, Bound] | None = None) -> None:
        self._wiring = wiring
        self.bound: Change = dict(bound or {})

    def output_type(self, port: Port, change: Change | None = None) -> SocketType:
        """Say what comes out of an output, variables put in as far as they are known."""
        definition = self._wiring.definition(port.node)
        output = None if definition is None else definition.output(port.socket)
        return ANY if output is None else self._filled(port.node, output, change or {})

    def input_type(self, port: Port) -> SocketType:
        """Say what goes into an input, variables put in as far as they are known."""
        definition = self._wiring.definition(port.node)
        knob = None if definition is None else definition.input(port.socket)
        return ANY if knob is None else self._filled(port.node, knob, {})

    def try_wire(self, source: Port, target: Port) -> tuple[Change, str | None]:
        """Work out what a wire would change, and why it cannot be; None if it can."""
        definition = self._wiring.definition(target.node)
        knob = None if definition is None else definition.input(target.socket)
        if knob is None:
            return {}, None
        reason = refusal(self.output_type(source), knob.type)
        if reason is not None or not is_open(knob.type):
            return {}, reason
        return self._flow(target, source)

    def after_removal(self, target: Port) -> Change:
        """Work out what changes when nothing feeds an input any more."""
        definition = self._wiring.definition(target.node)
        knob = None if definition is None else definition.input(target.socket)
        if knob is None or not is_open(knob.type):
            return {}
        return self._flow(target, None)[0]

    def accept(self, change: Change) -> None:
        """Take over what `try_wire` or `after_removal` worked out."""
        for node, bound in change.items():
            if bound:
                self.bound[node] = bound
            else:
                self.bound.pop(node, None)

    def _filled(
        self, node: str, socket: InputDefinition | OutputDefinition, change: Change
    ) -> SocketType:
        if not is_open(socket.type):
            return socket.type
        bound = change[node] if node in change else self.bound.get(node, {})
        return substitute(socket.type, bound)

    def _flow(self, target: Port, source: Port | None) -> tuple[Change, str | None]:
        change: Change = {}
        waiting = deque([target.node])
        while waiting:
            node = waiting.popleft()
            definition = self._wiring.definition(node)
            if definition is None:
                continue
            feeds = dict(self._wiring.inputs(node))
            if node == target.node:
                feeds.pop(target.socket, None)
                if source is not None:
                    feeds[target.socket] = source
            bound, reason = self._bind_node(definition, feeds, change)
            if reason is not None:
                return {}, reason
            before = change[node] if node in change else self.bound.get(node, {})
            if bound != before:
                change[node] = bound
                reason = self._check_takers(node, definition, bound, waiting)
                if reason is not None:
                    return {}, reason
        return change, None

    def _bind_node(
        self, definition: NodeDefinition, feeds: Mapping[str, Port], change: Change
    ) -> tuple[Bound, str | None]:
        bound: Bound = {}
        for knob in definition.inputs:
            if knob.name not in feeds or not is_open(knob.type):
                continue
            given = self.output_type(feeds[knob.name], change)
            for name, found in bind(knob.type, given).items():
                both = join(bound[name], found) if name in bound else found
                if both is None:
                    words = f"{describe(bound[name])} and {describe(found)}"
                    return {}, f"{definition.title} takes one type, and gets {words}"
                bound[name] = both
        return bound, _limit_refusal(definition, bound)

    def _check_takers(
        self, node: str, definition: NodeDefinition, bound: Bound, waiting: deque[str]
    ) -> str | None:
        for output in definition.outputs:
            if not is_open(output.type):
                continue
            given = substitute(output.type, bound)
            for taker in self._wiring.targets(Port(node, output.name)):
                other = self._wiring.definition(taker.node)
                knob = None if other is None else other.input(taker.socket)
                if knob is None:
                    continue
                reason = refusal(given, knob.type)
                if reason is not None:
                    return f"{reason}, where it goes on to {taker}"
                if is_open(knob.type) and taker.node not in waiting:
                    waiting.append(taker.node)
        return None


def _limit_refusal(definition: NodeDefinition, bound: Bound) -> str | None:
    """Check type variables that may only stand for certain types."""
    for name, found in bound.items():
        for limits in _limits(definition, name):
            if limits and all(refusal(found, one) is not None for one in limits):
                wanted = " or ".join(describe(one) for one in limits)
                return f"{describe(found)} does not fit where {wanted} is wanted"
    return None


def _limits(definition: NodeDefinition, name: str) -> Iterable[tuple[SocketType, ...]]:
    for knob in definition.inputs:
        todo = [knob.type]
        while todo:
            one = todo.pop()
            if one.kind == "variable" and one.name == name:
                yield one.arguments
            elif one.kind != "variable":
                todo.extend(one.arguments)
                if one.item is not None:
                    todo.append(one.item)
