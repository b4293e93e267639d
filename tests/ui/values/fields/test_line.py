"""Editing a text of one line."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphstudio.graph.elements import Json
from graphstudio.ui.values.fields.line import LineField
from tests.ui.values.conftest import MakeField


def line(field: MakeField, name: str, value: Json) -> LineField:
    made = field(name, value)
    assert isinstance(made, LineField)
    return made


def test_enter_takes_the_text(field: MakeField) -> None:
    edited = line(field, "name", "picture")
    taken: list[Json] = []
    edited.taken.connect(taken.append)

    edited.begin()
    QTest.keyClicks(edited.line, "cat")
    QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert taken == ["cat"]


def test_a_text_against_the_rule_is_refused_with_the_rule(field: MakeField) -> None:
    edited = line(field, "stem", "a")

    edited.begin()
    QTest.keyClicks(edited.line, "A1")
    QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert "small letters only" in edited.reason
    assert edited.line.text() == "A1"


@pytest.mark.parametrize(("key", "rows"), [(Qt.Key.Key_Tab, 1), (Qt.Key.Key_Backtab, -1)])
def test_tab_walks_to_the_next_row_where_rows_are_walked(
    qtbot: QtBot, field: MakeField, key: Qt.Key, rows: int
) -> None:
    edited = line(field, "name", "picture")
    edited.walks = True

    edited.begin()
    with qtbot.waitSignal(edited.walked) as walked:
        QTest.keyClick(edited.line, key)

    assert walked.args == [rows]


def test_tab_does_not_walk_away_from_what_is_refused(qtbot: QtBot, field: MakeField) -> None:
    edited = line(field, "stem", "a")
    edited.walks = True

    edited.begin()
    QTest.keyClicks(edited.line, "1")
    with qtbot.assertNotEmitted(edited.walked):
        QTest.keyClick(edited.line, Qt.Key.Key_Tab)

    assert edited.line.hasFocus()


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_M]
)
def test_keys_that_are_typed_never_reach_the_shortcuts_of_the_canvas(
    field: MakeField, key: Qt.Key
) -> None:
    edited = line(field, "name", "picture")
    edited.begin()
    text = "m" if key == Qt.Key.Key_M else ""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier, text)
    event.ignore()

    QApplication.sendEvent(edited.line, event)

    assert event.isAccepted()
