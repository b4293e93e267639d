from pathlib import Path

import pytest

from graphstudio.errors import BadValue
from graphstudio.graph.edits import AddNode, Connect, Publish, Rename
from graphstudio.graph.elements import Json, Node, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.session.values import assignments


@pytest.fixture
def graph(registry: Registry) -> Graph:
    graph = Graph(registry)
    for id_, type_ in (("say", "test.words"), ("file", "test.read"), ("both", "test.join")):
        AddNode(Node(id_, type_)).apply(graph)
    Publish("greeting", Port("say", "text")).apply(graph)
    Connect(Wire(Port("say", graph_output(registry)), Port("both", "first"))).apply(graph)
    Rename("say", "The Speaker").apply(graph)
    return graph


def graph_output(registry: Registry) -> str:
    return registry.require("test.words").outputs[0].name


@pytest.mark.parametrize(
    ("setting", "name", "value"),
    [
        pytest.param("greeting=hello", "text", "hello", id="by its published name"),
        pytest.param("say.text=a=b", "text", "a=b", id="an equals sign in the value"),
        pytest.param("say.text=12", "text", "12", id="a text that looks like a number"),
        pytest.param("say.text=", "text", "", id="an empty text"),
        pytest.param("say.count=3", "count", 3, id="a number"),
        pytest.param("say.mood=wild", "mood", "wild", id="a choice without quotes"),
        pytest.param("say.is_loud=true", "is_loud", True, id="true"),
        pytest.param("say.is_loud=Yes", "is_loud", True, id="yes"),
        pytest.param("say.is_loud=off", "is_loud", False, id="off"),
        pytest.param("The Speaker.count=2", "count", 2, id="by the node's title"),
    ],
)
def test_a_setting_reaches_its_knob(graph: Graph, setting: str, name: str, value: Json) -> None:
    assignments(graph, [setting]).apply(graph)

    assert graph.node("say").values[name] == value


def test_a_file_name_is_seen_from_where_the_command_was_given(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assignments(graph, ["file.file=photo.png"]).apply(graph)

    assert graph.node("file").values["file"] == str(tmp_path / "photo.png")


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        pytest.param("greeting", ["="], id="no equals sign"),
        pytest.param("greting=x", ["greting", "greeting"], id="a published name misspelt"),
        pytest.param("sy.text=x", ["sy", "say"], id="a node misspelt"),
        pytest.param("say.txt=x", ["txt", "text"], id="a parameter misspelt"),
        pytest.param("say.count=10", ["count", "1", "9"], id="out of range"),
        pytest.param("say.count=many", ["count", "many"], id="no number"),
        pytest.param("say.mood=sad", ["calm", "wild"], id="no such choice"),
        pytest.param("both.first=x", ["say", "wire"], id="fed by a wire"),
    ],
)
def test_a_setting_that_cannot_be_says_why_and_what_to_do(
    graph: Graph, setting: str, words: list[str]
) -> None:
    before = graph.snapshot()

    with pytest.raises(BadValue) as refused:
        assignments(graph, [setting]).apply(graph)

    assert all(word in str(refused.value) for word in words), refused.value
    assert graph.snapshot() == before


def test_all_wrong_settings_are_told_at_once(graph: Graph) -> None:
    with pytest.raises(BadValue) as refused:
        assignments(graph, ["nope=1", "say.count=2", "say.mood=sad"])

    assert len(refused.value.problems) == 2
