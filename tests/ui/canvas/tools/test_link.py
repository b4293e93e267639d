"""Pulling wires from sockets."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QToolTip

from graphstudio.graph.document import Document
from graphstudio.graph.edits import AddNode
from graphstudio.graph.elements import Node, Place
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.workflow.files import dump
from tests.ui.canvas.tools.hand import CTRL, RIGHT, SHIFT, Hand, wire

EMPTY_SPOT = QPointF(400, 560)


def wires(document: Document) -> set[object]:
    return set(document.graph.wires)


def test_dragging_from_an_output_to_an_input_connects_them(document: Document, hand: Hand) -> None:
    hand.drag(hand.socket("load", "vae", "output"), hand.socket("decode", "vae", "input"))

    assert wire("load.vae", "decode.vae") in wires(document)
    assert document.history.labels == ("Connect",)

    document.undo()

    assert wire("load.vae", "decode.vae") not in wires(document)


def test_dragging_from_an_input_to_an_output_connects_them(document: Document, hand: Hand) -> None:
    hand.drag(hand.socket("decode", "vae", "input"), hand.socket("load", "vae", "output"))

    assert wire("load.vae", "decode.vae") in wires(document)


def test_a_wire_dropped_on_a_body_takes_the_first_free_input_that_fits(
    document: Document, hand: Hand
) -> None:
    hand.drag(hand.socket("load", "vae", "output"), hand.header("decode"))

    assert wire("load.vae", "decode.vae") in wires(document)


def test_a_wire_dropped_on_a_body_where_nothing_fits_says_so(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    told: list[str] = []
    canvas.message.connect(told.append)

    hand.drag(hand.socket("load", "vae", "output"), hand.header("save"))

    assert document.history.labels == ()
    assert told == ["Save Image (save) has no free socket that fits."]


def test_a_wire_that_does_not_fit_is_refused_with_the_reason(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    told: list[str] = []
    canvas.message.connect(told.append)

    hand.drag(hand.socket("load", "vae", "output"), hand.socket("save", "image", "input"))

    assert document.history.labels == ()
    assert "does not fit" in told[0]


def test_a_wire_that_could_not_work_in_a_run_is_refused_with_the_reason(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    document.do(AddNode(Node("three", "prompt.encode_three"), Place(320, 480)), "Add")
    before = dump(document.graph)
    told: list[str] = []
    canvas.message.connect(told.append)

    hand.drag(
        hand.socket("load", "text_encoder", "output"), hand.socket("three", "text_encoder", "input")
    )

    assert dump(document.graph) == before
    assert document.history.labels == ("Add",)
    assert "has no T5" in told[0]


def test_a_wire_that_could_not_work_in_a_run_is_not_carried_over_to_there(
    document: Document, hand: Hand
) -> None:
    document.do(AddNode(Node("three", "prompt.encode_three"), Place(320, 480)), "Add")
    before = dump(document.graph)

    hand.drag(
        hand.socket("prompt", "text_encoder", "input"),
        hand.socket("three", "text_encoder", "input"),
    )

    assert dump(document.graph) == before


def test_sockets_that_cannot_take_the_wire_are_greyed_and_say_why(
    hand: Hand, canvas: Canvas
) -> None:
    target = hand.socket("save", "image", "input")

    hand.press(hand.socket("load", "vae", "output"))
    hand.move(target)

    refusals = canvas.scene.nodes["save"].look.refusals
    assert refusals is not None
    assert "does not fit" in refusals["image", "input"]
    fitting = canvas.scene.nodes["decode"].look.refusals
    assert fitting is not None
    assert ("vae", "input") not in fitting
    assert "does not fit" in QToolTip.text()

    hand.release(target)

    assert canvas.scene.nodes["save"].look.refusals is None


def test_dragging_off_a_connected_input_onto_nothing_disconnects_it(
    document: Document, hand: Hand
) -> None:
    hand.drag(hand.socket("decode", "latent", "input"), EMPTY_SPOT)

    assert wire("sampler.latent", "decode.latent") not in wires(document)
    assert document.history.labels == ("Disconnect",)

    document.undo()

    assert wire("sampler.latent", "decode.latent") in wires(document)


def test_dragging_off_a_connected_input_plugs_the_wire_in_elsewhere(
    document: Document, hand: Hand
) -> None:
    document.do(AddNode(Node("other", "latent.decode"), Place(1000, 416)), "Add")

    hand.drag(hand.socket("decode", "latent", "input"), hand.socket("other", "latent", "input"))

    assert wire("sampler.latent", "other.latent") in wires(document)
    assert wire("sampler.latent", "decode.latent") not in wires(document)
    assert document.history.labels == ("Add", "Connect")


def test_plugging_a_wire_in_where_it_was_changes_nothing(document: Document, hand: Hand) -> None:
    socket = hand.socket("decode", "latent", "input")

    hand.press(socket)
    hand.move(EMPTY_SPOT)
    hand.move(socket)
    hand.release(socket)

    assert document.history.labels == ()


def test_ctrl_dragging_from_a_connected_input_keeps_its_wire(
    document: Document, hand: Hand
) -> None:
    document.do(AddNode(Node("other", "latent.decode"), Place(1000, 416)), "Add")

    hand.drag(
        hand.socket("decode", "latent", "input"),
        hand.socket("other", "latent", "input"),
        held=CTRL,
    )

    assert wire("sampler.latent", "other.latent") in wires(document)
    assert wire("sampler.latent", "decode.latent") in wires(document)


def test_shift_dragging_from_an_output_moves_all_its_wires(document: Document, hand: Hand) -> None:
    document.do(AddNode(Node("load_2", "model.load"), Place(0, 320)), "Add")

    hand.drag(
        hand.socket("load", "text_encoder", "output"),
        hand.socket("load_2", "text_encoder", "output"),
        held=SHIFT,
    )

    assert wire("load_2.text_encoder", "prompt.text_encoder") in wires(document)
    assert wire("load.text_encoder", "prompt.text_encoder") not in wires(document)
    assert document.history.labels == ("Add", "Move wires")


def test_moving_wires_to_an_output_that_does_not_fit_is_refused(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    told: list[str] = []
    canvas.message.connect(told.append)

    hand.drag(
        hand.socket("load", "text_encoder", "output"),
        hand.socket("load", "vae", "output"),
        held=SHIFT,
    )

    assert document.history.labels == ()
    assert told


def test_escape_cancels_a_wire(document: Document, hand: Hand) -> None:
    end = hand.socket("decode", "vae", "input")

    hand.press(hand.socket("load", "vae", "output"))
    hand.move(end)
    hand.key(Qt.Key.Key_Escape)
    hand.release(end)

    assert document.history.labels == ()


def test_the_right_button_cancels_a_wire_that_was_pulled_off(
    document: Document, hand: Hand
) -> None:
    hand.press(hand.socket("decode", "latent", "input"))
    hand.move(EMPTY_SPOT)
    hand.press(EMPTY_SPOT, RIGHT)
    hand.release(EMPTY_SPOT, RIGHT)
    hand.release(EMPTY_SPOT)

    assert document.history.labels == ()


def test_a_wire_dropped_on_nothing_finds_nodes_that_fit_and_connects_the_chosen_one(
    document: Document, hand: Hand, canvas: Canvas
) -> None:
    hand.drag(hand.socket("decode", "image", "output"), QPointF(1080, 520))

    sheet = canvas.verbs.adding.sheet
    assert sheet.is_open

    hand.type("preview image")
    hand.key(Qt.Key.Key_Return)

    assert wire("decode.image", "preview.image") in wires(document)
    assert document.history.labels == ("Add Preview Image",)

    document.undo()

    assert "preview" not in document.graph.nodes


def test_the_search_for_a_wire_offers_only_what_fits(hand: Hand, canvas: Canvas) -> None:
    hand.drag(hand.socket("decode", "image", "output"), QPointF(1080, 520))

    hand.type("vae decode")

    current = canvas.verbs.adding.sheet.list.current
    assert current is None or current.id != "latent.decode"


def test_a_wire_pulled_from_an_input_onto_nothing_finds_what_feeds_it(
    document: Document, hand: Hand
) -> None:
    hand.drag(hand.socket("sampler", "scheduler", "input"), QPointF(600, 560))

    hand.type("scheduler")
    hand.key(Qt.Key.Key_Return)

    assert document.graph.inputs("sampler")["scheduler"].socket == "scheduler"
