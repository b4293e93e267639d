"""A small pack of nodes and a whole file, for the tests of this folder."""

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from graphstudio.api import Range, Seed, node
from graphstudio.graph.registry import Pack, Registry
from graphstudio.graph.signature import define

T = TypeVar("T")

WHOLE_FILE = """{
  "description": "Every field of the format.",
  "format": 1,
  "inputs": {
    "subject": "paint.subject"
  },
  "layout": {
    "frames": {
      "all": {
        "colour": "#123abc",
        "height": 300,
        "title": "All of it",
        "width": 400.5,
        "x": -10,
        "y": 0
      },
      "part": {
        "folded": true,
        "frames": [
          "all"
        ],
        "height": 500,
        "members": [
          "paint",
          "pass"
        ],
        "notes": [
          "hint"
        ],
        "width": 500,
        "x": -20,
        "y": 0
      }
    },
    "nodes": {
      "paint": {
        "collapsed": true,
        "colour": "#00FF00",
        "pinned": true,
        "width": 240,
        "x": 0,
        "y": 12.5
      },
      "show": {
        "x": 300.0,
        "y": 0
      }
    },
    "notes": {
      "hint": {
        "height": 60,
        "text": "*Try* a fox 🦊",
        "width": 100,
        "x": 1,
        "y": 2
      }
    },
    "rolling": [
      "paint.seed"
    ]
  },
  "nodes": {
    "paint": {
      "title": "Füchse",
      "type": "sample.paint",
      "values": {
        "mode": "fine",
        "steps": 20,
        "strength": 0.5,
        "subject": "a fox\\n\\"quoted\\""
      },
      "version": 3
    },
    "pass": {
      "bypassed": true,
      "type": "sample.pass"
    },
    "show": {
      "muted": true,
      "type": "sample.show"
    }
  },
  "title": "Fox",
  "wires": {
    "pass.value": "paint.picture",
    "show.picture": "pass.value"
  }
}
"""


class Picture:
    """A picture."""


class Sound:
    """No picture."""


def second_version(values: dict[str, Any]) -> dict[str, Any]:
    """Rename text to subject."""
    return {("subject" if name == "text" else name): one for name, one in values.items()}


def third_version(values: dict[str, Any]) -> dict[str, Any]:
    """Say strength as a fraction; it was percent."""
    if "percent" in values:
        values["strength"] = values.pop("percent") / 100
    return values


@node("sample.paint", title="Paint", version=3, upgrades={1: second_version, 2: third_version})
def paint(
    subject: str = "",
    steps: Annotated[int, Range(1, 150)] = 30,
    strength: Annotated[float, Range(0, 1)] = 1.0,
    mode: Literal["fast", "fine"] = "fast",
    seed: Annotated[int, Seed()] = 0,
    model: Picture | None = None,
) -> Picture:
    """Paint something."""
    raise NotImplementedError


def _failing(values: dict[str, Any]) -> dict[str, Any]:
    raise KeyError("colour")


@node("sample.tint", title="Tint", version=2, upgrades={1: _failing})
def tint(picture: Picture, hue: float = 0.0) -> Picture:
    """Change the colours."""
    raise NotImplementedError


@node("sample.pass", title="Pass")
def hand_on(value: T) -> T:
    """Hand on what comes."""
    raise NotImplementedError


@node("sample.show", title="Show", output=True)
def show(picture: Picture) -> None:
    """Show a picture."""


@node("sample.hear", title="Hear")
def hear(sound: Sound) -> Sound:
    """Listen."""
    raise NotImplementedError


def make_registry() -> Registry:
    functions = (paint, tint, hand_on, show, hear)
    definitions = tuple(define(one, pack="sample", code="1") for one in functions)
    return Registry([Pack("sample", Path(__file__), definitions)])
