"""Records of runs: kept, shared, forgotten, and never a reason to fail."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from graphstudio.session.estimates.records import MOST_KEPT, NodeRecord, Records

ONE = NodeRecord("latent.sample", "sd1", "CPU", "way", 0.25, 1, 20.0, 20, True, False, 3.5, 10**8)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "estimates.sqlite"


def test_what_was_noted_is_there_for_another_process(file: Path) -> None:
    assert Records(file).add([ONE], [("sd1", "CPU", 2.0)], ("auto", "CPU"))

    other = Records(file)
    assert other.alike("latent.sample", "sd1", "CPU") == (ONE,)
    assert other.loads("sd1", "CPU") == (2.0,)
    assert other.device("auto") == "CPU"


def test_other_models_and_devices_are_kept_apart(file: Path) -> None:
    records = Records(file)
    records.add([ONE, replace(ONE, device="GPU"), replace(ONE, models="sdxl")])

    assert records.alike("latent.sample", "sd1", "CPU") == (ONE,)


def test_the_newest_are_kept(file: Path) -> None:
    records = Records(file)
    for number in range(MOST_KEPT + 5):
        records.add([replace(ONE, seconds=float(number))])

    kept = records.alike("latent.sample", "sd1", "CPU")
    assert [one.seconds for one in kept] == list(range(MOST_KEPT + 4, 4, -1))


def test_reading_makes_no_file(file: Path) -> None:
    assert Records(file).alike("latent.sample", "sd1", "CPU") == ()
    assert not file.exists()


def test_a_damaged_file_is_set_aside(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"no database at all, but long enough to be one" * 100)
    records = Records(file)

    assert records.add([ONE])
    assert records.alike("latent.sample", "sd1", "CPU") == (ONE,)
    assert [one.name for one in file.parent.glob("*.damaged-*")] != []


def test_a_locked_file_costs_the_record_and_nothing_else(file: Path) -> None:
    records = Records(file)
    records.add([ONE])
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")

    assert not records.add([replace(ONE, seconds=9.0)])

    other.rollback()
    other.close()
    assert records.alike("latent.sample", "sd1", "CPU") == (ONE,)
    assert records.add([ONE])


def test_a_folder_that_cannot_be_made_costs_the_record_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")

    assert not Records(tmp_path / "state" / "estimates.sqlite").add([ONE])
