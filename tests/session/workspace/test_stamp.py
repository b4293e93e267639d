import os
from pathlib import Path

from graphstudio.session.workspace.stamp import Stamp


def _stamped(path: Path, text: str) -> Stamp:
    path.write_text(text)
    return Stamp.of(path.stat(), text.encode())


def test_a_file_fits_its_stamp(tmp_path: Path) -> None:
    stamp = _stamped(tmp_path / "file", "old")

    assert stamp.fits(tmp_path / "file")


def test_other_data_do_not_fit_even_of_the_same_size(tmp_path: Path) -> None:
    stamp = _stamped(tmp_path / "file", "old")
    (tmp_path / "file").write_text("new")
    os.utime(tmp_path / "file", ns=(1, 1))

    assert not stamp.fits(tmp_path / "file")


def test_a_file_that_was_only_touched_fits(tmp_path: Path) -> None:
    stamp = _stamped(tmp_path / "file", "old")
    os.utime(tmp_path / "file", ns=(1, 1))

    assert stamp.fits(tmp_path / "file")


def test_a_file_that_is_gone_fits_because_nothing_can_be_overwritten(tmp_path: Path) -> None:
    stamp = _stamped(tmp_path / "file", "old")
    (tmp_path / "file").unlink()

    assert stamp.fits(tmp_path / "file")


def test_a_stamp_comes_back_from_json(tmp_path: Path) -> None:
    stamp = _stamped(tmp_path / "file", "old")

    assert Stamp(*stamp.to_json()) == stamp
