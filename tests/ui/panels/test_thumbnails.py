from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from graphstudio.ui.panels.thumbnails import Thumbnails
from tests.ui.panels.conftest import MakePicture


def test_a_picture_arrives_a_moment_after_it_was_asked_for(
    qtbot: QtBot, make_picture: MakePicture
) -> None:
    owner = QObject()
    thumbnails = Thumbnails(owner, 8)
    path = make_picture(side=32)

    with qtbot.waitSignal(thumbnails.arrived):
        assert thumbnails.get(path) is None

    found = thumbnails.get(path)
    assert found is not None
    assert found.width() == 8


def test_a_file_that_is_no_picture_stays_away(qtbot: QtBot, tmp_path: Path) -> None:
    owner = QObject()
    thumbnails = Thumbnails(owner)
    path = tmp_path / "text.png"
    path.write_text("no picture")

    thumbnails.get(path)
    qtbot.wait(50)

    assert thumbnails.get(path) is None


def test_the_file_that_was_made_for_it_is_taken(qtbot: QtBot, make_picture: MakePicture) -> None:
    owner = QObject()
    small = make_picture("small.png", side=4)
    thumbnails = Thumbnails(owner, 64, lambda _path: small)
    path = make_picture("large.png", side=32)

    with qtbot.waitSignal(thumbnails.arrived):
        thumbnails.get(path)

    found = thumbnails.get(path)
    assert found is not None
    assert found.width() == 4
