"""A model is what its files hold, wherever they lie and whatever the folder is called."""

import hashlib
import shutil
import time
from pathlib import Path

import pytest

from graphstudio.library.content import content_of, files_of, known_content, size_of


def make_folder(folder: Path) -> Path:
    (folder / "unet").mkdir(parents=True)
    (folder / "model_index.json").write_text("{}")
    (folder / "unet" / "config.json").write_text('{"a": 1}')
    (folder / "unet" / "net.safetensors").write_bytes(b"weights")
    return folder


def settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two seconds pass, after which hashes are remembered."""
    now = time.time_ns() + 3 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: now)


def test_a_file_has_the_hash_that_model_pages_show(tmp_path: Path) -> None:
    file = tmp_path / "a.safetensors"
    file.write_bytes(b"fox")

    assert content_of(file, tmp_path / "notes") == hashlib.sha256(b"fox").hexdigest()
    assert size_of(file) == 3


def test_a_folder_keeps_its_hash_under_another_name(tmp_path: Path) -> None:
    one = make_folder(tmp_path / "one")
    other = shutil.copytree(one, tmp_path / "elsewhere" / "other")

    notes = tmp_path / "notes"

    assert content_of(one, notes) == content_of(other, notes)
    assert size_of(one) == len(b"weights")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param("unet/net.safetensors", id="weights"),
        pytest.param("unet/config.json", id="config"),
        pytest.param("unet/more.txt", id="another file"),
    ],
)
def test_a_folder_of_which_anything_changed_is_another_model(tmp_path: Path, changed: str) -> None:
    folder = make_folder(tmp_path / "one")
    before = content_of(folder, tmp_path / "notes")

    (folder / changed).write_bytes(b"other")

    assert content_of(folder, tmp_path / "notes") != before


def test_a_file_that_moved_within_the_folder_makes_another_model(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "one")
    before = content_of(folder, tmp_path / "notes")

    (folder / "unet").rename(folder / "vae")

    assert content_of(folder, tmp_path / "notes") != before


def test_pickles_beside_safetensors_and_hidden_notes_make_no_difference(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "one")
    before = content_of(folder, tmp_path / "notes")

    (folder / "unet" / "net.bin").write_bytes(b"the same as a pickle")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "download.json").write_text("{}")
    (folder / "README.md").write_text("Read me")

    assert content_of(folder, tmp_path / "notes") == before


def test_pickles_count_where_there_is_nothing_else(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "one")
    (folder / "unet" / "net.safetensors").rename(folder / "unet" / "net.bin")

    assert folder / "unet" / "net.bin" in files_of(folder)


def test_a_hash_that_nobody_took_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.safetensors"
    file.write_bytes(b"fox")
    settle(monkeypatch)

    before = known_content(file, tmp_path / "notes")
    taken = content_of(file, tmp_path / "notes")

    assert before is None
    assert known_content(file, tmp_path / "notes") == taken


def test_a_folder_is_known_once_its_weights_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder(tmp_path / "one")
    monkeypatch.setattr("graphstudio.library.content._SMALL_BYTES", 1)
    settle(monkeypatch)

    before = known_content(folder, tmp_path / "notes")
    taken = content_of(folder, tmp_path / "notes")

    assert before is None
    assert known_content(folder, tmp_path / "notes") == taken


def test_hashing_stops_before_the_next_file(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "one")

    assert content_of(folder, tmp_path / "notes", lambda: True) is None
