"""What a socket carries, and which wires make sense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SocketKind = Literal["plain", "choice", "object", "any", "variable"]


@dataclass(frozen=True, slots=True)
class SocketType:
    """Name what travels through a socket.

    Attributes:
        name: "int", "Image", "Model[Vae]", "list[Image]", or a type variable's name.
        kind: "plain" is a JSON value that a knob edits, "choice" a plain one of a few values,
            "object" anything that a node made, "any" takes everything, "variable" takes the
            type of what is wired to the same variable on the same node.
        item: The type of the items for a list; None elsewhere.
        choices: The values of a "choice".
    """

    name: str
    kind: SocketKind
    item: SocketType | None = None
    choices: tuple[str | int | float | bool, ...] = ()


ANY = SocketType("Any", "any")
