"""A wire of which one end is held: by the mouse, or by a search for what it could lead to."""

from __future__ import annotations

from dataclasses import dataclass

from graphstudio.graph.elements import Port, Wire
from graphstudio.ui.canvas.hit import Side


@dataclass(frozen=True, slots=True)
class LooseWire:
    """Describe it.

    Attributes:
        fixed: The socket at its other end.
        side: Which kind of socket that is.
        lifted: The wire that was pulled off an input, if it was one.
    """

    fixed: Port
    side: Side
    lifted: Wire | None = None

    @property
    def far_side(self) -> Side:
        """Which kind of socket the held end goes to."""
        return "input" if self.side == "output" else "output"

    def wire_to(self, port: Port) -> Wire:
        """Make the wire that ends at a socket of the other side."""
        return Wire(self.fixed, port) if self.side == "output" else Wire(port, self.fixed)
