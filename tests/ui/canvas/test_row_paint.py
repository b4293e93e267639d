"""What a row shows besides texts: the colour that it holds, and where the keyboard is."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from graphstudio.api import OverTime
from graphstudio.graph.sockets import SocketType
from graphstudio.ui.canvas.geometry import open_shape
from graphstudio.ui.canvas.node_face import InputFace, NodeFace, OutputFace
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.row_paint import paint_rows
from graphstudio.ui.canvas.style import Style
from graphstudio.ui.theme.tokens import DARK

TEXT = SocketType("str", "plain")
INPUTS = (
    InputFace("both", "Both", TEXT),
    InputFace("tone", "Tone", TEXT, kind="colour", text="#ff0000"),
    InputFace(
        *("fade", "Fade", TEXT), kind="curve", text="1", curve=(OverTime(0, 1), ((0.0, 1.0),))
    ),
)
OUTPUTS = (OutputFace("both", "Both", TEXT),)


@pytest.fixture
def look(qapp: QApplication) -> NodeLook:
    face = NodeFace(
        id="node",
        type="a.node",
        title="Node",
        category="",
        is_known=True,
        is_reroute=False,
        is_muted=False,
        is_bypassed=False,
        shows_picture=False,
        inputs=INPUTS,
        outputs=OUTPUTS,
    )
    shape = open_shape([one.socket for one in INPUTS], [one.socket for one in OUTPUTS])
    return NodeLook(shape, lambda: face)


def painted(look: NodeLook) -> QImage:
    image = QImage(240, 150, QImage.Format.Format_RGB32)
    image.fill(DARK.node)
    painter = QPainter(image)
    paint_rows(painter, look, Style(DARK))
    painter.end()
    return image


def test_a_curve_is_sketched_beside_its_values(look: NodeLook) -> None:
    row = look.shape.row("fade")
    assert row is not None

    image = painted(look)

    x, middle = round(row.field.right()) - 30, row.field.center().y()
    column = [image.pixelColor(x, round(middle) + y) for y in range(-8, 8)]
    # The line at the top, its ground below, and the field of the row around.
    nearest = min(abs(one.blue() - DARK.accent.blue()) for one in column[:6])
    assert nearest < 40
    assert column[8] != image.pixelColor(x - 50, round(middle) + 7)


def test_a_colour_shows_beside_its_code(look: NodeLook) -> None:
    row = look.shape.row("tone")
    assert row is not None

    image = painted(look)

    at = row.field.center().toPoint()
    assert image.pixelColor(round(row.field.right()) - 18, at.y()) == QColor("#ff0000")


def test_the_row_of_a_socket_shows_that_the_keyboard_is_at_it_and_on_which_side(
    look: NodeLook,
) -> None:
    plain = painted(look)
    look.is_focused, look.focused_row, look.focused_side = True, "both", "output"
    output = painted(look)
    look.focused_side = "input"

    half = (0, 0, 120, 120)
    assert output.copy(*half) == plain.copy(*half)
    assert output != plain
    assert painted(look).copy(*half) != plain.copy(*half)
