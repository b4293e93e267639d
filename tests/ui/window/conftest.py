"""A whole window on real sheets, a real gallery and a real queue; only the engine is made up."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PySide6.QtCore import QEvent, QThreadPool
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox

from graphstudio import paths
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry
from graphstudio.session.gallery.gallery import Gallery
from graphstudio.session.queue.runner import Runner
from graphstudio.session.queue.stations import Take
from graphstudio.session.queue.store import JobStore
from graphstudio.session.workspace.workspace import Workspace
from graphstudio.ui.commands import Commands
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.window.desk import Desk, out_folder
from graphstudio.ui.window.doorway import Doorway
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.models_folder import ModelsFolder
from graphstudio.ui.window.pages import GraphPage

from .engine import FakeEngine

Lay = Callable[..., Desk]
Open = Callable[..., MainWindow]
MakePicture = Callable[..., Path]


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Give the built-in nodes."""
    return Registry([load_pack("builtin", paths.bundled("nodes"))])


@pytest.fixture
def engine() -> FakeEngine:
    """Give the engine of the newest window."""
    return FakeEngine()


@pytest.fixture
def lay(qapp: QApplication, registry: Registry, settings: Settings, engine: FakeEngine) -> Lay:
    """Give a function that starts the program's parts, as each start of the program does."""
    settings.theme = "dark"

    def make_engine(take: Take) -> FakeEngine:
        engine.take = take
        return engine

    def lay(registry: Registry = registry) -> Desk:
        state = paths.state()
        store = JobStore(state / "queue.sqlite")
        return Desk(
            registry=registry,
            settings=settings,
            appearance=Appearance(settings),
            workspace=Workspace(registry, state),
            runner=Runner(store, make_engine, lambda call: call()),
            gallery=Gallery(state, out_folder(settings)),
            commands=Commands(settings),
            doorway=Doorway(),
            models=ModelsFolder(settings),
            queue_aside=store.set_aside,
        )

    return lay


@pytest.fixture
def open_window(lay: Lay, engine: FakeEngine) -> Iterator[Open]:
    """Give a function that starts the program; what is still open is closed in the end."""
    opened: list[MainWindow] = []

    def is_open(window: MainWindow) -> bool:
        return not window.desk.gallery._is_closed.is_set()

    def open_window(*files: Path) -> MainWindow:
        window = MainWindow(lay())
        window.show()
        window.begin(files)
        engine.get_ready()
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        if is_open(window):
            shut(window)


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    """Give a window that was opened for the first time."""
    return open_window()


@pytest.fixture
def template(root: Path) -> Path:
    """Give the ready-made text-to-image graph."""
    return root / "workflows" / "text-to-image.json"


@pytest.fixture
def page(window: MainWindow, template: Path) -> GraphPage:
    """Give the page of a copy of the text-to-image graph, in front."""
    window.files.open_template(template)
    page = window.pages.page
    assert page is not None
    return page


@pytest.fixture
def make_picture(tmp_path: Path, template: Path) -> MakePicture:
    """Give a function that writes a picture, with a workflow in it if wanted."""

    def make(name: str = "fox.png", *, has_workflow: bool = False) -> Path:
        texts = PngInfo()
        if has_workflow:
            texts.add_itxt("graphstudio.workflow", template.read_text())
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (16, 16), "orange").save(path, pnginfo=texts)
        return path

    return make


def shut(window: MainWindow) -> None:
    """Close a window as its user does, and put away what it stood on, as the program does."""
    window.close()
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.desk.clear()


def answer(window: MainWindow, text: str, *, is_remembered: bool = False) -> None:
    """Choose an answer in a bar."""
    buttons = [one for one in window.questions.findChildren(QAbstractButton) if one.isVisible()]
    if is_remembered:
        next(one for one in buttons if isinstance(one, QCheckBox)).setChecked(True)
    next(one for one in buttons if one.text() == text).click()


def make_weights(path: Path, *names: str) -> Path:
    """Write a safetensors file that holds nothing but names."""
    header = json.dumps(
        {name: {"dtype": "F16", "shape": [0], "data_offsets": [0, 0]} for name in names}
    ).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    return path
