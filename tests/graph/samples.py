"""A small pack of nodes with every kind of socket, for the tests of this folder."""

from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from graphstudio.api import Context, File, Lazy, Model, Range, Seed, Text, Vae, node
from graphstudio.graph.registry import Pack, Registry
from graphstudio.graph.signature import define

T = TypeVar("T")
Net = TypeVar("Net")
Number = TypeVar("Number", int, float)


class Photo:
    """A picture."""


class Sound:
    """No picture."""


class Mood(Enum):
    CALM = 1
    WILD = 2


class Split(NamedTuple):
    bright: Photo
    amount: int


@node("photo.load", title="Load Photo", keywords=("open",))
def load_photo(path: Annotated[Path, File("image")] = Path()) -> Photo:
    """Read a picture."""
    raise NotImplementedError


@node("photo.blend", title="Blend", category="Pictures", version=2, upgrades={1: dict})
def blend(
    ctx: Context,
    first: Photo,
    second: Photo | None = None,
    amount: Annotated[float, Range(0, 1)] = 0.5,
    width: Annotated[int, Range(8, 64, multiple_of=8, unit="px")] = 16,
    mode: Literal["fast", "good"] = "fast",
    mood: Mood = Mood.CALM,
) -> Photo:
    """Lay one picture over another.

    Args:
        first: Below.
        amount: How much of the second one shows.
    """
    raise NotImplementedError


@node("photo.split", title="Split")
def split(photo: Photo) -> Split:
    """Take a picture apart."""
    raise NotImplementedError


@node("photo.stack", title="Stack")
def stack(photos: list[Photo]) -> list[Photo]:
    """Lay pictures on a pile."""
    raise NotImplementedError


@node("sound.record", title="Record")
def record(seed: Annotated[int, Seed()] = 0, name: Annotated[str, Text()] = "") -> Sound:
    """Listen."""
    raise NotImplementedError


@node("sound.play", title="Play", output=True)
def play(sound: Sound, loud: bool = False) -> None:
    """Make noise."""


@node("number.add", title="Add")
def add(a: int = 0, b: int = 0) -> int:
    """Add whole numbers."""
    return a + b


@node("number.scale", title="Scale")
def scale(x: float = 1.0, limit: int | None = None) -> float:
    """Change a number."""
    return x


@node("number.any", title="Same Number")
def same(x: Number) -> Number:
    """Pass a number on."""
    return x


@node("text.say", title="Say")
def say(text: str = "") -> str:
    """Give a text."""
    return text


@node("logic.switch", title="Switch")
def switch(on_true: Lazy[T], on_false: Lazy[T], is_on: bool = True) -> T:
    """Choose a branch."""
    raise NotImplementedError


@node("logic.reroute", title="Reroute", passes=True)
def reroute(value: T) -> T:
    """Pass a value on."""
    return value


@node("list.first", title="First")
def first(items: list[T]) -> T:
    """Take the first of a list."""
    return items[0]


@node("model.load", title="Load Model")
def load_model() -> Model[Vae]:
    """Name a model."""
    raise NotImplementedError


@node("model.cast", title="Cast")
def cast(model: Model[Net]) -> Model[Net]:
    """Change the precision."""
    raise NotImplementedError


@node("model.decode", title="Decode")
def decode(model: Model[Vae]) -> Photo:
    """Use a model."""
    raise NotImplementedError


@node("any.make", title="Make Anything")
def make() -> Any:
    """Give something."""
    raise NotImplementedError


@node("value.text", title="Text")
def text(text: Annotated[str, Text(is_multiline=True)] = "") -> str:
    """Give a text."""
    return text


@node("value.integer", title="Whole Number")
def integer(number: int = 0) -> int:
    """Give a whole number."""
    return number


@node("value.seed", title="Seed")
def seed(seed: Annotated[int, Seed()] = 0) -> int:
    """Give a seed."""
    return seed


@node("image.preview", title="Preview", output=True)
def preview(photo: Photo) -> None:
    """Look at a picture."""


@node("any.show", title="Show", output=True)
def show(value: Any) -> None:
    """Show something."""


ALL = (
    load_photo, blend, split, stack, record, play, add, scale, same, say, switch, reroute, first,
    load_model, cast, decode, text, integer, seed, preview, make, show,
)  # fmt: skip


def make_registry() -> Registry:
    """Read all of them into a registry."""
    definitions = tuple(define(one, pack="samples", code="1") for one in ALL)
    return Registry([Pack("samples", Path(__file__), definitions)])
