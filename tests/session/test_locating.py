from pathlib import Path

from graphstudio.graph.edits import AddNode
from graphstudio.graph.elements import Node
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.session.locating import anchored


def test_a_relative_file_name_means_a_file_beside_the_workflow(
    registry: Registry, tmp_path: Path
) -> None:
    graph = Graph(registry)
    AddNode(Node("read", "test.read", values={"file": "notes/a.txt"})).apply(graph)

    found = anchored(graph, tmp_path)

    assert found.node("read").values["file"] == str(tmp_path / "notes" / "a.txt")
    assert graph.node("read").values["file"] == "notes/a.txt"


def test_a_model_is_a_path_when_it_has_a_slash_and_a_name_otherwise(tmp_path: Path) -> None:
    graph = Graph(load_all())
    AddNode(Node("near", "model.load", values={"model": "models/mine"})).apply(graph)
    AddNode(Node("named", "model.load", values={"model": "mine"})).apply(graph)

    found = anchored(graph, tmp_path)

    assert found.node("near").values["model"] == str(tmp_path / "models" / "mine")
    assert found.node("named").values["model"] == "mine"


def test_a_graph_without_relative_names_is_given_back_itself(
    registry: Registry, tmp_path: Path
) -> None:
    graph = Graph(registry)
    AddNode(Node("read", "test.read", values={"file": "/somewhere/a.txt"})).apply(graph)

    assert anchored(graph, tmp_path) is graph


def test_a_file_in_the_home_of_nobody_stays_to_be_told_as_missing(
    registry: Registry, tmp_path: Path
) -> None:
    graph = Graph(registry)
    AddNode(Node("read", "test.read", values={"file": "~nobody-here/a.txt"})).apply(graph)

    found = anchored(graph, tmp_path)

    assert found.node("read").values["file"] == str(tmp_path / "~nobody-here" / "a.txt")
