"""Everything by keyboard: walking, editing, adding, connecting."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from graphstudio.graph.document import Document
from graphstudio.graph.edits import Disconnect, RemoveNode
from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.commands import Commands
from tests.ui.canvas.tools.hand import CTRL, SHIFT, Hand, wire

Key = Qt.Key


def at(document: Document, node: str) -> tuple[float, float]:
    place = document.graph.places[node]
    return place.x, place.y


def test_arrows_nudge_what_is_selected_and_a_row_of_nudges_is_one_step(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["save"]))

    hand.key(Key.Key_Right)
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Down, SHIFT)

    assert at(document, "save") == (1008, 240 + 8 + 32)
    assert document.history.labels == ("Nudge",)

    document.undo()

    assert at(document, "save") == (1000, 240)


def test_an_arrow_with_nothing_selected_goes_to_the_first_node(hand: Hand, canvas: Canvas) -> None:
    hand.key(Key.Key_Right)

    assert canvas.selection.nodes == {"load"}
    assert canvas.scene.focus.at == ("load", "")


def test_ctrl_with_arrows_walks_along_wires(hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["empty"]))

    hand.key(Key.Key_Right, CTRL)
    assert canvas.selection.nodes == {"sampler"}

    hand.key(Key.Key_Right, CTRL)
    assert canvas.selection.nodes == {"decode"}

    hand.key(Key.Key_Down, CTRL)
    assert canvas.selection.nodes == {"save"}

    hand.key(Key.Key_Up, CTRL)
    hand.key(Key.Key_Left, CTRL)
    assert canvas.selection.nodes == {"sampler"}


def test_walking_from_a_row_follows_the_wire_of_that_row(hand: Hand, canvas: Canvas) -> None:
    canvas.verbs.walking.focus(Port("sampler", "latent"), "input")

    hand.key(Key.Key_Left, CTRL)

    assert canvas.selection.nodes == {"empty"}


def test_walking_brings_the_node_into_sight(hand: Hand, canvas: Canvas) -> None:
    canvas.view.centerOn(3000, 3000)
    canvas.scene.select(Selection.of(["sampler"]))

    hand.key(Key.Key_Right, CTRL)

    assert canvas.view.visible_rect().contains(canvas.scene.node_rect("decode"))


def test_enter_edits_the_first_row_and_up_and_down_go_from_row_to_row(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["sampler"]))

    hand.key(Key.Key_Return)
    hand.key(Key.Key_A, CTRL)
    hand.type("33")
    hand.key(Key.Key_Return)

    assert document.graph.nodes["sampler"].values["steps"] == 33
    assert canvas.scene.focus.at == ("sampler", "steps")

    hand.key(Key.Key_Down)
    following = canvas.scene.focus.row
    hand.key(Key.Key_Up)

    assert following not in ("", "steps")
    assert canvas.scene.focus.at == ("sampler", "steps")


def test_escape_leaves_the_editor_then_the_row_then_the_selection(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["sampler"]))
    hand.key(Key.Key_Return)
    hand.type("99")

    hand.key(Key.Key_Escape)
    assert document.history.labels == ()
    assert canvas.scene.focus.at == ("sampler", "steps")

    hand.key(Key.Key_Escape)
    assert canvas.scene.focus.at == ("sampler", "")

    hand.key(Key.Key_Escape)
    assert not canvas.selection


def test_left_and_right_step_the_number_that_the_keyboard_is_at(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.verbs.walking.focus(Port("sampler", "steps"), "input")

    hand.key(Key.Key_Right)
    hand.key(Key.Key_Right)
    hand.key(Key.Key_Left)

    assert document.graph.nodes["sampler"].values["steps"] == 21
    assert len(document.history.labels) == 1


def test_tab_in_an_editor_goes_on_to_the_next_row(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["empty"]))
    hand.key(Key.Key_Return)
    hand.key(Key.Key_A, CTRL)
    hand.type("128")

    hand.key(Key.Key_Tab)
    hand.key(Key.Key_A, CTRL)
    hand.type("256")
    hand.key(Key.Key_Return)

    values = document.graph.nodes["empty"].values
    assert list(values.values()) == [128, 256]


def test_tab_opens_the_search_and_enter_adds_and_selects(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    hand.key(Key.Key_Tab)
    hand.type("noise")
    hand.key(Key.Key_Return)

    assert "seeded" in document.graph.nodes
    assert canvas.selection.nodes == {"seeded"}
    assert canvas.scene.focus.at == ("seeded", "")
    assert canvas.view.hasFocus()


def test_a_node_added_by_keyboard_lies_on_no_other(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["load"]))

    hand.key(Key.Key_A, SHIFT)
    hand.type("noise")
    hand.key(Key.Key_Return)

    rect = canvas.scene.node_rect("seeded")
    assert [item.id for item in canvas.scene.nodes_in(rect)] == ["seeded"]


def test_escape_closes_the_search_and_adds_nothing(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    hand.key(Key.Key_Tab)
    hand.type("noise")
    hand.key(Key.Key_Escape)

    assert document.history.labels == ()
    assert canvas.view.hasFocus()


def test_connect_picks_the_other_end_of_a_row_from_a_list(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.verbs.walking.focus(Port("load", "vae"), "output")

    hand.key(Key.Key_C)
    assert canvas.picks.texts == ("Load Model · VAE → VAE Decode · VAE", "New node…")

    hand.key(Key.Key_Return)

    assert wire("load.vae", "decode.vae") in set(document.graph.wires)
    assert canvas.view.hasFocus()

    document.undo()

    assert wire("load.vae", "decode.vae") not in set(document.graph.wires)


def test_connect_from_a_whole_node_offers_all_its_free_sockets(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["decode"]))

    hand.key(Key.Key_C)
    hand.type("save")
    hand.key(Key.Key_Return)

    assert wire("decode.image", "save.image") in set(document.graph.wires)


def test_enter_on_a_socket_offers_what_to_connect_it_to(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    document.do(Disconnect(Port("decode", "latent")), "Disconnect")
    canvas.verbs.walking.focus(Port("decode", "latent"), "input")

    hand.key(Key.Key_Return)
    hand.type("sample")
    hand.key(Key.Key_Return)

    assert wire("sampler.latent", "decode.latent") in set(document.graph.wires)


def test_connect_can_add_the_other_end(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.verbs.walking.focus(Port("sampler", "noise"), "input")

    hand.key(Key.Key_C)
    hand.key(Key.Key_Return)
    hand.type("noise")
    hand.key(Key.Key_Return)

    assert wire("seeded.noise", "sampler.noise") in set(document.graph.wires)


def test_find_selects_what_it_finds_and_enter_goes_from_find_to_find(
    hand: Hand, canvas: Canvas
) -> None:
    hand.key(Key.Key_F, CTRL)
    hand.type("decode")

    assert canvas.selection.nodes == {"decode"}
    assert canvas.find_bar.count_text == "1 found"

    hand.key(Key.Key_Return)
    hand.key(Key.Key_Escape)

    assert canvas.scene.focus.node == "decode"
    assert canvas.view.hasFocus()


def test_the_menu_key_shows_the_menu_of_the_node_that_the_keyboard_is_at(
    hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["save"]))

    hand.key(Key.Key_Menu)

    assert "Rename" in [action.text() for action in hand.menu.actions()]
    hand.menu.close()


def test_text_to_image_can_be_built_with_the_keyboard_alone(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    hand.key(Key.Key_A, CTRL)
    hand.key(Key.Key_Delete)
    assert not document.graph.nodes

    def add(name: str) -> None:
        hand.key(Key.Key_Tab)
        hand.type(name)
        hand.key(Key.Key_Return)

    def connect(words: str) -> None:
        hand.key(Key.Key_C)
        hand.type(words)
        hand.key(Key.Key_Return)

    for name, wanted in (
        ("load model", ()),
        ("encode prompt", ("load text encoder prompt",)),
        ("empty latent", ("load denoiser empty",)),
        ("scheduler", ()),
        ("cfg", ()),
        ("noise", ()),
        (
            "sample",
            (
                "load denoiser sample",
                "prompt sample positive",
                "prompt sample negative",
                "empty sample latent",
                "scheduler sample",
                "guidance sample",
                "noise sample noise",
            ),
        ),
        ("vae decode", ("sample decode latent", "load vae decode")),
        ("save image", ("decode save image",)),
    ):
        add(name)
        for words in wanted:
            connect(words)

    wires = {str(one.target): str(one.source) for one in document.graph.wires}
    assert wires == {
        "encode.text_encoder": "load.text_encoder",
        "empty.denoiser": "load.denoiser",
        "sample.denoiser": "load.denoiser",
        "sample.positive": "encode.conditioning",
        "sample.negative": "encode.conditioning",
        "sample.latent": "empty.latent",
        "sample.scheduler": "choose.scheduler",
        "sample.guidance": "cfg.guidance",
        "sample.noise": "seeded.noise",
        "decode.latent": "sample.latent",
        "decode.vae": "load.vae",
        "save.image": "decode.image",
    }


def test_the_keyboard_leaves_a_row_when_the_mouse_selects_something_else(
    hand: Hand, canvas: Canvas
) -> None:
    hand.click(hand.row("sampler", "steps"))
    assert canvas.scene.focus.at == ("sampler", "steps")

    hand.click(hand.header("save"))
    assert canvas.scene.focus.at == ("", "")

    hand.click(hand.row("sampler", "steps"))
    hand.click(QPointF(640, 560))
    assert canvas.scene.focus.at == ("", "")


def test_walking_goes_into_a_folded_frame_and_out_of_it(hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["sampler"]))
    canvas.verbs.frames.fold()
    canvas.scene.select(Selection.of(["empty"]))

    hand.key(Key.Key_Right, CTRL)
    assert canvas.selection.frames == {"frame"}

    hand.key(Key.Key_Right, CTRL)
    assert canvas.selection.nodes == {"decode"}


def test_a_key_that_was_held_when_the_keyboard_went_elsewhere_is_held_no_more(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    start = hand.header("save")

    QTest.keyPress(canvas.view, Key.Key_Space)
    canvas.find_bar.begin()
    canvas.find_bar.hide()
    canvas.setFocus()
    hand.drag(start, start + QPointF(80, 80))

    assert document.history.labels == ("Move",)


def test_the_keyboard_is_at_no_row_of_a_node_that_was_deleted(
    document: Document, canvas: Canvas, commands: Commands
) -> None:
    canvas.verbs.walking.focus(Port("sampler", "steps"), "input")

    canvas.verbs.nodes.delete()
    commands.refresh()

    assert canvas.verbs.walking.port is None


def test_deleting_a_node_ends_the_editing_of_its_knob(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.verbs.values.edit(Port("sampler", "steps"))
    hand.type("3")

    document.do(RemoveNode("sampler"), "Delete")

    assert canvas._in_place.editor is None
    document.undo()
    assert document.graph.nodes["sampler"].values == {}


def test_wiring_a_knob_ends_its_editing(document: Document, canvas: Canvas) -> None:
    canvas.verbs.values.edit(Port("sampler", "steps"))

    canvas.verbs.values.feed_from_node(Port("sampler", "steps"))

    assert canvas._in_place.editor is None


@pytest.mark.parametrize("is_note", [False, True])
def test_deleting_ends_the_writing_of_a_title_and_of_a_note(
    document: Document, canvas: Canvas, is_note: bool
) -> None:
    if is_note:
        canvas.add_note()
    else:
        canvas.verbs.naming.edit_node("sampler")
    assert canvas._in_place.editor is not None

    canvas.scene.select(Selection.of(document.graph.nodes, notes=document.graph.notes))
    canvas.verbs.nodes.delete()

    assert canvas._in_place.editor is None
