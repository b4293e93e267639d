from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.api.painting import Brush, Ellipse, Fill, Invert, Mark, Outline, read_painting
from graphstudio.diffusion.painting import painted
from graphstudio.graph.document import Document
from graphstudio.graph.edits import (
    AddNode,
    ClearValue,
    Connect,
    Disconnect,
    Mute,
    RemoveNode,
    SetValue,
)
from graphstudio.graph.elements import Node, Port, Wire
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Previewed
from graphstudio.ui.painter.painter import Painter
from graphstudio.ui.settings import Settings
from tests.ui.painter.conftest import MakePicture, OpenPainter
from tests.ui.painter.hand import ALT, CTRL, MIDDLE, NONE, RIGHT, SHIFT, Hand


def text(document: Document) -> str:
    return str(document.graph.nodes["mask"].values.get("painting", ""))


def marks(document: Document) -> tuple[Mark, ...]:
    return read_painting(text(document))


def seen(painter: Painter) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    assert painter.surface.paper is not None
    return painter.surface.paper.shown


def colour_at(painter: Painter, hand: Hand, x: float, y: float) -> QColor:
    image = QImage(painter.surface.size(), QImage.Format.Format_RGB32)
    painter.surface.render(image)
    return image.pixelColor(hand.at((x, y)).toPoint())


def test_a_drag_becomes_one_stroke_in_the_document(
    painter: Painter, hand: Hand, document: Document
) -> None:
    before = len(document.history.labels)

    hand.drag((0.2, 0.5), (0.4, 0.5), (0.8, 0.6))

    (stroke,) = marks(document)
    assert isinstance(stroke, Brush)
    assert stroke.places[0] == pytest.approx((0.2, 0.5), abs=1e-3)
    assert stroke.places[-1] == pytest.approx((0.8, 0.6), abs=1e-3)
    assert not stroke.erases
    assert document.history.labels[before:] == ("Brush stroke",)


def test_what_is_seen_is_the_mask_that_the_engine_makes(
    painter: Painter, hand: Hand, document: Document
) -> None:
    painter.kit.set_hardness(0.3)
    painter.kit.set_opacity(0.6)
    hand.drag((0.2, 0.5), (0.4, 0.2), (0.8, 0.6))
    painter.kit.take("ellipse")
    hand.drag((0.3, 0.3), (0.9, 0.8))
    painter.kit.take("lasso")
    hand.drag((0.1, 0.1), (0.6, 0.2), (0.5, 0.9), button=RIGHT)
    painter.invert()

    assert len(marks(document)) == 4
    assert (seen(painter) == painted(text(document), 64, 64)).all()


def test_the_mask_is_tinted_over_the_picture(painter: Painter, hand: Hand) -> None:
    painter.kit.set_hardness(1.0)
    painter.kit.set_tint("#00ff00")
    painter.kit.set_tint_share(0.5)

    hand.drag((0.5, 0.5), (0.6, 0.5))
    hand.move((0.9, 0.9))

    tinted = colour_at(painter, hand, 0.55, 0.5)
    assert (tinted.red(), tinted.green(), tinted.blue()) == pytest.approx((32, 128, 0), abs=1)
    assert colour_at(painter, hand, 0.1, 0.1).name() == "#400000"


def test_a_stroke_shows_while_it_is_painted_and_is_no_edit_yet(
    painter: Painter, hand: Hand, document: Document
) -> None:
    hand.drag((0.2, 0.5), (0.8, 0.5), releases=False)

    assert seen(painter)[32, 32] == 255
    assert text(document) == ""


def test_each_stroke_is_undone_and_redone_by_itself(
    painter: Painter, hand: Hand, document: Document
) -> None:
    hand.drag((0.2, 0.2), (0.8, 0.2))
    one = seen(painter).copy()
    hand.drag((0.2, 0.8), (0.8, 0.8))
    both = seen(painter).copy()

    document.undo()
    assert (seen(painter) == one).all()
    document.undo()
    assert not seen(painter).any()
    assert "painting" not in document.graph.nodes["mask"].values
    document.redo()
    document.redo()

    assert (seen(painter) == both).all()


@pytest.mark.parametrize("tool", ["brush", "rectangle", "ellipse", "lasso"])
def test_escape_gives_up_the_stroke_under_way(
    painter: Painter, hand: Hand, document: Document, qtbot: QtBot, tool: str
) -> None:
    painter.kit.take(tool)  # type: ignore[arg-type]  # one of them
    hand.drag((0.2, 0.2), (0.8, 0.2), (0.5, 0.8), releases=False)

    with qtbot.assertNotEmitted(painter.closed):
        painter.escape()
    hand.release((0.5, 0.8))

    assert text(document) == ""
    assert not seen(painter).any()


def test_escape_with_nothing_under_way_goes_back(painter: Painter, qtbot: QtBot) -> None:
    with qtbot.waitSignal(painter.closed):
        painter.escape()


def test_another_button_gives_up_the_stroke_too(
    painter: Painter, hand: Hand, document: Document
) -> None:
    hand.drag((0.2, 0.2), (0.8, 0.2), releases=False)

    hand.press((0.8, 0.2), RIGHT)
    hand.release((0.8, 0.2))

    assert text(document) == ""
    assert not seen(painter).any()


def test_undoing_in_the_middle_of_a_stroke_gives_it_up(
    painter: Painter, hand: Hand, document: Document
) -> None:
    hand.drag((0.2, 0.8), (0.8, 0.8))
    hand.drag((0.2, 0.2), (0.8, 0.2), releases=False)

    document.undo()
    hand.release((0.8, 0.2))

    assert text(document) == ""
    assert not seen(painter).any()


def test_the_right_button_does_the_opposite(
    painter: Painter, hand: Hand, document: Document
) -> None:
    hand.drag((0.2, 0.5), (0.8, 0.5), button=RIGHT)
    painter.kit.set_erases(True)
    hand.drag((0.2, 0.5), (0.8, 0.5))
    hand.drag((0.2, 0.5), (0.8, 0.5), button=RIGHT)

    assert [one.erases for one in marks(document) if isinstance(one, Brush)] == [True, True, False]


def test_a_pens_pressure_is_the_brushs_size(
    painter: Painter, hand: Hand, document: Document
) -> None:
    painter.kit.set_size(0.2)

    hand.draw(((0.2, 0.5), 0.25), ((0.5, 0.5), 1.0), ((0.8, 0.5), 0.5))

    (stroke,) = marks(document)
    assert isinstance(stroke, Brush)
    assert stroke.pressures == (0.25, 1.0, 0.5)
    assert not stroke.erases


def test_the_other_end_of_a_pen_takes_away(
    painter: Painter, hand: Hand, document: Document
) -> None:
    hand.draw(((0.2, 0.5), 1.0), ((0.8, 0.5), 1.0), is_eraser=True)

    (stroke,) = marks(document)
    assert isinstance(stroke, Brush)
    assert stroke.erases


def test_a_rectangle_is_dragged_by_its_corner(
    painter: Painter, hand: Hand, document: Document
) -> None:
    painter.kit.take("rectangle")

    hand.drag((0.25, 0.25), (0.5, 0.75))

    (shape,) = marks(document)
    assert isinstance(shape, Outline)
    assert shape.places[0] == pytest.approx((0.25, 0.25), abs=1e-3)
    assert shape.places[2] == pytest.approx((0.5, 0.75), abs=1e-3)


def test_shift_makes_a_circle_and_alt_begins_in_its_middle(
    painter: Painter, hand: Hand, document: Document
) -> None:
    painter.kit.take("ellipse")

    hand.drag((0.5, 0.5), (0.7, 0.6), held=SHIFT | ALT)

    (shape,) = marks(document)
    assert isinstance(shape, Ellipse)
    assert (*shape.first, *shape.second) == pytest.approx((0.3, 0.3, 0.7, 0.7), abs=1e-3)


@pytest.mark.parametrize("tool", ["rectangle", "ellipse", "lasso"])
def test_a_slip_of_the_hand_makes_no_shape(
    painter: Painter, hand: Hand, document: Document, tool: str
) -> None:
    painter.kit.take(tool)  # type: ignore[arg-type]  # one of them

    hand.drag((0.5, 0.5), (0.501, 0.501))

    assert text(document) == ""


def test_a_long_slow_stroke_keeps_few_points(
    painter: Painter, hand: Hand, document: Document
) -> None:
    hand.drag(*((0.1 + number / 500, 0.5) for number in range(400)))

    (stroke,) = marks(document)
    assert isinstance(stroke, Brush)
    assert len(stroke.places) == 2


def test_fill_invert_and_clear(painter: Painter, hand: Hand, document: Document) -> None:
    hand.drag((0.2, 0.2), (0.8, 0.2))

    painter.fill()
    assert marks(document) == (Fill(),)
    assert (seen(painter) == 255).all()
    painter.invert()
    assert marks(document) == (Fill(), Invert())
    assert not seen(painter).any()
    painter.clear()
    assert text(document) == ""
    for _ in range(3):
        document.undo()

    assert len(marks(document)) == 1
    assert seen(painter).any()


def test_clearing_what_is_empty_is_no_step(painter: Painter, document: Document) -> None:
    before = document.history.count

    painter.clear()

    assert document.history.count == before


def test_space_and_the_middle_button_pan(painter: Painter, hand: Hand, document: Document) -> None:
    surface = painter.surface
    surface.zoom_to(20.0)
    before = surface.lens

    hand.drag((0.5, 0.5), (0.52, 0.5), button=MIDDLE)
    between = surface.lens
    QTest.keyPress(surface, Qt.Key.Key_Space)
    hand.drag((0.5, 0.5), (0.52, 0.5))
    QTest.keyRelease(surface, Qt.Key.Key_Space)

    assert before.x < between.x < surface.lens.x
    assert text(document) == ""


def test_the_wheel_zooms_and_with_keys_changes_the_brush(painter: Painter, hand: Hand) -> None:
    kit = painter.kit
    kit.set_hardness(0.5)
    scale, size = painter.surface.lens.scale, kit.size

    hand.wheel(1)
    hand.wheel(1, SHIFT)
    hand.wheel(-2, SHIFT | CTRL)

    assert painter.surface.lens.scale > scale
    assert kit.size == pytest.approx(size * 1.15)
    assert kit.hardness == pytest.approx(0.3)


def test_a_stroke_lands_where_it_was_made_however_near_one_is(
    painter: Painter, hand: Hand, document: Document
) -> None:
    painter.surface.zoom_to(30.0)

    hand.drag((0.48, 0.5), (0.52, 0.5))

    (stroke,) = marks(document)
    assert isinstance(stroke, Brush)
    assert stroke.places[0] == pytest.approx((0.48, 0.5), abs=1e-3)


def test_the_kit_is_kept_for_the_next_time(
    painter: Painter, settings: Settings, open_painter: OpenPainter
) -> None:
    painter.kit.set_size(0.2)
    painter.kit.set_tint("#123456")
    painter.let_go()

    again = open_painter()

    assert again.kit.size == pytest.approx(0.2)
    assert again.kit.tint == "#123456"


def test_the_sliders_show_and_set_the_kit(painter: Painter) -> None:
    bar, kit = painter.bar, painter.kit

    bar.size_slider.slider.setValue(bar.size_slider.slider.maximum())
    bar.opacity_slider.slider.setValue(bar.opacity_slider.slider.maximum() // 2)

    assert kit.size == pytest.approx(1.0)
    assert bar.size_slider.told == "64 px"
    assert kit.opacity == pytest.approx(0.5)
    assert bar.opacity_slider.told == "50%"


def test_the_mask_is_as_large_as_the_picture(
    painter: Painter, document: Document, make_picture: MakePicture, qtbot: QtBot, hand: Hand
) -> None:
    hand.drag((0.2, 0.5), (0.8, 0.5))

    file = str(make_picture("wide.png", 90, 30))
    document.do(SetValue("photo", "file", file), "Choose another")

    qtbot.waitUntil(lambda: seen(painter).shape == (30, 90))
    assert (seen(painter) == painted(text(document), 90, 30)).all()


def test_without_a_wire_one_paints_on_an_empty_ground(
    painter: Painter, hand: Hand, document: Document, qtbot: QtBot
) -> None:
    document.do(Disconnect(Port("mask", "image")), "Cut")

    qtbot.waitUntil(lambda: "No picture is wired" in painter.notice)
    hand.drag((0.2, 0.5), (0.8, 0.5))

    assert len(marks(document)) == 1


@pytest.fixture
def computed(document: Document) -> Document:
    """Let the picture come from a node that must run."""
    document.do(AddNode(Node("small", "image.resize")), "Add")
    document.do(Connect(Wire(Port("photo", "image"), Port("small", "image"))), "Wire")
    document.do(Connect(Wire(Port("small", "image"), Port("mask", "image"))), "Wire")
    return document


def test_what_has_not_been_made_yet_is_told(computed: Document, open_painter: OpenPainter) -> None:
    assert "run the graph once" in open_painter().notice


def test_the_last_run_shows_what_is_painted_over(
    computed: Document,
    open_painter: OpenPainter,
    status: RunStatus,
    qtbot: QtBot,
) -> None:
    painter = open_painter()

    status.take(Previewed("mask", png(40, 20), 40, 20, is_final=True))

    qtbot.waitUntil(lambda: not painter.notice)
    qtbot.waitUntil(lambda: seen(painter).shape == (20, 40))


def test_a_picture_behind_a_reroute_is_found(
    document: Document, open_painter: OpenPainter, make_picture: MakePicture
) -> None:
    document.do(AddNode(Node("way", "logic.reroute")), "Add")
    document.do(Connect(Wire(Port("photo", "image"), Port("way", "value"))), "Wire")
    document.do(Connect(Wire(Port("way", "value"), Port("mask", "image"))), "Wire")

    painter = open_painter()

    assert painter.notice == ""
    assert seen(painter).shape == (64, 64)


def test_a_file_that_is_no_picture_is_told(
    document: Document, open_painter: OpenPainter, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_text("no picture")
    document.do(SetValue("photo", "file", "broken.png"), "Choose")

    assert "broken.png cannot be read" in open_painter().notice


def test_the_painter_goes_with_its_node(painter: Painter, document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignals([painter.said, painter.closed]):
        document.do(RemoveNode("mask"), "Delete")


def test_the_painter_goes_when_a_wire_feeds_the_painting(
    painter: Painter, document: Document, qtbot: QtBot
) -> None:
    document.do(AddNode(Node("words", "value.text")), "Add")

    with qtbot.waitSignal(painter.closed):
        document.do(Connect(Wire(Port("words", "value"), Port("mask", "painting"))), "Wire")


def test_other_edits_leave_it_as_it_is(painter: Painter, hand: Hand, document: Document) -> None:
    hand.drag((0.2, 0.5), (0.8, 0.5))
    before = seen(painter).copy()

    document.do(Mute("photo", True), "Mute")

    assert (seen(painter) == before).all()


def test_a_painting_that_is_full_is_told_and_stays(
    painter: Painter, hand: Hand, document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand.drag((0.2, 0.5), (0.8, 0.5))
    before = text(document)
    monkeypatch.setattr("graphstudio.api.painting.MOST_CHARACTERS", len(before))

    with qtbot.waitSignal(painter.said) as said:
        hand.drag((0.2, 0.2), (0.8, 0.2))

    assert "clear it" in said.args[0]
    assert text(document) == before
    assert (seen(painter) == painted(before, 64, 64)).all()


def test_many_marks_are_there_when_it_opens(
    document: Document, open_painter: OpenPainter, qtbot: QtBot
) -> None:
    line = '{"mark":"brush","points":[%d,9000,500,9000],"size":0.05}\n'
    document.do(SetValue("mask", "painting", "".join(line % (900 * n) for n in range(30))), "Set")

    painter = open_painter()

    assert (seen(painter) == painted(text(document), 64, 64)).all()
    document.do(ClearValue("mask", "painting"), "Reset")
    qtbot.waitUntil(lambda: not seen(painter).any())
    document.undo()
    qtbot.waitUntil(lambda: bool((seen(painter) == painted(text(document), 64, 64)).all()))


def test_the_surface_says_what_it_is(painter: Painter, hand: Hand) -> None:
    hand.drag((0.2, 0.5), (0.8, 0.5))

    assert painter.surface.accessibleName() == "Mask that is painted over the picture"
    assert "Marks: 1" in painter.surface.accessibleDescription()


@pytest.mark.parametrize(
    ("key", "happens"),
    [
        pytest.param(Qt.Key.Key_Right, lambda before, after: after < before, id="right"),
        pytest.param(Qt.Key.Key_Left, lambda before, after: after > before, id="left"),
    ],
)
def test_the_arrows_shift_the_picture(
    painter: Painter, key: Qt.Key, happens: Callable[[float, float], bool]
) -> None:
    painter.surface.zoom_to(30.0)
    before = painter.surface.lens.x

    QTest.keyClick(painter.surface, key, NONE)

    assert happens(before, painter.surface.lens.x)


def png(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#004000"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide wants bytes or None
    return bytes(buffer.data().data())
