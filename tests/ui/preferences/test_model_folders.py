from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from graphstudio.library.folders import model_folders
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.preferences.model_folders import CHANGED, ModelFolders
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance


@pytest.fixture
def comfy(tmp_path: Path) -> Path:
    for name in ("checkpoints", "loras"):
        (tmp_path / "comfy" / "models" / name).mkdir(parents=True)
    return tmp_path / "comfy"


@pytest.fixture
def folders(qtbot: QtBot, settings: Settings) -> ModelFolders:
    made = ModelFolders(settings, Appearance(settings))
    qtbot.addWidget(made)
    made.show()
    return made


def _texts(folders: ModelFolders) -> list[str]:
    return [one.text() for one in folders.findChildren(QLabel) if one.isVisible()]


def test_an_added_folder_is_listed_with_its_layout(
    qtbot: QtBot, folders: ModelFolders, settings: Settings, comfy: Path
) -> None:
    with qtbot.waitSignal(settings.changed) as changed:
        folders.add(comfy)

    assert changed.args == [CHANGED]
    assert str(comfy) in _texts(folders)
    assert "Layout: ComfyUI" in _texts(folders)


def test_an_added_folder_can_be_taken_away_again(folders: ModelFolders, comfy: Path) -> None:
    folders.add(comfy)
    buttons = [one for one in folders.findChildren(IconButton) if one.isVisible()]

    buttons[0].click()

    assert comfy not in [one.path for one in model_folders()]
    assert str(comfy) not in _texts(folders)
    assert comfy.is_dir()


def test_a_folder_that_cannot_be_added_says_why(folders: ModelFolders, tmp_path: Path) -> None:
    folders.add(tmp_path / "nowhere")

    assert folders.note.isVisible()
    assert "is no folder" in folders.note.text()
