"""Knobs of every kind, read from a node as any pack's are."""

from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

from graphstudio.api import Choices, Colour, File, OverTime, Painting, Range, Seed, Text, node
from graphstudio.graph.definitions import InputDefinition, NodeDefinition
from graphstudio.graph.registry import Pack, Registry
from graphstudio.graph.signature import define


class Mood(Enum):
    CALM = 1
    WILD = 2


def find_colours() -> list[str]:
    return ["red", "green", "dark green"]


def find_nothing() -> list[str]:
    raise OSError("the disk is away")


@node("knobs.all", title="All Knobs")
def all_knobs(
    file: Annotated[Path, File("image")],
    whole: int = 5,
    free: float = 0.0,
    share: Annotated[float, Range(0, 1, step=0.05)] = 0.5,
    scale: Annotated[float, Range(0, 30)] = 7.5,
    side: Annotated[int, Range(0, 4096, step=8, unit="px")] = 512,
    tile: Annotated[int, Range(8, 4096, multiple_of=8, unit="px")] = 64,
    seed: Annotated[int, Seed()] = 0,
    limit: int | None = None,
    is_on: bool = False,
    method: Literal["fast", "good", "best"] = "good",
    mood: Mood = Mood.CALM,
    name: str = "picture",
    stem: Annotated[str, Text(pattern="[a-z]+", rule="small letters only")] = "a",
    prompt: Annotated[str, Text(is_multiline=True, placeholder="Say what")] = "",
    colour: Annotated[str, Choices(find_colours)] = "red",
    broken: Annotated[str, Choices(find_nothing)] = "",
    model: Annotated[str, Choices(find_colours), File("model", is_read=False)] = "red",
    tint: Annotated[str, Colour()] = "#1f6feb",
    painting: Annotated[str, Painting()] = "",
    folder: Annotated[Path, File("folder")] = Path(),
    fade: Annotated[str, OverTime(-2, 2, usual=(0, 1.5))] = "",
) -> int:
    """Have every knob.

    Args:
        whole: How many.
        share: How much.
    """
    return whole


@node("knobs.number", title="Number")
def number(value: int = 3) -> int:
    """Give a number."""
    return value


ALL_KNOBS: NodeDefinition = define(all_knobs, pack="knobs", code="1")


def knob(name: str) -> InputDefinition:
    """Give the knob of that name."""
    found = ALL_KNOBS.input(name)
    assert found is not None
    return found


def make_registry() -> Registry:
    """Give a registry that knows these nodes."""
    more = tuple(define(one, pack="knobs", code="1") for one in (number,))
    return Registry([Pack("knobs", Path(__file__), (ALL_KNOBS, *more))])
