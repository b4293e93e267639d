from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.graph.document import Document
from graphstudio.graph.edits import Mute
from graphstudio.ui.panels.history import HistoryPanel
from graphstudio.ui.panels.history.model import SAVED_ROLE, TENSE_ROLE
from graphstudio.ui.theme.appearance import Appearance


def make_panel(qtbot: QtBot, appearance: Appearance, document: Document | None) -> HistoryPanel:
    panel = HistoryPanel(appearance, document)
    qtbot.addWidget(panel)
    panel.resize(240, 240)
    panel.show()
    return panel


def tenses(panel: HistoryPanel) -> list[str]:
    model = panel.list.model()
    return [model.index(row, 0).data(TENSE_ROLE) for row in range(model.rowCount())]


def test_steps_are_listed_with_what_was_undone(
    qtbot: QtBot, appearance: Appearance, document: Document
) -> None:
    panel = make_panel(qtbot, appearance, document)

    document.do(Mute("save", True), "Mute")
    document.do(Mute("save", False), "Unmute")
    document.undo()

    model = panel.list.model()
    assert [model.index(row, 0).data() for row in range(3)] == ["Opened", "Mute", "Unmute"]
    assert tenses(panel) == ["past", "present", "future"]


def test_a_click_on_a_step_goes_there(
    qtbot: QtBot, appearance: Appearance, document: Document
) -> None:
    panel = make_panel(qtbot, appearance, document)
    document.do(Mute("save", True), "Mute")
    document.do(Mute("load", True), "Mute")

    box = panel.list.visualRect(panel.list.model().index(0, 0))
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())

    assert document.history.labels == ()
    assert tenses(panel) == ["present", "future", "future"]


def test_enter_on_a_step_ahead_does_it_again(
    qtbot: QtBot, appearance: Appearance, document: Document
) -> None:
    panel = make_panel(qtbot, appearance, document)
    document.do(Mute("save", True), "Mute")
    document.undo()

    panel.list.setCurrentIndex(panel.list.model().index(1, 0))
    QTest.keyClick(panel.list, Qt.Key.Key_Return)

    assert document.history.labels == ("Mute",)


def test_the_state_that_is_saved_is_marked(
    qtbot: QtBot, appearance: Appearance, document: Document
) -> None:
    panel = make_panel(qtbot, appearance, document)
    document.do(Mute("save", True), "Mute")
    document.mark_clean()
    document.do(Mute("load", True), "Mute")

    model = panel.list.model()

    assert [model.index(row, 0).data(SAVED_ROLE) for row in range(3)] == [False, True, False]


def test_without_a_graph_it_says_what_to_do(qtbot: QtBot, appearance: Appearance) -> None:
    panel = make_panel(qtbot, appearance, None)

    assert panel.is_empty


def test_a_document_that_is_shown_no_more_is_heard_no_more(
    qtbot: QtBot, appearance: Appearance, document: Document
) -> None:
    panel = make_panel(qtbot, appearance, document)
    panel.show_document(None)

    document.do(Mute("save", True), "Mute")

    assert panel.is_empty
