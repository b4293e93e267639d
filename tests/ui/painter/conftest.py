"""A painter over a red picture, and a hand that paints."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.graph.document import Document
from graphstudio.graph.edits import AddNode, Connect
from graphstudio.graph.elements import Node, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry
from graphstudio.session.status import RunStatus
from graphstudio.ui.painter.painter import Painter
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from tests.ui.painter.hand import Hand

MakePicture = Callable[..., Path]
OpenPainter = Callable[[], Painter]


@pytest.fixture
def appearance(settings: Settings) -> Appearance:
    settings.theme = "dark"
    return Appearance(settings)


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Give the built-in nodes."""
    return Registry([load_pack("builtin", paths.bundled("nodes"))])


@pytest.fixture
def make_picture(tmp_path: Path) -> MakePicture:
    """Give a function that writes a red picture."""

    def make(name: str = "photo.png", width: int = 64, height: int = 64) -> Path:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor("#400000"))
        path = tmp_path / name
        assert image.save(str(path))
        return path

    return make


@pytest.fixture
def document(registry: Registry, make_picture: MakePicture) -> Document:
    """Give a graph of a picture and the mask that is painted over it."""
    document = Document(Graph(registry))
    file = str(make_picture())
    document.do(AddNode(Node("photo", "image.load", values={"file": file})), "Add")
    document.do(AddNode(Node("mask", "mask.paint")), "Add")
    document.do(Connect(Wire(Port("photo", "image"), Port("mask", "image"))), "Wire")
    return document


@pytest.fixture
def status() -> RunStatus:
    return RunStatus()


@pytest.fixture
def open_painter(
    qtbot: QtBot,
    document: Document,
    status: RunStatus,
    settings: Settings,
    appearance: Appearance,
    tmp_path: Path,
) -> OpenPainter:
    """Give a function that opens the painter and waits until one can paint."""

    def make() -> Painter:
        painter = Painter(
            document, "mask", "painting", status, settings, appearance, lambda: tmp_path
        )
        qtbot.addWidget(painter)
        painter.resize(900, 700)
        painter.show()
        qtbot.waitUntil(lambda: painter.surface.paper is not None)
        return painter

    return make


@pytest.fixture
def painter(open_painter: OpenPainter) -> Painter:
    return open_painter()


@pytest.fixture
def hand(painter: Painter) -> Hand:
    return Hand(painter.surface)
