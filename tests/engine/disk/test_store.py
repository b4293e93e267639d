"""Results on disk: found again, never wrong, never in the way."""

from __future__ import annotations

import errno
import logging
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
import torch

from graphstudio.api import Image
from graphstudio.engine.disk.index import Index
from graphstudio.engine.disk.pruning import remove_all, remove_broken, remove_older
from graphstudio.engine.disk.store import ResultStore, World
from graphstudio.engine.results import Result
from tests.engine.disk.writer import WORLD, is_right, key, store, write

HOUR = 3600.0


def filled(folder: Path, count: int = 5, budget_bytes: int = 10**9) -> ResultStore:
    """Make a store that holds the first results."""
    made = store(folder, budget_bytes)
    assert all(write(made, number) for number in range(count))
    assert made.flush(60)
    return made


def files(folder: Path) -> list[Path]:
    return sorted(one for one in (folder / "objects").rglob("*") if one.is_file())


def found(where: ResultStore, count: int) -> list[bool]:
    """Tell for each number whether it is there; what is there must be right."""
    results = [where.get(key(number)) for number in range(count)]
    for number, one in enumerate(results):
        assert one is None or is_right(one, number)
    return [one is not None for one in results]


def test_a_result_is_found_by_another_process_s_store(tmp_path: Path) -> None:
    filled(tmp_path).close()
    other = store(tmp_path)

    assert all(key(number) in other for number in range(5))
    assert key(99) not in other
    assert found(other, 6) == [True] * 5 + [False]
    one = other.get(key(3))
    assert one is not None
    assert one.seconds == 1.0
    assert one.cpu_bytes > 1000
    other.close()


def test_what_another_store_writes_is_seen_while_both_are_open(tmp_path: Path) -> None:
    one, other = store(tmp_path), store(tmp_path)
    assert key(0) not in other

    write(one, 0)
    one.flush(60)
    other.flush()  # it looks again at once

    assert found(other, 1) == [True]
    one.close()
    other.close()


def test_another_world_has_other_results(tmp_path: Path) -> None:
    filled(tmp_path).close()
    other = ResultStore(tmp_path, lambda: World("1" * 32, {"torch": "99"}))

    assert key(0) not in other
    assert other.get(key(0)) is None
    other.close()


def test_without_a_world_nothing_is_kept(tmp_path: Path) -> None:
    nowhere = ResultStore(tmp_path, lambda: None)

    assert not write(nowhere, 0)
    assert key(0) not in nowhere
    assert list(tmp_path.iterdir()) == []


def test_a_tensor_comes_back_sealed(tmp_path: Path) -> None:
    kept = store(tmp_path)
    kept.put(key(0), Result.of((Image(torch.rand(1, 3, 3, 3)),), 1.0))
    kept.flush(60)

    result = kept.get(key(0))

    assert result is not None
    assert [version for _, version in result.seal] == [0]
    result.outputs[0].pixels.mul_(2)
    assert not result.is_intact
    kept.close()


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(Result.of((np.zeros(10**6),), 0.001), id="made faster than it is written"),
        pytest.param(Result.of((3,), 0.0), id="made at once"),
        pytest.param(Result.of((object(),), 9.0), id="nothing that can be written"),
        pytest.param(Result((1,), 9.0, 0, 1, ()), id="on another device"),
        pytest.param(Result.of((np.zeros(10**6),), 9.0), id="larger than all there is"),
    ],
)
def test_what_is_not_worth_it_or_cannot_be_is_not_kept(tmp_path: Path, result: Result) -> None:
    kept = store(tmp_path, budget_bytes=10**5)

    assert not kept.put(key(0), result)
    assert kept.flush(60)
    assert key(0) not in kept


def test_texts_are_kept_however_fast_they_were_made(tmp_path: Path) -> None:
    kept = store(tmp_path)

    assert kept.put(key(0), Result.of(("a red fox",), 0.0))
    kept.flush(60)
    result = kept.get(key(0))

    assert result is not None
    assert result.outputs == ("a red fox",)
    kept.close()


def test_equal_results_are_one_file(tmp_path: Path) -> None:
    kept = store(tmp_path)
    same = Result.of((np.arange(500), "a"), 1.0)

    kept.put(key(0), same)
    kept.put(key(1), same)
    kept.flush(60)

    assert len(files(tmp_path)) == 1
    assert kept.get(key(0)) is not None
    assert kept.get(key(1)) is not None
    kept.close()


def test_a_result_is_written_as_it_was_when_it_was_given(tmp_path: Path) -> None:
    kept = store(tmp_path)
    array = np.zeros(10**5)

    kept.put(key(0), Result.of((array,), 1.0))
    array += 1  # against the rules, and a moment later
    kept.flush(60)

    result = kept.get(key(0))
    assert result is not None
    assert not result.outputs[0].any()
    kept.close()


class TestBudget:
    def test_what_saves_least_per_byte_goes_first(self, tmp_path: Path) -> None:
        kept = store(tmp_path, budget_bytes=60_000)
        for number, seconds in enumerate((5.0, 1.0, 9.0, 2.0, 8.0, 3.0, 7.0)):
            kept.put(key(number), Result.of((np.full(1500, number),), seconds))
            kept.flush(60)

        held = [number for number in range(7) if key(number) in kept]

        assert held == [0, 2, 4, 6]
        assert sum(one.stat().st_size for one in files(tmp_path)) <= 60_000
        kept.close()

    def test_what_was_used_lately_outlives_what_was_worth_as_much(self, tmp_path: Path) -> None:
        kept = store(tmp_path, budget_bytes=40_000)
        for number in range(12):
            kept.put(key(number), Result.of((np.full(1500, number),), 1.0))
            kept.flush(60)
            assert kept.get(key(0)) is not None
            kept.flush(60)

        assert key(0) in kept
        assert key(11) in kept
        assert key(1) not in kept
        kept.close()

    def test_pinned_results_never_go(self, tmp_path: Path) -> None:
        kept = store(tmp_path, budget_bytes=40_000)
        kept.put(key(0), Result.of((np.zeros(1500),), 0.5))
        kept.flush(60)
        index = kept.open_index()
        index.pin(key(0), pinned=True)

        for number in range(1, 9):
            kept.put(key(number), Result.of((np.full(1500, number),), 9.0))
        kept.flush(60)
        remove_all(index, kept.objects)
        remove_older(index, kept.objects, time.time() + HOUR)

        assert [one.key for one in index.entries()] == [key(0)]
        assert kept.get(key(0)) is not None
        index.close()
        kept.close()

    def test_a_result_that_is_made_again_stays_pinned(self, tmp_path: Path) -> None:
        kept = filled(tmp_path, 1)
        index = kept.open_index()
        index.pin(key(0), pinned=True)

        write(kept, 0)
        kept.flush(60)

        assert [one.pinned for one in index.entries()] == [True]
        index.close()
        kept.close()

    def test_without_a_budget_it_takes_a_tenth_of_what_is_free(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = shutil.disk_usage(tmp_path)._replace(free=900)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

        assert store(tmp_path, None).limit(100) == 100
        assert store(tmp_path, 7000).limit(100) == 7000


class TestDamage:
    def test_a_missing_cut_or_flipped_file_is_a_miss_and_is_dropped(self, tmp_path: Path) -> None:
        filled(tmp_path, 40).close()
        chance = random.Random(3)
        hurt = files(tmp_path)[::2]
        for number, file in enumerate(hurt):
            data = bytearray(file.read_bytes())
            if number % 3 == 0:
                file.unlink()
            elif number % 3 == 1:
                file.write_bytes(data[: chance.randrange(len(data))])
            else:
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
                file.write_bytes(data)
        other = store(tmp_path)

        there = found(other, 40)

        assert sum(there) == 40 - len(hurt)
        other.flush(60)
        assert found(other, 40) == there
        index = other.open_index()
        assert len(index.entries()) == 20
        assert len(files(tmp_path)) == 20
        for number in range(40):
            write(other, number)
        other.flush(60)
        assert all(found(other, 40))
        index.close()
        other.close()

    def test_an_object_that_was_never_written_like_this_is_a_miss(self, tmp_path: Path) -> None:
        kept = filled(tmp_path, 1)
        index = kept.open_index()
        (entry,) = index.entries()
        index.add([replace(entry, object=kept.objects.write(b"no such thing"))])

        assert kept.get(key(0)) is None
        kept.flush(60)
        assert index.entries() == []
        index.close()
        kept.close()

    def test_verifying_removes_what_is_broken_and_what_nobody_knows(self, tmp_path: Path) -> None:
        kept = filled(tmp_path, 6)
        one, other, *_ = files(tmp_path)
        one.write_bytes(b"x")
        other.unlink()
        orphan = tmp_path / "objects" / "ab" / ("ab" * 32)
        orphan.parent.mkdir(exist_ok=True)
        orphan.write_bytes(b"orphan")
        os.utime(orphan, (1, 1))
        index = kept.open_index()

        freed = remove_broken(index, kept.objects)

        assert freed.objects == 2
        assert not orphan.exists()
        assert len(files(tmp_path)) == 4
        assert remove_broken(index, kept.objects).objects == 0
        index.close()
        kept.close()

    def test_an_index_that_is_none_is_set_aside(self, tmp_path: Path) -> None:
        filled(tmp_path).close()
        (tmp_path / "index-1.db").write_bytes(b"no index at all" * 1000)
        other = store(tmp_path)

        assert found(other, 5) == [False] * 5
        assert write(other, 1)
        other.flush(60)

        assert found(other, 2) == [False, True]
        assert len(list(tmp_path.glob("index-1.db.damaged-*"))) == 1
        other.close()

    @pytest.mark.parametrize("seed", range(60))
    def test_flipped_bytes_in_the_index_are_misses_at_worst(
        self, tmp_path: Path, seed: int, whole_index: bytes
    ) -> None:
        for name, data in _WHOLE_FILES.items():
            (tmp_path / "objects" / name[:2]).mkdir(parents=True, exist_ok=True)
            (tmp_path / "objects" / name[:2] / name).write_bytes(data)
        chance = random.Random(seed)
        hurt = bytearray(whole_index)
        for _ in range(1 + seed % 20):
            hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        (tmp_path / "index-1.db").write_bytes(hurt)
        other = store(tmp_path)

        found(other, 12)
        for number in range(12, 15):
            write(other, number)
        other.flush(60)
        there = found(other, 15)
        other.close()

        again = store(tmp_path)
        assert found(again, 15)[12:] == there[12:]
        again.close()


_WHOLE_FILES: dict[str, bytes] = {}


@pytest.fixture(scope="module")
def whole_index(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Fill a store once, and give its index."""
    folder = tmp_path_factory.mktemp("whole")
    filled(folder, 12).close()
    _WHOLE_FILES.update({one.name: one.read_bytes() for one in files(folder)})
    return (folder / "index-1.db").read_bytes()


class TestTrouble:
    def test_a_full_disk_keeps_nothing_and_is_told_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        kept = filled(tmp_path, 2)

        def write_bytes(self: Path, data: bytes) -> NoReturn:
            with self.open("wb") as file:
                file.write(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as full, caplog.at_level(logging.WARNING):
            full.setattr(Path, "write_bytes", write_bytes)
            for number in range(2, 6):
                write(kept, number)
                kept.flush(60)

        assert [one for one in caplog.messages if "No space left" in one] == caplog.messages
        assert len(caplog.messages) == 1
        assert len(files(tmp_path)) == 2
        kept.close()
        other = store(tmp_path)
        assert found(other, 6) == [True, True, False, False, False, False]
        other.close()

    def test_an_index_that_cannot_be_written_is_told_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        kept = filled(tmp_path, 2)

        def add(self: Index, entries: Any) -> NoReturn:
            raise sqlite3.OperationalError("database or disk is full")

        with monkeypatch.context() as full, caplog.at_level(logging.WARNING):
            full.setattr(Index, "add", add)
            write(kept, 2)
            kept.flush(60)

        assert len(caplog.messages) == 1
        kept.close()
        other = store(tmp_path)
        assert found(other, 3) == [True, True, False]
        other.close()

    def test_a_folder_that_cannot_be_is_no_trouble(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (tmp_path / "file").write_text("in the way")
        nowhere = store(tmp_path / "file" / "results")

        assert key(0) not in nowhere
        write(nowhere, 0)
        nowhere.flush(60)

        assert nowhere.get(key(0)) is None
        assert len([one for one in caplog.records if one.levelno >= logging.WARNING]) == 1
        nowhere.close()

    def test_a_folder_without_permission_is_no_trouble(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def mkdir(self: Path, *_: object, **__: object) -> NoReturn:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))

        nowhere = store(tmp_path / "closed")
        with monkeypatch.context() as closed:  # root may write anywhere
            closed.setattr(Path, "mkdir", mkdir)
            write(nowhere, 0)
            nowhere.flush(60)

        assert nowhere.get(key(0)) is None
        nowhere.close()

    def test_an_index_that_another_process_holds_is_no_trouble(self, tmp_path: Path) -> None:
        kept = filled(tmp_path, 1)
        holder = sqlite3.connect(tmp_path / "index-1.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")

        write(kept, 1)
        kept.flush(60)
        assert found(kept, 1) == [False]  # it rests
        holder.execute("ROLLBACK")
        holder.close()
        kept.close()

        other = store(tmp_path)
        assert found(other, 2) == [True, False]
        other.close()


def _start(folder: Path, first: int) -> subprocess.Popen[bytes]:
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.engine.disk.writer", str(folder), str(first)],
        stdout=subprocess.PIPE,
    )
    assert started.stdout is not None
    assert started.stdout.read(1) == b"."
    return started


@pytest.mark.slow
def test_two_hundred_kills_leave_nothing_wrong(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.engine.disk.writer", str(tmp_path), "0", "200"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    reader = store(tmp_path)
    index = reader.open_index()

    entries = index.entries()
    there = [reader.get(entry.key) for entry in entries]

    assert done.stdout == "200 killed\n"
    assert len(entries) >= 800
    for entry, result in zip(entries, there, strict=True):
        assert result is not None  # files are whole before they are in the index
        assert is_right(result, int(entry.key, 16))
    assert not list(tmp_path.glob("*.damaged-*"))
    index.close()
    reader.close()


def test_two_processes_write_the_same_results_at_once(tmp_path: Path) -> None:
    both = [_start(tmp_path, 0) for _ in range(2)]
    time.sleep(0.3)
    for one in both:
        one.kill()
        one.communicate()
    reader = store(tmp_path)
    index = reader.open_index()

    entries = index.entries()

    assert len(entries) > 3
    for entry in entries:
        result = reader.get(entry.key)
        assert result is not None
        assert is_right(result, int(entry.key, 16))
    index.close()
    reader.close()


def test_the_world_of_an_entry_can_be_told(tmp_path: Path) -> None:
    kept = filled(tmp_path, 1)
    index = kept.open_index()

    assert index.world(WORLD.digest) == {"machine": "a test"}
    assert index.world("nobody's") == {}
    index.close()
    kept.close()
