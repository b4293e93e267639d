"""Every state of a node is painted at every zoom without an error, and can be told from others."""

import logging
from itertools import pairwise

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from graphstudio.engine.events import NodeProgress, NodeStarted
from graphstudio.graph import editing
from graphstudio.graph.document import Document
from graphstudio.graph.edits import Bypass, Edit, Move, Mute, Publish
from graphstudio.graph.elements import Place, Port
from graphstudio.session.forecast import Forecast
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Failed, Trouble
from graphstudio.ui.canvas.hit import Hit
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.view import CanvasView
from graphstudio.ui.theme.tokens import THEMES

ZOOMS = (0.05, 0.14, 0.25, 0.4, 0.6, 1.0, 2.5)


def shot(view: CanvasView) -> QImage:
    """Look at the canvas."""
    QApplication.processEvents()
    return view.viewport().grab().toImage()


@pytest.fixture
def busy(scene: CanvasScene, plain_document: Document, status: RunStatus) -> CanvasScene:
    """Give a scene in which everything happens at once."""
    plain_document.do(Bypass("prompt", True), "Bypass")
    plain_document.do(Mute("load", True), "Mute")
    plain_document.do(Publish("steps", Port("sample", "steps")), "Publish")
    plain_document.do(editing.fold(plain_document.graph, "group", scene.sizes()), "Fold")
    status.take(NodeStarted("sample"))
    status.take(NodeProgress("sample", 3, 20, 8.0))
    status.take(NodeStarted("strange"))
    status.take(Failed("strange", "NodeFailed", "It went wrong: try again."))
    scene.set_troubles([Trouble("save", "Image needs a wire.", "image", is_warning=True)])
    scene.set_forecasts([Forecast("save", "Save", "if asked", "new")])
    scene.select(Selection.of(["sample"], ["group"], ["hint"]))
    scene.focus.to_node("save")
    scene.hover(Hit("row", "sample", "steps"))
    return scene


@pytest.mark.parametrize("theme_name", sorted(THEMES))
def test_everything_is_painted_at_every_zoom_without_an_error(
    view: CanvasView, busy: CanvasScene, theme_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    busy.set_theme(THEMES[theme_name])

    with caplog.at_level(logging.ERROR):
        for zoom in ZOOMS:
            view.zoom_to(zoom)
            view.centerOn(busy.bounds().center())
            assert not shot(view).isNull()

    assert not caplog.records


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(Mute("sample", True), id="muted"),
        pytest.param(Bypass("sample", True), id="bypassed"),
        pytest.param(Move({"sample": Place(640, 0, is_collapsed=True)}), id="collapsed"),
        pytest.param(Move({"sample": Place(640, 0, colour="#aa3344")}), id="coloured"),
        pytest.param(Publish("p", Port("sample", "steps")), id="published"),
    ],
)
def test_how_a_node_is_switched_can_be_seen(
    view: CanvasView, plain_document: Document, edit: Edit
) -> None:
    view.frame_all()
    before = shot(view)

    plain_document.do(edit, "Edit")

    assert shot(view) != before


def test_how_a_run_stands_can_be_seen(view: CanvasView, status: RunStatus) -> None:
    view.canvas_scene.set_habits(shows_pictures=True, reduces_motion=True)
    view.frame_all()
    seen = [shot(view)]

    status.take(NodeStarted("sample"))
    seen.append(shot(view))
    status.take(NodeProgress("sample", 10, 20, None))
    seen.append(shot(view))
    status.take(Failed("sample", "NodeFailed", "No."))
    seen.append(shot(view))

    assert all(first != second for first, second in pairwise(seen))


def test_the_ring_of_the_keyboard_is_not_the_outline_of_the_selection(
    view: CanvasView, scene: CanvasScene
) -> None:
    view.frame_all()
    scene.select(Selection.of(["sample"]))
    selected = shot(view)

    scene.select(Selection())
    scene.focus.to_node("sample")

    assert shot(view) != selected
