"""Where the keyboard is on the canvas: apart from what is selected, and shown by a ring."""

from __future__ import annotations

from collections.abc import Callable

from graphstudio.ui.canvas.hit import Side
from graphstudio.ui.canvas.pieces import Pieces


class Focus:
    """Hold what the keyboard is at, and let it show.

    Args:
        pieces: The items that show it.
        changed: Called when the keyboard is elsewhere.

    Attributes:
        node: The node that it is at; "" for none.
        row: The input or output of that node; "" for the node as a whole.
        side: Which of the two the row is; None for no row.
        frame: The frame that it is at, a folded one mostly; "" for none.
    """

    def __init__(self, pieces: Pieces, changed: Callable[[], object]) -> None:
        self._pieces = pieces
        self._changed = changed
        self.node = self.row = self.frame = ""
        self.side: Side | None = None

    @property
    def at(self) -> tuple[str, str]:
        """The node and the row of it; "" where there is none."""
        return self.node, self.row

    def to_node(self, node: str, row: str = "", side: Side | None = None) -> None:
        """Go to a node, and to a row of it.

        Args:
            node: Where to; "" for nowhere.
            row: To which input or output; "" for the node as a whole.
            side: Which of the two, when both have that name; None takes the input.
        """
        if row and side is None:
            face = self._pieces.nodes[node].look.face
            side = "input" if face.input(row) is not None else "output"
        self._go(node, row, side if row else None, "")

    def to_row(self, row: str) -> None:
        """Go to a row of the node that it is at; "" for the node as a whole."""
        self.to_node(self.node, row)

    def to_frame(self, frame: str) -> None:
        """Go to a frame; "" for nowhere."""
        self._go("", "", None, frame)

    def leave_missing(self) -> None:
        """Forget what is not there any more."""
        if self.node not in self._pieces.nodes:
            self.node, self.row, self.side = "", "", None
        if self.frame not in self._pieces.frames:
            self.frame = ""

    def _go(self, node: str, row: str, side: Side | None, frame: str) -> None:
        old = (self.node, self.row, self.side, self.frame)
        self.node, self.row, self.side, self.frame = node, row, side, frame
        for id_ in {old[0], node} & self._pieces.nodes.keys():
            is_here = id_ == node
            self._pieces.nodes[id_].focus(
                is_focused=is_here, row=row if is_here else "", side=side if is_here else None
            )
        for id_ in {old[3], frame} & self._pieces.frames.keys():
            self._pieces.frames[id_].focus(is_focused=id_ == frame)
        if old != (node, row, side, frame):
            self._changed()
