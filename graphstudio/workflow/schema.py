"""The shape of a workflow file, as models and as the published JSON Schema.

A file is checked as a whole; what does not fit is reported and left out, and the rest is kept.
Whether values, wires and places make sense is the graph's affair, not the shape's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graphstudio.errors import BadValue
from graphstudio.graph.elements import Json
from graphstudio.graph.values import check_json
from graphstudio.workflow.extras import Extra
from graphstudio.workflow.problems import Problem, path_of, shown

_ID = "^[A-Za-z][A-Za-z0-9_-]*$"
_PORT = r"^[A-Za-z][A-Za-z0-9_-]*\..+$"
_IDS: dict[str, Any] = {"propertyNames": {"pattern": _ID}}
_FARTHEST_PX = 1_000_000_000

# Unions, so that 0 stays 0 and 0.0 stays 0.0: a file is written as it was read.
_Whole = Annotated[int, Field(ge=-_FARTHEST_PX, le=_FARTHEST_PX)]
_Broken = Annotated[float, Field(ge=-_FARTHEST_PX, le=_FARTHEST_PX)]
Coordinate = _Whole | _Broken
Size = Annotated[_Whole, Field(gt=0)] | Annotated[_Broken, Field(gt=0)]
Colour = Annotated[str, Field(pattern="^(#[0-9a-fA-F]{6})?$")]

_Path = tuple[str | int, ...]
_DEEPEST = {"nodes": 3, "layout": 4, "models": 4}
_NUMBER = "a number between -1e9 and 1e9"
_SIZE = "a number above 0, up to 1e9"
_WANTED = {
    "version": "a whole number, 1 or more",
    "muted": "true or false",
    "bypassed": "true or false",
    "collapsed": "true or false",
    "pinned": "true or false",
    "folded": "true or false",
    "members": "a list of ids",
    "frames": "a list of ids",
    "notes": "a list of ids",
    "rolling": 'a list of texts such as "node.seed"',
    "size_bytes": "a whole number, 0 or more",
    "sha256": "64 hexadecimal digits",
    "x": _NUMBER,
    "y": _NUMBER,
    "width": _SIZE,
    "height": _SIZE,
    "colour": 'a colour such as "#3366cc"',
}


class Entry(BaseModel):
    """Anything with named fields; keys that we do not know are kept."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)


class NodeEntry(Entry):
    """One node: what it is, and what its knobs say."""

    type: str = Field(description='What it is, such as "latent.decode".')
    version: int = Field(1, ge=1, description="Of the node's definition, when it was saved.")
    title: str = Field("", description="What the user called it.")
    values: dict[str, Any] = Field(  # Any: each knob takes its own kind of JSON value
        default={}, description="Knob values by name. A knob that is not here has its default."
    )
    muted: bool = Field(False, description="It does not run, and nothing that needs it runs.")
    bypassed: bool = Field(False, description="It does not run; what comes in goes out.")


class PlaceEntry(Entry):
    """Where a node stands, in scene pixels."""

    x: Coordinate
    y: Coordinate
    width: Size | None = None
    collapsed: bool = False
    colour: Colour = Field("", description='"#rrggbb" of its header.')
    pinned: bool = Field(False, description="It stays there while others are moved and tidied.")


class FrameEntry(Entry):
    """A titled box around nodes."""

    title: str = ""
    x: Coordinate
    y: Coordinate
    width: Size
    height: Size
    colour: Colour = ""
    folded: bool = Field(False, description="It shows as one node, in the stead of what it holds.")
    members: list[str] = Field(default=[], description="Nodes that it holds while it is folded.")
    frames: list[str] = Field(default=[], description="Frames that it holds while it is folded.")
    notes: list[str] = Field(default=[], description="Notes that it holds while it is folded.")


class NoteEntry(Entry):
    """A text on the canvas."""

    text: str = Field(description="Markdown.")
    x: Coordinate
    y: Coordinate
    width: Size
    height: Size
    colour: Colour = ""


class LayoutEntry(Entry):
    """How it looks; nothing here changes what is computed."""

    nodes: dict[str, PlaceEntry] = Field(default={}, json_schema_extra=_IDS)
    frames: dict[str, FrameEntry] = Field(default={}, json_schema_extra=_IDS)
    notes: dict[str, NoteEntry] = Field(default={}, json_schema_extra=_IDS)
    rolling: list[str] = Field(
        default=[],
        description='Seeds that get a new value for each run of the window: "node.seed".',
        json_schema_extra={"items": {"type": "string", "pattern": _PORT}},
    )


class OriginEntry(Entry):
    """Where a model's file can be had."""

    url: str = Field("", description="Of the file, or of the page that offers it.")
    repository: str = Field("", description='On the Hugging Face hub, such as "owner/name".')
    revision: str = Field("", description="The commit there; the newest where it is left out.")
    file: str = Field("", description="Its path there; all of the repository if left out.")


class ModelEntry(Entry):
    """Which model a knob names, so that it is found elsewhere under another name."""

    name: str = Field(description="As the knob says it; the entry counts while it does.")
    kind: str = Field("unknown", description='What it is good for, such as "lora".')
    family: str = Field("", description='Its family, such as "sdxl".')
    size_bytes: int = Field(0, ge=0, description="Of its weights.")
    sha256: str = Field(
        "",
        pattern="^([0-9a-f]{64})?$",
        description="Of the file's content; of a folder, over the hashes of its files.",
    )
    origin: OriginEntry | None = Field(None, description="Where it can be had.")


class WorkflowFile(Entry):
    """A whole file."""

    format: Literal[1] = Field(description="Of the file; this is format 1.")
    title: str = ""
    description: str = Field("", description="What it is for.")
    nodes: dict[str, NodeEntry] = Field(
        default={}, description="Nodes by id.", json_schema_extra=_IDS
    )
    wires: dict[str, str] = Field(
        default={},
        description='What feeds each input: "node.input" to "node.output".',
        json_schema_extra={
            "propertyNames": {"pattern": _PORT},
            "additionalProperties": {"type": "string", "pattern": _PORT},
        },
    )
    inputs: dict[str, str] = Field(
        default={},
        description='Knobs that have a name of their own: name to "node.knob".',
        json_schema_extra={
            "propertyNames": {"pattern": "^[A-Za-z][A-Za-z0-9_]*$"},
            "additionalProperties": {"type": "string", "pattern": _PORT},
        },
    )
    models: dict[str, ModelEntry] = Field(
        default={},
        description='Which models knobs name, by "node.knob"; nothing here changes what runs.',
        json_schema_extra={"propertyNames": {"pattern": _PORT}},
    )
    layout: LayoutEntry = LayoutEntry()


_ENTRIES: dict[_Path, tuple[type[Entry], str]] = {
    ("nodes",): (NodeEntry, "the node"),
    ("models",): (ModelEntry, "the reference"),
    ("layout", "nodes"): (PlaceEntry, "the place"),
    ("layout", "frames"): (FrameEntry, "the frame"),
    ("layout", "notes"): (NoteEntry, "the note"),
}


def fit(data: dict[str, Json]) -> tuple[WorkflowFile, list[Problem]]:
    """Read the shape of a file of today's format, leaving out what does not fit.

    `data` is changed: what was left out is gone from it.
    """
    problems: list[Problem] = []
    while True:
        try:
            return WorkflowFile.model_validate(data), problems
        except ValidationError as error:
            # A union reports a value once for each of its types.
            flaws = {_Flaw.of(data, one["loc"], one["type"]): None for one in error.errors()}
        problems.extend(flaw.problem() for flaw in flaws)
        for flaw in reversed(flaws):  # from the end on, so that places in lists stay right
            flaw.leave_out(data)


def take_extras(file: WorkflowFile) -> tuple[list[Extra], list[Problem]]:
    """Collect the keys that this format does not have."""
    extras: list[Extra] = []
    problems: list[Problem] = []
    for path, entry in _entries(file):
        for key, value in (entry.model_extra or {}).items():
            place = path_of(*path, key)
            try:
                extras.append(Extra((*path, key), check_json(value)))
            except BadValue as error:
                problems.append(Problem(place, f"{error}. It was left out."))
                continue
            if path or key != "$schema":  # editors want that one
                problems.append(Problem(place, _explain_unknown(entry, key), is_warning=True))
    return extras, problems


def published_schema() -> str:
    """Write the JSON Schema that ships as resources/workflow.schema.json."""
    schema = _tidied(WorkflowFile.model_json_schema())
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "GraphStudio workflow",
        **schema,
    }
    schema["properties"]["$schema"] = {"type": "string", "description": "For editors."}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _entries(file: WorkflowFile) -> Iterator[tuple[tuple[str, ...], Entry]]:
    yield (), file
    for id_, node in file.nodes.items():
        yield ("nodes", id_), node
    for name, model in file.models.items():
        yield ("models", name), model
        if model.origin is not None:
            yield ("models", name, "origin"), model.origin
    yield ("layout",), file.layout
    for id_, place in file.layout.nodes.items():
        yield ("layout", "nodes", id_), place
    for id_, frame in file.layout.frames.items():
        yield ("layout", "frames", id_), frame
    for id_, note in file.layout.notes.items():
        yield ("layout", "notes", id_), note


def _explain_unknown(entry: Entry, key: str) -> str:
    names = sorted(type(entry).model_fields)
    close = get_close_matches(key, names, n=1)
    advice = f'Did you mean "{close[0]}"?' if close else f"Known here: {', '.join(names)}."
    return f"GraphStudio has no use for this key. {advice}"


@dataclass(frozen=True, slots=True)
class _Flaw:
    path: _Path
    message: str
    left_out: _Path

    @classmethod
    def of(cls, data: dict[str, Json], location: _Path, kind: str) -> _Flaw:
        """Put a validator's finding into words; what it says of union members is cut off."""
        path = location[: _DEEPEST.get(str(location[0]), 2)]
        parent, name = path[:-1], str(path[-1])
        model, thing = _ENTRIES.get(parent[:-1], (Entry, ""))
        if kind == "missing":
            close = get_close_matches(name, [str(key) for key in _at(data, parent)], n=1)
            advice = f'Is "{close[0]}" meant to be it?' if close else "Add it."
            return cls(parent, f'"{name}" is missing. {advice} Now {thing} was left out.', parent)
        message = f"it must be {_wanted(path, kind)}, not {shown(_at(data, path))}."
        if name in model.model_fields and model.model_fields[name].is_required():
            return cls(path, f"{message} Put it right; now {thing} was left out.", parent)
        return cls(path, f"{message} Put it right; now it was left out.", path)

    def problem(self) -> Problem:
        return Problem(path_of(*self.path), self.message)

    def leave_out(self, data: dict[str, Json]) -> None:
        home = _at(data, self.left_out[:-1])
        key = self.left_out[-1]
        if isinstance(home, list):
            del home[int(key)]
        elif isinstance(home, dict):  # or it went with what held it
            home.pop(str(key), None)


def _at(data: Json, path: _Path) -> Json:
    for key in path:
        if isinstance(data, list):
            data = data[int(key)]
        else:
            data = data.get(key) if isinstance(data, dict) else None
    return data


def _wanted(path: _Path, kind: str) -> str:
    if kind in ("dict_type", "model_type"):
        return "an object in { }"
    if path[0] in ("wires", "inputs") or path[:-1] == ("layout", "rolling"):
        return 'a text such as "node.socket"'
    return _WANTED.get(str(path[-1]), "a text in double quotes")


def _tidied(schema: Json) -> Json:
    """Make pydantic's schema stricter and shorter: no unknown keys, numbers as one type."""
    if isinstance(schema, list):
        return [_tidied(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kinds = [one.get("type") for one in schema.get("anyOf", ())]
    if kinds[:2] == ["integer", "number"]:
        rest = {key: value for key, value in schema.items() if key not in ("anyOf", "title")}
        types = ["number", "null"] if "null" in kinds else "number"
        return {**schema["anyOf"][1], **rest, "type": types}
    tidied = {key: _tidied(value) for key, value in schema.items() if not _is_a_title(key, value)}
    if tidied.get("additionalProperties") is True and "properties" in tidied:
        tidied["additionalProperties"] = False
    return tidied


def _is_a_title(key: str, value: Json) -> bool:
    return key == "title" and isinstance(value, str)
