import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.ui.preferences.key_recorder import KeyRecorder

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier


@pytest.fixture
def recorder(qtbot: QtBot) -> KeyRecorder:
    made = KeyRecorder()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    made.setFocus()
    return made


@pytest.mark.parametrize(
    ("key", "modifiers", "expected"),
    [
        pytest.param(Qt.Key.Key_K, CTRL, "Ctrl+K", id="control and a letter"),
        pytest.param(Qt.Key.Key_K, CTRL | SHIFT, "Ctrl+Shift+K", id="two modifiers"),
        pytest.param(Qt.Key.Key_F5, NONE, "F5", id="function key"),
        pytest.param(Qt.Key.Key_Tab, NONE, "Tab", id="tab"),
        pytest.param(Qt.Key.Key_Backtab, SHIFT, "Shift+Tab", id="back tab"),
        pytest.param(Qt.Key.Key_Space, NONE, "Space", id="space"),
        pytest.param(Qt.Key.Key_Return, CTRL, "Ctrl+Return", id="enter"),
        pytest.param(Qt.Key.Key_5, KEYPAD, "5", id="keypad"),
    ],
)
def test_the_keys_that_are_pressed_are_told(
    recorder: KeyRecorder,
    qtbot: QtBot,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    expected: str,
) -> None:
    recorder.click()

    with qtbot.waitSignal(recorder.recorded) as told:
        QTest.keyClick(recorder, key, modifiers)

    assert told.args == [expected]
    assert not recorder.is_recording


def test_a_modifier_alone_is_waited_with(recorder: KeyRecorder, qtbot: QtBot) -> None:
    recorder.click()

    with qtbot.assertNotEmitted(recorder.recorded):
        QTest.keyPress(recorder, Qt.Key.Key_Control, CTRL)

    assert recorder.is_recording


def test_escape_stops_without_keys(recorder: KeyRecorder, qtbot: QtBot) -> None:
    recorder.click()

    with qtbot.assertNotEmitted(recorder.recorded):
        QTest.keyClick(recorder, Qt.Key.Key_Escape)

    assert not recorder.is_recording


def test_keys_do_nothing_special_before_it_is_pressed(recorder: KeyRecorder, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(recorder.recorded):
        QTest.keyClick(recorder, Qt.Key.Key_K, CTRL)


def test_going_elsewhere_stops_it(qtbot: QtBot) -> None:
    whole, recorder, field = QWidget(), KeyRecorder(), QLineEdit()
    column = QVBoxLayout(whole)
    column.addWidget(recorder)
    column.addWidget(field)
    qtbot.addWidget(whole)
    with qtbot.waitActive(whole):
        whole.show()
    recorder.setFocus()
    recorder.click()

    field.setFocus()

    assert not recorder.is_recording


def test_a_shortcut_of_the_window_is_recorded_and_not_run(
    recorder: KeyRecorder, qtbot: QtBot
) -> None:
    ran: list[int] = []
    shortcut = QShortcut("Ctrl+S", recorder)
    shortcut.activated.connect(lambda: ran.append(1))
    recorder.click()

    with qtbot.waitSignal(recorder.recorded):
        QTest.keyClick(recorder, Qt.Key.Key_S, CTRL)

    assert ran == []
