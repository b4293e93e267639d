"""Each gesture as a command with its shortcut, judged by what the document is afterwards."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from graphstudio.graph.document import Document
from graphstudio.graph.edits import AddFrame, AddNode, Connect, Disconnect
from graphstudio.graph.elements import Frame, Node, Place, Port
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.commands import Commands
from graphstudio.ui.settings import Settings
from graphstudio.ui.values.colour_sheet import COLOURS
from tests.ui.canvas.tools.hand import ALT, CTRL, NONE, SHIFT, Hand, wire

Key = Qt.Key


def at(document: Document, node: str) -> tuple[float, float]:
    place = document.graph.places[node]
    return place.x, place.y


def test_no_two_canvas_commands_share_a_shortcut(canvas: Canvas, commands: Commands) -> None:
    keys = Counter(key for one in commands.all() for key in commands.shortcuts(one.id))

    assert [key for key, count in keys.items() if count > 1] == []


def test_every_command_can_be_run_with_nothing_selected_and_leaves_the_graph_whole(
    document: Document, canvas: Canvas, commands: Commands
) -> None:
    before = document.graph.copy()
    QGuiApplication.clipboard().clear()
    adds = ("graph.add_note", "arrange.tidy", "arrange.tidy_all")

    for command in [one for one in commands.all() if one.id not in adds]:
        canvas.verbs.sight.select_none()
        canvas.scene.focus.to_node("")
        command.run()
    canvas.close_popups()
    canvas.find_bar.hide()

    assert document.graph == before


def test_shortcuts_of_the_canvas_rest_while_something_is_typed(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["prompt"]))
    hand.key(Key.Key_Return)

    hand.type("mbhlgfc")
    hand.key(Key.Key_Backspace)

    assert "prompt" in document.graph.nodes
    assert not document.graph.nodes["prompt"].is_muted


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_delete(key: Key, document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(
        Selection.of(["sampler"], wires=[wire("load.text_encoder", "prompt.text_encoder")])
    )

    hand.key(key)

    assert "sampler" not in document.graph.nodes
    assert not list(document.graph.wires)
    assert len(document.history.labels) == 1

    document.undo()

    assert "sampler" in document.graph.nodes
    assert len(list(document.graph.wires)) == 4


def test_delete_and_reconnect_heals_the_wires(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["sampler"]))

    hand.key(Key.Key_Delete, CTRL)

    assert list(document.graph.inputs("decode").values()) == [Port("empty", "latent")]


def test_copy_and_paste_go_through_the_clipboard_as_text(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["sampler", "decode"]))

    hand.key(Key.Key_C, CTRL)
    hand.key(Key.Key_V, CTRL)

    assert "graphstudio" in QGuiApplication.clipboard().text()
    assert canvas.selection.nodes == {"sample", "decode_2"} or len(canvas.selection.nodes) == 2
    pasted = canvas.selection.nodes
    assert len([one for one in document.graph.wires if one.target.node in pasted]) == 1

    document.undo()

    assert not pasted & document.graph.nodes.keys()


def test_paste_with_incoming_wires_keeps_what_fed_the_originals(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["decode"]))

    hand.key(Key.Key_C, CTRL)
    hand.key(Key.Key_V, CTRL | SHIFT)

    pasted = next(iter(canvas.selection.nodes))
    assert document.graph.inputs(pasted) == {"latent": Port("sampler", "latent")}


def test_pasting_what_is_no_graph_says_so(document: Document, hand: Hand, canvas: Canvas) -> None:
    told: list[str] = []
    canvas.message.connect(told.append)
    QGuiApplication.clipboard().setText("hello")

    hand.key(Key.Key_V, CTRL)

    assert document.history.labels == ()
    assert "clipboard" in told[0]


def test_cut_deletes_what_it_copies(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["save"]))

    hand.key(Key.Key_X, CTRL)

    assert "save" not in document.graph.nodes
    assert "image.save" in QGuiApplication.clipboard().text()


def test_duplicate_keeps_incoming_wires(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["decode"]))

    hand.key(Key.Key_D, CTRL)

    copy = next(iter(canvas.selection.nodes - {"decode"}))
    assert document.graph.inputs(copy) == {"latent": Port("sampler", "latent")}


@pytest.mark.parametrize("held", [NONE, CTRL], ids=["m", "ctrl+m"])
def test_mute(held: Qt.KeyboardModifier, document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["sampler"]))

    hand.key(Key.Key_M, held)
    assert document.graph.nodes["sampler"].is_muted

    hand.key(Key.Key_M, held)
    assert not document.graph.nodes["sampler"].is_muted


@pytest.mark.parametrize("held", [NONE, CTRL], ids=["b", "ctrl+b"])
def test_bypass(held: Qt.KeyboardModifier, document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["sampler"]))

    hand.key(Key.Key_B, held)

    assert document.graph.nodes["sampler"].is_bypassed


def test_collapse(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["sampler"]))

    hand.key(Key.Key_H)

    assert document.graph.places["sampler"].is_collapsed


def test_frame_and_unframe(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["sampler", "decode"]))

    hand.key(Key.Key_G, CTRL)
    assert list(document.graph.frames) == ["frame"]
    assert canvas.selection.frames == {"frame"}

    hand.key(Key.Key_G, CTRL | SHIFT)
    assert not document.graph.frames


def test_make_a_subgraph_in_one_step_and_open_it(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["sampler", "empty"]))

    hand.key(Key.Key_G, CTRL | ALT)
    assert document.graph.frames["frame"].is_folded
    assert len(document.history.labels) == 1

    hand.key(Key.Key_G, CTRL | ALT)
    assert not document.graph.frames["frame"].is_folded


def test_tidy_all_is_one_step(document: Document, hand: Hand) -> None:
    hand.key(Key.Key_L, SHIFT)

    assert document.history.labels == ("Tidy layout",)
    assert at(document, "sampler")[0] > at(document, "load")[0]

    document.undo()

    assert at(document, "sampler") == (640, 0)


def test_tidy_moves_only_what_is_selected(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["load", "prompt"]))

    hand.key(Key.Key_L)

    assert at(document, "save") == (1000, 240)


def test_align(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["save", "sampler"]))

    hand.key(Key.Key_Up, CTRL | SHIFT)

    assert at(document, "save") == (1000, 0)


def test_extract(document: Document, hand: Hand, canvas: Canvas) -> None:
    document.do(AddNode(Node("bigger", "latent.resize"), Place(800, 480)), "Add")
    document.do(Connect(wire("sampler.latent", "bigger.latent")), "Connect")
    document.do(Connect(wire("bigger.latent", "decode.latent")), "Connect")
    canvas.scene.select(Selection.of(["bigger"]))

    hand.key(Key.Key_X, CTRL | SHIFT)

    assert wire("sampler.latent", "decode.latent") in set(document.graph.wires)
    assert not document.graph.wires_at("bigger")


def test_insert_a_reroute_into_the_selected_wire(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(wires=[wire("sampler.latent", "decode.latent")]))

    hand.key(Key.Key_R)

    assert wire("reroute.value", "decode.latent") in set(document.graph.wires)


def test_disconnect_cuts_all_wires_of_a_node(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["sampler"]))

    hand.key(Key.Key_C, SHIFT)

    assert not document.graph.wires_at("sampler")


def test_probe_the_selected_node(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["decode"]))

    hand.key(Key.Key_V, SHIFT)

    assert wire("decode.image", "preview.image") in set(document.graph.wires)


def test_rename_with_f2(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["save"]))

    hand.key(Key.Key_F2)
    hand.key(Key.Key_A, CTRL)
    hand.type("Keep")
    hand.key(Key.Key_Return)

    assert document.graph.nodes["save"].title == "Keep"


def test_help_with_f1(hand: Hand, canvas: Canvas) -> None:
    asked: list[str] = []
    canvas.help_requested.connect(asked.append)
    canvas.scene.select(Selection.of(["save"]))

    hand.key(Key.Key_F1)

    assert asked == ["save"]


def test_select_all_and_invert(hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["save"]))

    hand.key(Key.Key_I, CTRL)
    assert canvas.selection.nodes == {"load", "prompt", "empty", "sampler", "decode"}

    hand.key(Key.Key_A, CTRL)
    assert len(canvas.selection.nodes) == 6


def test_select_what_feeds_a_node_and_what_it_feeds(hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["sampler"]))

    hand.key(Key.Key_BracketLeft, CTRL)
    assert canvas.selection.nodes == {"sampler", "load", "empty"}

    hand.key(Key.Key_BracketRight, CTRL)
    assert canvas.selection.nodes == {"sampler", "load", "empty", "prompt", "decode"}


def test_zoom_and_frame(hand: Hand, canvas: Canvas) -> None:
    canvas.view.centerOn(5000, 5000)

    hand.key(Key.Key_Home)
    assert canvas.view.visible_rect().contains(canvas.scene.bounds())

    hand.key(Key.Key_1, CTRL)
    assert canvas.view.zoom == 1

    canvas.view.centerOn(5000, 5000)
    canvas.scene.select(Selection.of(["save"]))
    hand.key(Key.Key_F)
    assert canvas.view.visible_rect().contains(canvas.scene.node_rect("save"))

    hand.key(Key.Key_0, CTRL)
    assert canvas.view.visible_rect().contains(canvas.scene.bounds())


def test_g_turns_snapping_off_and_on(hand: Hand, canvas: Canvas, settings: Settings) -> None:
    hand.key(Key.Key_G)
    assert not settings.snaps

    hand.key(Key.Key_G)
    assert settings.snaps


def test_a_value_becomes_a_node_that_feeds_it_and_a_value_again(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.verbs.walking.focus(Port("sampler", "steps"), "input")

    hand.key(Key.Key_F, CTRL | ALT)
    assert document.graph.inputs("sampler")["steps"].node == "integer"

    canvas.verbs.walking.focus(Port("sampler", "steps"), "input")
    hand.key(Key.Key_B, CTRL | ALT)
    assert "steps" not in document.graph.inputs("sampler")
    assert "integer" not in document.graph.nodes


def test_publish_and_unpublish_the_row(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.verbs.walking.focus(Port("sampler", "steps"), "input")

    hand.key(Key.Key_P, CTRL | ALT)
    assert document.graph.published == {"steps": Port("sampler", "steps")}

    hand.key(Key.Key_P, CTRL | ALT)
    assert not document.graph.published


def test_reset_a_value(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.verbs.walking.focus(Port("sampler", "steps"), "input")
    hand.key(Key.Key_Right)

    hand.key(Key.Key_R, CTRL | ALT)

    assert "steps" not in document.graph.nodes["sampler"].values


def test_an_unknown_node_is_mended_in_place(
    document: Document, hand: Hand, canvas: Canvas, commands: Commands
) -> None:
    document.do(Disconnect(Port("decode", "latent")), "Disconnect")
    document.do(AddNode(Node("odd", "foreign.decode"), Place(640, 480)), "Add")
    document.do(Connect(wire("sampler.latent", "odd.latent")), "Connect")
    canvas.scene.select(Selection.of(["odd"]))

    commands.run("node.replace")
    hand.type("vae decode")
    hand.key(Key.Key_Return)

    assert document.graph.nodes["odd"].type == "latent.decode"
    assert document.graph.inputs("odd") == {"latent": Port("sampler", "latent")}

    document.undo()

    assert document.graph.nodes["odd"].type == "foreign.decode"


def test_add_a_note_and_write_on_it(document: Document, hand: Hand, canvas: Canvas) -> None:
    hand.key(Key.Key_N)
    hand.type("Hello")
    canvas.close_popups()

    assert document.graph.notes["note"].text == "Hello"


def test_the_map_can_be_hidden(canvas: Canvas, commands: Commands, settings: Settings) -> None:
    commands.run("view.minimap")

    assert not settings.shows_minimap


def test_unframe_finds_the_frame_around_what_is_selected(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    document.do(AddFrame(Frame("box", "Box", 960, 200, 340, 300)), "Frame")
    canvas.scene.select(Selection.of(["save"]))

    hand.key(Key.Key_G, CTRL | SHIFT)

    assert not document.graph.frames


def test_colour_what_is_selected(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["save"]))

    hand.key(Key.Key_H, SHIFT)
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Return)

    assert document.graph.places["save"].colour == COLOURS[2]
    assert document.history.labels == ("Change colour",)

    document.undo()

    assert document.graph.places["save"].colour == ""


def test_escape_takes_a_colour_back_as_if_it_had_never_been(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    canvas.scene.select(Selection.of(["save", "decode"]))

    hand.key(Key.Key_H, SHIFT)
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Escape)

    assert document.graph.places["save"].colour == ""
    assert (document.history.labels, document.history.future_labels) == ((), ())


def test_pin(document: Document, hand: Hand, canvas: Canvas) -> None:
    canvas.scene.select(Selection.of(["save"]))

    hand.key(Key.Key_P)
    hand.key(Key.Key_Right)
    hand.key(Key.Key_L)

    assert document.graph.places["save"] == Place(1000, 240, is_pinned=True)
    assert canvas.scene.nodes["save"].look.is_pinned
    assert "Pinned" in canvas.scene.describe("save")

    hand.key(Key.Key_P)

    assert document.history.labels[-1] == "Unpin"
    assert not canvas.scene.nodes["save"].look.is_pinned
