import pytest
from PySide6.QtCore import QPointF

from graphstudio.graph.document import Document
from graphstudio.graph.edits import Move
from graphstudio.graph.elements import Place, Port
from graphstudio.ui.canvas.hit import NOTHING, HitKind
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.selection import Selection
from tests.ui.canvas.conftest import wire


@pytest.mark.parametrize(
    ("x", "y", "kind"),
    [
        pytest.param(420, 10, "header", id="the title's bar"),
        pytest.param(333, 14, "chevron", id="the mark that collapses"),
        pytest.param(440, 80, "row", id="a field"),
        pytest.param(559, 90, "grip", id="the right edge"),
        pytest.param(440, 61, "body", id="between the rows"),
    ],
)
def test_the_parts_of_a_node_are_told_apart(
    scene: CanvasScene, x: float, y: float, kind: HitKind
) -> None:
    hit = scene.hit(QPointF(x, y))

    assert (hit.kind, hit.node) == (kind, "prompt")


def test_a_socket_is_hit_beside_it_too(scene: CanvasScene) -> None:
    middle = scene.socket_pos(Port("prompt", "conditioning"), "output")

    hit = scene.hit(middle + QPointF(10, 0))

    assert hit.kind == "output"
    assert hit.port == Port("prompt", "conditioning")
    assert hit.is_socket


def test_a_knob_has_a_socket_of_its_own(scene: CanvasScene) -> None:
    hit = scene.hit(scene.socket_pos(Port("sample", "steps"), "input"))

    assert (hit.kind, hit.side, hit.socket) == ("input", "input", "steps")


def test_a_field_gives_its_rectangle_in_the_scene(scene: CanvasScene) -> None:
    rect = scene.row_rect("sample", "steps")

    hit = scene.hit(rect.center())

    assert hit.kind == "row"
    assert hit.rect == rect


def test_the_middle_of_a_reroute_drags_and_its_ends_wire(scene: CanvasScene) -> None:
    rect = scene.node_rect("dot")

    assert scene.hit(rect.center()).kind == "header"
    assert scene.hit(QPointF(rect.left(), rect.center().y())).kind == "input"
    assert scene.hit(QPointF(rect.right(), rect.center().y())).kind == "output"


def test_frames_notes_and_wires_lie_below_nodes(scene: CanvasScene) -> None:
    assert scene.hit(QPointF(400, -30)).kind == "frame_header"
    assert scene.hit(QPointF(585, 255)).kind == "frame_grip"
    assert scene.hit(QPointF(310, 230)).kind == "frame"
    assert scene.hit(QPointF(20, 420)).kind == "note"
    assert scene.hit(QPointF(196, 516)).kind == "note_grip"
    assert scene.hit(QPointF(-500, -500)) == NOTHING


def test_a_wire_is_hit_between_its_nodes(scene: CanvasScene) -> None:
    one = wire("prompt.conditioning", "sample.positive")

    hit = scene.hit(scene.wires.path(one).pointAtPercent(0.5))

    assert hit.wire == one


def test_of_two_nodes_on_one_place_the_selected_one_is_above(
    scene: CanvasScene, plain_document: Document
) -> None:
    plain_document.do(Move({"load": Place(320, 0)}), "Move")
    assert scene.hit(QPointF(420, 10)).node == "prompt"

    scene.select(Selection.of(["load"]))

    assert scene.hit(QPointF(420, 10)).node == "load"
