"""What panels are made of in tests: a theme, a few nodes, a graph, pictures."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from graphstudio import paths
from graphstudio.graph.document import Document
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.workflow import files

MakePicture = Callable[..., Path]


@pytest.fixture
def appearance(settings: Settings) -> Appearance:
    settings.theme = "dark"
    return Appearance(settings)


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Give the built-in nodes."""
    return Registry([load_pack("builtin", paths.bundled("nodes"))])


@pytest.fixture
def document(root: Path, registry: Registry) -> Document:
    """Give the ready-made text-to-image graph."""
    return Document(files.read(root / "workflows" / "text-to-image.json", registry).graph)


@pytest.fixture
def make_picture(tmp_path: Path) -> MakePicture:
    """Give a function that writes a picture of one colour."""

    def make(name: str = "picture.png", colour: str = "#ff0000", side: int = 16) -> Path:
        image = QImage(side, side, QImage.Format.Format_ARGB32)
        image.fill(QColor(colour))
        path = tmp_path / name
        assert image.save(str(path))
        return path

    return make
