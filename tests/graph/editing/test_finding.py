import pytest

from graphstudio.graph.editing import find
from graphstudio.graph.elements import Node
from graphstudio.graph.graph import Graph


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("mix", ["blend"], id="a title of its own"),
        pytest.param("LOAD", ["load", "load_2"], id="a definition's title"),
        pytest.param("photo.split", ["split"], id="a type"),
        pytest.param("load_2", ["load_2"], id="an id"),
        pytest.param("a.png", ["load"], id="a value"),
        pytest.param("deep", ["odd"], id="a value inside another"),
        pytest.param("blend mix", ["blend"], id="each word anywhere"),
        pytest.param("blend zebra", [], id="all words"),
        pytest.param("  ", [], id="nothing"),
    ],
)
def test_nodes_are_found_by_what_is_written_on_them(
    photos: Graph, text: str, found: list[str]
) -> None:
    photos.add_node(Node("odd", "gone.away", values={"x": [{"y": "deep"}, None]}))

    assert list(find(photos, text)) == found


def test_titles_come_before_types_and_values(photos: Graph) -> None:
    photos.add_node(Node("one", "text.say", values={"text": "split"}))

    assert find(photos, "split") == ("split", "one")
