from pathlib import Path

from graphstudio.ui.panels.viewer.plate import read, unpack
from tests.ui.panels.conftest import MakePicture


def test_a_picture_is_read_with_its_halves(make_picture: MakePicture) -> None:
    plate = read(make_picture(side=1000))

    assert [level.width() for level in plate.levels] == [1000, 500, 250]
    assert plate.format == "PNG"
    assert plate.file_bytes > 0


def test_the_smallest_level_that_is_sharp_is_taken(make_picture: MakePicture) -> None:
    plate = read(make_picture(side=1000))

    widths = [plate.level(scale).width() for scale in (4.0, 1.0, 0.6, 0.5, 0.2)]

    assert widths == [1000, 1000, 1000, 500, 250]


def test_transparency_is_noticed(make_picture: MakePicture) -> None:
    assert read(make_picture(colour="#80ff0000")).has_alpha


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_text("no picture")

    assert read(path).message


def test_a_preview_is_read_from_bytes(make_picture: MakePicture) -> None:
    assert unpack(make_picture(side=24).read_bytes()).size.width() == 24
    assert unpack(b"no picture").message
