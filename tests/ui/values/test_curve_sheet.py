"""Drawing a curve over the run."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from graphstudio.api import OverTime
from graphstudio.api.curves import Points
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.curve_plot import CurvePlot
from graphstudio.ui.values.curve_sheet import CurveSheet

HINT = OverTime(-2, 2, usual=(0, 1.5))
THREE: Points = ((0.0, 1.0), (0.5, 0.5), (1.0, 0.0))
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def drawn() -> list[Points]:
    return []


@pytest.fixture
def settled() -> list[int]:
    """Note how much had been drawn whenever a change was over."""
    return []


@pytest.fixture
def sheet(
    window: QWidget, appearance: Appearance, drawn: list[Points], settled: list[int]
) -> CurveSheet:
    sheet = CurveSheet(window, "Curve", HINT, appearance)
    sheet.drawn.connect(drawn.append)
    sheet.settled.connect(lambda: settled.append(len(drawn)))
    sheet.open_for(QRect(window.mapToGlobal(QPoint(20, 20)), window.size() / 10), THREE)
    return sheet


@pytest.fixture
def plot(sheet: CurveSheet) -> CurvePlot:
    return sheet.plot


def at(spot: QPointF) -> QPoint:
    return spot.toPoint()


def drag(plot: CurvePlot, index: int, right: int, down: int, *, lets_go: bool = True) -> None:
    start = at(plot.spot(index))
    QTest.mousePress(plot, LEFT, pos=start)
    QTest.mouseMove(plot, start + QPoint(right // 2, down // 2))
    QTest.mouseMove(plot, start + QPoint(right, down))
    if lets_go:
        QTest.mouseRelease(plot, LEFT, pos=start + QPoint(right, down))


def test_a_point_is_dragged_and_the_drag_is_one_change(
    plot: CurvePlot, drawn: list[Points], settled: list[int]
) -> None:
    drag(plot, 1, 40, -30)

    (place, value) = plot.points[1]
    assert place > 0.55
    assert value > 0.6
    assert (plot.points[0], plot.points[2]) == (THREE[0], THREE[2])
    assert drawn[-1] == plot.points
    assert settled == [len(drawn)]


def test_a_point_never_passes_its_neighbour(plot: CurvePlot) -> None:
    drag(plot, 1, 900, 0)

    assert [place for place, _ in plot.points] == [0.0, 1.0, 1.0]


def test_ctrl_snaps_to_round_numbers(plot: CurvePlot) -> None:
    start = at(plot.spot(1))
    QTest.mousePress(plot, LEFT, CTRL, start)
    spot = QPointF(start + QPoint(37, -23))
    move = QMouseEvent(QEvent.Type.MouseMove, spot, spot, LEFT, LEFT, CTRL)
    plot.mouseMoveEvent(move)
    QTest.mouseRelease(plot, LEFT, CTRL, start)

    place, value = plot.points[1]
    assert place > 0.5
    assert round(place * 20, 6) == round(place * 20)
    assert round(value * 20, 6) == round(value * 20)


def test_escape_in_the_middle_of_a_drag_takes_only_that_back(
    sheet: CurveSheet, plot: CurvePlot
) -> None:
    drag(plot, 1, 40, -30, lets_go=False)
    QTest.keyClick(plot, Qt.Key.Key_Escape)

    assert plot.points == THREE
    assert sheet.is_open


def test_a_double_click_adds_a_point_and_the_right_button_takes_it_away(
    plot: CurvePlot, drawn: list[Points], settled: list[int]
) -> None:
    between = at((plot.spot(0) + plot.spot(1)) / 2 - QPointF(0, 60))
    QTest.mouseDClick(plot, LEFT, pos=between)
    QTest.mouseRelease(plot, LEFT, pos=between)

    assert len(plot.points) == 4
    assert plot.chosen == 1
    assert plot.points[1][0] == pytest.approx(0.25, abs=0.02)
    assert len(settled) == 1

    QTest.mouseClick(plot, RIGHT, pos=at(plot.spot(1)))

    assert plot.points == THREE
    assert drawn[-1] == THREE


def test_the_arrows_move_the_chosen_point(plot: CurvePlot, settled: list[int]) -> None:
    QTest.keyClick(plot, Qt.Key.Key_PageDown)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    QTest.keyClick(plot, Qt.Key.Key_Up, CTRL)

    assert plot.points[1] == (0.51, 0.55)
    assert settled == [1, 2]


def test_home_end_and_page_keys_choose_a_point_and_say_which(plot: CurvePlot) -> None:
    chosen = []
    keys = (Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_PageUp)
    for key in keys:
        QTest.keyClick(plot, key)
        chosen.append(plot.chosen)

    assert chosen == [2, 1, 0, 0]
    assert plot.accessibleDescription() == "Point 1 of 3: 1 at 0"


def test_delete_takes_points_away_until_there_is_no_curve(
    plot: CurvePlot, drawn: list[Points]
) -> None:
    for _ in range(4):
        QTest.keyClick(plot, Qt.Key.Key_Delete)

    assert drawn == [THREE[1:], THREE[2:], ()]
    assert plot.chosen == -1


def test_a_key_adds_a_point_on_the_curve(plot: CurvePlot) -> None:
    QTest.keyClick(plot, Qt.Key.Key_Insert)

    assert plot.points == (THREE[0], (0.25, 0.75), *THREE[1:])
    assert plot.chosen == 1


def test_a_curve_may_go_below_what_is_usual_with_the_keys_and_its_axis_follows(
    plot: CurvePlot,
) -> None:
    QTest.keyClick(plot, Qt.Key.Key_End)
    before = plot.spot(2).y()
    for _ in range(12):
        QTest.keyClick(plot, Qt.Key.Key_Down, CTRL)

    assert plot.points[2] == (1.0, -0.6)
    assert plot.spot(2).y() == pytest.approx(before, abs=60)
    assert plot.spot(2).y() < plot.height()


def test_a_place_and_a_value_may_be_typed(sheet: CurveSheet, plot: CurvePlot) -> None:
    QTest.keyClick(plot, Qt.Key.Key_PageDown)
    for line, text in ((sheet.place, "0.6"), (sheet.value, "0,25")):
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)

    assert plot.points[1] == (0.6, 0.25)


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("constant", ((0.0, 1.0), (1.0, 1.0))),
        ("linear", ((0.0, 1.0), (1.0, 0.0))),
        ("late", ((0.0, 0.0), (0.4, 0.0), (0.6, 1.0), (1.0, 1.0))),
    ],
)
def test_a_shape_goes_between_the_values_that_are_there(
    sheet: CurveSheet, name: str, points: Points
) -> None:
    QTest.mouseClick(sheet.shapes[name], LEFT)

    assert sheet.plot.points == points


def test_without_a_curve_a_shape_is_of_a_usual_height(sheet: CurveSheet) -> None:
    sheet.clear()
    QTest.mouseClick(sheet.shapes["linear"], LEFT)

    assert sheet.plot.points == ((0.0, 0.75), (1.0, 0.0))


def test_escape_brings_the_curve_from_before_back(
    qtbot: QtBot, sheet: CurveSheet, plot: CurvePlot, drawn: list[Points]
) -> None:
    QTest.keyClick(plot, Qt.Key.Key_Delete)

    with qtbot.waitSignal(sheet.cancelled):
        QTest.keyClick(plot, Qt.Key.Key_Escape)

    assert drawn[-1] == THREE
    assert not sheet.is_open


def test_enter_keeps_it(qtbot: QtBot, sheet: CurveSheet, drawn: list[Points]) -> None:
    QTest.keyClick(sheet.plot, Qt.Key.Key_Delete)

    with qtbot.waitSignal(sheet.done):
        QTest.keyClick(sheet.plot, Qt.Key.Key_Return)

    assert drawn == [THREE[1:]]
    assert not sheet.is_open


def test_the_pointer_reads_the_curve(plot: CurvePlot) -> None:
    QTest.mouseMove(plot, at((plot.spot(0) + plot.spot(1)) / 2))

    assert plot.told == pytest.approx((0.25, 0.75), abs=0.02)


def test_it_is_painted_in_every_theme(sheet: CurveSheet, appearance: Appearance) -> None:
    pictures = []
    for theme in ("dark", "light", "contrast"):
        appearance.use(theme)
        pictures.append(sheet.plot.grab().toImage())

    assert len({picture.pixelColor(60, 60).name() for picture in pictures}) == 3
