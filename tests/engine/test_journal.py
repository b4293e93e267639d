"""What is noted of items, and what of it is believed."""

import os
import time
from pathlib import Path

import pytest

from graphstudio.engine.journal import ItemJournal


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def make(out: Path) -> ItemJournal:
    return ItemJournal(out.parent / "state", out)


def write(out: Path, name: str) -> Path:
    path = out / name
    path.write_bytes(b"x")
    return path


def test_an_item_that_was_done_is_known_to_the_next_process(out: Path) -> None:
    first = make(out)
    first.open("walk")
    first.begin("a")
    first.end([write(out, "a.png")])

    second = make(out)

    assert second.open("walk") == 1
    assert second.begin("a") == [out / "a.png"]
    assert second.begin("b") is None


def test_equal_items_are_told_apart_by_their_order(out: Path) -> None:
    first = make(out)
    first.open("walk")
    first.begin("a")
    first.end([write(out, "a.png")])

    second = make(out)
    second.open("walk")

    assert second.begin("a") is not None
    assert second.begin("a") is None


def test_another_walk_knows_nothing_of_it(out: Path) -> None:
    first = make(out)
    first.open("walk")
    first.begin("a")
    first.end([])

    assert make(out).open("another") == 0


def test_an_item_whose_file_is_gone_is_not_done(out: Path) -> None:
    first = make(out)
    first.open("walk")
    first.begin("a")
    path = write(out, "a.png")
    first.end([path])
    path.unlink()

    second = make(out)

    assert second.open("walk") == 0
    assert second.begin("a") is None


def test_a_file_that_was_about_to_be_named_is_given_once(out: Path) -> None:
    first = make(out)
    first.open("walk")
    first.begin("a")
    first.note("save", write(out, "a.png"))
    first.note("other", write(out, "b.png"))

    second = make(out)
    second.open("walk")
    second.begin("a")

    assert list(second.noted("save")) == [out / "a.png"]
    assert list(second.noted("save")) == []


def test_what_is_saved_outside_of_items_is_not_noted(out: Path) -> None:
    journal = make(out)
    journal.open("walk")

    journal.note("save", out / "a.png")

    assert list((out.parent / "state").iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(b'{"item": "b-1", "pa', id="half a line"),
        pytest.param(b"\xff\xfe\x00garbage\n", id="garbage"),
        pytest.param(b'[1, 2]\n{"item": 3}\n{"item": "b-1", "paths": "x"}\n', id="wrong forms"),
    ],
)
def test_a_damaged_line_costs_its_own_item_alone(out: Path, damage: bytes) -> None:
    first = make(out)
    first.open("walk")
    first.begin("a")
    first.end([])
    (file,) = (out.parent / "state").iterdir()
    file.write_bytes(file.read_bytes() + damage)

    second = make(out)
    second.open("walk")
    known = second.begin("a"), second.begin("b")
    second.end([])

    assert known == ([], None)
    assert make(out).open("walk") == 2


def test_a_finished_walk_is_forgotten_and_another_is_not(out: Path) -> None:
    journal = make(out)
    for walk, is_finished in (("one", True), ("two", False)):
        journal.open(walk)
        journal.begin("a")
        journal.end([])
        journal.close(is_finished=is_finished)

    assert make(out).open("one") == 0
    assert make(out).open("two") == 1


def test_what_nobody_went_on_with_for_long_is_forgotten(out: Path) -> None:
    journal = make(out)
    journal.open("one")
    journal.begin("a")
    journal.end([])
    (file,) = (out.parent / "state").iterdir()
    long_ago = time.time() - 40 * 24 * 3600
    os.utime(file, (long_ago, long_ago))

    assert make(out).open("one") == 0


def test_a_place_where_nothing_can_be_noted_is_told_and_stops_nothing(out: Path) -> None:
    (out.parent / "state").write_text("a file where the folder should be", "utf-8")
    journal = make(out)

    before = journal.open("walk")
    begun = journal.begin("a")
    journal.end([])
    journal.close(is_finished=True)

    assert (before, begun) == (0, None)
    assert journal.trouble
