"""Finding a node with the keyboard and with the mouse."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.graph.registry import Registry
from graphstudio.ui.search import NodeSearch
from graphstudio.ui.search.find_list import star_rect
from graphstudio.ui.settings import Settings

CTRL = Qt.KeyboardModifier.ControlModifier


def window(search: NodeSearch) -> QWidget:
    parent = search.parentWidget()
    assert parent is not None
    return parent


def current(search: NodeSearch) -> str:
    assert search.list.current is not None
    return search.list.current.id


def test_it_opens_with_the_keyboard_and_the_first_node_ready(search: NodeSearch) -> None:
    assert search.line.hasFocus()
    assert current(search)


def test_typing_and_enter_choose(qtbot: QtBot, search: NodeSearch) -> None:
    with qtbot.waitSignal(search.chosen) as chosen:
        QTest.keyClicks(search.line, "vae dec")
        QTest.keyClick(search.line, Qt.Key.Key_Return)

    assert chosen.args[0].id == "latent.decode"
    assert not search.is_open
    assert not search.isVisible()


def test_arrows_walk_over_headings_and_round_the_ends(search: NodeSearch) -> None:
    first = current(search)

    QTest.keyClick(search.line, Qt.Key.Key_Up)
    last = current(search)
    QTest.keyClick(search.line, Qt.Key.Key_Down)

    assert current(search) == first != last


def test_page_keys_stop_at_the_ends(search: NodeSearch) -> None:
    first = current(search)

    QTest.keyClick(search.line, Qt.Key.Key_PageDown)
    further = current(search)
    QTest.keyClick(search.line, Qt.Key.Key_PageUp)
    QTest.keyClick(search.line, Qt.Key.Key_PageUp)

    assert current(search) == first != further


def test_escape_closes_and_chooses_nothing(qtbot: QtBot, search: NodeSearch) -> None:
    with qtbot.assertNotEmitted(search.chosen), qtbot.waitSignal(search.closed):
        QTest.keyClick(search.line, Qt.Key.Key_Escape)


def test_a_click_elsewhere_closes(qtbot: QtBot, search: NodeSearch) -> None:
    with qtbot.waitSignal(search.closed):
        QTest.mouseClick(window(search), Qt.MouseButton.LeftButton, pos=QPoint(790, 590))


def test_a_click_chooses(qtbot: QtBot, search: NodeSearch) -> None:
    QTest.keyClicks(search.line, "load image")
    index = search.list.finds.index(search.list.finds.finds()[0], 0)
    where = search.list.visualRect(index).center()

    with qtbot.waitSignal(search.chosen) as chosen:
        QTest.mouseClick(search.list.viewport(), Qt.MouseButton.LeftButton, pos=where)

    assert chosen.args[0].id == "image.load"


def test_a_chosen_node_is_recent_the_next_time(search: NodeSearch, settings: Settings) -> None:
    QTest.keyClicks(search.line, "vae dec")
    QTest.keyClick(search.line, Qt.Key.Key_Return)

    search.open_search(window(search).mapToGlobal(QPoint(60, 60)))

    assert tuple(settings.recent_nodes) == ("latent.decode",)
    assert search.list.finds.row(0) == "Recent"
    assert current(search) == "latent.decode"
    search.close_up()


def test_a_key_stars_a_node_and_takes_the_star_back(search: NodeSearch, settings: Settings) -> None:
    QTest.keyClicks(search.line, "vae dec")

    QTest.keyClick(search.line, Qt.Key.Key_D, CTRL)
    starred = tuple(settings.favourite_nodes)
    QTest.keyClick(search.line, Qt.Key.Key_D, CTRL)

    assert (starred, tuple(settings.favourite_nodes)) == (("latent.decode",), ())


def test_a_click_on_the_star_stars_and_chooses_nothing(
    qtbot: QtBot, search: NodeSearch, settings: Settings
) -> None:
    QTest.keyClicks(search.line, "vae dec")
    index = search.list.finds.index(search.list.finds.finds()[0], 0)
    where = star_rect(search.list.visualRect(index)).center()

    with qtbot.assertNotEmitted(search.chosen):
        QTest.mouseClick(search.list.viewport(), Qt.MouseButton.LeftButton, pos=where)

    assert tuple(settings.favourite_nodes) == ("latent.decode",)


def test_only_what_fits_is_offered(search: NodeSearch, registry: Registry) -> None:
    search.close_up()
    few = [registry.require("latent.decode"), registry.require("latent.resize")]

    search.open_search(window(search).mapToGlobal(QPoint(60, 60)), few, "Takes a Latent")
    QTest.keyClicks(search.line, "image")
    shown = {search.list.finds.index(row, 0).data() for row in search.list.finds.finds()}

    assert shown <= {"VAE Decode", "Resize Latent"}
    search.close_up()


def test_nothing_found_says_what_to_do(search: NodeSearch) -> None:
    QTest.keyClicks(search.line, "zzzq")

    assert "zzzq" in search.told
    assert search.list.current is None


def test_a_wire_that_nothing_fits_says_so(search: NodeSearch) -> None:
    search.close_up()

    search.open_search(window(search).mapToGlobal(QPoint(60, 60)), [])

    assert search.told == "No node fits this wire."
    search.close_up()


def test_no_key_reaches_the_shortcuts_of_the_canvas(search: NodeSearch) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier)
    event.ignore()

    QApplication.sendEvent(search.line, event)

    assert event.isAccepted()


def test_it_stays_inside_the_window(search: NodeSearch) -> None:
    search.close_up()

    search.open_search(window(search).mapToGlobal(QPoint(790, 590)))

    assert window(search).rect().adjusted(-20, -20, 20, 20).contains(search.geometry())
    search.close_up()


def test_it_paints_in_every_theme(search: NodeSearch, settings: Settings) -> None:
    settings.theme = "dark"
    dark = search.grab().toImage()
    settings.theme = "light"
    light = search.grab().toImage()

    assert dark != light
