"""Hundreds of runs in one process: the floor of the memory does not rise."""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path
from statistics import median

import psutil
import pytest
import torch

import graphstudio as gs
from graphstudio.engine.events import RunDone
from graphstudio.engine.steps import MemoryShelf
from graphstudio.graph.edits import SetValue
from graphstudio.session.worker.history import find_rise
from graphstudio.session.worker.protocol import AskMemory, MemoryTold
from tests.session.worker.window import Window

# Two hundred are the bar, and minutes: SOAK_RUNS=200 tries them. A hundred show the same leaks.
RUNS = int(os.environ.get("SOAK_RUNS", "100"))
WARM = 40  # libraries and allocators settle, and the cache reaches its budget
CACHE_BYTES = 4 * 2**20
# The allocator's arenas flutter by some 10 MiB; over the 40 runs between the two medians this
# is 0.6 MiB a run. What is smaller shows in the count of tensors, which has to be equal.
TOLERANCE_BYTES = 24 * 2**20
FILE = Path(__file__).parents[2] / "workflows" / "text-to-image.json"
SMALL: dict[str, dict[str, float]] = {
    "sampler": {"steps": 1},
    "guidance": {"scale": 1.0},
    "canvas": {"width": 64, "height": 64},
}


def live_tensors(studio: gs.Studio) -> int:
    """Count the tensors that are left when all that is kept on purpose is let go."""
    studio.engine.cache.clear()
    assert isinstance(studio.engine.shelf, MemoryShelf)
    studio.engine.shelf.clear()
    gc.collect()
    return sum(isinstance(one, torch.Tensor) for one in gc.get_objects())


@pytest.mark.slow
def test_many_runs_of_one_studio_leave_no_tensor_and_no_memory_behind() -> None:
    studio = gs.Studio.open(cache_bytes=CACHE_BYTES, device="cpu")
    workflow = gs.Workflow.load(FILE, studio=studio)
    for node, values in SMALL.items():
        for name, value in values.items():
            SetValue(node, name, value).apply(workflow.graph)
    tensors: list[int] = []
    floors: list[int] = []

    for seed in range(RUNS):
        workflow.set("seed", seed)
        workflow.run()
        floors.append(psutil.Process().memory_info().rss)
        if seed in (WARM, RUNS - 1):
            tensors.append(live_tensors(studio))

    assert tensors[0] == tensors[1]
    assert median(floors[-20:]) - median(floors[WARM : WARM + 20]) < TOLERANCE_BYTES


@pytest.mark.slow
def test_many_runs_of_one_worker_leave_a_level_floor(tmp_path: Path) -> None:
    told = json.loads(FILE.read_text())
    for node, values in SMALL.items():
        told["nodes"][node].setdefault("values", {}).update(values)
    window = Window(tmp_path / "out")
    window.open()
    try:
        for seed in range(RUNS):
            told["nodes"]["noise"].setdefault("values", {})["seed"] = seed
            window.run(json.dumps(told), name=f"run {seed}")
            ended = window.wait_for_end()
            assert isinstance(ended, RunDone)
            assert ended.outcome == "done"
        window.worker.send(AskMemory())
        history = window.wait(MemoryTold).history
    finally:
        window.worker.close()

    after = [one.floor_after for one in history.runs]
    assert len(after) == RUNS
    assert find_rise(history.runs) is None
    assert median(after[-20:]) - median(after[WARM : WARM + 20]) < TOLERANCE_BYTES
