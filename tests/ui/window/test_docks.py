import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from graphstudio.ui.window.main_window import MainWindow

from .conftest import Open, shut


@pytest.fixture(autouse=True)
def _laid_out(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.docks["queue"].is_in_front)


def test_of_panels_that_share_a_place_one_is_in_front(window: MainWindow) -> None:
    seen = [dock.objectName() for dock in window.docks.all if dock.is_in_front]

    assert seen == ["library", "inspector", "queue"]


def test_a_panel_behind_others_comes_to_the_front_and_then_goes(
    qtbot: QtBot, window: MainWindow
) -> None:
    docks = window.docks

    docks.toggle("log")
    qtbot.waitUntil(lambda: docks["log"].is_in_front)
    docks.toggle("log")

    assert docks["log"].isHidden()


@pytest.mark.parametrize("name", ["queue", "gallery", "problems", "log"])
def test_the_lower_panels_leave_the_canvas_its_room(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    window.docks[name].reveal()
    qtbot.waitUntil(lambda: window.docks[name].is_in_front)

    assert window.docks[name].height() <= 208
    assert window.tabs.height() > 3 * window.docks[name].height()


def test_the_size_that_panels_were_given_is_there_next_time(
    qtbot: QtBot, window: MainWindow, open_window: Open
) -> None:
    first = window.docks["queue"].height()
    window.resizeDocks([window.docks["queue"]], [280], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: window.docks["queue"].height() > first)
    chosen = window.docks["queue"].height()
    shut(window)

    again = open_window()

    qtbot.waitUntil(lambda: again.docks["queue"].height() == chosen)
