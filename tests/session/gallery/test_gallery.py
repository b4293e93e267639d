import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from graphstudio.errors import NotAWorkflow
from graphstudio.session.gallery.gallery import Gallery
from graphstudio.workflow.pictures import write_png

Paint = Callable[..., Path]


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    gallery = Gallery(tmp_path / "state", tmp_path / "out")
    yield gallery
    gallery.close()


@pytest.fixture
def paint(tmp_path: Path) -> Paint:
    """Give a function that makes a picture, each a second newer than the last."""
    (tmp_path / "out").mkdir()
    made: list[Path] = []

    def make(prompt: str = "a fox", title: str = "", folder: Path = tmp_path / "out") -> Path:
        workflow = (
            f'{{"format": 1, "title": "{title}", "nodes": {{"one": {{"type": "prompt.encode", '
            f'"values": {{"text": "{prompt}"}}}}}}}}'
        )
        made.append(
            write_png(folder / "p.png", Image.new("RGB", (24, 16)), workflow=workflow, run={})
        )
        os.utime(made[-1], (1000 + len(made), 1000 + len(made)))
        return made[-1]

    return make


def test_pictures_are_shown_newest_first(gallery: Gallery, paint: Paint) -> None:
    made = [paint(prompt) for prompt in ("one", "two", "three")]
    for path in made:
        gallery.add(path)

    shown = gallery.pictures()

    assert [one.path for one in shown] == made[::-1]
    assert [one.prompt for one in shown] == ["three", "two", "one"]
    assert (shown[0].width, shown[0].height, shown[0].made) == (24, 16, 1003)
    assert gallery.pictures(limit=1) == shown[:1]


def test_a_picture_is_called_like_its_workflow_or_else_like_its_job(
    gallery: Gallery, paint: Paint
) -> None:
    gallery.add(paint(title="Fox"), "Untitled")
    gallery.add(paint(), "Untitled")

    assert [one.title for one in gallery.pictures()] == ["Untitled", "Fox"]


def test_scanning_finds_what_headless_runs_made(
    gallery: Gallery, paint: Paint, tmp_path: Path
) -> None:
    (tmp_path / "out" / "deep").mkdir()
    made = [paint(), paint(folder=tmp_path / "out" / "deep")]
    Image.new("RGB", (8, 8)).save(tmp_path / "out" / "photo.png")
    (tmp_path / "out" / ".p_0009.png.part").write_text("half")

    gallery.scan()

    assert [one.path for one in gallery.pictures()] == made[::-1]


def test_scanning_a_folder_that_is_not_there_finds_nothing(gallery: Gallery) -> None:
    gallery.scan()

    assert gallery.pictures() == ()


def test_scanning_again_reads_nothing_twice_and_announces_nothing(
    gallery: Gallery, paint: Paint
) -> None:
    paint()
    gallery.scan()
    told: list[str] = []
    gallery.changed.connect(lambda: told.append("changed"))

    gallery.scan()

    assert told == []


def test_the_index_survives_a_restart(gallery: Gallery, paint: Paint, tmp_path: Path) -> None:
    path = paint()
    gallery.add(path)
    gallery.star(path)
    gallery.close()

    again = Gallery(tmp_path / "state", tmp_path / "out")

    assert [(one.path, one.is_starred) for one in again.pictures()] == [(path, True)]
    again.close()


def test_searching_takes_all_words_in_any_case(gallery: Gallery, paint: Paint) -> None:
    for prompt in ("a red fox", "a red house", "Füchse 100%"):
        gallery.add(paint(prompt, title="Foto"))

    assert [one.prompt for one in gallery.pictures("FOX red")] == ["a red fox"]
    assert [one.prompt for one in gallery.pictures("füchse 100%")] == ["Füchse 100%"]
    assert len(gallery.pictures("foto")) == 3
    assert gallery.pictures("'; DROP TABLE pictures; --") == ()
    assert [one.prompt for one in gallery.pictures("p_0002")] == ["a red house"]


def test_stars_can_be_given_taken_and_asked_for(gallery: Gallery, paint: Paint) -> None:
    first, second = paint(), paint()
    for path in (first, second):
        gallery.add(path)
        gallery.star(path)

    gallery.star(second, is_starred=False)

    assert [one.path for one in gallery.pictures(starred=True)] == [first]


def test_a_forgotten_picture_stays_forgotten_and_on_the_disk(
    gallery: Gallery, paint: Paint
) -> None:
    path = paint()
    gallery.add(path)

    gallery.forget(path)
    gallery.scan()

    assert gallery.pictures() == ()
    assert path.exists()


def test_a_picture_whose_file_is_gone_is_not_shown_and_keeps_its_star_for_its_return(
    gallery: Gallery, paint: Paint
) -> None:
    path = paint()
    gallery.add(path)
    gallery.star(path)
    path.rename(path.with_suffix(".away"))
    gallery.scan()
    without = gallery.pictures()

    path.with_suffix(".away").rename(path)
    gallery.scan()

    assert without == ()
    assert [one.is_starred for one in gallery.pictures()] == [True]


def test_every_change_is_announced(gallery: Gallery, paint: Paint) -> None:
    told: list[str] = []
    gallery.changed.connect(lambda: told.append("changed"))
    path = paint()

    gallery.add(path)
    gallery.star(path)
    gallery.forget(path)

    assert told == ["changed"] * 3


def test_what_is_no_picture_of_ours_is_left_out(gallery: Gallery, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("hello")

    gallery.add(tmp_path / "text.png")
    gallery.add(tmp_path / "gone.png")

    assert gallery.pictures() == ()


def test_the_workflow_of_a_picture_is_there(gallery: Gallery, paint: Paint, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "bare.png")

    assert '"a fox"' in gallery.workflow_text(paint())
    with pytest.raises(NotAWorkflow):
        gallery.workflow_text(tmp_path / "bare.png")


def test_a_thumbnail_is_a_file_and_never_missing(
    gallery: Gallery, paint: Paint, tmp_path: Path
) -> None:
    path = paint()

    assert gallery.thumbnail(path) != path
    assert gallery.thumbnail(path).exists()
    assert gallery.thumbnail(tmp_path / "gone.png") == tmp_path / "gone.png"


def test_an_index_that_another_process_holds_is_not_taken_for_a_damaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    Gallery(state, tmp_path / "out").close()
    monkeypatch.setattr("graphstudio.session.gallery.gallery._BUSY_S", 0.01)
    other = sqlite3.connect(state / "gallery.sqlite")
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(sqlite3.OperationalError):
        Gallery(state, tmp_path / "out")

    other.close()
    assert [one.name for one in state.glob("*.damaged*")] == []


def test_a_damaged_index_is_put_aside_and_made_again(tmp_path: Path, paint: Paint) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "gallery.sqlite").write_bytes(b"no database" * 1000)
    path = paint()

    gallery = Gallery(tmp_path / "state", tmp_path / "out")
    gallery.scan()

    assert [one.path for one in gallery.pictures()] == [path]
    assert [*(tmp_path / "state").glob("gallery.sqlite.damaged-*")]
    gallery.close()


def test_threads_and_windows_share_the_index(
    gallery: Gallery, paint: Paint, tmp_path: Path
) -> None:
    other = Gallery(tmp_path / "state", tmp_path / "out")
    made = [paint(str(number)) for number in range(20)]
    threads = [
        threading.Thread(target=one.add, args=(path,)) for one in (gallery, other) for path in made
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.path for one in gallery.pictures()] == made[::-1]
    assert gallery.pictures() == other.pictures()
    other.close()


def test_a_scan_ends_when_the_gallery_is_closed(gallery: Gallery, paint: Paint) -> None:
    paint()
    gallery._is_closed.set()

    gallery.scan()

    assert gallery.pictures() == ()


def test_names_that_are_no_unicode_are_kept(gallery: Gallery, paint: Paint) -> None:
    path = paint()
    strange = path.rename(os.fsdecode(os.fsencode(path.with_name("f")) + b"\xff.png"))

    gallery.scan()

    assert [one.path for one in gallery.pictures()] == [strange]


def test_a_closed_gallery_answers_threads_that_still_ask(gallery: Gallery, paint: Paint) -> None:
    path = paint()
    gallery.add(path)

    gallery.close()
    gallery.star(path)

    assert gallery.pictures() == ()
