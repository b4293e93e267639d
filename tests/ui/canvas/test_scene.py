import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from graphstudio.graph.document import Document
from graphstudio.graph.edits import (
    AddNode,
    Connect,
    Disconnect,
    Move,
    RemoveFrame,
    RemoveNode,
    SetValue,
)
from graphstudio.graph.elements import Node, Place, Port
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.theme.tokens import LIGHT
from tests.ui.canvas.conftest import wire


def test_everything_in_the_graph_has_an_item(scene: CanvasScene, plain_document: Document) -> None:
    graph = plain_document.graph

    assert scene.nodes.keys() == graph.nodes.keys()
    assert scene.frames.keys() == graph.frames.keys()
    assert scene.notes.keys() == graph.notes.keys()
    assert set(scene.wires) == set(graph.wires)


def test_the_scene_follows_an_edit_its_undoing_and_redoing(
    scene: CanvasScene, plain_document: Document
) -> None:
    plain_document.do(RemoveNode("prompt"), "Remove")
    assert "prompt" not in scene.nodes
    assert [one.target.node for one in scene.wires] == ["strange"]

    plain_document.undo()
    assert scene.nodes["prompt"].pos() == QPointF(320, 0)
    assert set(scene.wires) == set(plain_document.graph.wires)

    plain_document.redo()
    assert "prompt" not in scene.nodes


def test_a_new_wire_ends_at_its_sockets(scene: CanvasScene, plain_document: Document) -> None:
    new = wire("load.denoiser", "sample.denoiser")

    plain_document.do(Connect(new), "Connect")

    path = scene.wires.path(new)
    assert path.pointAtPercent(0) == scene.socket_pos(new.source, "output")
    assert path.pointAtPercent(1) == scene.socket_pos(new.target, "input")


def test_a_wire_that_gives_way_is_not_shown_any_more(
    scene: CanvasScene, plain_document: Document
) -> None:
    plain_document.do(AddNode(Node("other", "prompt.encode"), Place(0, 600)), "Add")

    plain_document.do(Connect(wire("other.conditioning", "sample.positive")), "Connect")

    assert set(scene.wires) == set(plain_document.graph.wires)


def test_wires_follow_a_node_that_is_moved(scene: CanvasScene, plain_document: Document) -> None:
    plain_document.do(Move({"prompt": Place(400, 80)}), "Move")

    path = scene.wires.path(wire("load.text_encoder", "prompt.text_encoder"))
    assert path.pointAtPercent(1) == scene.socket_pos(Port("prompt", "text_encoder"), "input")


def test_a_reroute_takes_the_colour_of_what_goes_through_it(
    scene: CanvasScene, plain_document: Document
) -> None:
    plain_document.do(Connect(wire("dot.value", "sample.negative")), "Connect")

    plain_document.do(Connect(wire("prompt.conditioning", "dot.value")), "Connect")

    colours = {
        one.target: QColor.fromRgba(rgba)
        for rgba, wires in scene.wires.by_colour().items()
        for one in wires
    }
    assert colours[Port("sample", "negative")] == colours[Port("sample", "positive")]


def test_a_wired_knob_gives_up_its_field(scene: CanvasScene, plain_document: Document) -> None:
    before = scene.row_rect("sample", "steps")
    plain_document.do(AddNode(Node("number", "value.integer"), Place(0, 0)), "Add")

    plain_document.do(Connect(wire("number.value", "sample.steps")), "Connect")
    assert scene.row_rect("sample", "steps").isNull()

    plain_document.do(Disconnect(Port("sample", "steps")), "Disconnect")
    assert scene.row_rect("sample", "steps") == before


def test_a_dragged_node_is_shown_elsewhere_and_the_document_does_not_know(
    scene: CanvasScene, plain_document: Document
) -> None:
    chosen = Selection.of(["prompt"], ["group"], ["hint"])

    scene.offset(chosen, 16, 24)

    assert scene.nodes["prompt"].pos() == QPointF(336, 24)
    assert scene.frames["group"].pos() == QPointF(316, -16)
    assert scene.hit(QPointF(340, 30)).node == "prompt"
    assert plain_document.graph.places["prompt"] == Place(320, 0)

    scene.reset_offset()

    assert scene.nodes["prompt"].pos() == QPointF(320, 0)
    assert scene.notes["hint"].pos() == QPointF(0, 400)


def test_a_node_that_is_stretched_takes_its_outputs_along(scene: CanvasScene) -> None:
    scene.stretch_node("prompt", 400)

    assert scene.socket_pos(Port("prompt", "conditioning"), "output").x() == 720

    scene.reset_offset()

    assert scene.socket_pos(Port("prompt", "conditioning"), "output").x() == 560


def test_what_does_not_exist_cannot_be_selected(scene: CanvasScene) -> None:
    scene.select(Selection.of(["prompt", "ghost"], ["ghost"], wires=[wire("a.x", "b.y")]))

    assert scene.selection == Selection.of(["prompt"])


def test_what_is_removed_is_not_selected_any_more(
    scene: CanvasScene, plain_document: Document, qtbot: QtBot
) -> None:
    scene.select(Selection.of(["prompt", "load"], ["group"]))

    with qtbot.waitSignal(scene.selection_changed):
        plain_document.do(RemoveNode("prompt"), "Remove")
    plain_document.do(RemoveFrame("group"), "Remove")

    assert scene.selection == Selection.of(["load"])


def test_selecting_the_same_again_tells_nobody(scene: CanvasScene, qtbot: QtBot) -> None:
    scene.select(Selection.of(["load"]))

    with qtbot.assertNotEmitted(scene.selection_changed):
        scene.select(Selection.of(["load"]))


def test_a_rectangle_takes_nodes_it_touches_and_frames_it_holds(scene: CanvasScene) -> None:
    assert scene.inside(QRectF(310, 10, 20, 20)) == Selection.of(["prompt"])
    assert scene.inside(QRectF(250, -60, 400, 400)) == Selection.of(["prompt", "sample"], ["group"])


def test_from_far_away_one_item_stands_in_for_all_nodes(scene: CanvasScene) -> None:
    scene.set_zoom(0.08)
    assert not any(item.isVisible() for item in scene.nodes.values())
    assert scene.hit(QPointF(340, 10)).node == "prompt"

    scene.set_zoom(0.5)
    assert all(item.isVisible() for item in scene.nodes.values())


def test_a_value_is_read_anew_after_it_changed(
    scene: CanvasScene, plain_document: Document
) -> None:
    plain_document.do(SetValue("prompt", "text", "a blue square"), "Set")

    seen = scene.nodes["prompt"].look.face.input("text")

    assert seen is not None
    assert seen.text == "a blue square"


def test_another_theme_recolours_the_wires(scene: CanvasScene, plain_document: Document) -> None:
    scene.set_theme(LIGHT)

    a_wire = wire("prompt.conditioning", "sample.positive")
    assert a_wire in scene.wires.by_colour()[LIGHT.wires["conditioning"].rgba()]


def test_the_keyboard_is_at_one_node_and_one_row(scene: CanvasScene, qtbot: QtBot) -> None:
    with qtbot.waitSignal(scene.focus_changed):
        scene.focus.to_node("prompt")
    scene.focus.to_row("text")

    assert scene.focus.at == ("prompt", "text")
    assert scene.nodes["prompt"].look.focused_row == "text"

    scene.focus.to_node("load")

    assert not scene.nodes["prompt"].look.is_focused


def test_refused_sockets_say_why(scene: CanvasScene) -> None:
    scene.show_refusals({("sample", "latent", "input"): "Noise does not fit"})
    hit = scene.hit(scene.socket_pos(Port("sample", "latent"), "input"))

    assert scene.refusal(hit) == "Noise does not fit"
    assert scene.nodes["load"].look.refusals == {}

    scene.clear_refusals()

    assert scene.refusal(hit) == ""
    assert scene.nodes["load"].look.refusals is None


@pytest.mark.parametrize("far", [1e6, -1e6])
def test_the_scene_has_room_for_a_node_that_is_moved_far_away(
    scene: CanvasScene, plain_document: Document, far: float
) -> None:
    plain_document.do(Move({"load": Place(far, far)}), "Move")

    assert scene.sceneRect().contains(scene.node_rect("load"))
    assert scene.hit(QPointF(far + 100, far + 10)).node == "load"


def test_a_scene_that_was_let_go_follows_no_longer(
    qtbot: QtBot, plain_document: Document, scene: CanvasScene
) -> None:
    other = CanvasScene(plain_document, scene.theme, scene.status)
    other.let_go()

    plain_document.do(RemoveNode("load"), "Remove")

    assert "load" in other.nodes
    assert "load" not in scene.nodes
