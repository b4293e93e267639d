"""Editing a curve over the run."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.graph.elements import Json
from graphstudio.ui.values.curve_plot import CurvePlot
from graphstudio.ui.values.fields.curve import CurveField
from tests.ui.values.conftest import MakeField

FALLING = "0:1, 0.5:0.5, 1:0"


@pytest.fixture
def edited(field: MakeField) -> CurveField:
    made = field("fade", FALLING)
    assert isinstance(made, CurveField)
    return made


def opened(edited: CurveField) -> CurvePlot:
    """Open the sheet; give what is drawn on."""
    edited.draw()
    assert edited.drawing is not None
    return edited.drawing.plot


def test_a_curve_may_be_typed(qtbot: QtBot, edited: CurveField) -> None:
    edited.begin()

    with qtbot.waitSignal(edited.taken) as taken:
        QTest.keyClicks(edited.line, "0:1, 1:-0.5")
        QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert taken.args == ["0:1, 1:-0.5"]
    assert edited.sketch.points == ((0.0, 1.0), (1.0, -0.5))


def test_what_is_no_curve_is_refused_with_the_reason(edited: CurveField) -> None:
    edited.begin()

    QTest.keyClicks(edited.line, "0:1, 1:7")
    QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert "-2 to 2 will do" in edited.reason


def test_no_text_is_no_curve(qtbot: QtBot, edited: CurveField) -> None:
    edited.begin()

    with qtbot.waitSignal(edited.taken) as taken:
        QTest.keyClick(edited.line, Qt.Key.Key_Delete)
        QTest.keyClick(edited.line, Qt.Key.Key_Return)

    assert taken.args == [""]
    assert edited.line.placeholderText() == "No curve"


def test_one_drag_is_one_gesture_and_the_next_another(edited: CurveField) -> None:
    gestures: list[object] = []
    edited.taken.connect(lambda _: gestures.append(edited.gesture))

    plot = opened(edited)
    for down in (-30, 40):
        start = plot.spot(1).toPoint()
        QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(plot, start + QPoint(0, down // 2))
        QTest.mouseMove(plot, start + QPoint(0, down))
        QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=start + QPoint(0, down))

    assert len(gestures) == 4
    assert gestures[0] is gestures[1]
    assert gestures[2] is gestures[3]
    assert gestures[1] is not gestures[2]


def test_escape_in_the_sheet_gives_back_the_text_from_before(edited: CurveField) -> None:
    taken: list[Json] = []
    edited.taken.connect(taken.append)

    plot = opened(edited)
    QTest.keyClick(plot, Qt.Key.Key_Delete)
    QTest.keyClick(plot, Qt.Key.Key_Escape)

    assert taken == ["0.5:0.5, 1:0", FALLING]
    assert edited.drawing is None
    assert edited.line.text() == FALLING


def test_alt_and_arrow_down_open_the_sheet(edited: CurveField) -> None:
    edited.begin()

    QTest.keyClick(edited.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert edited.drawing is not None
    assert edited.owns(edited.drawing.plot)


def test_in_the_row_of_a_node_the_sheet_opens_at_once_and_its_end_ends_the_editing(
    qtbot: QtBot, edited: CurveField
) -> None:
    edited.walks = True
    edited.begin()
    assert edited.drawing is not None

    with qtbot.waitSignal(edited.finished):
        QTest.keyClick(edited.drawing.plot, Qt.Key.Key_Return)

    edited.begin()
    with qtbot.waitSignal(edited.left):
        QTest.keyClick(edited.drawing.plot, Qt.Key.Key_Escape)


def test_a_refused_text_is_not_drawn_over(edited: CurveField) -> None:
    edited.begin()
    QTest.keyClicks(edited.line, "nonsense")

    edited.draw()

    assert edited.drawing is None
    assert "not two numbers" in edited.reason
