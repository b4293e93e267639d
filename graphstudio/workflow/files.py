"""Read and write workflow files.

A file that is a workflow at all always opens: whatever in it cannot be kept is reported, with
its JSON path, and the rest is there.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from graphstudio.errors import NotAWorkflow
from graphstudio.graph.elements import Frame, Json, Node, Note, Place
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.workflow.atomic import replace_file
from graphstudio.workflow.building import build
from graphstudio.workflow.extras import FORMAT, Extra
from graphstudio.workflow.foreign import PNG_SIGNATURE, describe_binary
from graphstudio.workflow.json_text import check_is_ours, load_object
from graphstudio.workflow.pictures import read_workflow
from graphstudio.workflow.problems import Problem
from graphstudio.workflow.references import Named, read_references, write_references
from graphstudio.workflow.upgrades import upgrade_file

_ONE_AT_A_TIME = threading.Lock()
MOST_BYTES = 64 * 1024**2  # a workflow of 10,000 nodes has about 3 MiB


@dataclass(frozen=True, slots=True)
class Loaded:
    """Hold what reading a workflow gave.

    Attributes:
        graph: Everything that could be kept.
        problems: Everything that could not, and what was mended.
        extras: Keys that this format does not have; give them to `dump` or `save` to keep them.
        references: Which models its knobs mean; give them back likewise.
    """

    graph: Graph
    problems: tuple[Problem, ...] = ()
    extras: tuple[Extra, ...] = ()
    references: tuple[Named, ...] = ()


def read(path: Path, registry: Registry) -> Loaded:
    """Read a workflow from a JSON file, or from a PNG picture that carries one.

    Raises:
        NotAWorkflow: It cannot be read, or is something else; says what, where and what to do.
        NewerFormat: A newer GraphStudio wrote it.
    """
    return parse(read_source(path), str(path), registry)


def read_source(path: Path) -> str | bytes:
    """Read what `parse` takes: a JSON file's bytes, or the text that a PNG picture carries.

    Raises:
        NotAWorkflow: It cannot be read, or is a picture without a workflow.
    """
    try:
        with path.open("rb") as file:
            data = file.read(len(PNG_SIGNATURE))
            is_picture = data == PNG_SIGNATURE
            if not is_picture:
                data += file.read(MOST_BYTES)
    except (OSError, ValueError) as error:
        raise NotAWorkflow(_explain_unreadable(path, error)) from error
    return read_workflow(path) if is_picture else data


def parse(source: str | bytes, where: str, registry: Registry) -> Loaded:
    """Read a workflow from text, or from the bytes of a JSON file.

    Args:
        source: The text, or bytes in UTF-8.
        where: What messages call it: mostly a file's name.
        registry: Where node types are looked up.

    Raises:
        NotAWorkflow: It is something else, or damaged; says what, where and what to do.
        NewerFormat: A newer GraphStudio wrote it.
    """
    # pydantic and its models take 0.2 s: a window that opens no file yet starts without. Two
    # threads that import it at once see half of it.
    with _ONE_AT_A_TIME:
        from graphstudio.workflow.schema import fit, take_extras

    if len(source) > MOST_BYTES:
        raise NotAWorkflow(_explain_size(source, where))
    data, problems = load_object(source, where)
    check_is_ours(data, where)
    file, flaws = fit(upgrade_file(data, where))
    extras, unknown = take_extras(file)
    graph, trouble = build(file, registry)
    found = (*problems, *flaws, *unknown, *trouble)
    return Loaded(graph, found, tuple(extras), read_references(file))


def dump(
    graph: Graph,
    extras: Iterable[Extra] = (),
    references: Iterable[Named] = (),
    *,
    is_compact: bool = False,
) -> str:
    """Write a graph as the text of a workflow file: the same graph gives the same bytes.

    Args:
        graph: What to write.
        extras: Keys that `parse` found and this format does not have. Those of nodes that are
            gone are left out.
        references: Which models its knobs mean. Those whose knob holds another name by now are
            left out.
        is_compact: Write one line, which takes a tenth of the time; no file is written so.
    """
    data: dict[str, Json] = {
        "format": FORMAT,
        "title": graph.title,
        "description": graph.description,
        "nodes": {node.id: _node_entry(node) for node in graph.nodes.values()},
        "wires": {str(wire.target): str(wire.source) for wire in graph.wires},
        "inputs": {name: str(port) for name, port in graph.published.items()},
        "models": write_references(graph, references),
        "layout": _without_empty(
            {
                "nodes": {id_: _place_entry(place) for id_, place in graph.places.items()},
                "frames": {id_: _frame_entry(frame) for id_, frame in graph.frames.items()},
                "notes": {id_: _note_entry(note) for id_, note in graph.notes.items()},
                "rolling": sorted(str(port) for port in graph.rolling),
            }
        ),
    }
    _put_back(data, extras)
    indent = None if is_compact else 2
    return (
        json.dumps(
            _without_empty(data), allow_nan=False, ensure_ascii=False, indent=indent, sort_keys=True
        )
        + "\n"
    )


def save(
    graph: Graph, path: Path, extras: Iterable[Extra] = (), references: Iterable[Named] = ()
) -> None:
    """Write a graph to a file, wholly or not at all.

    Raises:
        WorkflowFileError: It could not be written; what was there is untouched.
    """
    replace_file(path, dump(graph, extras, references).encode())


def _node_entry(node: Node) -> dict[str, Json]:
    entry: dict[str, Json] = {
        "title": node.title,
        "values": dict(node.values),
        "muted": node.is_muted,
        "bypassed": node.is_bypassed,
    }
    version = {"version": node.version} if node.version != 1 else {}
    return {"type": node.type, **version, **_without_empty(entry)}


def _place_entry(place: Place) -> dict[str, Json]:
    width = {} if place.width is None else {"width": place.width}
    rest: dict[str, Json] = {
        "collapsed": place.is_collapsed,
        "colour": place.colour,
        "pinned": place.is_pinned,
    }
    return {"x": place.x, "y": place.y, **width, **_without_empty(rest)}


def _frame_entry(frame: Frame) -> dict[str, Json]:
    rest = {
        "title": frame.title,
        "colour": frame.colour,
        "folded": frame.is_folded,
        "members": list(frame.members),
        "frames": list(frame.frames),
        "notes": list(frame.notes),
    }
    return {**_without_empty(rest), **_box(frame)}


def _note_entry(note: Note) -> dict[str, Json]:
    return {"text": note.text, **_without_empty({"colour": note.colour}), **_box(note)}


def _box(box: Frame | Note) -> dict[str, Json]:
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height}


def _without_empty(entry: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in entry.items() if value}


def _put_back(data: dict[str, Json], extras: Iterable[Extra]) -> None:
    for extra in extras:
        home: Json = data
        for key in extra.path[:-1]:
            home = home.get(key) if isinstance(home, dict) else None
        if isinstance(home, dict):
            home.setdefault(extra.path[-1], extra.value)


def _explain_unreadable(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        close = get_close_matches(path.name, _neighbours(path), n=1)
        advice = f"Did you mean {close[0]}?" if close else "Check the name and the folder."
        return f"{path}: there is no such file. {advice}"
    if isinstance(error, IsADirectoryError) or path.is_dir():
        inside = sorted(one for one in _neighbours(path / "*") if one.endswith((".json", ".png")))
        advice = f"Choose a file in it, such as {inside[0]}." if inside else "Choose a file."
        return f"{path}: this is a folder. {advice}"
    if isinstance(error, PermissionError):
        return f"{path}: you may not read this file. Change its rights, or copy it elsewhere."
    return f"{path}: it cannot be read ({error}). Check the disk, or open a backup."


def _neighbours(path: Path) -> list[str]:
    try:
        return [one.name for one in path.parent.iterdir()]
    except OSError:
        return []


def _explain_size(source: str | bytes, where: str) -> str:
    kind = describe_binary(source[:16]) if isinstance(source, bytes) else None
    size = f"it has more than {MOST_BYTES // 1024**2} MiB, which no workflow has"
    return f"{where}: {kind or f'{size}; choose another file'}."
