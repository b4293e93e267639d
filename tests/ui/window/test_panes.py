from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.ui.panels.inspector.node_page import NodePage
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from graphstudio.ui.window.questions import Answer

_SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def _laid_out(qtbot: QtBot, window: MainWindow, page: GraphPage) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: window.docks["queue"].is_in_front and window.isActiveWindow())
    page.canvas.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and holder(window) == "page")


def holder(window: MainWindow) -> str:
    """Name the part of the window that has the keyboard."""
    parts: dict[str, QWidget] = {dock.objectName(): dock for dock in window.docks.all}
    parts |= {"page": window.tabs, "questions": window.questions}
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()
    return next(name for name, part in parts.items() if part.isAncestorOf(focused))


def press(window: MainWindow, times: int, modifier: Qt.KeyboardModifier) -> list[str]:
    found = []
    for _ in range(times):
        QTest.keyClick(window, Qt.Key.Key_F6, modifier)
        QApplication.processEvents()
        found.append(holder(window))
    return found


def walked(window: MainWindow) -> Iterator[int]:
    """Press Tab until it leads out of the inspector; say at which of its lines it stops."""
    focused = QApplication.focusWidget()
    while focused is not None and holder(window) == "inspector":
        page = window.panels.inspector.page
        assert page is not None
        yield focused.mapTo(page, focused.rect().topLeft()).y() // 16
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()


def test_f6_goes_from_the_page_over_the_panels_and_back(
    qtbot: QtBot, window: MainWindow, page: GraphPage
) -> None:
    walked = press(window, 4, Qt.KeyboardModifier.NoModifier)

    assert walked == ["library", "queue", "inspector", "page"]


def test_shift_f6_goes_the_other_way(qtbot: QtBot, window: MainWindow, page: GraphPage) -> None:
    assert press(window, 4, _SHIFT) == ["inspector", "queue", "library", "page"]


def test_a_question_that_waits_is_one_of_the_stops(
    qtbot: QtBot, window: MainWindow, page: GraphPage
) -> None:
    window.questions.ask("a", "Red or blue?", [Answer("Red", lambda _: None, is_default=True)])

    page.canvas.setFocus()

    assert press(window, 2, _SHIFT) == ["questions", "inspector"]


def test_every_panel_takes_the_keyboard_when_it_is_shown(
    qtbot: QtBot, window: MainWindow, page: GraphPage
) -> None:
    found = []

    for dock in window.docks.all:
        dock.reveal()
        QApplication.processEvents()
        found.append(holder(window))

    assert found == [dock.objectName() for dock in window.docks.all]


def test_tab_walks_a_panel_as_one_reads_it_and_then_leaves(
    qtbot: QtBot, window: MainWindow, page: GraphPage
) -> None:
    page.canvas.show_node("sampler")
    inspector = window.panels.inspector
    qtbot.waitUntil(lambda: isinstance(inspector.page, NodePage))
    window.docks["inspector"].reveal()

    heights = list(walked(window))

    assert len(heights) > 8
    assert heights == sorted(heights)
    assert holder(window) == "page"


def test_back_tab_leaves_a_panel_at_its_beginning(
    qtbot: QtBot, window: MainWindow, page: GraphPage
) -> None:
    window.panels.library.search.setFocus()

    QTest.keyClick(window.panels.library.search, Qt.Key.Key_Backtab)

    assert holder(window) == "page"
