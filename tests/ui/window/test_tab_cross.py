from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from graphstudio.graph.edits import Move
from graphstudio.graph.elements import Place
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from graphstudio.ui.window.tab_cross import TabCross


def cross(window: MainWindow) -> TabCross:
    """Give the cross of the tab in front."""
    bar, index = window.tabs.tabBar(), window.tabs.currentIndex()
    found = bar.tabButton(index, QTabBar.ButtonPosition.RightSide)
    assert isinstance(found, TabCross)
    return found


def ink(window: MainWindow) -> int:
    """Say how bright the brightest pixel of the cross in front is."""
    image = window.tabs.tabBar().grab(cross(window).geometry()).toImage()
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(image.pixelColor(x, y).lightness() for x, y in places)


def test_edits_that_no_file_has_show_as_a_dot_and_are_spoken(
    window: MainWindow, page: GraphPage
) -> None:
    quiet = ink(window)

    page.sheet.document.do(Move({"sampler": Place(8.0, 8.0)}), "Move")

    index = window.tabs.currentIndex()
    assert cross(window).is_unsaved
    assert ink(window) > quiet
    assert "not saved" in window.tabs.tabBar().accessibleTabName(index)


def test_a_long_title_is_cut_and_a_short_one_is_not(
    qtbot: QtBot, window: MainWindow, page: GraphPage
) -> None:
    for title in ("Short", "A workflow with a title that is a good deal longer than any tab"):
        window.desk.workspace.new(title)

    texts = [window.tabs.tabText(index) for index in range(window.tabs.count())]

    assert texts[-2] == "Short"
    assert texts[-1].endswith("…")


def test_a_click_on_the_cross_closes_the_tab(window: MainWindow, page: GraphPage) -> None:
    cross(window).click()

    assert page.sheet not in window.desk.workspace.sheets
