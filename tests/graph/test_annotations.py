from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, NewType, Optional, TypeVar, Union

import pytest

from graphstudio.api import (
    Choices,
    DisplayOnly,
    File,
    Image,
    Lazy,
    Mask,
    Model,
    Range,
    Seed,
    Text,
    Vae,
)
from graphstudio.errors import BadNode
from graphstudio.graph.annotations import read_annotation

T = TypeVar("T")
Bound = TypeVar("Bound", bound=Image)
Either = TypeVar("Either", Image, Mask)
Inches = NewType("Inches", float)


class Mood(Enum):
    CALM = 1
    WILD = 2
    MAD = 2  # noqa: PIE796 - an alias is a name too


class Empty(Enum):
    """No members."""


class Pair(Generic[T]):
    """Some generic."""


@pytest.mark.parametrize(
    ("annotation", "name", "kind"),
    [
        pytest.param(int, "int", "plain", id="int"),
        pytest.param(bool, "bool", "plain", id="bool"),
        pytest.param(Path, "str", "plain", id="path"),
        pytest.param(Literal["a", "b"], "str", "choice", id="literal"),
        pytest.param(Literal[1, 2], "int", "choice", id="literal numbers"),
        pytest.param(Mood, "str", "choice", id="enum"),
        pytest.param(Image, "Image", "object", id="class"),
        pytest.param(Model[Vae], "Model[Vae]", "object", id="generic"),
        pytest.param(Pair[list[Image]], "Pair[list[Image]]", "object", id="generic of a list"),
        pytest.param(list[Image], "list[Image]", "object", id="list"),
        pytest.param(list, "list[Any]", "object", id="bare list"),
        pytest.param(dict[str, int], "dict[str, int]", "object", id="dict"),
        pytest.param(Any, "Any", "any", id="any"),
        pytest.param(object, "Any", "any", id="object"),
        pytest.param(T, "T", "variable", id="variable"),
        pytest.param(Model[T], "Model[T]", "object", id="generic of a variable"),  # type: ignore[valid-type]
    ],
)
def test_a_type_becomes_a_socket_type(annotation: object, name: str, kind: str) -> None:
    found = read_annotation(annotation)

    assert (found.type.name, found.type.kind) == (name, kind)
    assert found.is_plain == (kind in ("plain", "choice"))


def test_choices_are_the_values_of_a_literal_and_the_names_of_an_enum() -> None:
    assert read_annotation(Literal["a", "b"]).type.choices == ("a", "b")
    assert read_annotation(Mood).type.choices == ("CALM", "WILD", "MAD")
    assert read_annotation(Mood).enum is Mood


def test_a_variable_knows_what_it_may_stand_for() -> None:
    assert [one.name for one in read_annotation(Either).type.arguments] == ["Image", "Mask"]
    assert [one.name for one in read_annotation(Bound).type.arguments] == ["Image"]


@pytest.mark.parametrize(
    "annotation",
    [
        Annotated[int | None, Range(0, 9), DisplayOnly()],
        Annotated[Annotated[int, Range(0, 9)] | None, DisplayOnly()],
        Optional[Annotated[int, Range(0, 9), DisplayOnly()]],  # noqa: UP045 - old code writes this
        Union[None, Annotated[Annotated[int, Range(0, 9)], DisplayOnly()]],  # noqa: UP007 - as above
    ],
)
def test_hints_and_none_are_found_however_they_are_nested(annotation: object) -> None:
    found = read_annotation(annotation)

    assert found.type.name == "int"
    assert found.takes_none
    assert found.hints == (Range(0, 9), DisplayOnly())


@pytest.mark.parametrize(
    "annotation",
    [Lazy[Image], Lazy[Image] | None, Annotated[Lazy[Image], "a note"], Lazy[Image | None]],
)
def test_lazy_is_found_however_it_is_nested(annotation: object) -> None:
    found = read_annotation(annotation)

    assert found.is_lazy
    assert found.type.name == "Image"


@pytest.mark.parametrize(
    "annotation",
    [
        Annotated[float, Range(0, 1)],
        Annotated[int, Seed()],
        Annotated[str, Text(is_multiline=True)],
        Annotated[str, Choices(lambda: ["a"])],
        Annotated[Path, File("image")],
        Annotated[bool, DisplayOnly()],
    ],
)
def test_hints_fit_their_types(annotation: object) -> None:
    assert len(read_annotation(annotation).hints) == 1


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        pytest.param(Image | Mask, "several types, and a socket has one", id="union"),
        pytest.param(
            Annotated[str, Range(0, 1)], "Range is for int and float, not for str", id="r"
        ),
        pytest.param(Annotated[int, File()], "File is for Path and str, not for int", id="file"),
        pytest.param(Annotated[Image, Seed()], "Seed is for int, not for Image", id="seed"),
        pytest.param(Annotated[int, Seed], "Seed needs brackets in Annotated", id="hint class"),
        pytest.param(
            Annotated[int, Range("a", "b")],  # type: ignore[arg-type]  # as an author might
            "a range goes from number to number",
            id="no numbers",
        ),
        pytest.param(
            Annotated[float, Range(0, float("inf"))],
            "a range goes from number to number",
            id="without end",
        ),
        pytest.param(Annotated[str, Text(pattern="(")], "is no regular expression", id="pattern"),
        pytest.param(
            Annotated[int, Range(2, 1)], "the range from 2 to 1 holds nothing", id="empty"
        ),
        pytest.param(Literal["a", 1], "values of one kind", id="mixed literal"),
        pytest.param(Literal[b"a"], "values of one kind", id="literal of bytes"),
        pytest.param(Empty, "values of one kind", id="enum without members"),
        pytest.param(list[Image | None], "cannot stand in brackets", id="optional item"),
        pytest.param(list[Path], "cannot stand in brackets", id="paths in a list"),
        pytest.param(None, "no type that a socket can have", id="none"),
        pytest.param(Inches, "no type that a socket can have", id="new type"),
        pytest.param(3, "no type that a socket can have", id="number"),
        pytest.param(Lazy, "Lazy needs a type in brackets", id="bare lazy"),
    ],
)
def test_a_type_that_no_socket_has_is_refused(annotation: object, words: str) -> None:
    with pytest.raises(BadNode, match=words):
        read_annotation(annotation)
