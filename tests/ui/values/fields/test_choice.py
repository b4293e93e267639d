"""Choosing one of a few values."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from graphstudio.graph.elements import Json
from graphstudio.ui.values.fields.choice import ChoiceField, ChoicePopover
from tests.ui.values.conftest import MakeField


def choice(field: MakeField, name: str = "method", value: Json = "good") -> ChoiceField:
    made = field(name, value)
    assert isinstance(made, ChoiceField)
    return made


def opened(edited: ChoiceField) -> ChoicePopover:
    edited.begin()
    assert edited.list is not None
    return edited.list


def test_the_list_opens_at_the_present_value(field: MakeField) -> None:
    popover = opened(choice(field))

    assert popover.list.currentIndex().data() == "good"
    popover.close_up()


def test_arrows_and_enter_choose(qtbot: QtBot, field: MakeField) -> None:
    edited = choice(field)
    popover = opened(edited)

    with qtbot.waitSignal(edited.taken) as taken:
        QTest.keyClick(popover.line, Qt.Key.Key_Down)
        QTest.keyClick(popover.line, Qt.Key.Key_Return)

    assert taken.args == ["best"]
    assert edited.hasFocus()
    assert edited.list is None


def test_typing_narrows_the_list(qtbot: QtBot, field: MakeField) -> None:
    edited = choice(field)
    popover = opened(edited)

    with qtbot.waitSignal(edited.taken) as taken:
        QTest.keyClicks(popover.line, "fa")
        QTest.keyClick(popover.line, Qt.Key.Key_Return)

    assert taken.args == ["fast"]


def test_typing_on_the_closed_field_opens_the_list_narrowed(field: MakeField) -> None:
    edited = choice(field)
    edited.setFocus()

    QTest.keyClick(edited, Qt.Key.Key_B)

    assert edited.list is not None
    assert edited.list.list.choices.rowCount() == 1
    edited.list.close_up()


def test_a_click_chooses(qtbot: QtBot, field: MakeField) -> None:
    edited = choice(field, "mood", "CALM")
    popover = opened(edited)
    row = popover.list.visualRect(popover.list.choices.index(1, 0)).center()

    with qtbot.waitSignal(edited.taken) as taken:
        QTest.mouseClick(popover.list.viewport(), Qt.MouseButton.LeftButton, pos=row)

    assert taken.args == ["WILD"]


def test_escape_leaves_everything_as_it_is(qtbot: QtBot, field: MakeField) -> None:
    edited = choice(field)
    popover = opened(edited)

    with qtbot.assertNotEmitted(edited.taken), qtbot.waitSignal(edited.left):
        QTest.keyClick(popover.line, Qt.Key.Key_Down)
        QTest.keyClick(popover.line, Qt.Key.Key_Escape)

    assert edited.value == "good"


def test_a_click_elsewhere_closes_the_list(field: MakeField, window: QWidget) -> None:
    edited = choice(field)
    opened(edited)

    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(490, 490))

    assert edited.list is None


@pytest.mark.parametrize(("key", "value"), [(Qt.Key.Key_Up, "fast"), (Qt.Key.Key_Down, "best")])
def test_arrows_step_through_the_closed_field(field: MakeField, key: Qt.Key, value: str) -> None:
    edited = choice(field)
    edited.setFocus()

    QTest.keyClick(edited, key)
    QTest.keyClick(edited, key)

    assert edited.value == value


def test_a_screen_reader_hears_name_and_value(field: MakeField) -> None:
    assert choice(field).accessibleName() == "Method: good"


def test_the_list_stays_inside_the_window(field: MakeField, window: QWidget) -> None:
    edited = choice(field)
    edited.move(10, 470)

    popover = opened(edited)

    assert window.rect().adjusted(-20, -20, 20, 20).contains(popover.geometry())
    assert popover.geometry().bottom() < 500
    popover.close_up()
