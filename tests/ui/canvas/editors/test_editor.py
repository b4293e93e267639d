"""Editing a value in place."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.graph.definitions import MISSING
from graphstudio.ui.canvas.editors import Editor, Rolling
from graphstudio.ui.canvas.editors.bubble import Bubble
from graphstudio.ui.values.fields.choice import ChoiceField
from graphstudio.ui.values.fields.curve import CurveField
from graphstudio.ui.values.fields.file import FileField
from graphstudio.ui.values.fields.prose import ProseField
from graphstudio.ui.values.fields.seed import SeedField
from tests.ui.canvas.editors.conftest import ROW, Bench


def keyboard() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key) -> None:
    QTest.keyClick(keyboard(), key)


def typed(text: str) -> None:
    QTest.keyClicks(keyboard(), text)


def bubble(bench: Bench) -> str:
    shown = [one for one in bench.view.viewport().findChildren(Bubble) if one.isVisible()]
    return shown[0].text if shown else ""


def test_the_editor_lies_over_the_row_and_has_the_keyboard(bench: Bench) -> None:
    editor = bench.open("side", 512)

    row = bench.view.mapFromScene(ROW).boundingRect()
    assert abs(editor.geometry().center().y() - row.center().y()) <= 1
    assert editor.geometry().right() == row.right()
    assert editor.isAncestorOf(keyboard())


def test_it_follows_when_the_view_is_scrolled(bench: Bench) -> None:
    editor = bench.open("side", 512)
    before = editor.pos()

    bar = bench.view.verticalScrollBar()
    bar.setValue(bar.value() + 50)

    assert editor.pos() == before - QPoint(0, 50)


def test_it_can_be_read_even_where_the_row_cannot(bench: Bench) -> None:
    bench.view.scale(0.2, 0.2)

    editor = bench.open("side", 512)

    assert editor.width() >= 100
    assert editor.height() >= 16
    assert editor.field.font().pixelSize() >= 11


def test_enter_commits_closes_and_gives_the_keyboard_back(qtbot: QtBot, bench: Bench) -> None:
    editor = bench.open("side", 512)

    typed("2*512")
    with qtbot.waitSignal(editor.closed):
        press(Qt.Key.Key_Return)

    assert bench.taken == [1024]
    assert bench.cancelled == 0
    assert bench.view.hasFocus()
    assert not editor.is_open


def test_escape_cancels_once(qtbot: QtBot, bench: Bench) -> None:
    editor = bench.open("side", 512)

    typed("7")
    with qtbot.waitSignal(editor.closed):
        press(Qt.Key.Key_Escape)
    editor.dismiss()

    assert (bench.taken, bench.cancelled) == ([], 1)
    assert bench.view.hasFocus()


def test_what_is_out_of_range_stays_open_with_the_reason_beside_it(bench: Bench) -> None:
    editor = bench.open("side", 512)

    typed("9999")
    press(Qt.Key.Key_Return)

    assert editor.is_open
    assert bubble(bench) == editor.reason
    assert "from 0 to 4096 px" in editor.reason
    assert editor.isAncestorOf(keyboard())


def test_the_reason_goes_when_the_value_is_good(bench: Bench) -> None:
    bench.open("side", 512)
    typed("9999")
    press(Qt.Key.Key_Return)

    press(Qt.Key.Key_Backspace)

    assert bubble(bench) == ""


def test_what_the_document_refuses_is_shown_in_place_too(bench: Bench) -> None:
    bench.refusal = "Sample (sample), side: it cannot be now"
    editor = bench.open("side", 512)

    typed("7")
    press(Qt.Key.Key_Return)

    assert editor.is_open
    assert bubble(bench) == "It cannot be now."


def test_going_elsewhere_commits_and_closes(qtbot: QtBot, bench: Bench) -> None:
    editor = bench.open("side", 512)

    typed("7")
    with qtbot.waitSignal(editor.closed):
        bench.other.setFocus()

    assert bench.taken == [7]
    assert bench.other.hasFocus()


def test_going_elsewhere_loses_nothing_that_is_refused(bench: Bench) -> None:
    editor = bench.open("side", 512)

    typed("9999")
    bench.other.setFocus()

    assert editor.is_open
    assert "from 0 to 4096" in bubble(bench)


@pytest.mark.parametrize(("key", "rows"), [(Qt.Key.Key_Tab, 1), (Qt.Key.Key_Backtab, -1)])
def test_tab_commits_and_asks_for_the_next_row(
    qtbot: QtBot, bench: Bench, key: Qt.Key, rows: int
) -> None:
    editor = bench.open("side", 512)

    typed("7")
    with qtbot.waitSignal(editor.walked) as walked:
        press(key)

    assert walked.args == [rows]
    assert bench.taken == [7]
    assert not editor.is_open


def test_finish_takes_what_is_typed(bench: Bench) -> None:
    editor = bench.open("side", 512)
    typed("7")

    assert editor.finish()
    assert bench.taken == [7]


def test_finish_says_when_the_value_is_refused(bench: Bench) -> None:
    editor = bench.open("side", 512)
    typed("9999")

    assert not editor.finish()
    assert editor.is_open


@pytest.mark.parametrize(("value", "taken"), [(True, False), (False, True), (MISSING, True)])
def test_a_yes_or_no_is_turned_over_without_an_editor(
    bench: Bench, value: object, taken: bool
) -> None:
    editor = bench.attempt("is_on", value)

    assert editor is None
    assert bench.taken == [taken]


def test_a_choice_opens_its_list_at_once(bench: Bench) -> None:
    editor = bench.open("method", "good")
    assert isinstance(editor.field, ChoiceField)
    assert editor.field.list is not None

    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)

    assert bench.taken == ["best"]
    assert not editor.is_open


def test_escape_in_the_list_of_a_choice_cancels(bench: Bench) -> None:
    editor = bench.open("method", "good")

    press(Qt.Key.Key_Escape)

    assert (bench.taken, bench.cancelled, editor.is_open) == ([], 1, False)
    assert bench.view.hasFocus()


def test_a_prompt_is_taken_while_it_is_typed_and_escape_keeps_it(
    qtbot: QtBot, bench: Bench
) -> None:
    editor = bench.open("prompt", "a cat")

    typed(", asleep")
    qtbot.waitUntil(lambda: bench.taken == ["a cat, asleep"])
    typed(" now")
    press(Qt.Key.Key_Escape)

    assert bench.taken == ["a cat, asleep", "a cat, asleep now"]
    assert (bench.cancelled, editor.is_open) == (0, False)


def test_the_larger_editor_keeps_the_small_one_open(bench: Bench) -> None:
    editor = bench.open("prompt", "a cat")
    assert isinstance(editor.field, ProseField)

    QTest.keyClick(keyboard(), Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    typed(" asleep")
    press(Qt.Key.Key_Escape)

    assert bench.taken == ["a cat asleep"]
    assert editor.is_open
    assert editor.isAncestorOf(keyboard())


def test_a_seed_has_its_die_and_its_switch(bench: Bench) -> None:
    said: list[bool] = []
    editor = bench.open("seed", 5, Rolling(True, said.append))
    assert isinstance(editor.field, SeedField)

    QTest.mouseClick(editor.field.roll, Qt.MouseButton.LeftButton)
    QTest.mouseClick(editor.field.dice, Qt.MouseButton.LeftButton)

    assert said == [False]
    assert len(bench.taken) == 1
    assert editor.is_open


def test_a_picker_keeps_the_editor_open(bench: Bench) -> None:
    editor = bench.open("file", MISSING)
    assert isinstance(editor.field, FileField)

    editor.field.pick()
    picker = editor.field.picker
    assert picker is not None
    is_open = editor.is_open
    picker.reject()

    assert is_open


def test_suggestions_are_offered_below_the_row(qtbot: QtBot, bench: Bench) -> None:
    bench.open("colour", "red")

    press(Qt.Key.Key_Delete)
    typed("gre")
    qtbot.wait(50)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)

    assert bench.taken == ["green"]


def test_dismissing_takes_nothing_of_what_was_typed(bench: Bench) -> None:
    editor = bench.open("side", 512)
    typed("7")

    editor.dismiss()

    assert (bench.taken, bench.cancelled) == ([], 1)


def test_nothing_is_left_behind(qtbot: QtBot, bench: Bench) -> None:
    editor = bench.open("side", 512)

    editor.dismiss()
    qtbot.waitUntil(lambda: not bench.view.viewport().findChildren(Bubble))

    assert bench.view.viewport().findChildren(Editor) == []


def test_a_curve_is_drawn_in_a_sheet_that_belongs_to_the_editor(bench: Bench) -> None:
    editor = bench.open("fade", "0:1, 1:0")
    field = editor.field
    assert isinstance(field, CurveField)
    assert field.drawing is not None

    QTest.keyClick(field.drawing.plot, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    states = [editor.is_open]
    QTest.keyClick(field.drawing.plot, Qt.Key.Key_Return)
    states.append(editor.is_open)

    assert bench.taken == ["0:0.95, 1:0"]
    assert states == [True, False]
    assert bench.cancelled == 0


def test_escape_in_the_sheet_of_a_curve_ends_the_editing_as_if_nothing_was(bench: Bench) -> None:
    editor = bench.open("fade", "0:1, 1:0")
    field = editor.field
    assert isinstance(field, CurveField)
    assert field.drawing is not None

    QTest.keyClick(field.drawing.plot, Qt.Key.Key_Escape)

    assert bench.taken == []
    assert not editor.is_open
    assert bench.cancelled == 1
