"""Models that have other names here, or are not here: told in a bar, mended by a button."""

import json
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.library.downloads import Fetched, IsStopped, Progress, Told, Wish
from graphstudio.library.library import open_library
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.questions import QuestionBar
from tests.library.weights import write_weights

from .conftest import Open, answer

SHA256 = "ab" * 32


@pytest.fixture(autouse=True)
def _models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", str(tmp_path / "models"))
    monkeypatch.delenv("GRAPHSTUDIO_MODEL_FOLDERS", raising=False)
    later = time.time_ns() + 3600 * 10**9  # hashes of files that just changed are not remembered
    monkeypatch.setattr(time, "time_ns", lambda: later)


def put(name: str, filling: bytes = b"\1") -> Path:
    return write_weights(paths.models() / "loras" / name, filling=filling)


def workflow(folder: Path, name: str, **told: object) -> Path:
    """Write a file that names a LoRA, and says this of it."""
    file = folder / "fox.json"
    entry = {"name": name, "kind": "lora", **told}
    lora = {"type": "lora.apply", "values": {"lora": name}}
    layout = {"nodes": {"lora": {"x": 0, "y": 0}}}  # else opening tidies, which is an edit
    models = {"lora.lora": entry}
    data = {"format": 1, "nodes": {"lora": lora}, "models": models, "layout": layout}
    file.write_text(json.dumps(data))
    return file


def hash_of(file: Path) -> str:
    library = open_library()
    try:
        return library.hashed(file)
    finally:
        library.close()


def opened(window: MainWindow, file: Path) -> Sheet:
    sheet = window.files.open(file)
    assert sheet is not None
    return sheet


def lora_of(sheet: Sheet) -> object:
    return sheet.document.graph.nodes["lora"].values["lora"]


def wait_for_bar(qtbot: QtBot, window: MainWindow, text: str) -> None:
    def is_there() -> bool:  # a bar that joins others shows with the next events
        bars = window.questions.findChildren(QuestionBar)
        return any(text in one.text and one.isVisible() for one in bars)

    qtbot.waitUntil(is_there, timeout=10_000)


def press(window: MainWindow, text: str) -> None:
    buttons = window.models.sheet.findChildren(QPushButton)
    next(one for one in buttons if one.isVisible() and one.text() == text).click()


def test_a_renamed_model_is_used_with_one_button_and_one_undo(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    digest = hash_of(put("cat.safetensors"))
    sheet = opened(window, workflow(tmp_path, "fox.safetensors", sha256=digest, size_bytes=6262))
    wait_for_bar(qtbot, window, "1 found under another name")
    is_clean = sheet.is_clean

    answer(window, "Use found files")

    assert is_clean
    assert lora_of(sheet) == "cat.safetensors"
    qtbot.waitUntil(lambda: [one.state for one in window.models.verdicts(sheet)] == ["present"])
    assert not window.questions.texts
    sheet.document.undo()
    assert lora_of(sheet) == "fox.safetensors"


def test_a_file_that_was_never_hashed_is_found_too(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    put("cat.safetensors", b"\1")
    put("dog.safetensors", b"\2")
    digest = hash_of(put("fox.safetensors", b"\2"))
    (paths.models() / "loras" / "fox.safetensors").unlink()

    sheet = opened(window, workflow(tmp_path, "fox.safetensors", sha256=digest, size_bytes=6262))
    wait_for_bar(qtbot, window, "1 found under another name")

    assert window.models.verdicts(sheet)[0].names == ("dog.safetensors",)


def test_saving_writes_which_models_are_meant(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = put("cat.safetensors")
    sheet = opened(window, workflow(tmp_path, "cat.safetensors"))
    qtbot.waitUntil(lambda: any(one.reference.sha256 for one in sheet.references), timeout=10_000)

    window.files.save(sheet)

    entry = json.loads((tmp_path / "fox.json").read_text())["models"]["lora.lora"]
    assert entry["sha256"] == hash_of(file)
    assert entry["size_bytes"] == file.stat().st_size


def test_what_is_missing_is_written_back_as_it_was_read(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    told = {"sha256": SHA256, "size_bytes": 6262, "origin": {"repository": "owner/fox"}}
    file = workflow(tmp_path, "fox.safetensors", **told)
    before = json.loads(file.read_text())["models"]
    sheet = opened(window, file)
    wait_for_bar(qtbot, window, "1 missing")

    window.files.save(sheet)

    assert json.loads(file.read_text())["models"] == before


def test_the_details_offer_the_command_that_gets_a_missing_starter(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    opened(window, workflow(tmp_path, "sdxl_lightning_4step_lora.safetensors"))
    wait_for_bar(qtbot, window, "1 missing")
    answer(window, "Details …")

    press(window, "Copy the command that gets it")

    command = QGuiApplication.clipboard().text()
    assert command == "graphstudio models get sdxl_lightning_4step_lora.safetensors"


def test_a_download_shows_how_far_it_is_and_ends_the_question(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()

    def fetch(wish: Wish, *, told: Told, is_stopped: IsStopped) -> Fetched:
        told(Progress(wish.title, "fetching", wish.title, 50, 100, 10, 5))
        may_go_on.wait(30)
        return Fetched(put(wish.name), 100)

    monkeypatch.setattr(window.getting.queue, "_fetch", fetch)
    origin = {"repository": "owner/fox", "file": "fox.safetensors"}
    opened(window, workflow(tmp_path, "fox.safetensors", origin=origin))
    wait_for_bar(qtbot, window, "1 missing")
    answer(window, "Details …")

    press(window, "Download from owner/fox")
    labels = window.models.sheet.findChildren
    qtbot.waitUntil(lambda: any("50 B of 100 B" in one.text() for one in labels(QLabel)))
    may_go_on.set()

    qtbot.waitUntil(lambda: not window.models.sheet.isVisible(), timeout=20_000)
    assert not window.questions.texts


def test_a_damaged_file_is_told_with_its_reason(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = put("fox.safetensors")
    file.write_bytes(file.read_bytes()[:3000])
    sheet = opened(window, workflow(tmp_path, "fox.safetensors"))

    wait_for_bar(qtbot, window, "1 damaged")

    assert "is cut short or damaged" in window.models.verdicts(sheet)[0].reason


def test_a_download_is_offered_where_something_can_fetch(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    asked: list[str] = []
    window.models.sheet.deeds.download = lambda verdict: asked.append(verdict.wanted.sha256)
    origin = {"repository": "owner/fox"}
    opened(
        window,
        workflow(tmp_path, "fox.safetensors", sha256=SHA256, size_bytes=5 * 2**30, origin=origin),
    )
    wait_for_bar(qtbot, window, "1 missing")
    answer(window, "Details …")

    press(window, "Download 5.0 GiB from owner/fox")

    assert asked == [SHA256]


def test_keeping_mine_ends_the_warning_and_is_no_edit(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    put("fox.safetensors")
    sheet = opened(window, workflow(tmp_path, "fox.safetensors", sha256=SHA256, size_bytes=7))
    wait_for_bar(qtbot, window, "1 with another content than was meant")
    answer(window, "Details …")

    press(window, "Keep mine")

    qtbot.waitUntil(lambda: not window.models.sheet.isVisible(), timeout=10_000)
    assert sheet.is_clean
    assert not window.questions.texts


def test_a_workflow_whose_models_are_here_asks_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    put("fox.safetensors")
    sheet = opened(window, workflow(tmp_path, "fox.safetensors"))

    qtbot.waitUntil(lambda: bool(window.models.verdicts(sheet)), timeout=10_000)

    assert not window.questions.texts


def test_a_bar_goes_with_its_workflow(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(workflow(tmp_path, "fox.safetensors", sha256=SHA256))
    wait_for_bar(qtbot, window, "1 missing")

    window.desk.workspace.close(window.desk.workspace.sheets[0])

    assert not window.questions.texts
