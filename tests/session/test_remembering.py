"""What an engine that remembers does again after an edit, and that it is never something else.

Each result is compared with that of a studio that keeps nothing, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

import graphstudio as gs
from graphstudio.graph.elements import Port
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from tests.session.remembering import STEPS, calls_of, forgetful, painting, sampled, wire

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")

Build = Callable[[gs.Workflow], None]
Change = Callable[[gs.Workflow], None]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_all()


def with_lora(flow: gs.Workflow) -> None:
    flow.add("lora.apply_denoiser", id="lora", denoiser=Port("load", "denoiser"), curve="0:1")
    wire(flow, "lora.denoiser", "sampler.denoiser")


def with_control(flow: gs.Workflow) -> None:
    flow.add(
        "control.apply",
        id="control",
        controlnet=Port("edges", "model"),
        image=Port("hint", "image"),
    )
    wire(flow, "control.control", "sampler.control")


def with_guidance(flow: gs.Workflow) -> None:
    flow.add("guidance.cfg", id="other", scale=2.0)


def set_to(**values: object) -> Change:
    """Set knobs, written node__knob."""

    def change(flow: gs.Workflow) -> None:
        for name, value in values.items():
            flow.set(name.replace("__", "."), value)

    return change


def switch_prompt(flow: gs.Workflow) -> None:
    before, after = Port("positive", "conditioning"), Port("after", "conditioning")
    flow.add("conditioning.switch", id="switch", before=before, after=after, at=0.5)
    wire(flow, "switch.conditioning", "sampler.positive")


def switch_guidance(flow: gs.Workflow) -> None:
    before, after = Port("guidance", "guidance"), Port("other", "guidance")
    flow.add("guidance.switch", id="switch", before=before, after=after, at=0.5)
    wire(flow, "switch.guidance", "sampler.guidance")


def reseed(flow: gs.Workflow) -> None:
    flow.add("noise.reseed", id="reseed", noise=Port("noise", "noise"), seed=9, at=0.5)
    wire(flow, "reseed.noise", "sampler.noise")


def nothing(flow: gs.Workflow) -> None:
    del flow


CURVE = {"guidance__curve": "points"}
CASES = {
    "LoRA curve": (
        with_lora,
        set_to(lora__curve="0:1, 0.5:1, 0.5:0.4, 1:0.4"),
        set_to(lora__curve="0:1, 0.5:1, 0.5:0, 1:0"),
    ),
    "ControlNet curve": (
        with_control,
        set_to(control__curve="0:1, 0.5:1, 0.5:0.4, 1:0.4"),
        set_to(control__curve="0:1, 0.5:1, 0.5:0, 1:0"),
    ),
    "ControlNet end": (with_control, nothing, set_to(control__end=0.5)),
    "guidance curve": (
        nothing,
        set_to(**CURVE, guidance__points="0:4, 0.5:4, 0.5:2, 1:2"),
        set_to(**CURVE, guidance__points="0:4, 0.5:4, 0.5:6, 1:3"),
    ),
    "switch of prompts": (nothing, nothing, switch_prompt),
    "switch of guidance": (with_guidance, nothing, switch_guidance),
    "another seed": (nothing, nothing, reseed),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_only_the_tail_runs_again_and_gives_what_a_whole_run_gives(
    case: str, registry: Registry
) -> None:
    build, first, second = CASES[case]
    scheduler = "Euler ancestral" if case == "another seed" else "DPM++ 2M"

    def run(studio: gs.Studio, *changes: Change) -> tuple[torch.Tensor, int]:
        flow = painting(studio, scheduler)
        build(flow)
        for change in changes:
            change(flow)
        return calls_of(flow)

    studio = gs.Studio.open()
    before, whole = run(studio, first)
    after, tail = run(studio, second)
    again, none = run(gs.Studio.open(), second)  # as a new process would

    assert torch.equal(before, run(forgetful(registry), first)[0])
    assert torch.equal(after, run(forgetful(registry), second)[0])
    assert torch.equal(again, after)
    assert not torch.equal(after, before)
    assert 0 < tail <= whole * (STEPS - STEPS // 2) // STEPS
    assert none == 0


@pytest.mark.slow
def test_another_precision_or_device_shares_nothing(registry: Registry) -> None:
    plain = sampled(painting(gs.Studio.open()))

    other, calls = calls_of(painting(gs.Studio.open(precision="bfloat16")))
    expected = sampled(painting(forgetful(registry, precision="bfloat16")))

    assert calls >= STEPS
    assert torch.equal(other, expected)
    assert not torch.equal(other, plain)
