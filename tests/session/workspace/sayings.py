"""Short ways to edit, for the tests of this folder."""

from graphstudio.graph.document import Document
from graphstudio.graph.edits import AddNode, SetValue
from graphstudio.graph.elements import Node, Place
from graphstudio.session.workspace.sheet import Sheet


def add_words(sheet: Sheet, id_: str = "words", text: str = "hello") -> None:
    """Add a node that says something."""
    node = Node(id_, "test.words", values={"text": text})
    sheet.document.do(AddNode(node, Place(8, 16)), f"Add {id_}")


def say(sheet: Sheet, text: str, key: object = None) -> None:
    """Let the node say something else."""
    sheet.document.do(SetValue("words", "text", text), "Set text", key)


def tell(document: Document) -> tuple[object, ...]:
    """Say everything about a document, for comparing two."""
    history = document.history
    return (
        document.graph.snapshot(),
        history.labels,
        history.future_labels,
        history.clean_count,
    )
