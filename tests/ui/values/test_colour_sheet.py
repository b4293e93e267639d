"""Choosing a colour."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.colour_sheet import COLOURS, ColourSheet


@pytest.fixture
def chosen() -> list[str]:
    return []


@pytest.fixture
def sheet(window: QWidget, appearance: Appearance, chosen: list[str]) -> ColourSheet:
    sheet = ColourSheet(window, appearance)
    sheet.chosen.connect(chosen.append)
    sheet.open_for(QRect(window.mapToGlobal(QPoint(50, 50)), window.size() / 10), "#2a9d74")
    return sheet


def test_a_swatch_chooses(sheet: ColourSheet, chosen: list[str]) -> None:
    QTest.mouseClick(sheet.swatches[1], Qt.MouseButton.LeftButton)

    assert chosen == [COLOURS[1]]
    assert sheet.swatches[1].isChecked()


def test_the_present_colour_is_marked(sheet: ColourSheet) -> None:
    marked = [swatch.code.lower() for swatch in sheet.swatches if swatch.isChecked()]

    assert marked == ["#2a9d74"]


@pytest.mark.parametrize(("typed", "code"), [("#ff0000", "#ff0000"), ("ABC", "#aabbcc")])
def test_a_code_is_taken_as_soon_as_it_is_whole(
    sheet: ColourSheet, chosen: list[str], typed: str, code: str
) -> None:
    sheet.line.selectAll()
    QTest.keyClicks(sheet.line, typed)

    assert chosen[-1] == code


def test_arrows_change_shade_and_hue(sheet: ColourSheet, chosen: list[str]) -> None:
    QTest.keyClick(sheet.square, Qt.Key.Key_Right)
    QTest.keyClick(sheet.bar, Qt.Key.Key_Right)

    assert len(set(chosen)) == 2


def test_the_pointer_chooses_a_shade(sheet: ColourSheet, chosen: list[str]) -> None:
    corner = QPoint(1, sheet.square.height() - 1)

    QTest.mouseClick(sheet.square, Qt.MouseButton.LeftButton, pos=corner)

    assert [QColor(code).value() < 5 for code in chosen] == [True]


def test_escape_takes_everything_back(qtbot: QtBot, sheet: ColourSheet, chosen: list[str]) -> None:
    QTest.keyClick(sheet.square, Qt.Key.Key_Right)

    with qtbot.waitSignal(sheet.closed):
        QTest.keyClick(sheet.square, Qt.Key.Key_Escape)

    assert chosen[-1] == "#2a9d74"


def test_enter_keeps_the_colour(qtbot: QtBot, sheet: ColourSheet, chosen: list[str]) -> None:
    QTest.keyClick(sheet.square, Qt.Key.Key_Right)

    with qtbot.waitSignal(sheet.closed):
        QTest.keyClick(sheet.square, Qt.Key.Key_Return)

    assert len(chosen) == 1
