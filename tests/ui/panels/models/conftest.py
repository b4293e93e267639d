"""A made-up library, and the panel on it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from graphstudio.errors import BadValue
from graphstudio.library.entries import Entry
from graphstudio.library.folders import ModelFolder
from graphstudio.library.marks import NO_MARKS, Marks
from graphstudio.library.scans import Progress, ScanReport
from graphstudio.ui.panels.models import ModelsPanel
from graphstudio.ui.panels.models.scan_face import Ended, Told
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance

GIB = 2**30


class FakeShelf:
    """Knows the entries it is given, and notes what is done."""

    def __init__(self, trash: Path) -> None:
        self.known: dict[Path, Entry] = {}
        self.kept: dict[Path, Marks] = {}
        self.trash = trash
        self.folders: Sequence[ModelFolder] = (ModelFolder(trash.parent, title="Models"),)
        self.scans: list[FakeScan] = []
        self.watchers: list[FakeWatcher] = []
        self.readings = 0

    def put(self, *entries: Entry) -> None:
        self.known.update({one.path: one for one in entries})

    def marked(self) -> list[tuple[Entry, Marks]]:
        return [(one, self.kept.get(one.path, NO_MARKS)) for one in list(self.known.values())]

    def hashed(self, path: Path) -> str:
        self.known[path] = replace(self.known[path], sha256="ab" * 32)
        return "ab" * 32

    def duplicates(self) -> list[list[Entry]]:
        same: dict[str, list[Entry]] = {}
        for one in self.known.values():
            same.setdefault(one.sha256, []).append(one)
        return [group for sha, group in same.items() if sha and len(group) > 1]

    def mark(self, path: Path, marks: Marks) -> None:
        self.kept[path] = marks

    def discard(self, path: Path) -> Path:
        if path not in self.known:
            raise BadValue(f"{path} ships with GraphStudio, and is kept.")
        self.trash.mkdir(exist_ok=True)
        del self.known[path]
        return path.rename(self.trash / path.name)

    def add_folder(self, path: Path) -> ModelFolder:
        added = ModelFolder(path, title=path.name)
        self.folders = (*self.folders, added)
        return added

    def read_folders(self) -> None:
        self.readings += 1

    def begin_watch(self, changed: Callable[[], None]) -> "FakeWatcher":
        self.watchers.append(FakeWatcher(changed))
        return self.watchers[-1]

    def begin_scan(self, told: Told, ended: Ended) -> "FakeScan":
        self.scans.append(FakeScan(told, ended))
        return self.scans[-1]


class FakeScan:
    """Tells what it is told to tell."""

    def __init__(self, told: Told, ended: Ended) -> None:
        self._told, self._ended = told, ended
        self.is_stopped = False

    def tell(self, done: int, total: int) -> None:
        self._told(Progress(done, total))

    def end(self, problem: str = "") -> None:
        self._ended(None if problem else ScanReport(), problem)

    def stop(self) -> None:
        self.is_stopped = True


class FakeWatcher:
    """Tells of a change when it is told to."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.tell = changed
        self.is_stopped = False

    def stop(self) -> None:
        self.is_stopped = True


Show = Callable[..., ModelsPanel]


@pytest.fixture
def lora(tmp_path: Path) -> Entry:
    path = tmp_path / "loras" / "ink.safetensors"
    path.parent.mkdir()
    path.write_bytes(b"weights")
    return Entry(
        path,
        "lora",
        family="sdxl",
        precision="float16",
        size_bytes=2 * GIB,
        parameters=1_000_000,
        title="Ink and Wash",
        words=("inkwash", "brush"),
        details={"licence": "CC BY 4.0"},
    )


@pytest.fixture
def checkpoint(tmp_path: Path) -> Entry:
    return Entry(
        tmp_path / "dream.safetensors", "checkpoint", family="sd1", size_bytes=4 * GIB, changed_ns=9
    )


@pytest.fixture
def broken(tmp_path: Path) -> Entry:
    path = tmp_path / "half.safetensors"
    return Entry(path, "vae", size_bytes=GIB, problem=f"{path} is cut short. Download it again.")


@pytest.fixture
def shelf(tmp_path: Path, lora: Entry, checkpoint: Entry, broken: Entry) -> FakeShelf:
    made = FakeShelf(tmp_path / "trash")
    made.put(lora, checkpoint, broken)
    return made


@pytest.fixture
def show(
    qtbot: QtBot, shelf: FakeShelf, settings: Settings, appearance: Appearance
) -> Iterator[Show]:
    """Give a function that shows the panel, as soon as it has read what is known."""
    made: list[ModelsPanel] = []

    def show(width: int = 300) -> ModelsPanel:
        panel = ModelsPanel(shelf, shelf, settings, appearance)
        qtbot.addWidget(panel)
        panel.resize(width, 700)
        panel.show()
        qtbot.waitUntil(lambda: panel.collection.is_read)
        panel.show_search("")
        made.append(panel)
        return panel

    yield show
    for panel in made:
        panel.end()


@pytest.fixture
def panel(show: Show) -> ModelsPanel:
    return show()
