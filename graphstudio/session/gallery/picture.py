"""What the gallery knows of one picture, read from the file without decoding its pixels."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from graphstudio.errors import NotAWorkflow
from graphstudio.graph.elements import Json
from graphstudio.workflow.foreign import PNG_SIGNATURE
from graphstudio.workflow.pictures import read_run, read_workflow

_NONE: Mapping[str, str] = MappingProxyType({})
# The knobs in which people say what a picture should show, by node.
_PROMPTS: Mapping[str, tuple[str, ...]] = {
    "prompt.encode": ("text",),
    "prompt.encode_two": ("text", "second_text"),
    "prompt.encode_three": ("text", "second_text", "third_text"),
    "prompt.regions": ("base", "texts"),
    "pipeline.run": ("prompt",),
    "label.choose": ("text",),
}
# Outputs that say it better than the knob, which may hold numbers.
_NAMING: Mapping[str, str] = {"label.choose": "names"}


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
        return find_texts(json.loads(read_workflow(path)), _drawn(path))
    except (NotAWorkflow, ValueError, RecursionError):
        return None


def _drawn(path: Path) -> dict[str, str]:
    """Read the texts that a picture was made from, by port; none in those of old versions."""
    try:
        told = _object(read_run(path), "texts")
    except NotAWorkflow:
        return {}
    return {port: text for port, text in told.items() if isinstance(text, str)}


def find_texts(workflow: Json, drawn: Mapping[str, str] = _NONE) -> Texts:
    """Find title, prompt and all texts in the data of a workflow file.

    The prompt is what the input published as "prompt" says; without one, what the nodes that
    take prompts or classes say, apart from those that say what a picture should not be.

    Args:
        workflow: The data.
        drawn: Texts that came over wires when it ran, by port: they count more than those of the
            nodes that drew them.
    """
    said = _Said(
        types={id_: _text(node, "type") for id_, node in _object(workflow, "nodes").items()},
        values={id_: _object(node, "values") for id_, node in _object(workflow, "nodes").items()},
        wires={
            target: str(source) for target, source in _object(workflow, "wires").items() if source
        },
        drawn=drawn,
    )
    inputs = _object(workflow, "inputs")
    published = str(inputs["prompt"]) if "prompt" in inputs else ""
    prompts = [said.text(published)] if published else said.prompts()
    title = _text(workflow, "title")
    prompt = "\n".join(dict.fromkeys(one for one in prompts if one))
    return Texts(title, prompt, "\n".join((title, *said.words())))


@dataclass(frozen=True, slots=True)
class _Said:
    """Hold what the nodes of a workflow say.

    Attributes:
        types: Of the nodes, by id.
        values: Of their knobs, by node.
        wires: The output that feeds an input.
        drawn: Texts that outputs gave, by port.
    """

    types: Mapping[str, str]
    values: Mapping[str, dict[str, Json]]
    wires: Mapping[str, str]
    drawn: Mapping[str, str]

    def words(self) -> list[str]:
        """Give every text there is."""
        texts = [text for one in self.values.values() for text in one.values()]
        return [*(one for one in texts if isinstance(one, str) and one), *self.drawn.values()]

    def prompts(self) -> list[str]:
        """Give what the nodes say that take prompts, those apart that say what should not be."""
        unwanted = self._behind(".negative") - self._behind(".positive")
        found = []
        for id_, type_ in self.types.items():
            if id_ in unwanted:
                continue
            if type_ in _NAMING and f"{id_}.{_NAMING[type_]}" in self.drawn:
                found.append(self.drawn[f"{id_}.{_NAMING[type_]}"])
                continue
            found += [self.text(f"{id_}.{knob}") for knob in _PROMPTS.get(type_, ())]
        return found

    def text(self, port: str) -> str:
        """Give the text of an input: what came over its wire, or else its own."""
        seen: set[str] = set()
        while port in self.wires and port not in seen:
            seen.add(port)
            source = self.wires[port]
            if source in self.drawn:
                return self.drawn[source]
            node = source.partition(".")[0]
            texts = [one for one in self.values.get(node, {}).values() if isinstance(one, str)]
            if texts:
                return " ".join(texts)
            # A node that hands on what comes in, such as a dot on a wire.
            port = next((one for one in self.wires if one.startswith(f"{node}.")), "")
        node, _, knob = port.partition(".")
        return _text(self.values.get(node, {}), knob)

    def _behind(self, ending: str) -> set[str]:
        """Find all nodes that lead to inputs of a name."""
        feeds: dict[str, list[str]] = {}
        for target, source in self.wires.items():
            feeds.setdefault(target.partition(".")[0], []).append(source.partition(".")[0])
        waiting = [
            source.partition(".")[0]
            for target, source in self.wires.items()
            if target.endswith(ending)
        ]
        found: set[str] = set()
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += feeds.get(node, [])
        return found


def _object(data: Json, key: str) -> dict[str, Json]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _text(data: Json, key: str) -> str:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""
