import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from graphstudio.errors import BadValue
from graphstudio.library.library import Library
from graphstudio.library.trash import FOLDER, move_to_trash
from tests.library.weights import write_weights


@pytest.mark.skipif(sys.platform != "linux", reason="the trash of freedesktop.org")
def test_the_trash_notes_where_a_file_came_from(tmp_path: Path) -> None:
    file = write_weights(tmp_path / "ä fox%.safetensors")

    moved = move_to_trash(file)

    note = tmp_path / "data" / "Trash" / "info" / f"{moved.name}.trashinfo"
    lines = note.read_text().splitlines()
    assert moved == tmp_path / "data" / "Trash" / "files" / file.name
    assert lines[0] == "[Trash Info]"
    assert unquote(lines[1]) == f"Path={file}"
    assert lines[2].startswith("DeletionDate=20")


@pytest.mark.skipif(sys.platform != "linux", reason="the trash of freedesktop.org")
def test_two_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    moved = [
        move_to_trash(write_weights(tmp_path / "fox.safetensors", filling=filling))
        for filling in (b"\0", b"\1", b"\2")
    ]

    assert [one.name for one in moved] == [
        "fox.safetensors",
        "fox 2.safetensors",
        "fox 3.safetensors",
    ]
    assert len({one.read_bytes() for one in moved}) == 3


def test_without_a_trash_it_lies_beside_and_is_scanned_no_more(
    library: Library, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "plan9")
    file = write_weights(models / "fox.safetensors")
    library.scan()

    moved = library.discard(file)

    assert moved == models / FOLDER / "fox.safetensors"
    assert moved.is_file()
    assert library.scan().models == 3


def test_a_whole_folder_is_moved(tmp_path: Path) -> None:
    write_weights(tmp_path / "model" / "unet" / "model.safetensors")

    moved = move_to_trash(tmp_path / "model")

    assert (moved / "unet" / "model.safetensors").is_file()
    assert not (tmp_path / "model").exists()


def test_what_cannot_be_moved_is_told_and_leaves_no_note(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="cannot be thrown away"):
        move_to_trash(tmp_path / "nowhere")

    assert not list(tmp_path.glob("data/Trash/info/*"))
