"""Edits as JSON: for the journal that survives a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_type_hints

from graphstudio.errors import GraphError
from graphstudio.graph.edits.edit import Edit, Group
from graphstudio.graph.edits.layout import (
    AddFrame,
    AddNote,
    ChangeFrame,
    ChangeNote,
    Move,
    RemoveFrame,
    RemoveNote,
)
from graphstudio.graph.edits.nodes import (
    AddNode,
    AppendText,
    Bypass,
    ClearValue,
    CutText,
    Mute,
    RemoveNode,
    Rename,
    Roll,
    SetValue,
)
from graphstudio.graph.edits.texts import Describe, Publish, Unpublish
from graphstudio.graph.edits.wires import Connect, Disconnect
from graphstudio.graph.elements import Frame, Json, Node, Note, Place, Port, Wire

_KINDS: Mapping[str, Callable[..., Edit]] = {
    kind.__name__: kind
    for kind in (
        AddFrame, AddNode, AddNote, AppendText, Bypass, ChangeFrame, ChangeNote, ClearValue,
        Connect, CutText, Describe, Disconnect, Group, Move, Mute, Publish, RemoveFrame, RemoveNode,
        RemoveNote, Rename, Roll, SetValue, Unpublish,
    )
}  # fmt: skip


def to_json(edit: Edit) -> dict[str, Json]:
    """Write an edit down: its kind under "edit", then its fields."""
    parts = _hints(type(edit))
    written = {name: _written(getattr(edit, name)) for name in parts}
    return {"edit": type(edit).__name__, **written}


def from_json(data: Json) -> Edit:
    """Read an edit that `to_json` wrote.

    Raises:
        GraphError: It is none; the message says which part.
    """
    if not isinstance(data, dict):
        raise GraphError(f"An edit is an object, not {type(data).__name__}.")
    kind = _KINDS.get(str(data.get("edit")))
    if kind is None:
        raise GraphError(f"There is no edit {data.get('edit')!r}.")
    try:
        edit: Edit = _read_dataclass(kind, {key: data[key] for key in data if key != "edit"})
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        raise GraphError(f"The edit {data['edit']} cannot be read: {error}.") from error
    return edit


@cache  # resolving them takes a hundred times as long as the rest, and there is one a class
def _hints(kind: Callable[..., object]) -> Mapping[str, object]:
    return get_type_hints(kind)


def _written(value: Any) -> Json:  # Any: whatever a field of an edit holds
    match value:
        case str() | int() | float() | None:  # first, because most are
            return value
        case Port():
            return str(value)
        case Wire():
            return {"source": str(value.source), "target": str(value.target)}
        case Node() | Frame() | Note() | Place():
            # Not asdict: it copies deeply, which takes ten times as long.
            kind: Callable[..., object] = type(value)
            return {name: _written(getattr(value, name)) for name in _hints(kind)}
        case tuple():
            return [one if isinstance(one, str) else to_json(one) for one in value]
        case Mapping():
            return {key: _written(one) for key, one in value.items()}
        case _:
            return value


def _read_dataclass(kind: Callable[..., Any], data: dict[str, Json]) -> Any:  # Any: as `_read`
    hints = _hints(kind)
    unknown = data.keys() - hints.keys()
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))} is no part of it")
    return kind(**{name: _read(hints[name], value) for name, value in data.items()})


def _read(hint: object, value: Json) -> Any:  # Any: whatever the field's hint says
    if hint is Any:
        return value
    if hint == Place | None:
        return None if value is None else _read_dataclass(Place, value)
    for kind in (Node, Frame, Note, Place):
        if hint is kind:
            return _read_dataclass(kind, value)
    if hint is Port:
        return _port(value)
    if hint is Wire:
        return Wire(_port(value["source"]), _port(value["target"]))
    if hint == tuple[Edit, ...]:
        return tuple(from_json(one) for one in value)
    if hint == tuple[str, ...]:
        return tuple(_scalar(str, one) for one in _scalar(list, value))
    if hint == Mapping[str, Place | None]:
        return {key: _read(Place | None, one) for key, one in value.items()}
    return _scalar(hint, value)


def _port(text: str) -> Port:
    node, dot, socket = text.partition(".")
    if not dot:
        raise ValueError(f"{text!r} is no socket: it is written node.socket")
    return Port(node, socket)


def _scalar(hint: object, value: Json) -> Json:
    allowed: dict[object, tuple[type, ...]] = {
        str: (str,),
        bool: (bool,),
        int: (int,),
        float: (int, float),
        float | None: (int, float, type(None)),
        str | None: (str, type(None)),
        Mapping[str, Json]: (dict,),
        list: (list,),
    }
    if not isinstance(value, allowed[hint]) or (isinstance(value, bool) and hint is not bool):
        raise ValueError(f"{value!r} is not {hint}")
    return value
