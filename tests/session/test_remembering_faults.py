"""Killed processes, a lack of memory, files and code that change: never another's result."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

import graphstudio as gs
from graphstudio import paths
from graphstudio.engine.events import Event, NodeStarted, Warned
from graphstudio.graph.elements import Port
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from tests.session.remembering import (
    STEPS,
    calls_of,
    counted,
    forgetful,
    painting,
    sampled,
    wire,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_all()


def paint_apart(root: Path, file: Path, cache: Path, last: int = 0) -> tuple[int, str]:
    """Paint in a process of its own; give its exit code and how often it called the network."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.session.remembering", str(file), str(last)],
        cwd=root,
        env={**os.environ, "GRAPHSTUDIO_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip() or done.stderr[-2000:]


def test_a_process_that_was_killed_while_sampling_is_gone_on_from(
    root: Path, tmp_path: Path
) -> None:
    whole, resumed = tmp_path / "whole.pt", tmp_path / "resumed.pt"
    code, calls = paint_apart(root, whole, tmp_path / "one")
    assert (code, int(calls) % STEPS) == (0, 0), calls

    killed, _ = paint_apart(root, resumed, tmp_path / "other", last=int(calls) - 1)
    code, fewer = paint_apart(root, resumed, tmp_path / "other")

    assert killed == -9
    assert code == 0, fewer
    assert 0 < int(fewer) < int(calls)
    assert torch.equal(torch.load(resumed), torch.load(whole))


def test_studios_that_share_a_cache_folder_and_run_at_once(registry: Registry) -> None:
    seeds = [(1, 2, 3, 1), (3, 1, 2, 3)]
    expected = {}
    for seed in (1, 2, 3):
        flow = painting(forgetful(registry))
        flow.set("noise.seed", seed)
        expected[seed] = sampled(flow)
    found: list[tuple[int, torch.Tensor]] = []

    def work(mine: tuple[int, ...]) -> None:
        torch.set_num_threads(1)
        for number, seed in enumerate(mine):
            if number % 2 == 0:
                flow = painting(gs.Studio.open(cache_bytes=0))  # so that all goes to the disk
            flow.set("noise.seed", seed)
            flow.set("sampler.end", 0.5)
            sampled(flow)
            flow.set("sampler.end", 1.0)
            found.append((seed, sampled(flow)))

    threads = [threading.Thread(target=work, args=(mine,)) for mine in seeds]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(found) == 8
    assert all(torch.equal(latent, expected[seed]) for seed, latent in found)


@contextmanager
def short_of_memory(*calls: int) -> Iterator[list[int]]:
    """Let memory run out in some calls of the U-Net; what comes after them says something else."""
    from diffusers import UNet2DConditionModel

    made: list[int] = []
    forward = UNet2DConditionModel.forward

    def failing(*args: Any, **kwargs: Any) -> Any:  # Any: as the library has them
        made.append(len(made) + 1)
        if made[-1] in calls:
            raise torch.OutOfMemoryError("CUDA out of memory")
        found = forward(*args, **kwargs)
        return tuple(one * 0.5 for one in found) if made[-1] > max(calls) else found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(UNet2DConditionModel, "forward", failing)
        yield made


def with_picture(flow: gs.Workflow) -> gs.Workflow:
    flow.add(
        "latent.decode", id="decode", latent=Port("sampler", "latent"), vae=Port("load", "vae")
    )
    return flow


def pictured(flow: gs.Workflow, events: list[Event] | None = None) -> torch.Tensor:
    heard: list[Event] = [] if events is None else events
    found: torch.Tensor = flow.run(targets=["decode"], emit=heard.append).values["decode"][0].pixels
    return found


def test_nothing_of_a_run_that_lacked_memory_is_kept(registry: Registry) -> None:
    expected = pictured(with_picture(painting(forgetful(registry))))
    studio, events = gs.Studio.open(), list[Event]()

    with short_of_memory(4, 5):
        spoilt = pictured(with_picture(painting(studio)), events)
    again = pictured(with_picture(painting(studio)))
    later = pictured(with_picture(painting(gs.Studio.open())))

    assert any("not kept" in one.message for one in events if isinstance(one, Warned))
    assert not torch.equal(spoilt, expected)
    assert torch.equal(again, expected)
    assert torch.equal(later, expected)


def test_a_lora_that_is_overwritten_in_place_is_another_one(registry: Registry) -> None:
    from safetensors.torch import load_file, save_file

    file = paths.models() / "loras" / "fox.safetensors"
    file.parent.mkdir(parents=True)
    shutil.copy(paths.builtin_lora(), file)
    times = file.stat()

    def with_fox(studio: gs.Studio) -> gs.Workflow:
        flow = painting(studio)
        flow.add("lora.apply_denoiser", id="lora", denoiser=Port("load", "denoiser"), lora="fox")
        wire(flow, "lora.denoiser", "sampler.denoiser")
        return flow

    studio = gs.Studio.open()
    before = sampled(with_fox(studio))
    save_file({name: one * 2 for name, one in load_file(file).items()}, file)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    after, calls = calls_of(with_fox(studio))

    assert calls >= STEPS
    assert not torch.equal(after, before)
    assert torch.equal(after, sampled(with_fox(forgetful(registry))))
    assert torch.equal(after, sampled(with_fox(gs.Studio.open())))


_PACK = '''
import time
from graphstudio.api import node


@node("mine.say", title="Say")
def say(text: str = "fox") -> str:
    """Say a text.

    Args:
        text: What is said.
    """
    return "%s " + text
'''
_RUN = """
import graphstudio as gs
flow = gs.Workflow()
flow.add("mine.say", id="say")
events = []
print(flow.run(targets=["say"], emit=events.append).values["say"][0])
print([type(one).__name__ for one in events if type(one).__name__ == "NodeStarted"])
"""


def test_a_pack_that_was_edited_between_two_processes_runs_its_new_code() -> None:
    file = paths.user_nodes() / "mine.py"
    file.parent.mkdir(parents=True, exist_ok=True)

    def run() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", _RUN], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    file.write_text(_PACK % "red")
    times = file.stat()
    assert run() == ["red fox", "['NodeStarted']"]
    assert run() == ["red fox", "[]"]
    file.write_text(_PACK % "tan")  # of the same size
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns + 10**9))

    assert run() == ["tan fox", "['NodeStarted']"]
    file.write_text(_PACK % "red")
    assert run() == ["red fox", "[]"]


def test_a_stream_of_prompts_is_only_saved_again(root: Path, tmp_path: Path) -> None:
    def run(text: str) -> tuple[int, set[str]]:
        flow = gs.Workflow.load(root / "workflows" / "list-of-prompts.json")
        for name, value in {
            "canvas.width": 64,
            "canvas.height": 64,
            "sampler.steps": 4,
            "lines.text": text,
        }.items():
            flow.set(name, value)
        events: list[Event] = []
        with counted() as calls:
            flow.run(out=tmp_path / "out", emit=events.append)
        started = {one.node for one in events if isinstance(one, NodeStarted)}
        return len(calls), started

    whole, _ = run("a red circle\na blue square")
    calls, started = run("a red circle\na blue square")
    assert whole > 0
    assert calls == 0
    assert {"save"} <= started <= {"lines", "load", "save"}

    third, _ = run("a red circle\na blue square\na green heart")
    assert third == whole // 2
    assert len(list((tmp_path / "out").glob("*.png"))) == 2 + 2 + 3
