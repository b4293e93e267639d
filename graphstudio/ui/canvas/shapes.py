"""The shapes of a graph's nodes; equal ones are made once."""

from __future__ import annotations

from collections.abc import Hashable

from graphstudio.graph.elements import Place
from graphstudio.graph.graph import Graph
from graphstudio.ui.canvas.geometry import (
    INSET,
    LEAST_WIDTH,
    MOST_WIDTH,
    WIDTH,
    NodeShape,
    Socket,
    collapsed_shape,
    open_shape,
    reroute_shape,
)
from graphstudio.ui.canvas.node_face import is_reroute, read_face, shows_picture
from graphstudio.ui.canvas.style import Style
from graphstudio.ui.values.kinds import kind_of

EMPTY_PREVIEW = 0.62  # of its width: how high the room for a picture is before there is one
MESSAGE_LEFT = 28.0
MESSAGE_PAD = 7.0
MOST_MESSAGE_LINES = 6


class Shapes:
    """Give nodes their shapes. A graph of thousands has a few dozen different ones."""

    def __init__(self) -> None:
        self._made: dict[Hashable, NodeShape] = {}

    def of(
        self,
        graph: Graph,
        id: str,  # noqa: A002 - what a node's name is called
        *,
        style: Style,
        preview: float = 0.0,
        message: str = "",
        width: float | None = None,
    ) -> NodeShape:
        """Give a node its shape.

        Args:
            graph: Where the node is.
            id: Of the node.
            style: The fonts that its message is measured with.
            preview: Height of its picture by its width; 0 while there is none.
            message: What went wrong with it; "" where all is well.
            width: While it is being resized; None takes what the graph says.
        """
        node, definition = graph.nodes[id], graph.definition(id)
        place = graph.places.get(id)
        is_collapsed = place is not None and place.is_collapsed
        wide = width_of(place) if width is None else min(max(width, LEAST_WIDTH), MOST_WIDTH)
        tall = message_height(style, message, wide) if message else 0.0
        if definition is None:
            face = read_face(graph, id)
            inputs = tuple(one.socket for one in face.inputs)
            outputs = tuple(one.socket for one in face.outputs)
            return _shape(inputs, outputs, wide, preview, tall, is_collapsed=is_collapsed)
        wired = frozenset(graph.inputs(id))
        key = (node.type, wired, wide, is_collapsed, preview, tall)
        made = self._made.get(key)
        if made is not None:
            return made
        inputs = tuple(
            Socket(
                one.name,
                "socket" if not one.is_knob else "text" if kind_of(one) == "prose" else "knob",
                one.name in wired,
            )
            for one in definition.inputs
        )
        outputs = tuple(Socket(one.name) for one in definition.outputs)
        if is_reroute(definition):
            made = reroute_shape(inputs, outputs)
        else:
            room = preview or (EMPTY_PREVIEW if shows_picture(definition) else 0.0)
            made = _shape(inputs, outputs, wide, room, tall, is_collapsed=is_collapsed)
        self._made[key] = made
        return made


def message_height(style: Style, message: str, width: float) -> float:
    """Say how high a message is in a node of a width, with the room around it."""
    room = width - 2 * INSET - MESSAGE_LEFT - MESSAGE_PAD
    return style.texts.height_of(style.row, message, room, MOST_MESSAGE_LINES) + 2 * MESSAGE_PAD


def width_of(place: Place | None) -> float:
    """Say how wide a node at this place is."""
    if place is None or place.width is None:
        return WIDTH
    return min(max(place.width, LEAST_WIDTH), MOST_WIDTH)


def _shape(
    inputs: tuple[Socket, ...],
    outputs: tuple[Socket, ...],
    width: float,
    preview: float,
    message: float,
    *,
    is_collapsed: bool,
) -> NodeShape:
    if is_collapsed:
        return collapsed_shape(inputs, outputs, width)
    return open_shape(inputs, outputs, width=width, preview=preview, message=message)
