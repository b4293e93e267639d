"""Streams on wires: what fits, what follows, and what cannot be."""

from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from graphstudio.api import Image, Lazy, Mask, Stream, node
from graphstudio.errors import BadNode
from graphstudio.graph.document import Document
from graphstudio.graph.edits import Connect
from graphstudio.graph.elements import Node, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Pack, Registry
from graphstudio.graph.signature import define
from graphstudio.graph.sockets import describe, refusal
from graphstudio.graph.streaming import is_streamed, working_for_each

T = TypeVar("T")


class Found(NamedTuple):
    """A picture and its name."""

    image: Stream[Image]
    name: Stream[str]


@node("a.each", title="Each")
def each(folder: str = "") -> Found:
    """Give pictures."""
    raise NotImplementedError


@node("a.blur", title="Blur")
def blur(image: Image, name: str = "") -> Image:
    """Blur one."""
    raise NotImplementedError


@node("a.cut", title="Cut")
def cut(mask: Mask) -> Mask:
    """Cut one."""
    raise NotImplementedError


@node("a.all", title="All")
def all_(images: list[Image]) -> str:
    """Take all."""
    raise NotImplementedError


@node("a.either", title="Either")
def either(first: Lazy[T], second: Lazy[T]) -> T:
    """Give one of two."""
    raise NotImplementedError


FUNCTIONS = (each, blur, cut, all_, either)


@pytest.fixture
def graph() -> Graph:
    made = tuple(define(one, pack="a", code="1") for one in FUNCTIONS)
    graph = Graph(Registry([Pack("a", Path(), made)]))
    for kind in ("each", "blur", "cut", "all", "either"):
        graph.add_node(Node(kind, f"a.{kind}"))
    graph.add_node(Node("other", "a.each"))
    return graph


def port(text: str) -> Port:
    return Port(*text.split("."))


def connect(graph: Graph, *wires: str) -> None:
    for one in wires:
        source, target = one.split(" ")
        graph.connect(port(source), port(target))


def test_a_stream_fits_what_its_items_fit(graph: Graph) -> None:
    assert graph.refusal(port("each.image"), port("blur.image")) is None
    assert graph.refusal(port("each.image"), port("all.images")) is None
    assert graph.refusal(port("each.name"), port("blur.name")) is None
    assert graph.refusal(port("each.image"), port("cut.mask")) == (
        "a stream of Image does not fit where Mask is wanted"
    )


def test_a_stream_is_named_in_words(graph: Graph) -> None:
    assert describe(graph.type_of(port("each.name"))) == "a stream of text"


def test_a_type_variable_stands_for_the_items(graph: Graph) -> None:
    connect(graph, "each.image either.first")

    assert graph.type_of(port("either.value")).name == "Image"
    assert graph.refusal(port("either.value"), port("blur.image")) is None
    assert graph.refusal(port("each.name"), port("either.second")) is not None


def test_what_follows_works_for_each_until_all_are_collected(graph: Graph) -> None:
    connect(graph, "each.image blur.image", "blur.image all.images", "all.value other.folder")

    working = working_for_each(graph)

    assert working == {"blur"}
    assert is_streamed(graph, port("each.image"), working)
    assert is_streamed(graph, port("blur.image"), working)
    assert not is_streamed(graph, port("all.value"), working)


def test_undoing_a_wire_undoes_that_a_node_works_for_each(graph: Graph) -> None:
    document = Document(graph)
    document.do(Connect(Wire(port("each.image"), port("blur.image"))), "Connect")

    document.undo()
    undone = working_for_each(graph)
    document.redo()

    assert undone == frozenset()
    assert working_for_each(graph) == {"blur"}


def test_a_stream_into_a_node_that_gives_one_is_refused_with_the_reason(graph: Graph) -> None:
    connect(graph, "each.name blur.name")

    direct = graph.refusal(port("each.name"), port("other.folder"))

    assert direct is not None
    assert direct.startswith("Each gives a stream, and would have to give one for each item of")


def test_a_stream_may_be_wired_to_nothing_of_its_own_kind_but_what_was_collected(
    graph: Graph,
) -> None:
    connect(graph, "each.image all.images")

    assert graph.refusal(port("all.value"), port("other.folder")) is None


def test_only_outputs_are_streams() -> None:
    @node("a.wrong", title="Wrong")
    def wrong(images: Stream[Image]) -> None:
        """Take a stream."""

    with pytest.raises(BadNode, match=r"write `Image`, to take all of them `list\[Image\]`"):
        define(wrong, pack="a", code="1")


def test_a_stream_says_of_what() -> None:
    @node("a.wrong", title="Wrong")
    def wrong() -> Stream:  # type: ignore[type-arg]
        """Give a stream of nobody knows what."""
        raise NotImplementedError

    with pytest.raises(BadNode, match="Stream needs a type in brackets"):
        define(wrong, pack="a", code="1")


def test_a_single_output_is_called_by_what_its_items_are() -> None:
    @node("a.one", title="One")
    def one() -> Stream[Image]:
        """Give pictures."""
        raise NotImplementedError

    definition = define(one, pack="a", code="1")

    assert definition.gives_streams
    assert definition.outputs[0].name == "image"


def test_a_list_fits_no_stream_item() -> None:
    definition = define(all_, pack="a", code="1")

    source = define(each, pack="a", code="1").outputs[1].type
    assert refusal(source, definition.inputs[0].type) is not None
