"""A process that writes results until it is killed: `python -m … FOLDER FIRST`, without torch.

What a key must give is worked out from the key alone, so whoever reads can tell.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from graphstudio.engine.disk.store import ResultStore, World
from graphstudio.engine.results import Result

WORLD = World("0" * 32, {"machine": "a test"})


def key(number: int) -> str:
    """Name a result."""
    return f"{number:032x}"


def value(number: int) -> NDArray[np.int64]:
    """Say what a result holds."""
    return np.random.default_rng(number % 1000).integers(0, 2**40, 200 + number % 3000) + number


def store(folder: Path, budget_bytes: int | None = 10**9) -> ResultStore:
    """Open a store in a folder."""
    return ResultStore(folder, lambda: WORLD, budget_bytes)


def write(into: ResultStore, number: int, seconds: float = 1.0) -> bool:
    """Keep one result."""
    return into.put(key(number), Result.of((value(number), str(number)), seconds))


def is_right(found: Result, number: int) -> bool:
    """Tell whether a result is that of its key."""
    array, text = found.outputs
    return text == str(number) and bool(np.array_equal(array, value(number)))


def write_on(folder: Path, number: int, told: int) -> NoReturn:
    """Write one result after the other; say so whenever some are there for sure."""
    mine = store(folder)
    while True:
        write(mine, number)
        number += 1
        if number % 4 == 0:
            mine.flush()
            os.write(told, b".")


def kill_many(folder: Path, kills: int) -> None:
    """Start processes that write, two at a time, and kill each at some moment of its work."""
    chance = random.Random(11)
    running: list[int] = []
    for kill in range(kills):
        heard, told = os.pipe()
        child = os.fork()
        if not child:
            write_on(folder, 10_000 * kill, told)
        os.close(told)
        running.append(child)
        for _ in range(chance.randrange(1, 4)):
            os.read(heard, 1)
        time.sleep(chance.random() * 0.02)
        if len(running) == 2:
            _kill(running.pop(0))
    _kill(*running)
    sys.stdout.write(f"{kills} killed\n")


def _kill(*children: int) -> None:
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    if len(sys.argv) > 3:
        kill_many(Path(sys.argv[1]), int(sys.argv[3]))
    else:
        write_on(Path(sys.argv[1]), int(sys.argv[2]), sys.stdout.fileno())
