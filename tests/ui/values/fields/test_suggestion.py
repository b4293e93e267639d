"""A text with suggestions."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.graph.elements import Json
from graphstudio.ui.values.fields.suggestion import SuggestionField
from tests.ui.values.conftest import MakeField


def suggestion(field: MakeField, name: str = "colour", value: Json = "red") -> SuggestionField:
    made = field(name, value)
    assert isinstance(made, SuggestionField)
    return made


def offered(edited: SuggestionField) -> list[str]:
    choices = edited.suggestions.list.choices
    return [choices.ranked(row).choice.text for row in range(choices.rowCount())]


def test_everything_is_offered_when_the_editing_begins(qtbot: QtBot, field: MakeField) -> None:
    edited = suggestion(field)

    edited.begin()
    qtbot.waitUntil(lambda: bool(offered(edited)))

    assert offered(edited) == ["red", "green", "dark green"]


def test_typing_narrows_the_list_and_keeps_the_keyboard(qtbot: QtBot, field: MakeField) -> None:
    edited = suggestion(field)
    edited.begin()
    qtbot.waitUntil(lambda: bool(offered(edited)))

    QTest.keyClicks(edited.line, "gr")

    assert offered(edited) == ["green", "dark green"]
    assert edited.line.hasFocus()


def test_arrows_and_enter_take_a_suggestion(qtbot: QtBot, field: MakeField) -> None:
    edited = suggestion(field)
    edited.begin()
    qtbot.waitUntil(lambda: bool(offered(edited)))

    with qtbot.waitSignal(edited.taken) as taken:
        QTest.keyClick(edited.line, Qt.Key.Key_Down)
        QTest.keyClick(edited.line, Qt.Key.Key_Down)
        QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert taken.args == ["green"]
    assert not edited.suggestions.is_open


def test_a_text_outside_the_list_is_taken_too(qtbot: QtBot, field: MakeField) -> None:
    edited = suggestion(field)
    edited.begin()

    with qtbot.waitSignal(edited.taken) as taken:
        QTest.keyClicks(edited.line, "ultraviolet")
        QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert taken.args == ["ultraviolet"]


def test_a_list_that_cannot_be_made_says_why_and_typing_goes_on(
    qtbot: QtBot, field: MakeField
) -> None:
    edited = suggestion(field, "broken", "")
    edited.begin()

    qtbot.waitUntil(lambda: "the disk is away" in edited.suggestions.label.text())
    with qtbot.waitSignal(edited.taken) as taken:
        QTest.keyClicks(edited.line, "x")
        QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert taken.args == ["x"]


def test_the_list_follows_the_arrow_button(qtbot: QtBot, field: MakeField) -> None:
    edited = suggestion(field)

    edited.turn_list()
    was_open = edited.suggestions.is_open
    edited.turn_list()

    assert (was_open, edited.suggestions.is_open) == (True, False)
