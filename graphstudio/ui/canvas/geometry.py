"""Where the parts of a node are: arithmetic in scene pixels, measured from the node's corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF

GRID = 8
WIDTH = 240.0
LEAST_WIDTH = 160.0
MOST_WIDTH = 480.0
HEADER = 28.0
ROW = 24.0
FIELD = 20.0
INSET = 10.0
GAP = 6.0
BOTTOM_PAD = 8.0
RADIUS = 8.0
FIELD_RADIUS = 4.0
TEXT_FIELD = 92.0
TEXT_CAPTION = 18.0
CHEVRON = 24.0
GRIP = 6.0
SOCKET = 10.0
SOCKET_HIT = 24.0
REROUTE_WIDTH = 40.0
REROUTE_HEIGHT = 16.0
LEAST_PREVIEW = 96.0

Body = Literal["open", "collapsed", "reroute"]
RowKind = Literal["socket", "knob", "text"]


@dataclass(frozen=True, slots=True)
class Socket:
    """Describe an input or output as far as its place goes.

    Attributes:
        name: How wires call it.
        row: "socket" for what can only be wired, "knob" for a value of one line, "text" for one
            of several lines. Outputs are sockets.
        is_wired: Whether a wire leads there. The field of a wired knob is gone.
    """

    name: str
    row: RowKind = "socket"
    is_wired: bool = False


class Row(NamedTuple):
    """Place one line of a node.

    Attributes:
        name: The input or output.
        kind: As of the socket; a wired knob or text is a "socket".
        rect: Where its text is.
        field: Where its value is; null for a socket.
    """

    name: str
    kind: RowKind
    rect: QRectF
    field: QRectF

    @property
    def socket_y(self) -> float:
        """At which height its socket is."""
        return self.rect.top() + ROW / 2


@dataclass(frozen=True, slots=True, eq=False)
class NodeShape:
    """Place the parts of one node. Many nodes share one.

    Attributes:
        body: Whether all of it shows, its header alone, or a dot to lead wires by.
        width: In scene pixels.
        height: In scene pixels.
        inputs: Its inputs in order, knobs among them.
        outputs: Its outputs in order.
        preview: Where a picture goes; null where there is none.
        message: Where the message of an error goes; null where there is none.
    """

    body: Body
    width: float
    height: float
    inputs: tuple[Row, ...]
    outputs: tuple[Row, ...]
    preview: QRectF
    message: QRectF
    _sockets: dict[tuple[str, str], QPointF] = field(default_factory=dict, init=False)

    @property
    def rect(self) -> QRectF:
        """The whole node."""
        return QRectF(0, 0, self.width, self.height)

    @property
    def header(self) -> QRectF:
        """The title's bar; for a reroute all of it."""
        return QRectF(0, 0, self.width, min(HEADER, self.height))

    @property
    def chevron(self) -> QRectF:
        """Where a click collapses it; null for a reroute."""
        return QRectF() if self.body == "reroute" else QRectF(2, 2, CHEVRON, HEADER - 4)

    @property
    def grip(self) -> QRectF:
        """The right edge, which changes the width."""
        if self.body != "open":
            return QRectF()
        return QRectF(self.width - GRIP / 2, HEADER, GRIP, self.height - HEADER)

    @property
    def knobs(self) -> tuple[Row, ...]:
        """The rows that have a field."""
        return tuple(row for row in self.inputs if row.kind != "socket")

    def row(self, name: str) -> Row | None:
        """Find an input's row."""
        return next((row for row in self.inputs if row.name == name), None)

    def socket(self, name: str, side: Literal["input", "output"]) -> QPointF | None:
        """Find the middle of a socket; None if there is none of that name."""
        if not self._sockets:
            for row in self.inputs:
                self._sockets[row.name, "input"] = self.socket_of(row, "input")
            for row in self.outputs:
                self._sockets[row.name, "output"] = self.socket_of(row, "output")
        return self._sockets.get((name, side))

    def socket_of(self, row: Row, side: Literal["input", "output"]) -> QPointF:
        """Find the middle of a row's socket."""
        y = self.height / 2 if self.body != "open" else row.socket_y
        return QPointF(0.0 if side == "input" else self.width, y)


def reroute_shape(source: Sequence[Socket], target: Sequence[Socket]) -> NodeShape:
    """Place the parts of a reroute: one input at its left, one output at its right."""
    rect = QRectF(0, 0, REROUTE_WIDTH, REROUTE_HEIGHT)
    return NodeShape(
        "reroute",
        REROUTE_WIDTH,
        REROUTE_HEIGHT,
        tuple(Row(one.name, "socket", rect, QRectF()) for one in source),
        tuple(Row(one.name, "socket", rect, QRectF()) for one in target),
        QRectF(),
        QRectF(),
    )


def collapsed_shape(
    inputs: Sequence[Socket], outputs: Sequence[Socket], width: float = WIDTH
) -> NodeShape:
    """Place the parts of a node of which only the header shows."""
    rect = QRectF(0, 0, width, HEADER)
    return NodeShape(
        "collapsed",
        width,
        HEADER,
        tuple(Row(one.name, "socket", rect, QRectF()) for one in inputs),
        tuple(Row(one.name, "socket", rect, QRectF()) for one in outputs),
        QRectF(),
        QRectF(),
    )


def open_shape(
    inputs: Sequence[Socket],
    outputs: Sequence[Socket],
    *,
    width: float = WIDTH,
    preview: float = 0.0,
    message: float = 0.0,
) -> NodeShape:
    """Place the parts of a node.

    Args:
        inputs: In order. Those that can only be wired come first, beside the outputs.
        outputs: In order.
        width: Of the node.
        preview: Height of a picture by its width; 0 for none.
        message: Height of the message below everything, 0 for none.
    """
    top = HEADER + GAP
    sockets = [one for one in inputs if one.row == "socket"]
    knobs = [one for one in inputs if one.row != "socket"]
    half = width / 2 if sockets and outputs else width
    left = [
        Row(one.name, "socket", QRectF(0, top + at * ROW, half, ROW), QRectF())
        for at, one in enumerate(sockets)
    ]
    right = tuple(
        Row(one.name, "socket", QRectF(width - half, top + at * ROW, half, ROW), QRectF())
        for at, one in enumerate(outputs)
    )
    y = top + ROW * max(len(sockets), len(outputs))
    if knobs:
        y += GAP if sockets or outputs else 0
        placed, y = _knob_rows(knobs, width, y)
        left += placed
    picture, y = _below(width, y, (width - 2 * INSET) * preview)
    told, y = _below(width, y, message)
    by_name = {row.name: row for row in left}
    ordered = tuple(by_name[one.name] for one in inputs)
    return NodeShape("open", width, y + BOTTOM_PAD, ordered, right, picture, told)


def _knob_rows(knobs: Sequence[Socket], width: float, y: float) -> tuple[list[Row], float]:
    rows = []
    for one in knobs:
        is_tall = one.row == "text" and not one.is_wired
        height = TEXT_FIELD + ROW - FIELD if is_tall else ROW
        rect = QRectF(0, y, width, height)
        inner = QRectF(INSET, y + 2, width - 2 * INSET, height - 4)
        kind: RowKind = "socket" if one.is_wired else one.row
        rows.append(Row(one.name, kind, rect, QRectF() if one.is_wired else inner))
        y += height
    return rows, y


def _below(width: float, y: float, height: float) -> tuple[QRectF, float]:
    if not height:
        return QRectF(), y
    return QRectF(INSET, y + GAP, width - 2 * INSET, height), y + GAP + height
