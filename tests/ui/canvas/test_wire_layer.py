import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath
from PySide6.QtWidgets import QApplication

from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.guard import PaintGuard
from graphstudio.ui.canvas.wire_layer import WireLayer
from tests.ui.canvas.conftest import wire

FIRST = wire("a.x", "b.y")
SECOND = wire("a.x", "c.y")


@pytest.fixture
def layer(qapp: QApplication) -> WireLayer:
    made = WireLayer(PaintGuard())
    made.put(FIRST, QPointF(0, 0), QPointF(400, 0), QColor("red"))
    made.put(SECOND, QPointF(0, 0), QPointF(400, 300), QColor("red"))
    return made


def test_the_nearest_wire_within_reach_is_found(layer: WireLayer) -> None:
    assert layer.at(QPointF(390, 3)) == FIRST
    assert layer.at(QPointF(390, 299)) == SECOND
    assert layer.at(QPointF(390, 150)) is None


def test_a_knife_finds_what_it_crosses(layer: WireLayer) -> None:
    blade = QPainterPath(QPointF(350, -50))
    blade.lineTo(350, 50)

    assert layer.crossed(blade) == (FIRST,)


def test_a_rectangle_finds_what_runs_through_it(layer: WireLayer) -> None:
    assert set(layer.within(QRectF(-10, -10, 500, 400))) == {FIRST, SECOND}
    assert layer.within(QRectF(370, 250, 20, 80)) == (SECOND,)


def test_an_input_has_one_wire_and_the_new_one_takes_its_place(layer: WireLayer) -> None:
    other = wire("d.x", "b.y")

    layer.put(other, QPointF(0, 100), QPointF(400, 0), QColor("red"))

    assert layer.wire_to(Port("b", "y")) == other
    assert layer.at_node("a") == {SECOND}
    assert layer.at_node("d") == {other}


def test_a_dropped_wire_is_found_nowhere(layer: WireLayer) -> None:
    layer.drop(FIRST.target)

    assert list(layer) == [SECOND]
    assert layer.at(QPointF(390, 3)) is None
    assert layer.at_node("b") == set()


def test_the_room_of_the_layer_holds_every_curve(layer: WireLayer) -> None:
    layer.put(wire("e.x", "f.y"), QPointF(900, 900), QPointF(100, 950), QColor("red"))

    room = layer.path(wire("e.x", "f.y")).boundingRect()

    assert layer.boundingRect().contains(room)
