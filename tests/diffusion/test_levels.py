"""Noise levels written by hand: used exactly, or refused in words."""

import contextlib
import json
from dataclasses import replace

import pytest
import torch

from graphstudio.api import Conditioning, Denoiser, Guidance, Latent, Model, Noise, Scheduler
from graphstudio.diffusion.catalogue import CATALOGUE, LevelsUnit, SchedulerName, recipe
from graphstudio.diffusion.levels import parse_levels, with_levels
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.schedules import make_schedule
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import make_pipeline

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")

CPU = torch.device("cpu")
TIMED: list[SchedulerName] = [
    "DPM++ 2M",
    "DPM++ 2M SDE",
    "DPM++ 2S",
    "DPM++ 2S SDE",
    "Euler",
    "Heun",
    "DDPM",
    "LCM",
    "TCD",
    "DDPM parallel",
]
FLOWING: list[SchedulerName] = ["Flow Euler", "Flow LCM", "Flow UniPC"]


@pytest.fixture
def flow(tiny: Loaded) -> Model[Denoiser]:
    """Give a flow model that shifts by size, stretches its end and spaces by Karras."""
    config = {
        "_class_name": "FlowMatchEulerDiscreteScheduler",
        "shift": 3.0,
        "use_dynamic_shifting": True,
        "shift_terminal": 0.02,
        "use_karras_sigmas": True,
    }
    facts = (("scheduler", json.dumps(config)), ("flow_spacing", "trailing"))
    return replace(tiny.parts.denoiser, family="flow", facts=facts)


@pytest.mark.parametrize(
    "text", ["3, 2, 1, 0.5", "3 2 1 .5", "3;2;1;0.5", "3.0\n2.0,\n1\n5e-1\n", " 3,2,,1,0.5, "]
)
def test_numbers_are_read_however_they_are_kept_apart(text: str) -> None:
    assert parse_levels(text) == (3.0, 2.0, 1.0, 0.5)


@pytest.mark.parametrize(
    ("text", "problems"),
    [("", 1), (" , ", 1), ("3, two, 1, zero", 2)],
)
def test_what_is_no_number_is_told_at_once(text: str, problems: int) -> None:
    with pytest.raises(BadValue, match="Write falling numbers") as caught:
        parse_levels(text)

    assert len(caught.value.problems) == problems


@pytest.mark.parametrize("values", [(12.0, 5.0, 1.0), (12.0, 5.0, 1.0, 0.0)])
def test_sigmas_are_used_exactly_with_or_without_the_0_at_the_end(
    values: tuple[float, ...], tiny: Loaded
) -> None:
    by_hand = with_levels(recipe("Euler", sigmas="karras", spacing="trailing"), values, "sigmas")

    schedule = make_schedule(by_hand, tiny.parts.denoiser, steps=3, device=CPU)

    assert schedule.sigmas.tolist() == [12.0, 5.0, 1.0, 0.0]
    assert len(schedule.timesteps) == 3


@pytest.mark.parametrize("unit", ["sigmas", "timesteps"])
@pytest.mark.parametrize("name", FLOWING)
def test_a_flow_model_neither_shifts_nor_bends_them(
    name: SchedulerName, unit: LevelsUnit, flow: Model[Denoiser]
) -> None:
    shares = (1.0, 0.75, 0.25)
    values = shares if unit == "sigmas" else tuple(share * 1000 for share in shares)

    schedule = make_schedule(
        with_levels(recipe(name), values, unit), flow, steps=3, device=CPU, latent_tokens=1024
    )

    assert schedule.sigmas.tolist() == pytest.approx([1.0, 0.75, 0.25, 0.0], abs=2e-6)


@pytest.mark.parametrize("name", TIMED)
def test_timesteps_are_those_that_the_network_is_asked_at(
    name: SchedulerName, tiny: Loaded
) -> None:
    by_hand = with_levels(recipe(name), (999, 759, 499, 19), "timesteps")
    schedule = make_schedule(by_hand, tiny.parts.denoiser, steps=4, device=CPU)

    assert sorted(set(schedule.timesteps.tolist())) == [19, 499, 759, 999]
    done = sample(
        tiny.parts.denoiser,
        tiny.unet,
        Latent(torch.zeros(1, 4, 4, 4), "sd1", is_empty=True),
        Conditioning(torch.zeros(1, 77, 32), "sd1"),
        None,
        scheduler=by_hand,
        guidance=Guidance(1.0),
        noise=Noise(3),
        span=Span(steps=4),
    )
    assert done.samples.isfinite().all()


@pytest.mark.parametrize(
    ("name", "unit", "values"),
    [
        ("Euler", "sigmas", (13.0, 6.0, 2.5, 0.6)),
        ("Euler", "timesteps", (999.0, 700.0, 300.0, 20.0)),
        ("DPM++ 2M", "timesteps", (999.0, 700.0, 300.0, 20.0)),
    ],
)
def test_they_equal_those_of_the_official_pipeline(
    name: SchedulerName, unit: LevelsUnit, values: tuple[float, ...], tiny: Loaded
) -> None:
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, recipe(name))
    asked = {unit: [*values, 0.0] if unit == "sigmas" else [int(one) for one in values]}
    context = torch.randn(1, 77, 32, generator=torch.Generator().manual_seed(2))

    wanted = pipeline(
        prompt_embeds=context,
        guidance_scale=1.0,
        width=32,
        height=32,
        generator=torch.Generator("cpu").manual_seed(3),
        output_type="latent",
        **asked,
    ).images
    found = sample(
        tiny.parts.denoiser,
        tiny.unet,
        Latent(torch.zeros(1, 4, 4, 4), "sd1", is_empty=True),
        Conditioning(context, "sd1"),
        None,
        scheduler=with_levels(recipe(name), values, unit),
        guidance=Guidance(1.0),
        noise=Noise(3),
        span=Span(steps=4),
    ).samples

    assert torch.equal(found, wanted)


def test_a_new_list_takes_the_place_of_an_old_one() -> None:
    once = with_levels(recipe("Euler"), (900, 20), "timesteps")

    assert with_levels(once, (9.0, 1.0), "sigmas") == with_levels(
        recipe("Euler"), (9.0, 1.0), "sigmas"
    )


@pytest.mark.parametrize("steps", [2, 20])
def test_another_number_of_steps_is_refused_with_the_right_one(steps: int, tiny: Loaded) -> None:
    by_hand = with_levels(recipe("Euler"), (9.0, 4.0, 1.0), "sigmas")

    with pytest.raises(BadValue, match=f"for 3 steps, and {steps} are asked for.*steps to 3"):
        make_schedule(by_hand, tiny.parts.denoiser, steps=steps, device=CPU)


def test_timesteps_beyond_training_are_refused(tiny: Loaded) -> None:
    by_hand = with_levels(recipe("DPM++ 2M"), (1000, 20), "timesteps")

    with pytest.raises(BadValue, match=r"Timestep 1000 is beyond the training of tiny.*0 to 999"):
        make_schedule(by_hand, tiny.parts.denoiser, steps=2, device=CPU)


@pytest.mark.parametrize(
    ("name", "values", "unit", "reason"),
    [
        ("Euler", (1.0, 2.0), "sigmas", "2 comes after 1: write falling"),
        ("Euler", (2.0, 2.0), "sigmas", "2 comes after 2: write falling"),
        ("Euler", (2.0, -1.0), "sigmas", "-1 is no noise level"),
        ("Euler", (float("inf"), 1.0), "sigmas", "inf is no noise level"),
        ("Euler", (float("nan"),), "sigmas", "nan is no noise level"),
        ("Euler", (0.0,), "sigmas", "but 0"),
        ("DDPM", (999.5, 1.0), "timesteps", r"999\.5 is no step of training"),
        ("Flow Euler", (1.5, 1.0), "sigmas", r"1\.5 is too much.*sigmas up to 1\."),
        ("Flow Euler", (1001, 1.0), "timesteps", r"1001 is too much.*timesteps up to 1000\."),
    ],
)
def test_levels_that_cannot_be_are_refused(
    name: SchedulerName, values: tuple[float, ...], unit: LevelsUnit, reason: str
) -> None:
    with pytest.raises(BadValue, match=reason):
        with_levels(recipe(name), values, unit)


@pytest.mark.parametrize("unit", ["sigmas", "timesteps"])
def test_the_schedulers_that_take_lists_are_these(unit: LevelsUnit) -> None:
    able = []
    for entry in CATALOGUE:
        with contextlib.suppress(BadValue):
            with_levels(recipe(entry.name), (1.0, 0.0), unit)
            able.append(entry.name)

    of_pixels = [] if unit == "sigmas" else ["Consistency"]
    assert able == [*(["Euler"] if unit == "sigmas" else TIMED), *FLOWING, *of_pixels]


def test_a_scheduler_without_lists_is_refused_with_those_that_take_them() -> None:
    with pytest.raises(BadValue, match=r"DDIM takes no sigmas.*Choose one of: Euler\.$"):
        with_levels(recipe("DDIM"), (9.0, 1.0), "sigmas")
    with pytest.raises(BadValue, match=r"Choose one of: Euler\. Or write timesteps"):
        with_levels(recipe("DPM++ 2M"), (9.0, 1.0), "sigmas")
    with pytest.raises(BadValue, match=r"Flow Heun takes no sigmas.*: Flow Euler, .*Flow UniPC\.$"):
        with_levels(recipe("Flow Heun"), (0.9, 0.1), "sigmas")
    with pytest.raises(BadValue, match="has no scheduler MagicScheduler"):
        with_levels(Scheduler("MagicScheduler"), (9.0, 1.0), "sigmas")
