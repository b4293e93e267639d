import os
from pathlib import Path

import pytest
from PIL import Image

from graphstudio.session.gallery.thumbnails import Thumbnails


@pytest.fixture
def thumbnails(tmp_path: Path) -> Thumbnails:
    return Thumbnails(tmp_path / "small", side_px=32)


def test_a_picture_is_made_small_and_keeps_its_shape(
    tmp_path: Path, thumbnails: Thumbnails
) -> None:
    Image.new("RGB", (128, 64), "red").save(tmp_path / "big.png")

    small = thumbnails.get(tmp_path / "big.png")

    assert small is not None
    with Image.open(small) as picture:
        assert (picture.format, picture.size) == ("JPEG", (32, 16))


def test_transparent_parts_stay_transparent(tmp_path: Path, thumbnails: Thumbnails) -> None:
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(tmp_path / "clear.png")

    small = thumbnails.get(tmp_path / "clear.png")

    assert small is not None
    with Image.open(small) as picture:
        assert picture.mode == "RGBA"
        assert picture.getchannel("A").getextrema() == (0, 0)


def test_a_small_version_is_made_once(tmp_path: Path, thumbnails: Thumbnails) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "big.png")

    first = thumbnails.get(tmp_path / "big.png")
    assert first is not None
    first.write_bytes(b"kept")

    assert thumbnails.get(tmp_path / "big.png") == first
    assert first.read_bytes() == b"kept"


def test_a_changed_picture_gets_a_new_one(tmp_path: Path, thumbnails: Thumbnails) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "big.png")
    first = thumbnails.get(tmp_path / "big.png")
    Image.new("RGB", (64, 32)).save(tmp_path / "big.png")

    assert thumbnails.get(tmp_path / "big.png") != first


def test_what_is_no_picture_has_no_small_version(tmp_path: Path, thumbnails: Thumbnails) -> None:
    (tmp_path / "text.png").write_text("hello")
    Image.radial_gradient("L").save(tmp_path / "half.png")
    os.truncate(tmp_path / "half.png", 100)

    assert thumbnails.get(tmp_path / "text.png") is None
    assert thumbnails.get(tmp_path / "half.png") is None
    assert thumbnails.get(tmp_path / "gone.png") is None
    assert list((tmp_path / "small").iterdir()) == []


def test_a_photo_that_was_turned_is_turned(tmp_path: Path, thumbnails: Thumbnails) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right
    Image.new("RGB", (128, 64)).save(tmp_path / "turned.jpg", exif=exif)

    small = thumbnails.get(tmp_path / "turned.jpg")

    assert small is not None
    with Image.open(small) as picture:
        assert picture.size == (16, 32)


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path, thumbnails: Thumbnails) -> None:
    made = []
    for number in range(4):
        Image.new("RGB", (64, 64)).save(tmp_path / f"{number}.png")
        small = thumbnails.get(tmp_path / f"{number}.png")
        assert small is not None
        os.utime(small, ns=(number, number))
        made.append(small)

    thumbnails.prune(most_bytes=2 * made[0].stat().st_size)

    assert [one.exists() for one in made] == [False, False, True, True]
