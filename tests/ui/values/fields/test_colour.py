"""Editing a colour."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.graph.elements import Json
from graphstudio.ui.values.fields.colour import ColourField
from tests.ui.values.conftest import MakeField


def colour(field: MakeField) -> ColourField:
    made = field("tint", "#1f6feb")
    assert isinstance(made, ColourField)
    return made


@pytest.mark.parametrize(
    ("typed", "code"), [("#FF0000", "#ff0000"), ("00ff00", "#00ff00"), ("#abc", "#aabbcc")]
)
def test_a_code_may_be_typed_as_people_write_it(
    qtbot: QtBot, field: MakeField, typed: str, code: str
) -> None:
    edited = colour(field)
    edited.begin()

    with qtbot.waitSignal(edited.taken) as taken:
        QTest.keyClicks(edited.line, typed)
        QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert taken.args == [code]
    assert edited.swatch.code == code


def test_what_is_no_colour_is_refused(field: MakeField) -> None:
    edited = colour(field)
    edited.begin()

    QTest.keyClicks(edited.line, "mauve")
    QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert "such as #1f6feb" in edited.reason


def test_mixing_is_one_gesture(field: MakeField) -> None:
    edited = colour(field)
    taken: list[Json] = []
    gestures: list[object] = []
    edited.taken.connect(taken.append)
    edited.taken.connect(lambda _: gestures.append(edited.gesture))

    edited.mix()
    assert edited.mixer is not None
    QTest.keyClick(edited.mixer.square, Qt.Key.Key_Left)
    QTest.keyClick(edited.mixer.square, Qt.Key.Key_Down)
    edited.mixer.close_up()

    assert len(taken) == 2
    assert gestures[0] is gestures[1]
    assert edited.line.text() == taken[-1]
