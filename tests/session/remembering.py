"""A workflow of built-in nodes and the built-in model, at a small size, and who counts its work."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from torch import Tensor

import graphstudio as gs
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.graph.edits import Connect
from graphstudio.graph.elements import Port, Wire
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.session.keeping import steps_folder

STEPS = 6


def forgetful(registry: Registry | None = None, **options: Any) -> gs.Studio:
    """Make a studio that keeps nothing."""
    devices = Devices("cpu", **options)
    engine = Engine(cache=MemoryCache(0), devices=devices, files=FileHashes())
    engine.cut_off.least_s = float("inf")
    return gs.Studio(load_all() if registry is None else registry, engine)


def painting(studio: gs.Studio, scheduler: str = "DPM++ 2M") -> gs.Workflow:
    """Build a workflow that paints 64 x 64 px with guidance; what it samples is called "sampler".

    Two prompts more are there, and a control picture: "after", "hint" and "edges".
    """
    flow = gs.Workflow(studio=studio)
    model = flow.add("model.load", id="load")
    texts = {"positive": "a red circle", "negative": "", "after": "a blue square"}
    for id_, text in texts.items():
        flow.add("prompt.encode", id=id_, text_encoder=model.text_encoder, text=text)
    canvas = flow.add("latent.empty", id="canvas", denoiser=model.denoiser, width=64, height=64)
    flow.add("latent.decode", id="hint", latent=canvas, vae=model.vae)
    flow.add("control.load", id="edges")
    flow.add("guidance.cfg", id="guidance", scale=4.0)
    flow.add("noise.seeded", id="noise", seed=3)
    flow.add("scheduler.choose", id="scheduler", scheduler=scheduler)
    flow.add(
        "latent.sample",
        id="sampler",
        denoiser=model.denoiser,
        positive=Port("positive", "conditioning"),
        negative=Port("negative", "conditioning"),
        latent=canvas,
        guidance=Port("guidance", "guidance"),
        noise=Port("noise", "noise"),
        scheduler=Port("scheduler", "scheduler"),
        steps=STEPS,
    )
    return flow


def wire(flow: gs.Workflow, source: str, target: str) -> None:
    """Connect two ports, each written node.socket."""
    start, end = (Port(*one.split(".")) for one in (source, target))
    Connect(Wire(start, end)).apply(flow.graph)


def sampled(flow: gs.Workflow) -> Tensor:
    """Run up to the sampler; give its latent."""
    found: Tensor = flow.run(targets=["sampler"]).values["sampler"][0].samples
    return found


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count the calls of every U-Net."""
    from diffusers import UNet2DConditionModel

    calls: list[int] = []
    forward = UNet2DConditionModel.forward

    def counting(*args: Any, **kwargs: Any) -> Any:  # Any: as the library has them
        calls.append(1)
        return forward(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(UNet2DConditionModel, "forward", counting)
        yield calls


def calls_of(flow: gs.Workflow) -> tuple[Tensor, int]:
    """Run up to the sampler; give its latent, and how often a U-Net was called."""
    with counted() as calls:
        found = sampled(flow)
    return found, len(calls)


def main(arguments: list[str]) -> None:
    """Paint in a process of its own: FILE for the latent, and the call in which to be killed."""
    import torch
    from diffusers import UNet2DConditionModel

    torch.set_num_threads(1)
    file, last = Path(arguments[0]), int(arguments[1])
    forward, calls = UNet2DConditionModel.forward, 0

    def counting(*args: Any, **kwargs: Any) -> Any:  # Any: as the library has them
        nonlocal calls
        calls += 1
        if calls == last:
            _wait_for_a_step()
            os.kill(os.getpid(), signal.SIGKILL)
        return forward(*args, **kwargs)

    UNet2DConditionModel.forward = counting
    torch.save(sampled(painting(gs.Studio.open())), file)
    sys.stdout.write(f"{calls}\n")


def _wait_for_a_step() -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if any(one.stat().st_size for one in steps_folder().glob("*.reel")):
            return
        time.sleep(0.01)


if __name__ == "__main__":
    main(sys.argv[1:])
