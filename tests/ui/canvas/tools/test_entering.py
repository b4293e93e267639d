"""Groups: made of nodes, gone into, worked in and left again."""

import pytest
from PySide6.QtCore import QPointF, Qt

from graphstudio.graph import editing
from graphstudio.graph.document import Document
from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.selection import Selection
from tests.ui.canvas.tools.hand import ALT, CTRL, Hand, wire

Key = Qt.Key


@pytest.fixture
def inside(canvas: Canvas) -> Canvas:
    """Give a canvas that shows the inside of a group of the prompt and the empty latent."""
    canvas.scene.select(Selection.of(["prompt", "empty"]))
    canvas.verbs.frames.fold()
    canvas.verbs.entering.go_to("frame")
    return canvas


def shown(canvas: Canvas) -> set[str]:
    return {id_ for id_ in canvas.scene.nodes if canvas.scene.is_shown(id_)}


def test_a_group_holds_what_was_selected_and_nothing_between(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["load", "save"]))

    hand.key(Key.Key_G, CTRL | ALT)

    assert document.graph.frames["frame"].members == ("load", "save")


def test_enter_goes_into_a_group_and_backspace_comes_out(hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["prompt", "empty"]))
    hand.key(Key.Key_G, CTRL | ALT)

    hand.key(Key.Key_Return)
    seen = shown(canvas)
    hand.key(Key.Key_Backspace)

    assert seen == {"prompt", "empty"}
    assert shown(canvas) == {"load", "sampler", "decode", "save"}
    assert canvas.selection == Selection.of(frames=["frame"])
    assert canvas.scene.focus.frame == "frame"


def test_backspace_deletes_what_is_selected_before_it_leaves(
    document: Document, hand: Hand, inside: Canvas
) -> None:
    inside.scene.select(Selection.of(["empty"]))

    hand.key(Key.Key_Backspace)

    assert "empty" not in document.graph.nodes
    assert inside.scene.within == "frame"


def test_going_in_and_out_is_no_edit_and_comes_back_to_what_was_seen(
    document: Document, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["prompt", "empty"]))
    canvas.verbs.frames.fold()
    canvas.view.zoom_to(0.7)
    before = canvas.view.visible_rect().center()

    canvas.verbs.entering.go_to("frame")
    canvas.verbs.entering.leave()

    assert document.history.labels == ("Make subgraph",)
    assert canvas.view.zoom == pytest.approx(0.7)
    after = canvas.view.visible_rect().center()
    assert (after - before).manhattanLength() < 4


def test_the_bar_leads_back(hand: Hand, inside: Canvas, document: Document) -> None:
    inside.scene.select(Selection.of(["empty"]))
    hand.key(Key.Key_G, CTRL | ALT)
    hand.key(Key.Key_I)
    path, titles = inside.verbs.entering.path, inside.scope_bar.titles

    hand.key(Key.Key_U)
    hand.key(Key.Key_U)

    assert path == ("frame", "frame_2")
    assert titles == (document.graph.title or "Graph", "Group", "Group")
    assert inside.scene.within == ""
    assert not inside.scope_bar.isVisible()


def test_what_is_added_in_a_group_belongs_to_it(
    document: Document, hand: Hand, inside: Canvas
) -> None:
    hand.key(Key.Key_Tab)
    hand.type("load image")
    hand.key(Key.Key_Return)

    (new,) = set(document.graph.nodes) - {"load", "prompt", "empty", "sampler", "decode", "save"}
    assert new in document.graph.frames["frame"].members
    assert inside.scene.is_shown(new)

    document.undo()

    assert new not in document.graph.nodes
    assert document.graph.frames["frame"].members == ("empty", "prompt")


def test_a_group_in_a_group_is_unfolded_inside_of_it(document: Document, inside: Canvas) -> None:
    inside.scene.select(Selection.of(["empty"]))
    inside.verbs.frames.fold()
    inside.verbs.frames.fold()

    assert not document.graph.frames["frame_2"].is_folded
    assert editing.hidden(document.graph).nodes == {"prompt", "empty"}
    assert shown(inside) == {"prompt", "empty"}


def test_of_a_wire_across_the_border_a_stub_shows(inside: Canvas) -> None:
    path = inside.scene.wires.path(wire("load.text_encoder", "prompt.text_encoder"))

    end = inside.scene.socket_pos(Port("prompt", "text_encoder"), "input")
    assert path.pointAtPercent(1) == end
    assert end.x() - path.pointAtPercent(0).x() < 100


def test_undoing_the_group_comes_out_of_it(document: Document, inside: Canvas) -> None:
    document.undo()

    assert inside.scene.within == ""
    assert shown(inside) == set(document.graph.nodes)


def test_jumping_to_a_node_goes_into_its_group_and_walking_along_a_wire_comes_out(
    hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["prompt", "empty"]))
    canvas.verbs.frames.fold()

    canvas.show_node("empty")
    where = canvas.scene.within
    hand.key(Key.Key_Right, CTRL)

    assert where == "frame"
    assert canvas.scene.within == ""
    assert canvas.selection.nodes == {"sampler"}


def test_only_what_shows_is_selected_tidied_and_framed(
    document: Document, hand: Hand, inside: Canvas
) -> None:
    hand.key(Key.Key_A, CTRL)
    chosen = inside.selection
    hand.key(Key.Key_L, Qt.KeyboardModifier.ShiftModifier)

    assert chosen == Selection.of(["prompt", "empty"])
    assert document.graph.places["sampler"].x == 640
    assert inside.scene.bounds() == inside.scene.bounds(chosen)


def test_a_wire_dropped_on_a_group_takes_the_first_free_input_inside(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["decode", "save"]))
    canvas.verbs.frames.fold()
    body = canvas.scene.frame_rect("frame").center() + QPointF(20, 8)

    hand.drag(hand.socket("load", "vae", "output"), body)

    assert wire("load.vae", "decode.vae") in set(document.graph.wires)


def test_a_wire_dropped_on_a_group_where_nothing_fits_says_so(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    told: list[str] = []
    canvas.message.connect(told.append)
    canvas.scene.select(Selection.of(["save"]))
    canvas.verbs.frames.fold()

    hand.drag(hand.socket("load", "vae", "output"), canvas.scene.frame_rect("frame").center())

    assert document.history.labels == ("Make subgraph",)
    assert told == ["Group has no free socket that fits."]


def test_sockets_of_a_group_are_greyed_and_say_why(hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["prompt", "empty"]))
    canvas.verbs.frames.fold()

    hand.press(hand.socket("load", "vae", "output"))
    hand.move(hand.socket("prompt", "text_encoder", "input"))

    look = canvas.scene.frames["frame"].look
    assert look is not None
    assert look.refusals is not None
    assert "does not fit" in look.refusals["prompt.text_encoder", "input"]


def test_a_group_has_tips_and_words(canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["prompt", "empty"]))
    canvas.verbs.frames.fold()
    rect = canvas.scene.frame_rect("frame")

    header = canvas.scene.tip(canvas.scene.hit(rect.topLeft() + QPointF(120, 14)))
    chevron = canvas.scene.tip(canvas.scene.hit(rect.topLeft() + QPointF(14, 14)))
    canvas.scene.focus.to_frame("frame")

    assert header == "Group: 2 nodes. Double-click to go into it."
    assert chevron == "Unfold this frame"
    assert canvas.view.accessibleDescription() == "Group. 2 nodes, folded. 1 wires in, 1 out."
