"""Pictures and captions: read in every layout, and refused with all problems at once."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from graphstudio.errors import BadValue
from graphstudio.training.lora.picture_folder import (
    CaptionedPicture,
    crop,
    read_picture_folder,
    small_pictures,
)


def paint(path: Path, width: int = 8, height: int = 8) -> Path:
    """Write a picture whose red grows to the right and whose green grows downwards."""
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    pixels = np.stack([across * 255 // width, down * 255 // height, 0 * down], axis=-1)
    Image.fromarray(pixels.astype(np.uint8)).save(path, lossless=True)
    return path


def test_captions_stand_beside_their_pictures(tmp_path: Path) -> None:
    for name in ("b.png", "a.webp", "c.JPG"):
        paint(tmp_path / name)
        (tmp_path / name).with_suffix(".txt").write_text(f"shows {name}\n")
    (tmp_path / "notes.md").write_text("not a picture")

    found = read_picture_folder(tmp_path)

    assert [(one.path.name, one.caption) for one in found] == [
        ("a.webp", "shows a.webp"),
        ("b.png", "shows b.png"),
        ("c.JPG", "shows c.JPG"),
    ]


def test_metadata_names_pictures_in_sub_folders(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    paint(tmp_path / "deep" / "a.png")
    line = json.dumps({"file_name": "deep/a.png", "text": "a cat"})
    (tmp_path / "metadata.jsonl").write_text(line + "\n\n")

    (found,) = read_picture_folder(tmp_path)

    assert (found.path, found.caption) == (tmp_path / "deep" / "a.png", "a cat")


def test_one_prompt_is_the_caption_of_all(tmp_path: Path) -> None:
    paint(tmp_path / "a.png")
    paint(tmp_path / "b.png")
    (tmp_path / "a.txt").write_text("something else")

    found = read_picture_folder(tmp_path, "a zwx dog")

    assert [one.caption for one in found] == ["a zwx dog", "a zwx dog"]


def test_every_bad_picture_is_named_at_once(tmp_path: Path) -> None:
    whole = paint(tmp_path / "whole.png", 64, 64).read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.png").write_text("hello")
    for name in ("cut", "text"):
        (tmp_path / f"{name}.txt").write_text("a cat")
    paint(tmp_path / "empty.png")
    (tmp_path / "empty.txt").write_text(" \n")

    with pytest.raises(BadValue) as caught:
        read_picture_folder(tmp_path)

    cut, empty, text, bare = sorted(caught.value.problems)
    assert "cut.png cannot be read as a picture" in cut
    assert "empty.txt is empty" in empty
    assert "text.png cannot be read as a picture" in text
    assert "whole.png has no caption. Write whole.txt beside it" in bare


def test_every_bad_line_of_metadata_is_named_at_once(tmp_path: Path) -> None:
    lines = ("{", '{"file_name": "a.png"}', '{"file_name": "gone.png", "text": "a cat"}', "[]")
    (tmp_path / "metadata.jsonl").write_text("\n".join(lines))

    with pytest.raises(BadValue) as caught:
        read_picture_folder(tmp_path)

    broken, textless, gone, listing = caught.value.problems
    assert "line 1: this is not JSON" in broken
    assert 'line 2: "file_name" or "text" is missing' in textless
    assert "gone.png is not there" in gone
    assert "line 4" in listing


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("", "holds no pictures (.png", id="empty"),
        pytest.param("absent", "is no folder", id="absent"),
    ],
)
def test_a_folder_without_pictures_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_picture_folder(tmp_path / name)

    assert said in caught.value.problems[0]


def test_small_pictures_are_named_with_their_size(tmp_path: Path) -> None:
    small = CaptionedPicture(tmp_path / "small.png", "", (63, 90))
    large = CaptionedPicture(tmp_path / "large.png", "", (64, 64))

    (warning,) = small_pictures((small, large), 64)

    assert "small.png is 63 x 90 pixels and will be enlarged to 64" in warning


@pytest.mark.parametrize(
    ("spot", "left"),
    [
        pytest.param(0.0, 0, id="start"),
        pytest.param(0.5, 8, id="middle"),
        pytest.param(1, 16, id="end"),
    ],
)
def test_a_square_is_cut_where_it_is_asked_for(tmp_path: Path, spot: float, left: int) -> None:
    picture = CaptionedPicture(paint(tmp_path / "wide.png", 64, 32), "", (64, 32))

    found = crop(picture, 16, spot, is_mirrored=False)

    assert found.corner_px == (left, 0)
    assert found.size_px == (64, 32)
    assert found.pixels.shape == (3, 16, 16)
    middle = (left + 8) / 32 * 2 - 1
    assert float(found.pixels[0].mean()) == pytest.approx(middle, abs=0.06)


def test_mirrored_is_the_other_way_round(tmp_path: Path) -> None:
    picture = CaptionedPicture(paint(tmp_path / "a.png", 16, 16), "", (16, 16))

    plain = crop(picture, 16, 0.5, is_mirrored=False).pixels
    mirrored = crop(picture, 16, 0.5, is_mirrored=True).pixels

    assert torch.equal(mirrored, plain.flip(-1))
    assert not torch.equal(mirrored, plain)


def test_transparent_parts_become_white(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(tmp_path / "clear.png")

    found = crop(CaptionedPicture(tmp_path / "clear.png", "", (8, 8)), 8, 0, is_mirrored=False)

    assert float(found.pixels.min()) == 1.0


def test_pictures_of_a_turned_camera_are_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turned by a quarter.
    Image.new("RGB", (32, 16)).save(tmp_path / "turned.jpg", exif=exif)

    (found,) = read_picture_folder(tmp_path, "a cat")

    assert found.size_px == (16, 32)
