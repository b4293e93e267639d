from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.session.worker.protocol import LogLine
from graphstudio.ui.panels.log import LogPanel
from graphstudio.ui.panels.log import model as models
from graphstudio.ui.theme.appearance import Appearance


def make_panel(qtbot: QtBot, appearance: Appearance, *lines: LogLine) -> LogPanel:
    panel = LogPanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(600, 200)
    panel.show()
    for line in lines:
        panel.add(line)
    qtbot.waitUntil(lambda: not lines or panel.list.model().rowCount() > 0)
    return panel


def texts(panel: LogPanel) -> list[str]:
    model = panel.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_each_line_of_a_message_is_a_row(qtbot: QtBot, appearance: Appearance) -> None:
    panel = make_panel(qtbot, appearance, LogLine("error", "node", "Traceback\n  line 3\n"))

    assert texts(panel) == ["Traceback", "  line 3"]


def test_debug_lines_show_when_everything_is_asked_for(
    qtbot: QtBot, appearance: Appearance
) -> None:
    panel = make_panel(
        qtbot, appearance, LogLine("debug", "engine", "small"), LogLine("info", "engine", "large")
    )
    assert texts(panel) == ["large"]

    panel._level.setCurrentIndex(0)

    assert texts(panel) == ["small", "large"]


def test_typing_filters_by_text_and_source(qtbot: QtBot, appearance: Appearance) -> None:
    panel = make_panel(
        qtbot, appearance, LogLine("info", "engine", "one"), LogLine("info", "nodes", "two")
    )

    QTest.keyClicks(panel._search, "NODES")

    assert texts(panel) == ["two"]


def test_a_filter_that_nothing_passes_says_so(qtbot: QtBot, appearance: Appearance) -> None:
    panel = make_panel(qtbot, appearance, LogLine("info", "engine", "one"))

    QTest.keyClicks(panel._search, "zzz")

    assert panel.is_empty


def test_copying_takes_all_lines_that_are_shown(qtbot: QtBot, appearance: Appearance) -> None:
    panel = make_panel(
        qtbot, appearance, LogLine("info", "a", "one"), LogLine("warning", "b", "two")
    )

    panel.copy()

    copied = QGuiApplication.clipboard().text().splitlines()
    assert [line.rpartition(": ")[2] for line in copied] == ["one", "two"]


def test_ctrl_c_takes_the_selected_lines(qtbot: QtBot, appearance: Appearance) -> None:
    panel = make_panel(qtbot, appearance, *(LogLine("info", "a", f"line {n}") for n in range(4)))
    panel.list.setCurrentIndex(panel.list.model().index(1, 0))
    QTest.keyClick(panel.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)

    QTest.keyClick(panel.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    copied = QGuiApplication.clipboard().text().splitlines()
    assert [line.rpartition(": ")[2] for line in copied] == ["line 1", "line 2"]


def test_clearing_forgets_everything(qtbot: QtBot, appearance: Appearance) -> None:
    panel = make_panel(qtbot, appearance, LogLine("info", "a", "one"))

    panel.clear()

    assert panel.is_empty


def test_it_follows_the_end_until_somebody_scrolls_up(qtbot: QtBot, appearance: Appearance) -> None:
    panel = make_panel(qtbot, appearance, *(LogLine("info", "a", f"line {n}") for n in range(60)))
    bar = panel.list.verticalScrollBar()
    assert bar.value() == bar.maximum()

    bar.setValue(0)
    panel.add(LogLine("info", "a", "late"))
    qtbot.waitUntil(lambda: texts(panel)[-1] == "late")

    assert bar.value() == 0


def test_the_oldest_lines_go_when_there_are_too_many(qtbot: QtBot, appearance: Appearance) -> None:
    panel = make_panel(qtbot, appearance)
    model = panel._model

    model.add([LogLine("info", "a", f"line {n}") for n in range(models._MOST_LINES + 5)], "now")

    assert model.rowCount() == models._MOST_LINES
    assert texts(panel)[0] == "line 5"
