"""A sheet that floats above a window."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.painting import SHADOW_PX
from graphstudio.ui.values.popover import Popover


@pytest.fixture
def host(window: QWidget) -> QLineEdit:
    host = QLineEdit(window)
    host.setGeometry(100, 100, 100, 24)
    host.show()
    return host


def sheet(popover: Popover) -> QRect:
    return popover.geometry().adjusted(SHADOW_PX, SHADOW_PX, -SHADOW_PX, -SHADOW_PX)


def anchor(host: QWidget) -> QRect:
    return QRect(host.mapToGlobal(QPoint(0, 0)), host.size())


def test_it_opens_below_what_it_belongs_to(host: QLineEdit, appearance: Appearance) -> None:
    popover = Popover(host, appearance)

    popover.open_below(anchor(host), QSize(200, 100))

    assert sheet(popover).topLeft() == QPoint(100, 100 + host.height() + 4)
    popover.close_up()


def test_it_opens_above_where_there_is_more_room(host: QLineEdit, appearance: Appearance) -> None:
    host.move(100, 460)
    popover = Popover(host, appearance)

    popover.open_below(anchor(host), QSize(200, 300))

    assert sheet(popover).bottom() < 460
    popover.close_up()


@pytest.mark.parametrize("x", [-50, 480])
def test_it_never_leaves_the_window(
    window: QWidget, host: QLineEdit, appearance: Appearance, x: int
) -> None:
    popover = Popover(host, appearance)

    popover.open_at(window.mapToGlobal(QPoint(x, 300)), QSize(300, 900))

    assert window.rect().contains(sheet(popover))
    popover.close_up()


def test_escape_closes_it_and_gives_the_keyboard_back(
    host: QLineEdit, appearance: Appearance
) -> None:
    popover = Popover(host, appearance)
    line = QLineEdit(popover)
    popover.sheet.addWidget(line)
    popover.open_below(anchor(host), QSize(200, 100))
    line.setFocus()

    QTest.keyClick(line, Qt.Key.Key_Escape)

    assert not popover.is_open
    assert host.hasFocus()


@pytest.mark.parametrize("keeps_host", [True, False])
def test_a_click_on_its_host_closes_it_unless_the_host_sees_to_that(
    host: QLineEdit, appearance: Appearance, keeps_host: bool
) -> None:
    popover = Popover(host, appearance, keeps_host=keeps_host)
    popover.open_below(anchor(host), QSize(200, 100))

    QTest.mouseClick(host, Qt.MouseButton.LeftButton)

    assert popover.is_open is keeps_host
    popover.close_up()


def test_a_window_that_changes_its_size_closes_it(
    qtbot: QtBot, window: QWidget, host: QLineEdit, appearance: Appearance
) -> None:
    popover = Popover(host, appearance)
    popover.open_below(anchor(host), QSize(200, 100))

    with qtbot.waitSignal(popover.closed):
        window.resize(400, 400)


def test_closing_twice_tells_once(host: QLineEdit, appearance: Appearance) -> None:
    popover = Popover(host, appearance)
    told: list[bool] = []
    popover.closed.connect(lambda: told.append(True))
    popover.open_below(anchor(host), QSize(200, 100))

    popover.close_up()
    popover.close_up()

    assert told == [True]


def test_it_goes_with_what_it_belongs_to(
    qtbot: QtBot, window: QWidget, host: QLineEdit, appearance: Appearance
) -> None:
    popover = Popover(host, appearance)
    popover.open_below(anchor(host), QSize(200, 100))

    host.deleteLater()
    qtbot.waitUntil(lambda: not window.findChildren(Popover))
    QTest.mouseClick(window, Qt.MouseButton.LeftButton)

    assert window.findChildren(Popover) == []
