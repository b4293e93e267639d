"""What lies under a point of the canvas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QRectF

from graphstudio.graph.elements import Port, Wire

Side = Literal["input", "output"]
HitKind = Literal[
    "empty",
    "header",
    "chevron",
    "body",
    "row",
    "preview",
    "input",
    "output",
    "grip",
    "wire",
    "frame",
    "frame_header",
    "frame_grip",
    "note",
    "note_grip",
]


@dataclass(frozen=True, slots=True)
class Hit:
    """Say what lies under a point.

    Attributes:
        kind: Which part it is. "row" is the field of a knob, "input" and "output" are sockets
            (a knob's own small socket too), "body" is a node where nothing else is, "grip" the
            right edge of a node, "frame_grip" and "note_grip" the corner at the bottom right.
        node: The node it belongs to; for a socket of a folded frame the node inside it.
        socket: The input or output, for "row", "input" and "output".
        frame: The frame; with "header", "chevron", "body", "input" or "output" a folded one.
        note: The note.
        wire: The wire.
        rect: In scene pixels: the field for a "row", else the whole part.
    """

    kind: HitKind = "empty"
    node: str = ""
    socket: str = ""
    frame: str = ""
    note: str = ""
    wire: Wire | None = None
    rect: QRectF = field(default_factory=QRectF, compare=False)

    @property
    def port(self) -> Port | None:
        """The socket or the knob that was hit; None elsewhere."""
        return Port(self.node, self.socket) if self.node and self.socket else None

    @property
    def side(self) -> Side | None:
        """Which kind of socket a wire could end at here; a knob is an input. None elsewhere."""
        if self.kind == "output":
            return "output"
        return "input" if self.kind in ("input", "row") else None

    @property
    def is_socket(self) -> bool:
        """Whether a wire can be pulled from here."""
        return self.kind in ("input", "output")


NOTHING = Hit()
