"""What a run costs in a new process when every wanted result is on disk, and what keeping costs.

The bar is 0.5 s over importing what `graphstudio run` imports, without torch. CPU time is
measured, for other processes share the machine. Run with -s to see the figures.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch

from graphstudio.api import StepState
from graphstudio.engine.disk.reels import ReelShelf
from tests.engine.disk.writer import WORLD, key, store, write

pytestmark = pytest.mark.benchmark

MOST_OVER_IMPORT_S = 0.5
MOST_STEP_S = 0.5e-3
MOST_MISS_S = 5e-6
ROUNDS = 3

# What a run has imported at its end, imported again and nothing done with it.
_IMPORTS = """
import importlib, sys
from contextlib import suppress
from pathlib import Path
from graphstudio.graph.packs import load_all
load_all()
for name in Path(sys.argv[1]).read_text().split():
    with suppress(ImportError):  # nodes, which are loaded by path
        importlib.import_module(name)
"""
_RUN = """
import sys
from pathlib import Path
from graphstudio.cli.app import main
code = main(sys.argv[2:])
assert "torch" not in sys.modules or "--quiet" in sys.argv
Path(sys.argv[1]).write_text(" ".join(one for one in sys.modules if one != "__main__"))
sys.exit(code)
"""


@pytest.mark.slow
def test_the_same_workflow_after_a_restart_costs_half_a_second_over_importing(
    root: Path, tmp_path: Path
) -> None:
    workflow = root / "workflows" / "text-to-image.json"
    names = str(tmp_path / "names")
    common = [names, "run", str(workflow), "--out", str(tmp_path), "--set", "sampler.steps=4"]
    _cpu_s([sys.executable, "-c", _RUN, *common, "--quiet"])  # fills the cache

    runs = [_cpu_s([sys.executable, "-c", _RUN, *common, "--json"]) for _ in range(ROUNDS)]
    imports = [_cpu_s([sys.executable, "-c", _IMPORTS, names]) for _ in range(ROUNDS)]

    (plain, _), (again, said) = min(imports), min(runs)
    print(
        f"\nagain after a restart: {again:.2f} s of CPU, importing alone {plain:.2f} s, "
        f"{again / plain:.2f} times, {again - plain:.2f} s over it"
    )
    events = [json.loads(line) for line in said.splitlines()]
    started = [one["node"] for one in events if one["event"] == "NodeStarted"]
    assert started == ["save"]  # no sampler step was run
    assert again - plain < MOST_OVER_IMPORT_S


def test_a_kept_step_holds_up_the_sampler_for_less_than_half_a_millisecond(tmp_path: Path) -> None:
    shelf = ReelShelf(tmp_path, lambda: WORLD)
    states = [StepState({"samples": torch.randn(1, 4, 64, 64)}, {"k": k}) for k in range(60)]

    taken = _median(
        [lambda k=k, one=one: shelf.put(f"{k}", one) for k, one in enumerate(states)]  # type: ignore[misc]
    )
    begun = time.perf_counter()
    shelf.flush()
    written = (time.perf_counter() - begun) / len(states)

    print(f"\na step: {taken * 1e6:.0f} us for the sampler, {written * 1e6:.0f} us behind it")
    assert "59" in shelf
    assert taken < MOST_STEP_S


def test_asking_for_what_is_not_there_costs_microseconds(tmp_path: Path) -> None:
    kept = store(tmp_path)
    for number in range(50):
        write(kept, number)
    kept.flush()
    assert key(0) in kept

    begun = time.process_time()
    for number in range(100_000, 110_000):
        kept.get(key(number))
    taken = (time.process_time() - begun) / 10_000

    print(f"\na miss: {taken * 1e6:.2f} us")
    assert taken < MOST_MISS_S


def _cpu_s(command: Sequence[str]) -> tuple[float, str]:
    """Run a process to its end; give its CPU seconds, and what it printed."""
    timed = ["import os, subprocess, sys"]
    timed += ["done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True)"]
    timed += ["taken = os.times()", "print(taken.children_user + taken.children_system)"]
    timed += ["print(done.stdout.decode(), end='')"]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(timed), *command],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    taken, _, said = done.stdout.partition("\n")
    return float(taken), said


def _median(acts: Sequence[Callable[[], object]]) -> float:
    taken = []
    for act in acts:
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)
