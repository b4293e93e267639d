"""Hashes of files that are remembered, and never those of files that are gone."""

import os
import time
from pathlib import Path

import pytest

from graphstudio.diffusion import digests
from graphstudio.diffusion.digests import digest_files

YESTERDAY = time.time_ns() - 86_400 * 10**9


def settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two seconds pass."""
    now = time.time_ns() + 3 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: now)


def test_a_file_is_hashed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"fox")
    settle(monkeypatch)
    first = digest_files((file,), cache=tmp_path / "notes")

    monkeypatch.setattr(digests, "hash_file", lambda file: pytest.fail("it was read again"))

    assert digest_files((file,), cache=tmp_path / "notes") == first


def test_a_file_overwritten_in_the_same_tick_is_another_one(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"fox")
    times = file.stat()
    first = digest_files((file,), cache=tmp_path / "notes")

    file.write_bytes(b"cat")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert digest_files((file,), cache=tmp_path / "notes") != first


def test_a_file_whose_time_of_change_was_set_back_is_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"fox")
    os.utime(file, ns=(YESTERDAY, YESTERDAY))
    settle(monkeypatch)
    first = digest_files((file,), cache=tmp_path / "notes")

    file.write_bytes(b"cat")
    os.utime(file, ns=(YESTERDAY, YESTERDAY))

    assert digest_files((file,), cache=tmp_path / "notes") != first
