"""Content hashes of files and folders."""

import os
import time
from pathlib import Path

import pytest

from graphstudio.engine.files import FileHashes, _Stamp


def _age(path: Path, seconds: float) -> None:
    then = time.time_ns() - int(seconds * 1e9)
    os.utime(path, ns=(then, then))


def test_two_files_with_one_content_have_one_digest(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("fox")
    (tmp_path / "b").write_text("fox")

    hashes = FileHashes()

    assert hashes.digest(tmp_path / "a") == hashes.digest(tmp_path / "b")


def test_a_file_overwritten_with_the_same_size_at_once_has_another_digest(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("fox")
    hashes = FileHashes()
    before = hashes.digest(file)

    file.write_text("cat")

    assert hashes.digest(file) != before


def test_a_change_within_one_tick_of_the_disk_s_clock_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick = time.time_ns()
    monkeypatch.setattr("graphstudio.engine.files._stamp", lambda _: _Stamp(3, tick, tick, 1))
    file = tmp_path / "a"
    file.write_text("fox")
    hashes = FileHashes()
    before = hashes.digest(file)

    file.write_text("cat")

    assert hashes.digest(file) != before


def test_a_change_is_seen_when_size_and_time_of_change_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("fox")
    _age(file, 100)
    facts = file.stat()
    hashes = FileHashes()
    before = hashes.digest(file)

    file.write_text("cat")
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    assert hashes.digest(file) != before


def test_a_file_that_was_left_alone_for_a_while_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a"
    file.write_text("fox")
    later = time.time_ns() + 60_000_000_000
    monkeypatch.setattr("graphstudio.ticks.time.time_ns", lambda: later)
    hashes = FileHashes()
    before = hashes.digest(file)

    monkeypatch.setattr("builtins.open", None)

    assert hashes.digest(file) == before


def test_what_is_not_there_has_a_digest_of_its_own_and_another_once_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a"
    hashes = FileHashes()
    missing = hashes.digest(file)

    file.write_text("")

    assert missing == f"missing:{file}"
    assert hashes.digest(file) != missing


def test_a_name_that_no_system_takes_is_unreadable_and_no_crash() -> None:
    assert FileHashes().digest(Path("a\0b")).startswith("unreadable:")


def test_a_folder_changes_with_names_and_contents_below_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_text("fox")
    hashes = FileHashes()
    first = hashes.digest(tmp_path)

    (tmp_path / "in" / "a").write_text("cat")
    second = hashes.digest(tmp_path)
    (tmp_path / "in" / "a").rename(tmp_path / "in" / "b")
    third = hashes.digest(tmp_path)

    assert len({first, second, third}) == 3


def test_a_dangling_link_in_a_folder_is_part_of_it(tmp_path: Path) -> None:
    before = FileHashes().digest(tmp_path)

    (tmp_path / "link").symlink_to(tmp_path / "nowhere")

    assert FileHashes().digest(tmp_path) != before
