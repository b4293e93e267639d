"""Dragging nodes, frames and notes; dropping on wires; shaking."""

from PySide6.QtCore import QPointF, Qt

from graphstudio.graph.document import Document
from graphstudio.graph.edits import AddFrame, AddNode, AddNote, Move
from graphstudio.graph.elements import Frame, Node, Note, Place, Port
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.settings import Settings
from tests.ui.canvas.tools.hand import ALT, CTRL, LEFT, RIGHT, Hand, wire


def at(document: Document, node: str) -> tuple[float, float]:
    place = document.graph.places[node]
    return place.x, place.y


def test_dragging_a_header_moves_the_node_in_one_step(document: Document, hand: Hand) -> None:
    start = hand.header("save")

    hand.drag(start, start + QPointF(83, 61))

    assert at(document, "save") == (1080, 304)
    assert document.history.labels == ("Move",)

    document.undo()

    assert at(document, "save") == (1000, 240)


def test_a_drag_comes_to_rest_in_line_with_a_neighbour(document: Document, hand: Hand) -> None:
    document.do(Move({"decode": Place(1003, 0)}), "Off the grid")
    start = hand.header("save")

    hand.drag(start, start + QPointF(5, 80))

    assert at(document, "save") == (1003, 320)


def test_ctrl_held_while_dragging_leaves_the_grid(document: Document, hand: Hand) -> None:
    start = hand.header("save")

    hand.press(start)
    hand.move(start + QPointF(83, 61), held=CTRL)
    hand.release(start + QPointF(83, 61), held=CTRL)

    assert at(document, "save") == (1083, 301)


def test_without_snapping_a_node_goes_where_it_is_put(
    document: Document, hand: Hand, settings: Settings
) -> None:
    settings.snaps = False
    start = hand.header("save")

    hand.drag(start, start + QPointF(83, 61))

    assert at(document, "save") == (1083, 301)


def test_everything_that_is_selected_moves_along(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["save", "decode"]))
    start = hand.header("save")

    hand.drag(start, start + QPointF(0, 80))

    assert (at(document, "save"), at(document, "decode")) == ((1000, 320), (1000, 80))


def test_escape_cancels_a_drag_and_leaves_nothing(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    start = hand.header("save")

    hand.press(start)
    hand.move(start + QPointF(80, 80))
    hand.key(Qt.Key.Key_Escape)
    hand.release(start + QPointF(80, 80))

    assert at(document, "save") == (1000, 240)
    assert document.history.labels == ()
    assert canvas.scene.nodes["save"].pos() == QPointF(1000, 240)


def test_the_right_button_cancels_a_drag(document: Document, hand: Hand, canvas: Canvas) -> None:
    start = hand.header("save")

    hand.press(start)
    hand.move(start + QPointF(80, 80))
    hand.press(start + QPointF(80, 80), RIGHT)
    hand.release(start + QPointF(80, 80), RIGHT)
    hand.release(start + QPointF(80, 80), LEFT)

    assert at(document, "save") == (1000, 240)
    assert document.history.labels == ()
    assert canvas.tools.gesture is None


def test_a_frame_takes_along_what_lies_in_it(document: Document, hand: Hand) -> None:
    document.do(AddFrame(Frame("box", "Box", 960, 200, 340, 300)), "Frame")
    start = QPointF(1100, 212)

    hand.drag(start, start + QPointF(0, 80))

    assert document.graph.frames["box"].y == 280
    assert at(document, "save") == (1000, 320)
    assert at(document, "decode") == (1000, 0)


def test_a_note_can_be_dragged(document: Document, hand: Hand) -> None:
    document.do(AddNote(Note("note", "Hello", 0, 400, 160, 96)), "Note")

    hand.drag(QPointF(60, 440), QPointF(100, 480))

    note = document.graph.notes["note"]
    assert (note.x, note.y) == (40, 440)


def test_a_free_node_dropped_on_a_wire_goes_into_it(document: Document, hand: Hand) -> None:
    document.do(AddNode(Node("bigger", "latent.resize"), Place(640, 480)), "Add")
    start = hand.header("bigger")
    middle = hand.wire("sampler.latent", "decode.latent")

    hand.drag(start, middle)

    wires = set(document.graph.wires)
    assert wire("sampler.latent", "bigger.latent") in wires
    assert wire("bigger.latent", "decode.latent") in wires
    assert document.history.labels[-1] == "Insert into the wire"

    document.undo()

    assert at(document, "bigger") == (640, 480)
    assert wire("sampler.latent", "decode.latent") in set(document.graph.wires)


def test_the_wire_that_a_node_would_go_into_is_highlighted(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    document.do(AddNode(Node("bigger", "latent.resize"), Place(640, 480)), "Add")
    start = hand.header("bigger")

    hand.press(start)
    hand.move(hand.wire("sampler.latent", "decode.latent"))

    assert canvas.scene.wires._highlighted == Port("decode", "latent")


def test_alt_held_while_dropping_leaves_the_wire_alone(document: Document, hand: Hand) -> None:
    document.do(AddNode(Node("bigger", "latent.resize"), Place(640, 480)), "Add")
    start, middle = hand.header("bigger"), hand.wire("sampler.latent", "decode.latent")

    hand.press(start)
    hand.move(middle, held=ALT)
    hand.release(middle, held=ALT)

    assert wire("sampler.latent", "decode.latent") in set(document.graph.wires)
    assert document.history.labels[-1] == "Move"


def test_a_node_that_does_not_fit_is_only_moved(document: Document, hand: Hand) -> None:
    start, middle = hand.header("save"), hand.wire("sampler.latent", "decode.latent")

    hand.drag(start, middle)

    assert wire("sampler.latent", "decode.latent") in set(document.graph.wires)
    assert document.history.labels == ("Move",)


def test_shaking_a_node_takes_it_out_of_its_wires(document: Document, hand: Hand) -> None:
    document.do(AddNode(Node("bigger", "latent.resize"), Place(640, 480)), "Add")
    hand.drag(hand.header("bigger"), hand.wire("sampler.latent", "decode.latent"))
    start = hand.header("bigger")

    hand.press(start)
    for _ in range(3):
        hand.move(start + QPointF(60, 0))
        hand.move(start - QPointF(60, 0))
    hand.release(start)

    assert not document.graph.wires_at("bigger")
    assert wire("sampler.latent", "decode.latent") in set(document.graph.wires)

    document.undo()

    assert wire("sampler.latent", "bigger.latent") in set(document.graph.wires)


def test_alt_dragging_a_node_drags_a_copy_away(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    start = hand.header("save")

    hand.drag(start, start + QPointF(0, 160), held=ALT)

    assert at(document, "save") == (1000, 240)
    assert at(document, "save_2") == (1000, 400)
    assert canvas.selection.nodes == {"save_2"}

    document.undo()

    assert "save_2" not in document.graph.nodes


def test_a_pinned_node_stays_and_says_so(document: Document, hand: Hand, canvas: Canvas) -> None:
    told: list[str] = []
    canvas.message.connect(told.append)
    document.do(Move({"save": Place(1000, 240, is_pinned=True)}), "Pin")
    start = hand.header("save")

    hand.drag(start, start + QPointF(0, 80))

    assert at(document, "save") == (1000, 240)
    assert document.history.labels == ("Pin",)
    assert told == ["Pinned: press P to let it go"]


def test_what_is_selected_with_a_pinned_node_moves_without_it(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    document.do(Move({"save": Place(1000, 240, is_pinned=True)}), "Pin")
    canvas.scene.select(Selection.of(["save", "decode"]))
    start = hand.header("decode")

    hand.press(start)
    hand.move(start + QPointF(0, 80))
    dragged = canvas.scene.nodes["save"].pos()
    hand.release(start + QPointF(0, 80))

    assert dragged == QPointF(1000, 240)
    assert (at(document, "save"), at(document, "decode")) == ((1000, 240), (1000, 80))
