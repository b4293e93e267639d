from PySide6.QtCore import QPointF

from graphstudio.graph.document import Document
from graphstudio.graph.edits import Mute
from graphstudio.graph.elements import Port
from graphstudio.session.forecast import Forecast
from graphstudio.ui.canvas.hit import Hit
from graphstudio.ui.canvas.scene import CanvasScene
from tests.ui.canvas.conftest import wire


def test_a_node_is_described_by_title_state_and_wires(
    scene: CanvasScene, plain_document: Document
) -> None:
    plain_document.do(Mute("prompt", True), "Mute")

    assert scene.describe("prompt") == "Encode Prompt. Muted. 1 wires in, 1 out."


def test_a_row_is_described_by_what_it_says_or_where_its_wire_leads(scene: CanvasScene) -> None:
    assert scene.describe("prompt", "text") == "Text. a text. a red circle."
    assert "from Load Model, Text encoder" in scene.describe("prompt", "text_encoder")
    assert "to Sample, Positive" in scene.describe("prompt", "conditioning")


def test_an_unknown_node_says_what_to_do(scene: CanvasScene) -> None:
    words = scene.describe("strange")

    assert words.startswith("acme.upscale")
    assert "install its pack" in words


def test_the_tip_of_a_socket_says_type_and_help(scene: CanvasScene) -> None:
    hit = scene.hit(scene.socket_pos(Port("sample", "latent"), "input"))

    tip = scene.tip(hit)

    assert "Latent" in tip
    assert "\n" in tip


def test_the_tip_of_a_refused_socket_says_why(scene: CanvasScene) -> None:
    scene.show_refusals({("sample", "latent", "input"): "Noise does not fit"})

    tip = scene.tip(scene.hit(scene.socket_pos(Port("sample", "latent"), "input")))

    assert tip == "Noise does not fit."


def test_the_tip_of_a_wire_says_what_goes_through_it(scene: CanvasScene) -> None:
    tip = scene.tip(Hit("wire", wire=wire("load.text_encoder", "prompt.text_encoder")))

    assert "Model[TextEncoder]" in tip
    assert "from Load Model, Text encoder to Encode Prompt, Text encoder" in tip


def test_the_tip_of_a_header_says_what_the_next_run_would_do(scene: CanvasScene) -> None:
    scene.set_forecasts([Forecast("prompt", "", "runs", "no result is kept")])

    tip = scene.tip(scene.hit(QPointF(420, 10)))

    assert "The next run runs it: no result is kept" in tip


def test_nothing_has_no_tip(scene: CanvasScene) -> None:
    assert scene.tip(scene.hit(QPointF(-900, -900))) == ""
