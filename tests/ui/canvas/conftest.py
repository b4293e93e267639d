"""A scene with a small graph on it; the tools' tests show a whole canvas of their own."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.graph.document import Document
from graphstudio.graph.elements import Frame, Node, Note, Place, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Previewed
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.view import CanvasView
from graphstudio.ui.theme.tokens import Theme


def wire(source: str, target: str) -> Wire:
    """Make a wire of "node.socket" twice."""
    (from_, out), (to, in_) = source.split("."), target.split(".")
    return Wire(Port(from_, out), Port(to, in_))


def preview(node: str, width: int = 64, height: int = 32) -> Previewed:
    """Make a preview of one colour."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#3060C0"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide6's stubs want bytes here
    buffer.close()
    return Previewed(node, bytes(data.data()), width, height, is_final=True)


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry([load_pack("builtin", paths.bundled("nodes"))])


@pytest.fixture
def plain_document(registry: Registry) -> Document:
    graph, dropped = Graph.build(
        registry,
        [
            Node("load", "model.load"),
            Node("prompt", "prompt.encode", values={"text": "a red circle"}),
            Node("sample", "latent.sample"),
            Node("dot", "logic.reroute"),
            Node("save", "image.save"),
            Node("strange", "acme.upscale", values={"factor": 2}),
        ],
        [
            wire("load.text_encoder", "prompt.text_encoder"),
            wire("prompt.conditioning", "sample.positive"),
            wire("sample.latent", "strange.picture"),
        ],
        places={
            "load": Place(0, 0),
            "prompt": Place(320, 0),
            "sample": Place(640, 0),
            "dot": Place(320, 400),
            "save": Place(960, 0),
            "strange": Place(960, 400),
        },
        frames=[Frame("group", "Prompts", 300, -40, 290, 300)],
        notes=[Note("hint", "**Read** me", 0, 400, 200, 120)],
    )
    assert not dropped
    return Document(graph)


@pytest.fixture
def status() -> RunStatus:
    return RunStatus()


@pytest.fixture
def scene(
    qapp: QApplication, plain_document: Document, status: RunStatus, theme: Theme
) -> Iterator[CanvasScene]:
    made = CanvasScene(plain_document, theme, status)
    yield made
    made.let_go()


@pytest.fixture
def view(qtbot: QtBot, scene: CanvasScene) -> CanvasView:
    made = CanvasView(scene)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    qtbot.waitExposed(made)
    return made
