from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, NamedTuple, TypeVar

import pytest

from graphstudio.api import Context, Image, Lazy, Mask, Model, Range, Seed, Vae, node
from graphstudio.errors import BadNode
from graphstudio.graph.definitions import MISSING, NodeDefinition
from graphstudio.graph.registry import Registry
from graphstudio.graph.signature import define, locate
from tests.graph import samples

if TYPE_CHECKING:
    from decimal import Decimal

T = TypeVar("T")
mark = node("test.node", title="Test")


class Mood(StrEnum):
    CALM = "calm"
    WILD = "wild"


class Parts(NamedTuple):
    """Parts of a picture.

    Attributes:
        bright: Where it is light.
        dark: Where it is not.
    """

    bright: Image
    dark: Mask


class Boxed(NamedTuple, Generic[T]):
    inside: T


class Nothing(NamedTuple):
    """No fields."""


class ImageMap:
    """A class with two words in its name."""


def read(function: Callable[..., Any]) -> NodeDefinition:
    return define(function, pack="tests", code="c0de")


def test_a_definition_says_all_that_the_function_says(registry: Registry) -> None:
    found = registry.require("photo.blend")

    assert (found.id, found.title, found.category, found.version) == (
        "photo.blend", "Blend", "Pictures", 2,
    )  # fmt: skip
    assert found.function is samples.blend
    assert found.wants_context
    assert found.summary == "Lay one picture over another."
    assert [one.name for one in found.inputs] == [
        "first", "second", "amount", "width", "mode", "mood",
    ]  # fmt: skip
    amount = found.input("amount")
    assert amount is not None
    assert amount.help == "How much of the second one shows."
    assert amount.hints == (Range(0, 1),)
    assert amount.default == 0.5
    assert (found.pack, found.code) == ("samples", "1")


def test_the_place_is_the_line_of_the_def(registry: Registry) -> None:
    found = registry.require("photo.blend")

    line = Path(found.file).read_text().splitlines()[found.line - 1]
    assert found.file == samples.__file__
    assert line == "def blend("


def test_sockets_are_required_unless_they_have_a_default() -> None:
    @mark
    def function(a: Image, b: Image | None = None, c: int = 1, d: str | None = None) -> None: ...

    found = read(function)

    assert [one.is_required for one in found.inputs] == [True, False, False, False]
    assert [one.default for one in found.inputs] == [MISSING, None, 1, None]
    assert [one.is_knob for one in found.inputs] == [False, False, True, True]


def test_names_that_are_short_for_something_are_written_as_people_write_them() -> None:
    @mark
    def one(vae: Image, ip_adapter: Image, last_lora: Image, clip_skip: int = 0) -> Image:
        """Do something."""
        return vae

    found = define(one, pack="test", code="1")

    assert [each.title for each in found.inputs] == ["VAE", "IP-Adapter", "Last LoRA", "CLIP skip"]


def test_titles_are_made_from_names() -> None:
    @mark
    def function(tile_px: int = 0, _x: int = 0) -> ImageMap:
        raise NotImplementedError

    found = read(function)

    assert [one.title for one in found.inputs] == ["Tile px", "X"]
    assert [(one.name, one.title) for one in found.outputs] == [("image_map", "Image map")]


def test_the_category_is_the_family_unless_it_is_said() -> None:
    @mark
    def function() -> None: ...

    assert read(function).category == "test"


def test_enum_and_path_defaults_become_json_values() -> None:
    @mark
    def function(
        mood: Mood = Mood.WILD, file: Path = Path("a.png"), none: Path = Path()
    ) -> None: ...

    found = read(function)

    assert [one.default for one in found.inputs] == ["WILD", "a.png", ""]
    assert [one.is_path for one in found.inputs] == [False, True, True]


@pytest.mark.parametrize(
    ("returned", "names"),
    [
        pytest.param(None, [], id="none"),
        pytest.param(Image, ["image"], id="class"),
        pytest.param(Model[Vae], ["model"], id="generic"),
        pytest.param(list[Image], ["images"], id="list"),
        pytest.param(int, ["value"], id="plain"),
        pytest.param(Any, ["value"], id="any"),
        pytest.param(Parts, ["bright", "dark"], id="named tuple"),
        pytest.param(Boxed[int], ["inside"], id="generic named tuple"),
        pytest.param(Annotated[Image, "bright"], ["image"], id="annotated"),
    ],
)
def test_outputs_are_named_after_their_types_or_fields(returned: object, names: list[str]) -> None:
    def function() -> None: ...

    function.__annotations__["return"] = returned

    found = read(mark(function))

    assert [one.name for one in found.outputs] == names
    assert found.returns_tuple == (len(names) == 2 or names == ["inside"])


def test_outputs_are_explained_by_the_docstring_or_by_the_tuples_own() -> None:
    @mark
    def single() -> Image:
        """Make.

        Returns:
            A picture.
        """
        raise NotImplementedError

    @mark
    def several() -> Parts:
        """Take apart.

        Returns:
            dark: The shadows.
        """
        raise NotImplementedError

    assert [one.help for one in read(single).outputs] == ["A picture."]
    assert [one.help for one in read(several).outputs] == ["Where it is light.", "The shadows."]


def test_a_function_behind_a_decorator_is_read_all_the_same() -> None:
    def twice(function: Callable[[int], int]) -> Callable[[int], int]:
        @wraps(function)
        def call(number: int) -> int:
            return function(function(number))

        return call

    @mark
    @twice
    def function(number: int = 2) -> int:
        return number

    found = read(function)

    assert [one.name for one in found.inputs] == ["number"]
    assert locate(function) == (__file__, inspect.getsourcelines(function)[1] + 2)


def bad_annotation(x) -> None: ...  # type: ignore[no-untyped-def]
def bad_return(x: int = 0): ...  # type: ignore[no-untyped-def]
def bad_args(steps: int = 1) -> None:
    """Do.

    Args:
        stepz: How many.
    """


def bad_star(*x: int) -> None: ...
def bad_stars(**x: int) -> None: ...
def bad_slash(x: int = 0, /) -> None: ...
def bad_range(x: Annotated[int, Range(1, 9)] = 10) -> None: ...
def bad_default(x: int = "a") -> None: ...  # type: ignore[assignment]
def bad_enum(x: Mood = "calm") -> None: ...  # type: ignore[assignment]
def bad_none(x: int = None) -> None: ...  # type: ignore[assignment]  # noqa: RUF013
def bad_optional(x: Image | None) -> None: ...
def bad_both(x: int | None = 3) -> None: ...
def bad_object(x: Image = 3) -> None: ...  # type: ignore[assignment]
def bad_lazy(x: Lazy[int] = 3) -> None: ...  # type: ignore[assignment]
def bad_context(x: int, ctx: Context) -> None: ...
def bad_type(x: Image | Mask) -> None: ...
def bad_name(x: Decimal) -> None: ...
def bad_output() -> Image | None: ...
def bad_lazy_output() -> Lazy[Image]: ...  # type: ignore[empty-body]
def bad_tuple() -> Nothing: ...  # type: ignore[empty-body]
async def bad_async() -> None: ...
def bad_yield() -> Iterator[Image]:
    yield from ()


async def bad_async_yield() -> AsyncIterator[int]:
    yield 1


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (bad_annotation, "'x' has no type: write `x: Image`"),
        (bad_return, "says not what it returns"),
        (bad_args, "`Args:` explains 'stepz', which is no parameter. Close names: steps"),
        (bad_star, "'x' must be a parameter with a name"),
        (bad_stars, "'x' must be a parameter with a name"),
        (bad_slash, "'x' must be a parameter with a name"),
        (bad_range, "the default of 'x' is refused: it takes a whole number from 1 to 9, not 10"),
        (bad_default, "the default of 'x' is refused: it takes a whole number"),
        (bad_enum, "it is no member of Mood"),
        (bad_none, "its type does not allow that: add `| None`"),
        (bad_optional, "what may be None must say so: write `= None`"),
        (bad_both, "what may be None has no other default"),
        (bad_object, "only numbers, texts, yes or no and choices can have a default"),
        (bad_lazy, "only numbers, texts, yes or no and choices can have a default"),
        (bad_context, "the context 'ctx' must be the first parameter"),
        (
            bad_type,
            "'x': graphstudio.api.types.Image | graphstudio.api.types.Mask is several types",
        ),
        (bad_name, "the type 'Decimal' is not known when the node is read"),
        (bad_output, "an output is never None"),
        (bad_lazy_output, "only inputs are lazy"),
        (bad_tuple, "the NamedTuple has no fields"),
        (bad_async, "neither async, nor with yield"),
        (bad_yield, "neither async, nor with yield"),
        (bad_async_yield, "neither async, nor with yield"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_function_that_cannot_be_a_node_is_refused_with_its_place(
    function: Callable[..., Any], words: str
) -> None:
    with pytest.raises(BadNode) as refused:
        read(mark(function))

    line = function.__code__.co_firstlineno
    assert str(refused.value).startswith(f"{__file__}:{line}: {function.__name__}: ")
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        pytest.param(node("image", title="X"), "must be family.verb", id="no family"),
        pytest.param(node("Image.Scale", title="X"), "must be family.verb", id="upper case"),
        pytest.param(node("image.scale\n", title="X"), "must be family.verb", id="newline"),
        pytest.param(node("a.b", title=" "), "it has no title", id="title"),
        pytest.param(node("a.b", title="X", version=0), "versions start at 1", id="version"),
        pytest.param(
            node("a.b", title="X", version=3, upgrades={2: dict}),
            "needs upgrades from versions 1, 2, and has 2",
            id="missing upgrade",
        ),
        pytest.param(
            node("a.b", title="X", passes=True), "one input and one output of the same", id="passes"
        ),
        pytest.param(
            node("a.b", title="X", fingerprint=lambda z: z),
            "its fingerprint is called with the values of all its knobs by name (x)",
            id="fingerprint",
        ),
    ],
)
def test_a_bad_mark_is_refused(
    marked: Callable[[Callable[..., Any]], Callable[..., Any]], words: str
) -> None:
    def function(x: int = 0) -> None: ...

    with pytest.raises(BadNode) as refused:
        read(marked(function))

    assert words in str(refused.value)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    @node("X", title="")
    def function(a, *b: int) -> Image | None:  # type: ignore[no-untyped-def]
        raise NotImplementedError

    with pytest.raises(BadNode) as refused:
        read(function)

    assert len(refused.value.problems) == 5
    assert all(one.startswith(f"{__file__}:") for one in refused.value.problems)


def test_a_fingerprint_may_take_all_knobs_or_any() -> None:
    @node("a.b", title="X", fingerprint=lambda **_: "now")
    def function(image: Image, seed: Annotated[int, Seed()] = 0) -> None: ...

    assert read(function).fingerprint is not None


def test_a_function_without_a_mark_is_refused() -> None:
    with pytest.raises(BadNode, match="put @node"):
        read(lambda: None)


def test_a_class_that_is_marked_is_refused() -> None:
    class Thing:
        """No function."""

        __code__ = bad_yield.__code__

    with pytest.raises(BadNode, match="only a plain function"):
        read(mark(Thing))
