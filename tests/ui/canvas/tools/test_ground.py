"""What happens on empty canvas: panning, zooming, selecting, cutting, searching."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from graphstudio.graph.document import Document
from graphstudio.graph.edits import AddNote
from graphstudio.graph.elements import Note
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.settings import Settings
from tests.ui.canvas.tools.hand import ALT, CTRL, MIDDLE, RIGHT, SHIFT, Hand, wire


def corner(canvas: Canvas) -> QPointF:
    return canvas.view.visible_rect().topLeft()


def test_dragging_with_the_middle_button_pans(hand: Hand, canvas: Canvas) -> None:
    before = corner(canvas)

    hand.press(QPointF(500, 300), MIDDLE)
    pixel = canvas.view.mapFromScene(QPointF(500, 300))
    hand.move(QPointF(560, 340), MIDDLE)
    hand.release(QPointF(560, 340), MIDDLE)

    moved = before - corner(canvas)
    assert moved.x() > 0
    assert moved.y() > 0
    assert canvas.view.mapToScene(pixel) != QPointF(500, 300)


def test_dragging_with_space_held_pans(hand: Hand, canvas: Canvas, document: Document) -> None:
    before = corner(canvas)
    start = hand.header("save")

    QTest.keyPress(canvas.view, Qt.Key.Key_Space)
    hand.drag(start, start + QPointF(60, 40))
    QTest.keyRelease(canvas.view, Qt.Key.Key_Space)

    assert corner(canvas) != before
    assert document.history.labels == ()


def test_escape_takes_a_pan_back(hand: Hand, canvas: Canvas) -> None:
    before = corner(canvas)

    hand.press(QPointF(500, 300), MIDDLE)
    hand.move(QPointF(560, 340), MIDDLE)
    hand.key(Qt.Key.Key_Escape)

    assert corner(canvas) == before


def test_dragging_on_empty_canvas_selects_what_the_rectangle_touches(
    hand: Hand, canvas: Canvas
) -> None:
    hand.drag(QPointF(960, -60), QPointF(1100, 300))

    assert canvas.selection.nodes == {"decode", "save"}


def test_shift_adds_to_the_selection_and_ctrl_toggles(hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["load", "save"]))

    hand.drag(QPointF(960, -60), QPointF(1100, 60), held=SHIFT)

    assert canvas.selection.nodes == {"load", "save", "decode"}

    hand.drag(QPointF(960, -60), QPointF(1100, 60), held=CTRL)

    assert canvas.selection.nodes == {"load", "save"}


def test_escape_brings_back_what_was_selected_before_the_rectangle(
    hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["load"]))

    hand.press(QPointF(960, -60))
    hand.move(QPointF(1100, 300))
    hand.key(Qt.Key.Key_Escape)

    assert canvas.selection.nodes == {"load"}


def test_a_preference_lets_the_left_button_pan(
    hand: Hand, canvas: Canvas, settings: Settings
) -> None:
    settings.left_drag = "pan"
    before = corner(canvas)

    hand.drag(QPointF(960, -60), QPointF(1100, 300))

    assert corner(canvas) != before
    assert not canvas.selection

    hand.drag(QPointF(970, 210), QPointF(1030, 260), held=SHIFT)

    assert canvas.selection.nodes == {"save"}


def test_clicking_selects_and_clicking_nothing_selects_nothing(hand: Hand, canvas: Canvas) -> None:
    hand.click(hand.header("save"))
    hand.click(hand.header("decode"), held=SHIFT)

    assert canvas.selection.nodes == {"save", "decode"}

    hand.click(hand.header("decode"), held=CTRL)

    assert canvas.selection.nodes == {"save"}

    hand.click(QPointF(640, 560))

    assert not canvas.selection


def test_clicking_a_wire_selects_it(hand: Hand, canvas: Canvas) -> None:
    hand.click(hand.wire("sampler.latent", "decode.latent"))

    assert canvas.selection.wires == {wire("sampler.latent", "decode.latent")}


def test_the_wheel_zooms_by_a_notch_and_keeps_what_is_under_the_mouse(
    hand: Hand, canvas: Canvas
) -> None:
    spot = QPointF(700, 300)
    pixel = canvas.view.mapFromScene(spot)

    hand.wheel(spot, 1)

    assert round(canvas.view.zoom, 4) == 1.15
    assert (canvas.view.mapToScene(pixel) - spot).manhattanLength() < 3


def test_ctrl_with_the_wheel_zooms_too(hand: Hand, canvas: Canvas) -> None:
    hand.wheel(QPointF(700, 560), -1, CTRL)

    assert canvas.view.zoom < 1


def test_shift_with_the_wheel_pans_to_the_side(hand: Hand, canvas: Canvas) -> None:
    before = corner(canvas)

    hand.wheel(QPointF(700, 300), -1, SHIFT)

    assert corner(canvas).x() != before.x()
    assert corner(canvas).y() == before.y()
    assert canvas.view.zoom == 1


def test_two_fingers_on_a_trackpad_pan(hand: Hand, canvas: Canvas) -> None:
    before = corner(canvas)

    hand.wheel(QPointF(700, 300), 1, pixels=30)

    assert corner(canvas).y() < before.y()
    assert canvas.view.zoom == 1


def test_a_pinch_on_a_trackpad_zooms(canvas: Canvas) -> None:
    kind, middle = Qt.NativeGestureType.ZoomNativeGesture, QPointF(700, 400)
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, middle, middle, middle, 0.25, QPointF())

    QApplication.sendEvent(canvas.view.viewport(), event)

    assert canvas.view.zoom == 1.25


def test_a_preference_lets_the_wheel_pan(hand: Hand, canvas: Canvas, settings: Settings) -> None:
    settings.wheel = "pan"
    before = corner(canvas)

    hand.wheel(QPointF(700, 300), 1)

    assert corner(canvas).y() < before.y()
    assert canvas.view.zoom == 1


def test_dragging_with_alt_cuts_the_wires_that_are_crossed(document: Document, hand: Hand) -> None:
    middle = hand.wire("sampler.latent", "decode.latent")

    hand.drag(middle - QPointF(0, 100), middle + QPointF(0, 100), held=ALT)

    assert wire("sampler.latent", "decode.latent") not in set(document.graph.wires)
    assert len(document.history.labels) == 1

    document.undo()

    assert wire("sampler.latent", "decode.latent") in set(document.graph.wires)


def test_ctrl_with_the_right_button_is_the_knife_too(document: Document, hand: Hand) -> None:
    middle = hand.wire("sampler.latent", "decode.latent")

    hand.drag(middle - QPointF(0, 100), middle + QPointF(0, 100), RIGHT, CTRL)

    assert wire("sampler.latent", "decode.latent") not in set(document.graph.wires)


def test_escape_puts_the_knife_away(document: Document, hand: Hand) -> None:
    middle = hand.wire("sampler.latent", "decode.latent")

    hand.press(middle - QPointF(0, 100), held=ALT)
    hand.move(middle + QPointF(0, 100), held=ALT)
    hand.key(Qt.Key.Key_Escape)
    hand.release(middle + QPointF(0, 100), held=ALT)

    assert document.history.labels == ()


def test_clicking_a_wire_with_alt_deletes_it(document: Document, hand: Hand) -> None:
    hand.click(hand.wire("sampler.latent", "decode.latent"), held=ALT)

    assert wire("sampler.latent", "decode.latent") not in set(document.graph.wires)
    assert document.history.labels == ("Delete wire",)


def test_double_clicking_a_wire_inserts_a_reroute(document: Document, hand: Hand) -> None:
    hand.double_click(hand.wire("sampler.latent", "decode.latent"))

    assert wire("sampler.latent", "reroute.value") in set(document.graph.wires)
    assert wire("reroute.value", "decode.latent") in set(document.graph.wires)
    assert document.history.labels == ("Insert reroute",)

    document.undo()

    assert wire("sampler.latent", "decode.latent") in set(document.graph.wires)


def test_double_clicking_nothing_searches_there(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    hand.double_click(QPointF(640, 560))

    assert canvas.verbs.adding.sheet.is_open

    hand.type("noise")
    hand.key(Qt.Key.Key_Return)

    place = document.graph.places["seeded"]
    assert (place.x, place.y) == (640, 560)
    assert canvas.selection.nodes == {"seeded"}

    document.undo()

    assert "seeded" not in document.graph.nodes


def test_double_clicking_a_note_writes_on_it(document: Document, hand: Hand) -> None:
    document.do(AddNote(Note("note", "", 0, 400, 240, 120)), "Note")

    hand.double_click(QPointF(100, 450))
    hand.type("Look here")
    hand.click(QPointF(640, 560))

    assert document.graph.notes["note"].text == "Look here"
