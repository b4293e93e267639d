import pytest
from PySide6.QtCore import QPointF

from graphstudio.graph import editing
from graphstudio.graph.document import Document
from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.selection import Selection
from tests.ui.canvas.conftest import wire


@pytest.fixture
def folded(scene: CanvasScene, plain_document: Document) -> CanvasScene:
    plain_document.do(editing.fold(plain_document.graph, "group", scene.sizes()), "Fold")
    return scene


def test_a_folded_frame_stands_for_its_nodes(folded: CanvasScene) -> None:
    assert not folded.nodes["prompt"].isVisible()
    assert not folded.is_shown("prompt")
    assert folded.node_rect("prompt") == folded.frames["group"].rect


def test_wires_that_cross_its_border_end_at_the_folded_frame(folded: CanvasScene) -> None:
    path = folded.wires.path(wire("prompt.conditioning", "sample.positive"))

    rect = folded.frame_rect("group")
    assert path.pointAtPercent(0).x() == rect.right()
    assert rect.top() < path.pointAtPercent(0).y() < rect.bottom()


def test_a_socket_of_a_folded_frame_is_that_of_the_node_in_it(folded: CanvasScene) -> None:
    hit = folded.hit(folded.socket_pos(Port("prompt", "conditioning"), "output"))

    assert (hit.kind, hit.port) == ("output", Port("prompt", "conditioning"))
    assert hit.frame == "group"


def test_hidden_nodes_can_neither_be_hit_nor_selected(folded: CanvasScene) -> None:
    hit = folded.hit(QPointF(440, 130))
    folded.select(Selection.of(["prompt"], ["group"]))

    assert hit.node == ""
    assert folded.selection == Selection.of((), ["group"])


def test_a_folded_frame_takes_its_wires_along(folded: CanvasScene) -> None:
    folded.offset(Selection.of(["prompt"], ["group"]), 80, 0)

    path = folded.wires.path(wire("prompt.conditioning", "sample.positive"))
    assert path.pointAtPercent(0).x() == folded.frame_rect("group").right()


def test_unfolding_shows_everything_again(folded: CanvasScene, plain_document: Document) -> None:
    plain_document.undo()

    assert folded.nodes["prompt"].isVisible()
    assert folded.frames["group"].look is None
    path = folded.wires.path(wire("prompt.conditioning", "sample.positive"))
    assert path.pointAtPercent(0) == folded.socket_pos(Port("prompt", "conditioning"), "output")


def test_a_folded_frame_tells_what_its_nodes_are_and_how_they_stand(folded: CanvasScene) -> None:
    look = folded.frames["group"].look

    assert look is not None
    assert look.face.title == "Prompts"
    assert [one.name for one in look.face.inputs] == ["prompt.text_encoder"]
    assert [one.name for one in look.face.outputs] == ["prompt.conditioning"]
