"""Turning a yes or no over."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.ui.values.fields.switch import SwitchField
from tests.ui.values.conftest import MakeField


@pytest.mark.parametrize(("value", "taken"), [(False, True), (True, False)])
def test_space_turns_it_over(qtbot: QtBot, field: MakeField, value: bool, taken: bool) -> None:
    edited = field("is_on", value)
    assert isinstance(edited, SwitchField)
    edited.begin()

    with qtbot.waitSignal(edited.taken) as signal:
        QTest.keyClick(edited.switch, Qt.Key.Key_Space)

    assert signal.args == [taken]


def test_it_says_what_it_says_in_words_too(field: MakeField) -> None:
    edited = field("is_on", True)
    assert isinstance(edited, SwitchField)

    assert edited.switch.text() == "On"


def test_showing_a_value_hands_nothing_on(qtbot: QtBot, field: MakeField) -> None:
    edited = field("is_on", True)

    with qtbot.assertNotEmitted(edited.taken):
        edited.show_value(False)
