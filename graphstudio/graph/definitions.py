"""What a node is, as read from its function: sockets, knobs, help. No code is run here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import EnumType
from typing import Any

from graphstudio.api import Fingerprint, Foresee, Upgrade
from graphstudio.graph.sockets import SocketType

MISSING: Any = object()  # Any: stands where a default of any type could
Hint = object  # one of graphstudio.api's Range, Text, Choices, Colour, File, Painting and others


@dataclass(frozen=True, slots=True)
class InputDefinition:
    """Describe one parameter of a node.

    Attributes:
        name: The parameter's name: how files and wires call it.
        type: What it takes.
        title: How people read it: "Tile px" for tile_px.
        help: Its line of the docstring's `Args:`.
        default: What it is when nobody says; `MISSING` when somebody must.
        is_knob: Whether it is a plain value with an editor (it can be wired all the same).
        is_lazy: Whether the node asks for it only when it needs it.
        is_path: Whether the value is a file's name, given to the function as `pathlib.Path`.
        enum: The Enum class that the value's name is turned into; None for other types.
        hints: Range, Text, Choices, Colour, File, Painting, Seed and DisplayOnly, as
            annotated.
    """

    name: str
    type: SocketType
    title: str
    help: str = ""
    default: Any = MISSING  # Any: a JSON value or None
    is_knob: bool = False
    is_lazy: bool = False
    is_path: bool = False
    enum: EnumType | None = None
    hints: tuple[Hint, ...] = ()

    @property
    def is_required(self) -> bool:
        """Whether it must be wired or set."""
        return self.default is MISSING


@dataclass(frozen=True, slots=True)
class OutputDefinition:
    """Describe one output of a node.

    Attributes:
        name: "value" for a single unnamed output (lower-case type name where it has one), or
            the NamedTuple's field.
        type: What it gives.
        title: How people read it.
        help: What it is, from the docstring.
    """

    name: str
    type: SocketType
    title: str
    help: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class NodeDefinition:
    """Describe a node completely; compared by identity.

    Attributes:
        id: "family.verb".
        title: What people read on it.
        category: Where the library lists it.
        version: Of its knobs; see `upgrades`.
        summary: First line of the docstring.
        help: The docstring without its `Args:` and `Returns:` sections.
        inputs: Parameters in order, the context left out.
        outputs: Outputs in order.
        function: What is called.
        wants_context: Whether its first parameter is the context.
        returns_tuple: Whether it returns a NamedTuple with one field for each output.
        is_cached: Whether its result may be kept.
        is_output: Whether it is worth running for its own sake.
        fingerprint: Extra key material from knob values; None for most.
        upgrades: From a past version's values to the next version's.
        keywords: Further words to find it by.
        passes: Whether it only hands on what comes in, so that the engine looks through it.
        foresee: Says what is known before a run; None for most.
        gives_streams: Whether one of its outputs is a stream.
        pack: Name of the pack it came from.
        file: Where it is written, and `line` in it.
        line: Line of its `def`, from 1.
        code: Hash of the pack's source that decides what it computes: part of every key.
    """

    id: str
    title: str
    category: str
    version: int
    summary: str
    help: str
    inputs: tuple[InputDefinition, ...]
    outputs: tuple[OutputDefinition, ...]
    function: Callable[..., Any]  # Any: a node takes and gives anything
    wants_context: bool = False
    returns_tuple: bool = False
    is_cached: bool = True
    is_output: bool = False
    fingerprint: Fingerprint | None = None
    upgrades: Mapping[int, Upgrade] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    passes: bool = False
    foresee: Foresee | None = None
    gives_streams: bool = False
    pack: str = ""
    file: str = ""
    line: int = 0
    code: str = ""

    def input(self, name: str) -> InputDefinition | None:
        """Find an input by name."""
        return next((one for one in self.inputs if one.name == name), None)

    def output(self, name: str) -> OutputDefinition | None:
        """Find an output by name."""
        return next((one for one in self.outputs if one.name == name), None)
