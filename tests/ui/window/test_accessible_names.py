from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from graphstudio.ui.window.questions import Answer

_NAME = QAccessible.Text.Name


def focusable(root: QWidget) -> Iterator[QWidget]:
    """Give everything below a widget that the keyboard or the mouse can bring the focus to."""
    for widget in root.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not _is_passed_over(widget):
            yield widget


def _is_passed_over(widget: QWidget) -> bool:
    """Tell what never gets the keyboard, or gets it for another widget that has a name."""
    parent = widget.parentWidget()
    assert parent is not None
    container = parent.metaObject().className()
    return (
        widget.focusProxy() is not None
        or widget.objectName().startswith("qt_")
        or container == "QComboBoxPrivateContainer"  # the combo box speaks for its list
        or (isinstance(widget, QLabel) and not widget.text())
    )


def nameless(root: QWidget) -> list[str]:
    """Say where the widgets are of which a screen reader could say nothing."""
    found = []
    for widget in focusable(root):
        spoken = QAccessible.queryAccessibleInterface(widget)
        if not spoken.text(_NAME).strip():
            found.append(_path(widget))
    return found


def _path(widget: QWidget) -> str:
    parents = []
    one: QWidget | None = widget
    while one is not None:
        parents.append(f"{type(one).__name__}#{one.objectName()}")
        one = one.parentWidget()
    return " < ".join(parents[:5])


def test_everything_that_takes_the_keyboard_says_what_it_is(
    qtbot: QtBot, window: MainWindow, page: GraphPage
) -> None:
    for dock in window.docks.all:
        dock.reveal()
        QApplication.processEvents()
    window.pages.show_start()
    window.pages.show_preferences()
    window.questions.ask("a", "Red?", [Answer("Yes", lambda _: None)], remembers=True)
    window.questions.tell("Something is wrong.", is_error=True)
    window.palette_popup.open()
    QApplication.processEvents()
    window.palette_popup.close()

    assert not nameless(window)


def test_every_node_of_the_graph_can_be_inspected_by_ear(
    qtbot: QtBot, window: MainWindow, page: GraphPage
) -> None:
    window.docks["inspector"].reveal()
    inspector = window.panels.inspector
    found = {}

    for node in page.sheet.document.graph.nodes:
        page.canvas.show_node(node)
        window.following.panels.show_selection(page)
        QApplication.processEvents()
        found[node] = nameless(inspector)

    assert not {node: left for node, left in found.items() if left}
