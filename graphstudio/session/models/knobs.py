"""The knobs of a graph that name a model, and where their names lead on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from graphstudio import paths
from graphstudio.api import Choices, File
from graphstudio.graph.definitions import InputDefinition, NodeDefinition
from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph
from graphstudio.library.entries import Entry, Kind
from graphstudio.library.layouts import SUBFOLDERS
from graphstudio.session.locating import absolute
from graphstudio.workflow.references import value_of

if TYPE_CHECKING:
    from graphstudio.library.library import Library

_WHOLE: frozenset[Kind] = frozenset(
    {
        *("model", "pipeline", "class_model", "pixel_model"),
        *("controlnet", "t2i_adapter", "image_encoder", "safety_checker"),
    }
)
"""Kinds that are a folder straight in the user's own folder."""


@dataclass(frozen=True, slots=True)
class ModelKnob:
    """Hold a knob that names a model.

    Attributes:
        port: The knob.
        name: What it says: a name in the library, or a path.
        kinds: Which kinds of model it may be, the usual one first; () for any.
        path: Where it leads if it is a path, absolute; None for a name.
        choices: What the knob offers, so that a name is only written if the node knows it.
    """

    port: Port
    name: str
    kinds: tuple[Kind, ...]
    path: Path | None = None
    choices: Choices | None = None

    def locate(self, library: Library) -> Path | None:
        """Find the file or folder that it means; None where there is none.

        What ships with the program has names of its own, which are defaults: a user's file that is
        called like one of its files is another one.

        Raises:
            OSError: A folder on the way cannot be looked into.
        """
        if self.path is not None:
            return self.path if _is_there(self.path) else None
        own = _in_own_folder(self.name, self.kinds)  # nodes look there first, scanned or not
        if own is not None:
            return own
        found = library.named(self.name, self.kinds)
        if not found:  # what is damaged shows no kind, and has that name all the same
            alike = library.named(self.name)
            found = [one for one in alike if one.kind == "unknown" or one.problem]
        shipped = [one.path for one in library.folders if one.is_shipped]
        theirs = (one.path for one in found if not any(top in one.path.parents for top in shipped))
        return next((path for path in theirs if _is_there(path)), None)

    def name_of(self, entry: Entry, library: Library) -> str:
        """Give the name that makes the knob mean this model: its own if it is offered, or a path.

        A name that leads to another model first would not mean this one.
        """
        offered = () if self.choices is None else self.choices.find()
        for name in (entry.name, Path(entry.name).stem):
            first = next(iter(library.named(name, self.kinds)), None)
            if name in offered and first is not None and first.path == entry.path:
                return name
        return str(entry.path)


def knob_of(definition: NodeDefinition, name: str) -> ModelKnob | None:
    """Describe a knob of a node that is not on a canvas yet; None where it names no model."""
    found = definition.input(name)
    hint = None if found is None else _hint(found)
    if found is None or hint is None:
        return None
    return ModelKnob(
        Port("", name), "", cast("tuple[Kind, ...]", hint.kinds), None, _choices(found)
    )


def model_knobs(graph: Graph, folder: Path) -> Iterator[ModelKnob]:
    """Give every knob that names a model which does not ship with the program.

    A default ships or is empty; a knob that a wire feeds says nothing. The built-in model has its
    name wherever a model may be named.

    Args:
        graph: The workflow.
        folder: Where relative paths are seen from.
    """
    builtin = paths.builtin_model().name
    for node in sorted(graph.nodes):
        definition = graph.definition(node)
        for knob in () if definition is None else definition.inputs:
            hint = _hint(knob)
            port = Port(node, knob.name)
            value = value_of(graph, port) if hint is not None else None
            if hint is None or knob.name in graph.inputs(node):
                continue
            if isinstance(value, str) and value not in ("", builtin, knob.default):
                yield _model_knob(port, knob, hint, value, folder)


def _model_knob(
    port: Port, knob: InputDefinition, hint: File, value: str, folder: Path
) -> ModelKnob:
    is_path = "/" in value or "\\" in value
    return ModelKnob(
        port,
        value,
        cast("tuple[Kind, ...]", hint.kinds),
        Path(absolute(knob, value, folder)) if is_path else None,
        _choices(knob),
    )


def _in_own_folder(name: str, kinds: tuple[Kind, ...]) -> Path | None:
    """Find what lies under a name in the user's own folder, where its kind belongs.

    Raises:
        OSError: A folder on the way cannot be looked into, or the name is too long for one.
    """
    top = paths.models()
    places = [top / one for one, kind in SUBFOLDERS["graphstudio"].items() if kind in kinds]
    files = [place / spelt for place in places for spelt in (name, f"{name}.safetensors")]
    wholes = [top / name] if _WHOLE.intersection(kinds) else []
    return next((one for one in (*files, *wholes) if _is_there(one)), None)


def _hint(knob: InputDefinition) -> File | None:
    files = (one for one in knob.hints if isinstance(one, File))
    return next((one for one in files if one.kind == "model"), None)


def _choices(knob: InputDefinition) -> Choices | None:
    return next((one for one in knob.hints if isinstance(one, Choices)), None)


def _is_there(path: Path) -> bool:
    """Tell whether a path is there; a folder that may not be looked into raises."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
