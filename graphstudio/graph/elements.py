"""The parts of a graph: frozen values, replaced by edits and never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Json = Any  # a JSON value: None, bool, int, float, str, list or dict of such


class Port(NamedTuple):
    """Name one socket of one node; written "node.socket"."""

    node: str
    socket: str

    def __str__(self) -> str:
        return f"{self.node}.{self.socket}"


class Wire(NamedTuple):
    """Lead from an output to an input. An input takes one wire, an output feeds many."""

    source: Port
    target: Port


@dataclass(frozen=True, slots=True)
class Node:
    """Hold one node of a graph: what it is and what its knobs say.

    Attributes:
        id: Stable and unique in the graph: a letter, then letters, digits, "_" or "-".
        type: Id of its definition, such as "latent.decode".
        version: Version of the definition that `values` were written for.
        values: Knob values by parameter name; a knob that is not here has its default.
        title: What the user called it; "" takes the definition's title.
        is_muted: It does not run, and nothing that needs it runs.
        is_bypassed: It does not run; each output passes on the first input of its type.
    """

    id: str
    type: str
    version: int = 1
    values: Mapping[str, Json] = field(default_factory=dict)
    title: str = ""
    is_muted: bool = False
    is_bypassed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Say where a node stands on the canvas, in scene pixels.

    Attributes:
        x: Left edge.
        y: Top edge.
        width: Width; None takes the standard one.
        is_collapsed: Whether only its header shows.
        colour: "#rrggbb" of its header; "" takes the category's.
        is_pinned: Whether it stays there while others are moved and tidied.
    """

    x: float
    y: float
    width: float | None = None
    is_collapsed: bool = False
    colour: str = ""
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Draw a titled box around nodes; whatever lies in it moves with it.

    A folded frame stands for what it holds, like one node: that is how a graph has parts. It
    keeps its size for when it is unfolded, and what it holds by name, because other things may
    come to lie where its box was.

    Attributes:
        id: Stable and unique among the frames, written like a node's.
        title: What the user called it.
        x: Left edge, in scene pixels, folded or not.
        y: Top edge.
        width: Of the box when it is not folded.
        height: Of the box when it is not folded.
        colour: "#rrggbb"; "" takes the theme's.
        is_folded: Whether only its header shows, and nothing of what it holds.
        members: Ids of the nodes that it holds while it is folded.
        frames: Ids of the frames that it holds while it is folded.
        notes: Ids of the notes that it holds while it is folded.
    """

    id: str
    title: str
    x: float
    y: float
    width: float
    height: float
    colour: str = ""
    is_folded: bool = False
    members: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Write a text (Markdown) on the canvas."""

    id: str
    text: str
    x: float
    y: float
    width: float
    height: float
    colour: str = ""
