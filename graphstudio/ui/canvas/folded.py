"""A folded frame as it looks: one node in the stead of all that it holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from graphstudio.graph.editing import contents, folded_ports
from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph
from graphstudio.ui.canvas.geometry import NodeShape, open_shape
from graphstudio.ui.canvas.node_face import InputFace, NodeFace, OutputFace

_WIDTH = 280.0


@dataclass(frozen=True, slots=True)
class FoldedFrame:
    """Hold what shows of a folded frame.

    Attributes:
        face: What can be read on it; its sockets are called "node.socket".
        shape: Where its parts are.
        nodes: What it stands for.
    """

    face: NodeFace
    shape: NodeShape
    nodes: frozenset[str]

    @property
    def socket_names(self) -> tuple[str, ...]:
        """The names of all its sockets, each "node.socket"."""
        inputs = tuple(one.name for one in self.face.inputs)
        return (*inputs, *(one.name for one in self.face.outputs))

    @classmethod
    def read(cls, graph: Graph, id: str) -> FoldedFrame:  # noqa: A002 - what its name is called
        """Read what shows of a folded frame."""
        ports = folded_ports(graph, id)
        title = graph.frames[id].title or QCoreApplication.translate("Canvas", "Group")
        inputs = tuple(
            InputFace(str(port), name, graph.type_of(port, "input"), is_wired=True)
            for port, name in zip(ports.inputs, _names(graph, ports.inputs, "input"), strict=True)
        )
        outputs = tuple(
            OutputFace(str(port), name, graph.type_of(port), is_wired=True)
            for port, name in zip(
                ports.outputs, _names(graph, ports.outputs, "output"), strict=True
            )
        )
        face = NodeFace(
            id=id,
            type="",
            title=title,
            category="",
            is_known=True,
            is_reroute=False,
            is_muted=False,
            is_bypassed=False,
            shows_picture=False,
            inputs=inputs,
            outputs=outputs,
        )
        shape = open_shape(
            [one.socket for one in inputs], [one.socket for one in outputs], width=_WIDTH
        )
        return cls(face, shape, contents(graph, [id]).nodes)


def as_port(name: str) -> Port:
    """Give the socket that one of a folded frame stands for."""
    node, _, socket = name.partition(".")
    return Port(node, socket)


def _names(graph: Graph, ports: tuple[Port, ...], side: str) -> list[str]:
    """Call each socket by its own title; those of one title by their node's, or by both."""
    titles = [_title(graph, port, side) for port in ports]
    owners = [_node_title(graph, port.node) for port in ports]
    often, lone = Counter(titles), Counter(owners)
    return [
        title if often[title] == 1 else owner if lone[owner] == 1 else f"{owner}: {title}"
        for title, owner in zip(titles, owners, strict=True)
    ]


def _title(graph: Graph, port: Port, side: str) -> str:
    definition = graph.definition(port.node)
    if definition is None:
        return port.socket
    found = definition.input(port.socket) if side == "input" else definition.output(port.socket)
    return found.title if found is not None else port.socket


def _node_title(graph: Graph, node: str) -> str:
    definition = graph.definition(node)
    return graph.nodes[node].title or (definition.title if definition is not None else node)
