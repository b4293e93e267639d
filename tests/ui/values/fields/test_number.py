"""Editing a number."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.graph.elements import Json
from graphstudio.ui.values.fields.number import NumberField
from tests.ui.values.conftest import MakeField

PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Taken:
    """Remember what a field handed on."""

    def __init__(self, field: NumberField) -> None:
        self.values: list[Json] = []
        self.gestures: list[object] = []
        self._field = field
        field.taken.connect(self._take)

    def _take(self, value: Json) -> None:
        self.values.append(value)
        self.gestures.append(self._field.gesture)


def number(field: MakeField, name: str, value: Json) -> NumberField:
    made = field(name, value)
    assert isinstance(made, NumberField)
    return made


def wheel(widget: QWidget, turn: int, modifiers: Qt.KeyboardModifier) -> bool:
    where = QPointF(widget.rect().center())
    event = QWheelEvent(
        where, widget.mapToGlobal(where), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
        modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_typing_over_the_number_and_enter_takes_it(field: MakeField) -> None:
    edited = number(field, "side", 512)
    taken = Taken(edited)

    edited.begin()
    QTest.keyClicks(edited.line, "2*600")
    QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert taken.values == [1200]


def test_enter_without_a_change_hands_nothing_on(qtbot: QtBot, field: MakeField) -> None:
    edited = number(field, "share", 1 / 3)
    taken = Taken(edited)

    edited.begin()
    with qtbot.waitSignal(edited.finished):
        QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert taken.values == []


def test_what_arithmetic_comes_to_is_shown_while_it_is_typed(field: MakeField) -> None:
    edited = number(field, "side", 512)

    edited.begin()
    QTest.keyClicks(edited.line, "2*512")

    assert edited.told == "= 1024"


def test_a_refused_number_stays_with_the_reason_until_it_is_good(field: MakeField) -> None:
    edited = number(field, "side", 512)
    taken = Taken(edited)

    edited.begin()
    QTest.keyClicks(edited.line, "9999")
    QTest.keyClick(edited.line, Qt.Key.Key_Return)
    refused = edited.reason
    QTest.keyClick(edited.line, Qt.Key.Key_Backspace)

    assert "from 0 to 4096" in refused
    assert edited.accessibleDescription() == ""
    assert (edited.reason, edited.line.text(), taken.values) == ("", "999", [])


def test_the_reason_is_told_to_a_screen_reader(field: MakeField) -> None:
    edited = number(field, "share", 0.5)

    edited.line.setText("7")
    edited.take()

    assert edited.accessibleDescription() == "It takes a number from 0 to 1, not 7."


def test_escape_brings_the_old_number_back(qtbot: QtBot, field: MakeField) -> None:
    edited = number(field, "side", 512)

    edited.begin()
    QTest.keyClicks(edited.line, "7")
    with qtbot.waitSignal(edited.left):
        QTest.keyClick(edited.line, Qt.Key.Key_Escape)

    assert edited.line.text() == "512"


def test_leaving_takes_the_number(field: MakeField, window: QWidget) -> None:
    edited = number(field, "side", 512)
    other = QLineEdit(window)
    other.show()
    taken = Taken(edited)

    edited.begin()
    QTest.keyClicks(edited.line, "7")
    other.setFocus()

    assert taken.values == [7]


@pytest.mark.parametrize(
    ("key", "modifiers", "value"),
    [
        (Qt.Key.Key_Up, PLAIN, 0.55),
        (Qt.Key.Key_Down, PLAIN, 0.45),
        (Qt.Key.Key_Up, SHIFT, 0.505),
        (Qt.Key.Key_Up, CTRL, 1.0),
        (Qt.Key.Key_PageDown, PLAIN, 0.0),
    ],
)
def test_arrows_step(
    field: MakeField, key: Qt.Key, modifiers: Qt.KeyboardModifier, value: float
) -> None:
    edited = number(field, "share", 0.5)
    taken = Taken(edited)

    edited.begin()
    QTest.keyClick(edited.line, key, modifiers)

    assert taken.values == [value]


def test_steps_in_a_row_are_one_gesture(field: MakeField) -> None:
    edited = number(field, "whole", 5)
    taken = Taken(edited)

    edited.begin()
    QTest.keyClick(edited.line, Qt.Key.Key_Up)
    QTest.keyClick(edited.line, Qt.Key.Key_Up)

    assert taken.values == [6, 7]
    assert taken.gestures[0] is taken.gestures[1]


def test_the_plain_wheel_never_changes_a_number(field: MakeField) -> None:
    edited = number(field, "whole", 5)
    taken = Taken(edited)
    edited.begin()

    accepted = wheel(edited, 120, PLAIN)

    assert (taken.values, accepted) == ([], False)


def test_control_and_the_wheel_step(field: MakeField) -> None:
    edited = number(field, "whole", 5)
    taken = Taken(edited)

    wheel(edited, 120, CTRL)
    wheel(edited, -240, CTRL)

    assert taken.values == [6, 4]


def test_a_drag_across_the_number_scrubs_it(field: MakeField) -> None:
    edited = number(field, "whole", 5)
    edited.let_drag()
    taken = Taken(edited)

    QTest.mousePress(edited.line, Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    QTest.mouseMove(edited.line, QPoint(36, 5))
    QTest.mouseMove(edited.line, QPoint(41, 5))
    QTest.mouseRelease(edited.line, Qt.MouseButton.LeftButton, pos=QPoint(41, 5))

    assert taken.values == [8, 9]
    assert taken.gestures[0] is taken.gestures[1]
    assert edited.gesture is not taken.gestures[0]
    assert not edited.line.hasFocus()


def test_a_click_without_a_drag_types(field: MakeField) -> None:
    edited = number(field, "whole", 5)
    edited.let_drag()

    QTest.mouseClick(edited.line, Qt.MouseButton.LeftButton)

    assert edited.line.hasFocus()
    assert edited.line.selectedText() == "5"


def test_nothing_is_shown_as_nothing_and_may_be_typed(field: MakeField) -> None:
    edited = number(field, "limit", 7)
    taken = Taken(edited)

    edited.begin()
    QTest.keyClick(edited.line, Qt.Key.Key_Delete)
    QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert taken.values == [None]


def test_it_paints_in_every_state(qtbot: QtBot, field: MakeField) -> None:
    edited = number(field, "share", 0.5)

    resting = edited.grab().toImage()
    edited.line.setText("7")
    edited.take()
    refused = edited.grab().toImage()

    assert resting != refused
