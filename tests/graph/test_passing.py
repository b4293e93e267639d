import pytest

from graphstudio.graph.elements import Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.passing import passed_on


@pytest.fixture
def mixed(graph: Graph) -> Graph:
    """Give a blend with both photos and its width wired, and an unknown node that it feeds."""
    for node in (
        Node("one", "photo.load"),
        Node("two", "photo.load"),
        Node("sum", "number.add"),
        Node("blend", "photo.blend"),
        Node("odd", "gone.away"),
        Node("split", "photo.split"),
    ):
        graph.add_node(node)
    graph.connect(Port("sum", "value"), Port("blend", "width"))
    graph.connect(Port("one", "photo"), Port("blend", "first"))
    graph.connect(Port("two", "photo"), Port("blend", "second"))
    graph.connect(Port("blend", "photo"), Port("odd", "z"))
    graph.connect(Port("one", "photo"), Port("odd", "a"))
    return graph


def test_the_first_input_of_the_type_comes_through(mixed: Graph) -> None:
    assert passed_on(mixed, Port("blend", "photo")) == Port("one", "photo")


def test_an_input_that_only_fits_comes_through_when_none_is_of_the_type(graph: Graph) -> None:
    graph.add_node(Node("sum", "number.add"))
    graph.add_node(Node("scale", "number.scale"))
    graph.connect(Port("sum", "value"), Port("scale", "limit"))

    assert passed_on(graph, Port("scale", "value")) == Port("sum", "value")


def test_through_an_unknown_node_comes_what_is_first_by_name(mixed: Graph) -> None:
    assert passed_on(mixed, Port("odd", "anything")) == Port("one", "photo")


def test_nothing_comes_through_where_nothing_fits(mixed: Graph) -> None:
    mixed.connect(Port("blend", "photo"), Port("split", "photo"))

    assert passed_on(mixed, Port("split", "amount")) is None
    assert passed_on(mixed, Port("one", "photo")) is None
