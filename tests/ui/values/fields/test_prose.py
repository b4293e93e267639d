"""Editing a text of several lines."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.graph.elements import Json
from graphstudio.ui.values.fields.prose import ProseField
from graphstudio.ui.values.fields.prose_sheet import ProseSheet
from tests.ui.values.conftest import MakeField

CTRL = Qt.KeyboardModifier.ControlModifier


def prose(field: MakeField, value: Json) -> ProseField:
    made = field("prompt", value)
    assert isinstance(made, ProseField)
    return made


def taken_of(edited: ProseField) -> list[Json]:
    taken: list[Json] = []
    edited.taken.connect(taken.append)
    return taken


def test_what_is_typed_is_taken_at_a_pause(qtbot: QtBot, field: MakeField) -> None:
    edited = prose(field, "a cat")
    taken = taken_of(edited)

    edited.begin()
    QTest.keyClicks(edited.text, ", sleeping")
    qtbot.waitUntil(lambda: bool(taken))

    assert taken == ["a cat, sleeping"]
    assert edited.text.hasFocus()


def test_pauses_in_the_typing_do_not_end_the_gesture(qtbot: QtBot, field: MakeField) -> None:
    edited = prose(field, "a")
    gestures: list[object] = []
    edited.taken.connect(lambda _: gestures.append(edited.gesture))

    edited.begin()
    QTest.keyClicks(edited.text, "b")
    qtbot.waitUntil(lambda: len(gestures) == 1)
    QTest.keyClicks(edited.text, "c")
    qtbot.waitUntil(lambda: len(gestures) == 2)

    assert gestures[0] is gestures[1]


def test_enter_begins_a_line(field: MakeField) -> None:
    edited = prose(field, "a")

    edited.begin()
    QTest.keyClick(edited.text, Qt.Key.Key_Return)
    QTest.keyClicks(edited.text, "b")

    assert edited.text.toPlainText() == "a\nb"


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Return, CTRL)],
)
def test_escape_and_control_enter_end_the_editing_and_keep_the_text(
    qtbot: QtBot, field: MakeField, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    edited = prose(field, "a")
    taken = taken_of(edited)

    edited.begin()
    QTest.keyClicks(edited.text, "b")
    with qtbot.waitSignal(edited.finished):
        QTest.keyClick(edited.text, key, modifiers)

    assert taken == ["ab"]


def test_a_run_that_control_enter_starts_sees_the_text(field: MakeField) -> None:
    edited = prose(field, "a")
    taken = taken_of(edited)
    edited.begin()
    QTest.keyClicks(edited.text, "b")
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Return, CTRL)
    event.ignore()

    QApplication.sendEvent(edited.text, event)

    assert taken == ["ab"]
    assert not event.isAccepted()


def test_leaving_takes_the_text_at_once(field: MakeField, window: QWidget) -> None:
    edited = prose(field, "a")
    other = QLineEdit(window)
    other.show()
    taken = taken_of(edited)

    edited.begin()
    QTest.keyClicks(edited.text, "b")
    other.setFocus()

    assert taken == ["ab"]


def test_showing_the_same_text_leaves_the_cursor_where_it_is(field: MakeField) -> None:
    edited = prose(field, "a cat")
    cursor = edited.text.textCursor()
    cursor.setPosition(2)
    edited.text.setTextCursor(cursor)

    edited.show_value("a cat")

    assert edited.text.textCursor().position() == 2


def test_a_key_weighs_the_marked_words_and_undo_takes_it_back(field: MakeField) -> None:
    edited = prose(field, "a red cat")
    edited.begin()
    cursor = edited.text.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(5, cursor.MoveMode.KeepAnchor)
    edited.text.setTextCursor(cursor)

    QTest.keyClick(edited.text, Qt.Key.Key_Up, CTRL)
    QTest.keyClick(edited.text, Qt.Key.Key_Up, CTRL)
    weighed = edited.text.toPlainText()
    edited.text.undo()

    assert weighed == "a (red:1.2) cat"
    assert edited.text.toPlainText() == "a (red:1.1) cat"


def test_it_grows_with_its_text_within_limits(field: MakeField) -> None:
    edited = prose(field, "a")
    low = edited.height()

    edited.show_value("a\n" * 8)
    middle = edited.height()
    edited.show_value("a\n" * 80)
    high = edited.height()

    assert low < middle < high < 300


def test_control_e_opens_a_larger_editor_of_the_same_text(qtbot: QtBot, field: MakeField) -> None:
    edited = prose(field, "a cat")
    taken = taken_of(edited)
    edited.begin()

    QTest.keyClick(edited.text, Qt.Key.Key_E, CTRL)
    sheet = edited.sheet
    assert isinstance(sheet, ProseSheet)
    QTest.keyClicks(sheet.field.text, " asleep")
    QTest.keyClick(sheet.field.text, Qt.Key.Key_Escape)

    assert taken == ["a cat asleep"]
    assert edited.text.toPlainText() == "a cat asleep"
    assert edited.sheet is None
    assert edited.text.hasFocus()


def test_the_larger_editor_belongs_to_the_field(field: MakeField) -> None:
    edited = prose(field, "a cat")

    edited.enlarged.emit()
    sheet = edited.sheet
    assert isinstance(sheet, ProseSheet)

    assert edited.owns(sheet.field.text)
    sheet.close_up()
