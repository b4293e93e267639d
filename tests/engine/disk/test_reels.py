"""States in the middle of nodes' work, on disk."""

from __future__ import annotations

import errno
import logging
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
import torch

from graphstudio.api import StepState
from graphstudio.engine.disk.reels import ReelShelf, held_bytes, read_places, verify_reels
from graphstudio.engine.steps import MemoryShelf, furthest
from tests.engine.disk.values import same
from tests.engine.disk.writer import WORLD

BUDGET = 10**8


def state(number: int) -> StepState:
    """Say what is kept under a number's key."""
    generator = torch.Generator().manual_seed(number)
    samples = torch.randn(1, 4, 8, 8, generator=generator)
    half = samples.to(torch.bfloat16)
    return StepState({"samples": samples, "half": half}, {"step": number, "order": [1, None]})


def shelf(folder: Path, budget_bytes: int = BUDGET) -> ReelShelf:
    return ReelShelf(folder, lambda: WORLD, budget_bytes)


def filled(folder: Path, count: int = 10, first: int = 0) -> ReelShelf:
    made = shelf(folder)
    for number in range(first, first + count):
        made.put(f"key {number}", state(number))
    assert made.flush(60)
    return made


def there(where: ReelShelf, count: int) -> list[bool]:
    """Tell for each number whether its state is there; what is there must be right."""
    states = [where.get(f"key {number}") for number in range(count)]
    assert all(one is None or same(one, state(number)) for number, one in enumerate(states))
    return [one is not None for one in states]


def test_a_state_comes_back_bit_for_bit_in_another_process_s_shelf(tmp_path: Path) -> None:
    filled(tmp_path)

    assert there(shelf(tmp_path), 12) == [True] * 10 + [False] * 2


def test_one_process_writes_one_file_and_each_state_once(tmp_path: Path) -> None:
    mine = filled(tmp_path)
    before = held_bytes(tmp_path)

    for number in range(10):
        mine.put(f"key {number}", state(number))
    mine.flush(60)

    assert len(list(tmp_path.iterdir())) == 1
    assert held_bytes(tmp_path) == before


def test_what_another_shelf_writes_is_found_while_both_are_open(tmp_path: Path) -> None:
    reader = shelf(tmp_path)
    assert "key 0" not in reader

    writer = filled(tmp_path, 5)
    reader.flush()  # it looks again at once
    assert there(reader, 6) == [True] * 5 + [False]
    writer.put("key 5", state(5))
    writer.flush(60)
    reader.flush()

    assert there(reader, 6) == [True] * 6


def test_memory_asks_it_for_what_was_kept_by_an_earlier_process(tmp_path: Path) -> None:
    filled(tmp_path, 4)
    memory = MemoryShelf(BUDGET, shelf(tmp_path))

    found = furthest(memory, [f"key {number}" for number in range(9)])

    assert found is not None
    assert found[0] == 3
    assert same(found[1], state(3))


def test_another_world_has_other_states(tmp_path: Path) -> None:
    filled(tmp_path)
    other = ReelShelf(tmp_path, lambda: WORLD._replace(digest="1" * 32))

    assert there(other, 10) == [False] * 10


def test_a_state_that_cannot_be_written_down_is_left_out(tmp_path: Path) -> None:
    mine = shelf(tmp_path)

    mine.put("odd", StepState({}, {"what": object()}))
    mine.flush(60)

    assert "odd" not in mine
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_reel_gives_what_is_whole_and_nothing_else(tmp_path: Path, seed: int) -> None:
    filled(tmp_path, 6)
    (reel,) = tmp_path.iterdir()
    chance = random.Random(seed)
    data = bytearray(reel.read_bytes())
    if seed % 2:
        del data[chance.randrange(len(data)) :]
    else:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    reel.write_bytes(data)

    found = there(shelf(tmp_path), 6)

    assert found.count(False) >= 1
    if seed % 2:  # all before the cut is there
        assert found == sorted(found, reverse=True)


def test_verifying_counts_records_and_those_that_are_broken(tmp_path: Path) -> None:
    filled(tmp_path, 6)
    (reel,) = tmp_path.iterdir()
    places = list(read_places(reel))
    data = bytearray(reel.read_bytes())
    data[places[2][1].offset + 9] ^= 1
    reel.write_bytes(data)

    assert verify_reels(tmp_path) == (6, 1)


def test_the_least_lately_used_reels_go_first(tmp_path: Path) -> None:
    for number in range(4):
        filled(tmp_path, 1, first=number)
    reels = sorted(tmp_path.iterdir())
    for age, reel in enumerate(reels):
        os.utime(reel, (1000 + age, 1000 + age))
    reader = shelf(tmp_path, budget_bytes=3 * reels[0].stat().st_size)
    assert reader.get("key 0") is not None  # now it is the latest

    reader.put("key 9", state(9))
    reader.flush(60)

    assert there(shelf(tmp_path), 10) == [True, False, False, True, *[False] * 5, True]


def test_clearing_removes_all(tmp_path: Path) -> None:
    mine = filled(tmp_path)
    held = held_bytes(tmp_path)

    assert mine.clear() == held
    assert there(mine, 10) == [False] * 10
    mine.put("key 1", state(1))
    mine.flush(60)
    assert there(mine, 2) == [False, True]


def test_a_full_disk_is_told_once_and_leaves_nothing_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mine = filled(tmp_path, 2)

    def refuse(self: ReelShelf, world: str) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full, caplog.at_level(logging.WARNING):
        full.setattr(ReelShelf, "_open", refuse)
        for number in range(2, 5):
            mine.put(f"key {number}", state(number))
        mine.flush(60)

    assert len(caplog.messages) == 1
    assert there(mine, 5) == [True, True, False, False, False]


_WRITER = """
import sys
from pathlib import Path
from tests.engine.disk.test_reels import shelf, state
mine = shelf(Path(sys.argv[1]))
number = 0
while True:
    mine.put(f"key {number}", state(number))
    number += 1
    if number == 5:
        mine.flush()
        print("ready", flush=True)
"""


@pytest.mark.slow
def test_a_killed_process_leaves_its_steps(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate()

    found = there(shelf(tmp_path), 2000)

    assert found[:5] == [True] * 5
    assert found == sorted(found, reverse=True)
    assert verify_reels(tmp_path)[1] == 0
