"""Nodes and wires: what runs, without how it looks. Acyclic by construction.

Nodes whose type no pack knows are placeholders: their values and wires are kept unchecked.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, Self

from graphstudio.api import Facts, Refusal
from graphstudio.errors import BadValue, ConnectError, CycleError, GraphError
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.elements import Json, Node, Port, Wire
from graphstudio.graph.foresight import Foresight
from graphstudio.graph.layout import ELEMENT_ID
from graphstudio.graph.registry import Registry
from graphstudio.graph.sockets import SocketType
from graphstudio.graph.streaming import nested
from graphstudio.graph.values import check_json, check_named, check_text, close_names
from graphstudio.graph.variables import Change, Variables


class Wiring:
    """Hold nodes and the wires between them.

    Attributes:
        registry: Where node types are looked up.
        dag: The networkx graph: node ids, and edges with the key (output, input). Read only.
        nodes: All nodes by id, in the order they came; a view that follows changes.
    """

    def __init__(self, registry: Registry) -> None:
        # It takes 0.3 s: a window that shows no graph yet starts without.
        import networkx as nx

        self.registry = registry
        self.dag: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self._nodes: dict[str, Node] = {}
        self._inputs: dict[str, dict[str, Port]] = {}
        self._outputs: dict[str, dict[str, dict[Port, None]]] = {}
        self._variables = Variables(self)
        self._foresight = Foresight(self)
        self._numbers: dict[str, int] = {}
        self.nodes: Mapping[str, Node] = MappingProxyType(self._nodes)

    def node(self, id: str) -> Node:  # noqa: A002 - what a node's name is called
        """Find a node.

        Raises:
            GraphError: There is none of that id.
        """
        try:
            return self._nodes[id]
        except KeyError:
            raise GraphError(self._no_node(id)) from None

    def definition(self, id: str) -> NodeDefinition | None:  # noqa: A002 - as above
        """Find a node's definition; None for a placeholder."""
        return self.registry.by_id.get(self._nodes[id].type)

    def inputs(self, id: str) -> Mapping[str, Port]:  # noqa: A002 - as above
        """Find what feeds a node, by input; the order says nothing. Not a copy: read only."""
        return self._inputs[id]

    def targets(self, port: Port) -> tuple[Port, ...]:
        """Find what an output feeds, sorted."""
        fed = self._outputs[port.node].get(port.socket)
        return tuple(sorted(fed)) if fed else ()

    @property
    def wires(self) -> Iterator[Wire]:
        """All wires, sorted by the input they lead to."""
        for node in sorted(self._inputs):
            feeds = self._inputs[node]
            for socket in sorted(feeds):
                yield Wire(feeds[socket], Port(node, socket))

    def wires_at(self, id: str) -> tuple[Wire, ...]:  # noqa: A002 - as above
        """Find the wires that end at a node, then those that start there, each sorted."""
        feeds = self._inputs[id]
        back = [Wire(feeds[socket], Port(id, socket)) for socket in sorted(feeds)]
        ahead = [
            Wire(Port(id, socket), target)
            for socket in sorted(self._outputs[id])
            for target in self.targets(Port(id, socket))
        ]
        return (*back, *ahead)

    def caption(self, id: str) -> str:  # noqa: A002 - as above
        """Name a node as messages do: what people read on it, and its id."""
        node, definition = self.node(id), self.definition(id)
        title = node.title or (definition.title if definition is not None else node.type)
        return f"{title} ({id})"

    def new_id(
        self,
        type: str,  # noqa: A002 - what a node's kind is called
        taken: Container[str] = (),
    ) -> str:
        """Make a readable id that is free: "decode" for "latent.decode", then "decode_2".

        Args:
            type: Of the node that will have it.
            taken: Ids that are given away already, to nodes that are not here yet.
        """
        stem = re.sub(r"[^A-Za-z0-9_-]", "_", type.rpartition(".")[2])
        stem = stem if ELEMENT_ID.match(stem) else f"node_{stem}".rstrip("_")
        if stem not in self._nodes and stem not in taken:
            return stem
        number = self._numbers.get(stem, 2)
        while f"{stem}_{number}" in self._nodes:
            number += 1
        self._numbers[stem] = number
        while f"{stem}_{number}" in self._nodes or f"{stem}_{number}" in taken:
            number += 1
        return f"{stem}_{number}"

    def type_of(self, port: Port, side: Literal["output", "input"] = "output") -> SocketType:
        """Say what travels through a socket, type variables put in as far as they are known.

        A node may have an output and an input of one name, so `side` says which is meant.
        Any for the sockets of placeholders.
        """
        if side == "output":
            return self._variables.output_type(port)
        return self._variables.input_type(port)

    def check_value(self, node_id: str, name: str, value: Json) -> Json:
        """Bring a knob's value into the form that is kept.

        Raises:
            GraphError: There is no such node.
            BadValue: There is no such knob, or it does not take the value.
        """
        node, definition = self.node(node_id), self.definition(node_id)
        try:
            return _checked(node, definition, name, value)
        except BadValue as error:
            raise BadValue(f"{self.caption(node_id)}, {name}: {error}.") from None

    def refusal(self, source: Port, target: Port) -> str | None:
        """Say in words why a wire cannot be; None if it can.

        A wire that already leads to the input does not count: connecting replaces it. What is known
        before a run counts here, and not in `connect`: undo and old files must always work, and a
        model's folder may change in between.
        """
        reason = self._socket_refusal(source, target)
        if reason is None:
            reason = self._variables.try_wire(source, target)[1]
        if reason is None and self.would_cycle(source.node, target.node):
            reason = self._circle(source.node, target.node)
        if reason is None:
            reason = nested(self, source, target) or self._foresight.try_wire(source, target)
        return reason

    def facts(self, output: Port) -> Facts:
        """Say what is known before a run of what comes out of an output; empty for nothing."""
        return self._foresight.facts(output)

    def misfits(self, id: str) -> tuple[Refusal, ...]:  # noqa: A002 - as above
        """Say which inputs of a node cannot work as they are wired and set, and why.

        Wires may come to be so: of a file, or after a knob was turned. New ones are refused.
        """
        return self._foresight.refusals(id)

    def fault(self, id: str) -> str:  # noqa: A002 - as above
        """Say what went wrong in a node's code as it was asked what it foresees; "" for none."""
        return self._foresight.fault(id)

    def would_cycle(self, source_node: str, target_node: str) -> bool:
        """Tell whether a wire between two nodes would close a circle.

        Looks back from one and ahead from the other in turn, and stops where either ends.
        """
        if source_node == target_node:
            return True
        behind, ahead = {source_node}, {target_node}
        back, forth = deque(behind), deque(ahead)
        while back and forth:
            for port in self._inputs[back.popleft()].values():
                if port.node in ahead:
                    return True
                if port.node not in behind:
                    behind.add(port.node)
                    back.append(port.node)
            if not back:
                break
            for node in self._followers(forth.popleft()):
                if node in behind:
                    return True
                if node not in ahead:
                    ahead.add(node)
                    forth.append(node)
        return False

    def add_node(self, node: Node) -> None:
        """Add a node.

        Raises:
            GraphError: The id is taken or none, or a text cannot be written to a file.
            BadValue: A knob does not take its value; `problems` lists all of them.
        """
        if node.id in self._nodes:
            raise GraphError(f"There is a node called {node.id!r} already: choose another id.")
        checked = self._check_node(node)
        self._nodes[node.id] = checked
        self._inputs[node.id] = {}
        self._outputs[node.id] = {}
        self._foresight.forget(node.id)
        self.dag.add_node(node.id)

    def replace_node(self, node: Node) -> Node:
        """Put a node in the place of the one of its id, which is returned.

        Raises:
            GraphError: There is none of that id, or it is of another type.
            BadValue: A knob does not take its value; `problems` lists all of them.
        """
        old = self.node(node.id)
        if node.type != old.type:
            raise GraphError(f"{self.caption(node.id)} cannot become a {node.type}: add a new one.")
        self._nodes[node.id] = self._check_node(node)
        self._foresight.forget(node.id)
        return old

    def remove_node(self, id: str) -> None:  # noqa: A002 - as above
        """Remove a node with its wires.

        Raises:
            GraphError: There is none of that id.
        """
        self.node(id)
        for wire in self.wires_at(id):
            self.disconnect(wire.target)
        self._foresight.forget(id)
        del self._nodes[id], self._inputs[id], self._outputs[id]
        self.dag.remove_node(id)
        self._numbers.clear()

    def connect(self, source: Port, target: Port) -> Port | None:
        """Wire an output to an input; give the output that fed it before, if one did.

        Raises:
            CycleError: The wire would close a circle.
            ConnectError: It cannot be for another reason, which the message says.
        """
        return self._connect(source, target)

    def disconnect(self, target: Port) -> Port:
        """Take the wire off an input; give the output that fed it.

        Raises:
            GraphError: No wire leads there.
        """
        source = self._inputs.get(target.node, {}).get(target.socket)
        if source is None:
            raise GraphError(f"No wire leads to {target}.")
        change = self._variables.after_removal(target)
        self._unwire(source, target)
        self._variables.accept(change)
        return source

    def _adopt(self, other: Self) -> None:
        self.dag.add_nodes_from(other.dag.nodes)
        self.dag.add_edges_from(other.dag.edges(keys=True))
        self._nodes.update(other._nodes)
        self._inputs.update({id_: dict(feeds) for id_, feeds in other._inputs.items()})
        for id_, fed in other._outputs.items():
            self._outputs[id_] = {socket: dict(ports) for socket, ports in fed.items()}
        self._variables.accept(other._variables.bound)
        self._foresight.adopt(other._foresight)

    def _connect(self, source: Port, target: Port, *, is_safe: bool = False) -> Port | None:
        """Wire; `is_safe` says that the caller knows that no circle closes."""
        reason = self._socket_refusal(source, target)
        change: Change = {}
        if reason is None:
            change, reason = self._variables.try_wire(source, target)
        if reason is not None:
            raise ConnectError(f"{source} cannot be wired to {target}: {reason}.")
        if not is_safe and self.would_cycle(source.node, target.node):
            circle = self._circle(source.node, target.node)
            raise CycleError(f"{source} cannot be wired to {target}: {circle}.")
        old = self._inputs[target.node].get(target.socket)
        if old is not None:
            self._unwire(old, target)
        self._inputs[target.node][target.socket] = source
        self._outputs[source.node].setdefault(source.socket, {})[target] = None
        self.dag.add_edge(source.node, target.node, key=(source.socket, target.socket))
        self._variables.accept(change)
        self._foresight.forget(target.node)
        return old

    def _unwire(self, source: Port, target: Port) -> None:
        del self._inputs[target.node][target.socket]
        fed = self._outputs[source.node]
        del fed[source.socket][target]
        if not fed[source.socket]:
            del fed[source.socket]
        self.dag.remove_edge(source.node, target.node, key=(source.socket, target.socket))
        self._foresight.forget(target.node)

    def _followers(self, id_: str) -> Iterator[str]:
        for targets in self._outputs[id_].values():
            for port in targets:
                yield port.node

    def _circle(self, source_node: str, target_node: str) -> str:
        """Name the circle that a wire would close, going along the wires."""
        came_from: dict[str, str] = {}
        waiting = deque([target_node])
        while waiting and source_node not in came_from and source_node != target_node:
            node = waiting.popleft()
            for follower in self._followers(node):
                if follower != target_node and follower not in came_from:
                    came_from[follower] = node
                    waiting.append(follower)
        path = [source_node]
        while path[-1] != target_node:
            path.append(came_from[path[-1]])
        path.reverse()
        shown = [*path[:5], "…", *path[-4:]] if len(path) > 10 else path
        if len(path) == 1:
            return "a node cannot feed itself"
        return f"it would close the circle {' → '.join([*shown, target_node])}"

    def _socket_refusal(self, source: Port, target: Port) -> str | None:
        if source.node not in self._nodes:
            return self._no_node(source.node).rstrip(".")
        return self._output_refusal(source) or self._input_refusal(target)

    def _output_refusal(self, port: Port) -> str | None:
        definition = self.definition(port.node)
        if definition is None:
            return None if port.socket else "the output has no name"
        if definition.output(port.socket) is not None:
            return None
        names = [one.name for one in definition.outputs]
        close = close_names(port.socket, names)
        return f"{self.caption(port.node)} has no output {port.socket!r}.{close}".rstrip(".")

    def _input_refusal(self, port: Port) -> str | None:
        if port.node not in self._nodes:
            return self._no_node(port.node).rstrip(".")
        definition = self.definition(port.node)
        if definition is None:
            return None if port.socket else "the input has no name"
        if definition.input(port.socket) is not None:
            return None
        names = [one.name for one in definition.inputs]
        close = close_names(port.socket, names)
        return f"{self.caption(port.node)} has no input {port.socket!r}.{close}".rstrip(".")

    def _check_node(self, node: Node) -> Node:
        if not ELEMENT_ID.match(node.id):
            raise GraphError(
                f"{node.id!r} is no id: it takes a letter, then letters, digits, '_' or '-'."
            )
        check_text(node.title)
        if not check_text(node.type):
            raise GraphError(f"The node {node.id!r} has no type.")
        values, problems = self._split_values(node)
        if problems:
            messages = [f"{node.id}.{name}: {reason}." for name, reason in problems.items()]
            raise BadValue(messages[0], messages)
        return replace(node, values=values)

    def _split_values(self, node: Node) -> tuple[dict[str, Json], dict[str, str]]:
        """Tell the values that are taken from the reasons for which the others are not."""
        definition = self.registry.by_id.get(node.type)
        values: dict[str, Json] = {}
        problems: dict[str, str] = {}
        for name, value in node.values.items():
            try:
                values[check_text(name)] = _checked(node, definition, name, value)
            except BadValue as error:
                problems[name] = str(error)
        return values, problems

    def _no_node(self, id_: str) -> str:
        return f"There is no node {id_!r}.{close_names(id_, self._nodes)}"


def _checked(node: Node, definition: NodeDefinition | None, name: str, value: Json) -> Json:
    # A newer version of the node may have knobs that this one has not: they are kept.
    is_foreign = definition is not None and node.version > definition.version
    if definition is None or (is_foreign and definition.input(name) is None):
        return check_json(value)
    return check_named(definition, name, value)
