import pytest

from graphstudio.errors import GraphError
from graphstudio.graph.document import Changed, Document
from graphstudio.graph.edits import AddNode, RemoveNode, Rename, SetValue
from graphstudio.graph.elements import Node
from graphstudio.graph.graph import Graph

ADD = AddNode(Node("one", "number.add"))


@pytest.fixture
def document(graph: Graph) -> Document:
    return Document(graph)


@pytest.fixture
def heard(document: Document) -> list[Changed]:
    changes: list[Changed] = []
    document.changed.connect(changes.append)
    return changes


def test_what_is_done_undone_and_redone_is_announced_with_what_was_applied(
    document: Document, heard: list[Changed]
) -> None:
    document.do(ADD, "Add")
    assert document.undo()
    assert document.redo()

    assert heard == [
        Changed("done", "Add", ADD),
        Changed("undone", "Add", RemoveNode("one")),
        Changed("redone", "Add", ADD),
    ]


def test_a_refused_edit_is_neither_remembered_nor_announced(
    document: Document, heard: list[Changed]
) -> None:
    with pytest.raises(GraphError):
        document.do(RemoveNode("nowhere"), "Remove")

    assert heard == []
    assert document.history.labels == ()
    assert document.is_clean


def test_with_nothing_to_undo_or_redo_nothing_happens(
    document: Document, heard: list[Changed]
) -> None:
    assert not document.undo()
    assert not document.redo()
    assert heard == []


def test_listeners_see_the_graph_after_the_change(document: Document) -> None:
    seen: list[bool] = []
    document.changed.connect(lambda _: seen.append("one" in document.graph.nodes))

    document.do(ADD, "Add")
    document.undo()

    assert seen == [True, False]


def test_dragging_a_slider_is_one_step(document: Document) -> None:
    document.do(ADD, "Add")
    for value in range(1, 50):
        document.do(SetValue("one", "a", value), "Set a", merge_key=("one", "a", 1))

    assert document.history.labels == ("Add", "Set a")
    document.undo()
    assert document.graph.node("one").values == {}
    document.redo()
    assert document.graph.node("one").values == {"a": 49}


def test_a_document_is_clean_until_edited_and_after_saving(document: Document) -> None:
    clean = [document.is_clean]

    document.do(ADD, "Add")
    clean.append(document.is_clean)
    document.mark_clean()
    clean.append(document.is_clean)
    document.do(Rename("one", "x"), "Rename")
    document.undo()
    clean.append(document.is_clean)

    assert clean == [True, False, True, True]


def test_documents_announce_their_own_changes_only(graph: Graph, heard: list[Changed]) -> None:
    Document(graph.copy()).do(ADD, "Add")

    assert heard == []


def test_a_slide_that_is_taken_back_is_neither_in_undo_nor_in_redo(
    document: Document, heard: list[Changed]
) -> None:
    document.do(ADD, "Add")
    document.do(Rename("one", "x"), "Rename")
    document.undo()
    for value in (1, 2):
        document.do(SetValue("one", "a", value), "Set a", merge_key="slide")

    assert document.retract()

    assert document.graph.node("one").values == {}
    assert document.history.labels == ("Add",)
    assert document.history.future_labels == ("Rename",)
    assert (heard[-1].kind, heard[-1].label) == ("retracted", "Set a")
    document.redo()
    assert document.graph.node("one").title == "x"


def test_with_nothing_done_nothing_is_taken_back(document: Document, heard: list[Changed]) -> None:
    assert not document.retract()
    assert heard == []
