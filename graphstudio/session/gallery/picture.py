"""What the gallery knows of one picture, read from the file without decoding its pixels."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path

from graphstudio.errors import NotAWorkflow
from graphstudio.graph.elements import Json
from graphstudio.workflow.foreign import PNG_SIGNATURE
from graphstudio.workflow.pictures import read_workflow


@dataclass(frozen=True, slots=True)
class Picture:
    """Hold what is shown of a picture.

    Attributes:
        path: The file.
        made: When, in seconds since 1970.
        width: In pixels.
        height: In pixels.
        title: Of the workflow that made it.
        prompt: What it shows, in the words of its prompt; "" where none was found.
        is_starred: Whether the user marked it.
    """

    path: Path
    made: float
    width: int
    height: int
    title: str = ""
    prompt: str = ""
    is_starred: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """Hold the words of a workflow.

    Attributes:
        title: Its own.
        prompt: What it is asked to show.
        words: Every text in it, to search in.
    """

    title: str = ""
    prompt: str = ""
    words: str = ""


def read_size(path: Path) -> tuple[int, int] | None:
    """Read width and height of a PNG picture in pixels; None if it is none.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(24)
    if len(head) < 24 or not head.startswith(PNG_SIGNATURE):
        return None
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def read_texts(path: Path) -> Texts | None:
    """Read the words of the workflow in a picture; None where it carries no workflow."""
    try:
        return find_texts(json.loads(read_workflow(path)))
    except (NotAWorkflow, ValueError, RecursionError):
        return None


def find_texts(workflow: Json) -> Texts:
    """Find title, prompt and all texts in the data of a workflow file.

    The prompt is what the input published as "prompt" says; without one, what the nodes that
    encode prompts say, apart from those that feed an input called "negative".
    """
    nodes, wires, inputs = (_object(workflow, key) for key in ("nodes", "wires", "inputs"))
    values = {id_: _object(node, "values") for id_, node in nodes.items()}
    words = [
        text for one in values.values() for text in one.values() if isinstance(text, str) and text
    ]
    title = _text(workflow, "title")
    if "prompt" in inputs:
        prompts = [_said(str(inputs["prompt"]), values, wires)]
    else:
        unwanted = {
            str(source).partition(".")[0]
            for target, source in wires.items()
            if target.endswith(".negative")
        }
        prompts = [
            _said(f"{id_}.text", values, wires)
            for id_, node in nodes.items()
            if _text(node, "type").startswith("prompt.") and id_ not in unwanted
        ]
    prompt = "\n".join(dict.fromkeys(one for one in prompts if one))
    return Texts(title, prompt, "\n".join((title, *words)))


def _said(port: str, values: dict[str, dict[str, Json]], wires: dict[str, Json]) -> str:
    """Give the text of an input: of its own, or of the node that feeds it."""
    source = wires.get(port)
    node, _, knob = port.partition(".")
    if source is not None:
        texts = values.get(str(source).partition(".")[0], {}).values()
        return " ".join(one for one in texts if isinstance(one, str))
    return _text(values.get(node, {}), knob)


def _object(data: Json, key: str) -> dict[str, Json]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _text(data: Json, key: str) -> str:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""
