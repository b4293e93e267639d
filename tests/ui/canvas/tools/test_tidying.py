"""Laying a large graph out in a thread."""

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from graphstudio.graph.document import Document
from graphstudio.graph.edits import Rename
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.verbs import arranging


@pytest.fixture(autouse=True)
def _in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranging, "_MOST_AT_ONCE", 0)


def _come_to_rest() -> None:
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()


def test_a_large_graph_is_laid_out_as_one_step(canvas: Canvas, document: Document) -> None:
    before = dict(document.graph.places)

    canvas.verbs.arranging.tidy_all()
    _come_to_rest()

    assert document.graph.places != before
    document.undo()
    assert document.graph.places == before


def test_a_graph_that_was_edited_meanwhile_stays_where_it_is(
    canvas: Canvas, document: Document
) -> None:
    before, said = dict(document.graph.places), list[str]()
    canvas.message.connect(said.append)

    canvas.verbs.arranging.tidy_all()
    document.do(Rename(next(iter(document.graph.nodes)), "Another"), "Rename")
    _come_to_rest()

    assert document.graph.places == before
    assert said == ["The graph was edited while it was laid out: tidy it again."]
