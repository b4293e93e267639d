"""What a click, a drag or a double click does on the parts of a node, a frame or a note."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from graphstudio.graph.document import Document
from graphstudio.graph.edits import AddFrame, AddNode, AddNote, Connect
from graphstudio.graph.elements import Frame, Node, Note, Place
from graphstudio.ui.canvas.canvas import Canvas
from tests.ui.canvas.tools.hand import CTRL, SHIFT, Hand, wire


def steps(document: Document) -> object:
    return document.graph.nodes["sampler"].values.get("steps", "default")


def test_dragging_across_a_number_changes_it_in_one_step(document: Document, hand: Hand) -> None:
    start = hand.row("sampler", "steps")

    hand.drag(start, start + QPointF(50, 0))

    assert steps(document) == 30
    assert document.history.labels == ("Change Steps",)

    document.undo()

    assert steps(document) == "default"


def test_ctrl_makes_a_drag_across_a_number_coarse_and_shift_makes_it_fine(
    document: Document, hand: Hand
) -> None:
    document.do(AddNode(Node("number", "value.number"), Place(0, 416)), "Add")
    start = hand.row("number", "number")

    hand.press(start)
    hand.move(start + QPointF(50, 0), held=CTRL)
    hand.release(start + QPointF(50, 0), held=CTRL)

    assert document.graph.nodes["number"].values["number"] == 10

    hand.press(start)
    hand.move(start + QPointF(50, 0), held=SHIFT)
    hand.release(start + QPointF(50, 0), held=SHIFT)

    assert document.graph.nodes["number"].values["number"] == 10.1


def test_escape_while_dragging_across_a_number_gives_the_old_one_back(
    document: Document, hand: Hand
) -> None:
    start = hand.row("sampler", "steps")

    hand.press(start)
    hand.move(start + QPointF(50, 0))
    hand.key(Qt.Key.Key_Escape)
    hand.release(start + QPointF(50, 0))

    assert steps(document) == "default"
    assert document.history.labels == ()
    assert document.history.future_labels == ()


def test_dragging_a_number_back_to_what_it_was_is_no_step(document: Document, hand: Hand) -> None:
    start = hand.row("sampler", "steps")

    hand.press(start)
    hand.move(start + QPointF(50, 0))
    hand.move(start)
    hand.release(start)

    assert steps(document) == "default"
    assert document.history.labels == ()


def test_double_clicking_a_number_takes_an_expression(document: Document, hand: Hand) -> None:
    hand.double_click(hand.row("sampler", "steps"))
    hand.key(Qt.Key.Key_A, CTRL)
    hand.type("2*16")
    hand.key(Qt.Key.Key_Return)

    assert steps(document) == 32

    document.undo()

    assert steps(document) == "default"


def test_double_clicking_a_switch_turns_it_over_once(document: Document, hand: Hand) -> None:
    hand.double_click(hand.row("sampler", "adds_noise"))

    assert document.graph.node("sampler").values["adds_noise"] is False


def test_ctrl_with_the_wheel_steps_a_number_and_a_plain_wheel_never_does(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    spot = hand.row("sampler", "steps")

    hand.wheel(spot, 1, CTRL)
    hand.wheel(spot, 1, CTRL)

    assert steps(document) == 22
    assert len(document.history.labels) == 1
    assert canvas.view.zoom == 1

    hand.wheel(spot, 1)

    assert steps(document) == 22


def test_clicking_a_text_opens_its_editor(document: Document, hand: Hand) -> None:
    hand.click(hand.row("prompt", "text"))
    hand.type("a green star")
    hand.click(QPointF(640, 560))

    assert document.graph.nodes["prompt"].values["text"] == "a green star"

    document.undo()

    assert "text" not in document.graph.nodes["prompt"].values


def test_clicking_a_yes_or_no_turns_it_over(document: Document, hand: Hand) -> None:
    document.do(AddNode(Node("yes", "value.boolean"), Place(0, 416)), "Add")

    hand.click(hand.row("yes", "is_on"))

    assert document.graph.nodes["yes"].values["is_on"] is True


def test_dragging_a_row_that_is_no_number_moves_the_node(document: Document, hand: Hand) -> None:
    start = hand.row("prompt", "text")

    hand.drag(start, start + QPointF(0, 480))

    assert document.graph.places["prompt"].y == 480


def test_a_click_on_the_chevron_collapses_a_node_and_another_one_opens_it(
    document: Document, hand: Hand
) -> None:
    hand.click(hand.chevron("sampler"))

    assert document.graph.places["sampler"].is_collapsed

    hand.click(hand.chevron("sampler"))

    assert not document.graph.places["sampler"].is_collapsed


def test_dragging_the_edge_of_a_node_makes_it_wider(document: Document, hand: Hand) -> None:
    start = hand.grip("save")

    hand.drag(start, start + QPointF(64, 0))

    assert document.graph.places["save"].width == 304
    assert document.history.labels == ("Resize node",)


def test_escape_leaves_a_node_as_wide_as_it_was(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    start = hand.grip("save")

    hand.press(start)
    hand.move(start + QPointF(64, 0))
    hand.key(Qt.Key.Key_Escape)

    assert document.history.labels == ()
    assert canvas.scene.nodes["save"].rect.width() == 240


def test_dragging_the_corner_of_a_frame_or_a_note_resizes_it(
    document: Document, hand: Hand
) -> None:
    document.do(AddFrame(Frame("box", "Box", 0, 400, 240, 160)), "Frame")
    document.do(AddNote(Note("note", "", 320, 520, 160, 96)), "Note")

    hand.drag(QPointF(236, 556), QPointF(316, 604))
    hand.drag(QPointF(476, 612), QPointF(516, 652))

    frame, note = document.graph.frames["box"], document.graph.notes["note"]
    assert (frame.width, frame.height) == (320, 208)
    assert (note.width, note.height) == (200, 136)


def test_double_clicking_a_title_renames_the_node(document: Document, hand: Hand) -> None:
    hand.double_click(hand.header("save"))
    hand.key(Qt.Key.Key_A, CTRL)
    hand.type("Keep")
    hand.key(Qt.Key.Key_Return)

    assert document.graph.nodes["save"].title == "Keep"

    document.undo()

    assert document.graph.nodes["save"].title == ""


def test_double_clicking_the_title_of_a_frame_renames_it(document: Document, hand: Hand) -> None:
    document.do(AddFrame(Frame("box", "Box", 0, 400, 240, 160)), "Frame")

    hand.double_click(QPointF(120, 412))
    hand.key(Qt.Key.Key_A, CTRL)
    hand.type("Models")
    hand.key(Qt.Key.Key_Return)

    assert document.graph.frames["box"].title == "Models"


def test_double_clicking_a_folded_frame_goes_into_it(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(canvas.selection.of(["empty"]))
    canvas.verbs.frames.fold()
    frame = document.graph.frames["frame"]
    assert frame.is_folded

    hand.double_click(canvas.scene.frame_rect("frame").topLeft() + QPointF(100, 14))

    assert canvas.scene.within == "frame"
    assert document.graph.frames["frame"].is_folded


def test_clicking_with_v_held_probes_what_a_node_gives(document: Document, hand: Hand) -> None:
    document.do(Connect(wire("load.vae", "decode.vae")), "Connect")
    QTest.keyPress(hand.view, Qt.Key.Key_V)
    hand.click(hand.header("decode"))
    QTest.keyRelease(hand.view, Qt.Key.Key_V)

    assert wire("decode.image", "preview.image") in set(document.graph.wires)

    document.undo()

    assert "preview" not in document.graph.nodes


def test_ctrl_shift_clicking_probes_too(document: Document, hand: Hand) -> None:
    hand.click(hand.header("decode"), held=CTRL | SHIFT)

    assert wire("decode.image", "preview.image") in set(document.graph.wires)


def test_double_clicking_a_picture_asks_for_it_large(hand: Hand, canvas: Canvas) -> None:
    asked: list[str] = []
    canvas.view_requested.connect(asked.append)
    shape = canvas.scene.nodes["save"].look.shape

    hand.double_click(shape.preview.center() + canvas.scene.nodes["save"].pos())

    assert asked == ["save"]


def test_the_right_button_selects_a_node_and_offers_what_can_be_done_to_it(
    hand: Hand, canvas: Canvas
) -> None:
    hand.ask_menu(hand.header("save"))

    menu = hand.menu
    assert canvas.selection.nodes == {"save"}
    assert "Mute" in [action.text() for action in menu.actions()]
    menu.close()


def test_the_menu_of_empty_canvas_adds_where_it_was_asked_for(
    document: Document, hand: Hand
) -> None:
    hand.ask_menu(QPointF(640, 560))
    action = next(one for one in hand.menu.actions() if one.text() == "Add a note")

    hand.menu.setActiveAction(action)
    QTest.keyClick(hand.menu, Qt.Key.Key_Return)

    note = document.graph.notes["note"]
    assert (note.x, note.y) == (640, 560)


def test_the_menu_of_a_row_publishes_its_input(document: Document, hand: Hand) -> None:
    hand.ask_menu(hand.row("sampler", "steps"))
    action = next(one for one in hand.menu.actions() if one.text() == "Publish the input")

    hand.menu.setActiveAction(action)
    QTest.keyClick(hand.menu, Qt.Key.Key_Return)

    assert document.graph.published["steps"].node == "sampler"


def test_an_output_can_be_probed_by_itself_and_says_why_not(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    told: list[str] = []
    canvas.message.connect(told.append)

    hand.click(hand.socket("load", "vae", "output"), held=CTRL | SHIFT)

    assert "preview" not in document.graph.nodes
    assert "gives Model[Vae]" in told[0]
