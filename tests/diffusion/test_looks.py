"""A model's files are read once as long as they stay as they are."""

import os
from pathlib import Path

import pytest

from graphstudio.diffusion.looks import look
from graphstudio.errors import ModelMissing

_READ: list[Path] = []


def _size(place: Path) -> int:
    _READ.append(place)
    if not place.exists():
        raise ModelMissing(f"{place} is not there.")
    return place.stat().st_size


def _times(place: Path) -> int:
    return _READ.count(place)


def test_what_did_not_change_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "one.safetensors"
    file.write_bytes(b"abc")

    answers = [look(_size, file) for _ in range(3)]

    assert answers == [3, 3, 3]
    assert _times(file) == 1


def test_another_content_of_the_same_size_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "one.safetensors"
    file.write_bytes(b"abc")
    look(_size, file)

    file.write_bytes(b"abd")
    os.utime(file, ns=(1, 1))  # clocks of file systems may be slower than this test
    look(_size, file)

    assert _times(file) == 2


@pytest.mark.parametrize("name", ["model_index.json", "unet/config.json", "vae/new.safetensors"])
def test_a_folder_is_read_again_when_a_file_in_it_changed(tmp_path: Path, name: str) -> None:
    for one in ("model_index.json", "unet/config.json", "vae/config.json"):
        (tmp_path / one).parent.mkdir(exist_ok=True)
        (tmp_path / one).write_text("{}")
    look(_size, tmp_path)
    look(_size, tmp_path)
    assert _times(tmp_path) == 1

    (tmp_path / name).write_text("{ }")
    look(_size, tmp_path)

    assert _times(tmp_path) == 2


def test_what_went_wrong_is_not_remembered(tmp_path: Path) -> None:
    file = tmp_path / "late.safetensors"
    for _ in range(2):
        with pytest.raises(ModelMissing):
            look(_size, file)

    file.write_bytes(b"abc")

    assert look(_size, file) == 3
