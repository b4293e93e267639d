"""What it costs to keep the steps of a picture, and what it saves.

Shares of the time that sampling takes, as the least CPU time of several rounds in turn: a busy
machine only adds. Run with -s to see the figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio import paths
from graphstudio.api import Conditioning, Control, Guidance, Image, Latent, Lead, Noise, Steps
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.control_folders import open_controlnet
from graphstudio.diffusion.controlnets import make_leaders
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.folders import Pipeline, open_folder
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.scheduler_memory import SchedulerMemory
from graphstudio.diffusion.schedules import make_schedule
from graphstudio.diffusion.step_states import Denoising, take_state
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.engine.context import ShelfSteps
from graphstudio.engine.steps import MemoryShelf
from tests.benchmarks.test_sampling_overhead import make_network
from tests.diffusion.oracle import lend

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning"),
]

CPU = torch.device("cpu")
ROUNDS, STEPS = 5, 30
MOST_COST, MOST_COST_AT_TRUE_SIZE, MOST_TAIL = 0.03, 0.01, 0.45


@dataclass(frozen=True)
class BuiltIn:
    """The built-in model, loaded, with what it is told."""

    parts: Pipeline
    net: Any
    positive: Conditioning
    negative: Conditioning

    def paint(self, steps: Steps | None, **more: Any) -> Latent:
        model = self.parts.denoiser
        options: dict[str, Any] = {"scheduler": recipe("DPM++ 2M"), "noise": Noise(1)} | more
        return sample(
            model,
            self.net,
            empty_latent(model, 128, 128),
            self.positive,
            self.negative,
            guidance=Guidance(5.0),
            span=Span(STEPS),
            steps=steps,
            preview=lambda latent: None,
            **options,
        )


@pytest.fixture(scope="module")
def builtin(tmp_path_factory: pytest.TempPathFactory) -> BuiltIn:
    torch.set_num_threads(1)
    parts = open_folder(paths.builtin_model(), cache=tmp_path_factory.mktemp("digests"))
    net = parts.denoiser.source.load(CPU, torch.float32)
    clip = parts.text_encoder.source.load(CPU, torch.float32)
    positive, negative = (
        encode_prompt(parts.text_encoder, clip, text)
        for text in ("a red circle on a blue background", "")
    )
    return BuiltIn(parts, net, positive, negative)


def shelf() -> ShelfSteps:
    """Keep states as the engine does, and tell nobody."""
    return ShelfSteps("sampler", lambda event: None, MemoryShelf(2**30))


def test_keeping_every_step_of_the_built_in_model_costs_little(builtin: BuiltIn) -> None:
    builtin.paint(None)
    builtin.paint(shelf())  # both are warm now
    taken = [
        (cpu_seconds(lambda: builtin.paint(None)), cpu_seconds(lambda: builtin.paint(shelf())))
        for _ in range(ROUNDS)
    ]

    plain, kept = (min(each) for each in zip(*taken, strict=True))
    print(f"\n{STEPS} steps: {plain:.3f} s, and {kept:.3f} s with states: {kept / plain - 1:+.2%}")
    assert kept <= (1 + MOST_COST) * plain


def test_a_controlnet_that_ends_earlier_costs_the_tail_alone(
    builtin: BuiltIn, tmp_path: Path
) -> None:
    edges = open_controlnet(paths.builtin_edges(), cache=tmp_path)
    net: Any = edges.source.load(CPU, torch.float32)
    drawing = torch.zeros(1, 128, 128, 3)
    drawing[:, 32:96, 32] = 1
    lead = Lead(edges, Image(drawing))

    def paint(steps: Steps | None, end: float) -> Latent:
        control = Control((replace(lead, end=end),))
        latent, vae = empty_latent(builtin.parts.denoiser, 128, 128), builtin.net
        hints = make_hints(control, builtin.parts.denoiser, latent, lend(vae))
        return builtin.paint(steps, leaders=make_leaders(control, [net], hints))

    paint(None, 1.0)
    taken = []
    for _ in range(ROUNDS):
        steps = shelf()
        whole = cpu_seconds(lambda steps=steps: paint(steps, 1.0))  # type: ignore[misc]
        tail = cpu_seconds(lambda steps=steps: paint(steps, 0.6))  # type: ignore[misc]
        taken.append((whole, tail))

    whole, tail = (min(each) for each in zip(*taken, strict=True))
    print(f"\nend 1.0: {whole:.2f} s, then 0.6: {tail:.2f} s: {tail / whole:.1%}")
    assert torch.equal(paint(steps, 0.6).samples, paint(None, 0.6).samples)
    assert tail <= MOST_TAIL * whole


def test_keeping_a_step_of_stable_diffusion_costs_next_to_nothing(tmp_path: Path) -> None:
    """A state of 512 x 512 px beside a step of 256 x 256: four times the work is not there."""
    parts = open_folder(paths.builtin_model(), cache=tmp_path)
    net = UNetDenoiser(make_network(), CPU, torch.float32)
    latent = Latent(torch.randn(1, 4, 64, 64), "sd1")
    schedule = make_schedule(recipe("DPM++ 2M"), parts.denoiser, steps=STEPS, device=CPU)
    run = Denoising(schedule, [torch.Generator()], latent.samples)
    memory, steps = SchedulerMemory(schedule), shelf()
    for timestep in schedule.timesteps[:3]:  # two earlier answers are remembered now
        run.samples = schedule.step(torch.randn(1, 4, 64, 64), timestep, run.samples, [])

    def keep() -> None:
        clean = schedule.clean(latent.samples, schedule.timesteps[3], run.samples)
        state = take_state(run, memory, latent, clean)
        steps.keep("key", state, done=3, total=STEPS)

    def keep_often() -> None:
        for _ in range(20):
            keep()

    said = Conditioning(torch.randn(2, 77, 768), "sd1")
    small = torch.randn(2, 4, 32, 32)
    keep()
    net.predict(small, schedule.timesteps[3], said)
    taken = [
        (
            cpu_seconds(lambda: net.predict(small, schedule.timesteps[3], said)),
            cpu_seconds(keep_often) / 20,
        )
        for _ in range(2)
    ]

    call, kept = (min(each) for each in zip(*taken, strict=True))
    print(f"\na call takes {call:.2f} s, a state {kept * 1000:.2f} ms: {kept / call:.3%}")
    assert kept <= MOST_COST_AT_TRUE_SIZE * call


def cpu_seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start
