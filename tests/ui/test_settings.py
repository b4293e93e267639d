from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.ui.settings import Settings


def test_what_was_chosen_is_there_again_next_time(settings: Settings) -> None:
    settings.theme = "light"
    settings.snaps = False
    settings.cache_gib = 3.5
    settings.models_folder = "/models, and more"
    settings.shortcuts = {"edit.undo": "Ctrl+Z; Alt+Backspace", "edit.cut": ""}
    settings.favourite_nodes = ("latent.decode", "image.load")
    settings.window_state = b"\x00\xff state"
    settings.save()

    again = Settings(settings.path)

    assert again.theme == "light"
    assert not again.snaps
    assert again.cache_gib == 3.5
    assert again.models_folder == "/models, and more"
    assert again.shortcuts == {"edit.undo": "Ctrl+Z; Alt+Backspace", "edit.cut": ""}
    assert again.favourite_nodes == ("latent.decode", "image.load")
    assert again.window_state == b"\x00\xff state"


def test_a_change_tells_its_name_once(settings: Settings, qtbot: QtBot) -> None:
    told: list[str] = []
    settings.changed.connect(told.append)

    settings.snaps = False
    settings.snaps = False

    assert told == ["snaps"]


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        pytest.param("[appearance]\ntheme=mauve", "theme", "system", id="unknown choice"),
        pytest.param("[appearance]\nscale=big", "scale", 100.0, id="no number"),
        pytest.param("[appearance]\nscale=9000", "scale", 300.0, id="number out of range"),
        pytest.param("[canvas]\nsnaps=perhaps", "snaps", True, id="no yes or no"),
        pytest.param("[commands]\nshortcuts={", "shortcuts", {}, id="broken table"),
        pytest.param("[commands]\nshortcuts=[1]", "shortcuts", {}, id="list for a table"),
        pytest.param("[library]\nrecent=7", "recent_nodes", (), id="number for words"),
        pytest.param("[files]\nout_folder=a, b", "out_folder", "a, b", id="bare comma"),
    ],
)
def test_nonsense_written_by_hand_counts_as_the_default(
    tmp_path: Path, line: str, name: str, expected: object
) -> None:
    file = tmp_path / "graphstudio.ini"
    file.write_text(line, "utf-8")

    assert getattr(Settings(file), name) == expected


def test_a_reset_gives_the_default_back_and_tells(settings: Settings, qtbot: QtBot) -> None:
    settings.wheel = "pan"

    with qtbot.waitSignal(settings.changed):
        settings.reset("wheel")

    assert settings.wheel == "zoom"
    assert settings.is_default("wheel")


def test_an_answer_about_dropped_files_is_kept_and_forgotten(settings: Settings) -> None:
    settings.set_drop_answer("picture", "open")
    kept = settings.drop_answer("picture")
    settings.set_drop_answer("picture", "")

    assert kept == "open"
    assert settings.drop_answer("picture") == ""
    assert settings.is_default("drop_choices")


def test_panels_can_note_small_things_of_their_own(settings: Settings) -> None:
    settings.remember("gallery/side", "160")

    assert settings.remembered("gallery/side") == "160"
    assert settings.remembered("log/level", "info") == "info"


def test_the_standard_file_is_in_the_folder_of_preferences() -> None:
    assert Settings().path == paths.config() / "graphstudio.ini"
