"""A warm-up on the worker: told step by step, stopped as a run is, and nothing is made."""

from pathlib import Path

import pytest

from graphstudio.engine.events import RunDone
from graphstudio.session.worker.protocol import AskMemory, MemoryTold
from graphstudio.session.worker.warmups import Warm, WarmTold
from tests.session.worker.window import Window


def wait_for_end(window: Window) -> WarmTold:
    return window.wait(WarmTold, lambda one: one.is_over)


@pytest.mark.slow
def test_networks_are_loaded_and_told_and_no_result_is_kept(
    window: Window, root: Path, tmp_path: Path
) -> None:
    text = (root / "workflows" / "text-to-image.json").read_text()

    window.worker.send(Warm("warm", text, ""))
    told = wait_for_end(window)

    assert (told.done, told.total, told.problems, told.gone) == (3, 3, (), ())
    assert told.size_bytes > 10_000_000
    steps = [one for one in window.heard if isinstance(one, WarmTold) and not one.is_over]
    assert [(one.done, one.kind) for one in steps] == [
        (0, "text_encoder"),
        (1, "denoiser"),
        (2, "vae"),
    ]
    window.worker.send(AskMemory())
    memory = window.wait(MemoryTold)
    assert {one.kind for one in memory.models} == {"denoiser", "text_encoder", "vae"}
    assert (memory.result_count, memory.state_bytes) == (0, 0)
    assert not (tmp_path / "out").exists()


def test_a_graph_that_cannot_run_is_told_why(window: Window) -> None:
    window.worker.send(Warm("warm", '{"format": 1, "nodes": {"a": {"type": "no.such"}}}', ""))

    told = wait_for_end(window)

    assert "no.such" in told.problems[0]


def test_one_that_was_stopped_before_its_turn_loads_nothing_and_runs_go_on(window: Window) -> None:
    window.worker.send(Warm("warm", '{"format": 1, "nodes": {}}', ""))
    window.worker.stop("warm")
    wait_for_end(window)

    window.run('{"format": 1, "nodes": {"a": {"type": "value.text"}}}')

    assert isinstance(window.wait_for_end(), RunDone)
