"""A shown canvas with a small graph on it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.graph.document import Document
from graphstudio.graph.elements import Node, Place
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry
from graphstudio.session.status import RunStatus
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.canvas_commands import canvas_commands
from graphstudio.ui.commands import Commands
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from tests.ui.canvas.tools.hand import Hand, wire

_NODES = (
    ("load", "model.load", 0, 0),
    ("prompt", "prompt.encode", 320, 0),
    ("empty", "latent.empty", 320, 304),
    ("sampler", "latent.sample", 640, 0),
    ("decode", "latent.decode", 1000, 0),
    ("save", "image.save", 1000, 240),
)
_WIRES = (
    ("load.text_encoder", "prompt.text_encoder"),
    ("load.denoiser", "sampler.denoiser"),
    ("empty.latent", "sampler.latent"),
    ("sampler.latent", "decode.latent"),
)


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry([load_pack("builtin", paths.bundled("nodes"))])


@pytest.fixture
def document(registry: Registry) -> Document:
    graph, dropped = Graph.build(
        registry,
        [Node(id_, type_) for id_, type_, _, _ in _NODES],
        [wire(*ends) for ends in _WIRES],
        places={id_: Place(x, y) for id_, _, x, y in _NODES},
    )
    assert not dropped
    return Document(graph)


@pytest.fixture
def appearance(settings: Settings) -> Appearance:
    settings.theme = "dark"
    return Appearance(settings, settings)


@pytest.fixture
def commands(settings: Settings) -> Commands:
    return Commands(settings, parent=settings)


@pytest.fixture
def canvas(
    document: Document,
    settings: Settings,
    appearance: Appearance,
    commands: Commands,
    qtbot: QtBot,
) -> Iterator[Canvas]:
    settings.reduces_motion = True
    window = QMainWindow()
    qtbot.addWidget(window)
    canvas = Canvas(document, RunStatus(), settings, appearance)
    window.setCentralWidget(canvas)
    commands.add_all(canvas_commands(lambda: canvas))
    canvas.attach(commands)
    window.resize(1440, 800)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    canvas.setFocus()
    canvas.view.zoom_to(1.0)
    canvas.view.centerOn(620, 280)
    canvas.cursor().setPos(window.mapToGlobal(QPoint(2000, 2000)))
    QApplication.processEvents()
    yield canvas
    canvas.let_go()


@pytest.fixture
def hand(canvas: Canvas) -> Hand:
    return Hand(canvas)
