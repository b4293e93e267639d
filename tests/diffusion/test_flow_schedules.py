"""Schedulers on flow models: set as the official pipelines set them, bit for bit."""

import inspect
import json
from dataclasses import replace
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
from diffusers.pipelines.flux.pipeline_flux import calculate_shift, retrieve_timesteps
from torch import Tensor

from graphstudio.api import Conditioning, Denoiser, Guidance, Latent, Model, Noise, Scheduler
from graphstudio.diffusion.catalogue import CATALOGUE, Entry, SchedulerName, recipe
from graphstudio.diffusion.kinds import is_flow
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.schedules import make_schedule
from graphstudio.diffusion.timing import count_tokens
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")

CPU = torch.device("cpu")
FLOW = [pytest.param(entry, id=entry.name) for entry in CATALOGUE if entry.fits == "flow"]
SD3 = {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": 3.0}
FLUX = SD3 | {
    "use_dynamic_shifting": True,
    "base_shift": 0.5,
    "max_shift": 1.15,
    "base_image_seq_len": 256,
    "max_image_seq_len": 4096,
}
SCHNELL = SD3 | {"shift": 1.0}


class Bending:
    """Predict something that depends on all that it is shown."""

    device = CPU

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Bend the sample, more at one time than at another."""
        return torch.sin(sample * 2) + sample * timestep / 1000


class PerfectFlow:
    """Know the picture, so always predict the straight way to it."""

    device = CPU

    def __init__(self, picture: Tensor) -> None:
        self.picture = picture

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Give the flow from the picture to noise."""
        return (sample - self.picture) / (timestep / 1000).clamp(min=1e-4)


def model_of(tiny: Loaded, config: dict[str, Any], **facts: str | int) -> Model[Denoiser]:
    """Give a model whose scheduler_config.json is this one."""
    told = {"scheduler": json.dumps(config), **facts}
    return replace(tiny.parts.denoiser, family="flow", facts=tuple(told.items()))


def run(model: Model[Denoiser], net: Denoiser, scheduler: Scheduler, steps: int) -> Tensor:
    """Sample a latent of 8 x 6 cells."""
    return sample(
        model,
        net,
        Latent(torch.zeros(1, 4, 8, 6), "flow", is_empty=True),
        Conditioning(torch.zeros(1, 2, 3), "flow"),
        None,
        scheduler=scheduler,
        guidance=Guidance(1.0),
        noise=Noise(3),
        span=Span(steps=steps),
    ).samples


def official_loop(scheduler: Any, timesteps: Tensor) -> Tensor:
    """Denoise as the official SD3 pipeline does, drawing from one generator."""
    generator = torch.Generator("cpu").manual_seed(3)
    latents = torch.randn(1, 4, 8, 6, generator=generator)
    known = inspect.signature(scheduler.step).parameters
    more = {"generator": generator} if "generator" in known else {}
    for t in timesteps:
        prediction = Bending().predict(latents, t, Conditioning(latents, "flow"))
        latents = scheduler.step(prediction, t, latents, return_dict=False, **more)[0]
    return latents


def official(name: SchedulerName, config: dict[str, Any], **more: Any) -> Any:
    """Build a scheduler as diffusers recommends."""
    made = recipe(name)
    return getattr(diffusers, made.name).from_config(config, **dict(made.options), **more)


@pytest.mark.parametrize("steps", [1, 4, 28])
@pytest.mark.parametrize("config", [SD3, SCHNELL])
@pytest.mark.parametrize("entry", FLOW)
def test_a_fixed_shift_is_that_of_the_official_sd3_pipeline(
    entry: Entry, config: dict[str, Any], steps: int, tiny: Loaded
) -> None:
    # The official solvers do not know that their shift is the one of the model's own scheduler.
    more = {"flow_shift": config["shift"]} if entry.shift_option == "flow_shift" else {}
    scheduler = official(entry.name, config, **more)
    timesteps, _ = retrieve_timesteps(scheduler, steps, CPU)
    model = model_of(tiny, config)

    schedule = make_schedule(recipe(entry.name), model, steps=steps, device=CPU)

    assert torch.equal(schedule.timesteps, timesteps)
    assert torch.equal(schedule.scheduler.sigmas, scheduler.sigmas)
    wanted = official_loop(scheduler, timesteps)
    assert torch.equal(run(model, Bending(), recipe(entry.name), steps), wanted)


@pytest.mark.parametrize("tokens", [64, 1024, 4096])
@pytest.mark.parametrize("config", [FLUX, SCHNELL], ids=["dev", "schnell"])
@pytest.mark.parametrize("name", ["Flow Euler", "Flow LCM"])
def test_a_shift_by_size_is_that_of_the_official_flux_pipeline(
    name: SchedulerName, config: dict[str, Any], tokens: int, tiny: Loaded
) -> None:
    scheduler = official(name, config)
    sigmas = np.linspace(1.0, 1 / 7, 7)
    mu = calculate_shift(tokens, 256, 4096, 0.5, 1.15)
    timesteps, _ = retrieve_timesteps(scheduler, 7, CPU, sigmas=sigmas, mu=mu)
    model = model_of(tiny, config, flow_spacing="trailing")

    schedule = make_schedule(recipe(name), model, steps=7, device=CPU, latent_tokens=tokens)

    assert torch.equal(schedule.timesteps, timesteps)
    assert torch.equal(schedule.scheduler.sigmas, scheduler.sigmas)


@pytest.mark.parametrize(
    "name", ["Flow DPM++ 2M", "Flow DPM++ 2M SDE", "Flow DPM++ 2S", "Flow UniPC"]
)
def test_solvers_shift_by_size_as_in_the_official_flux_pipeline(
    name: SchedulerName, tiny: Loaded
) -> None:
    scheduler = official(name, FLUX)
    timesteps, _ = retrieve_timesteps(scheduler, 7, CPU, mu=calculate_shift(1024))

    schedule = make_schedule(
        recipe(name), model_of(tiny, FLUX), steps=7, device=CPU, latent_tokens=1024
    )

    assert torch.equal(schedule.timesteps, timesteps)
    assert torch.equal(schedule.scheduler.sigmas, scheduler.sigmas)


def test_a_class_that_cannot_shift_by_size_gets_the_same_shift_for_all(tiny: Loaded) -> None:
    model = model_of(tiny, FLUX)
    heun = make_schedule(recipe("Flow Heun"), model, steps=7, device=CPU, latent_tokens=1024)

    assert heun.scheduler.config.shift == pytest.approx(np.exp(calculate_shift(1024)))


def test_tokens_are_counted_as_the_official_pipelines_count_them(tiny: Loaded) -> None:
    assert count_tokens(model_of(tiny, FLUX), (1, 16, 128, 96)) == 64 * 48
    assert count_tokens(model_of(tiny, FLUX, patch_size=1), (1, 16, 32, 32)) == 1024


def test_the_loop_shifts_by_the_size_of_its_latent(tiny: Loaded) -> None:
    model = model_of(tiny, FLUX)
    fixed = {"use_dynamic_shifting": False, "shift": float(np.exp(calculate_shift(4 * 3)))}

    by_size = run(model, Bending(), recipe("Flow Euler"), 4)
    by_hand = run(model, Bending(), recipe("Flow Euler", options=fixed), 4)

    assert not torch.allclose(by_size, run(model, Bending(), recipe("Flow Euler", shift=1.0), 4))
    assert torch.allclose(by_size, by_hand, atol=0.05)  # the fixed one shifts its own ends too


def test_without_a_size_a_shift_by_size_is_refused(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="depend on the size of the picture"):
        make_schedule(recipe("Flow Euler"), model_of(tiny, FLUX), steps=4, device=CPU)


@pytest.mark.parametrize("entry", FLOW)
def test_a_shift_of_ones_own_wins_over_that_of_the_model(entry: Entry, tiny: Loaded) -> None:
    mine = make_schedule(recipe(entry.name, shift=5.0), model_of(tiny, FLUX), steps=4, device=CPU)
    wanted = make_schedule(
        recipe(entry.name), model_of(tiny, SD3 | {"shift": 5.0}), steps=4, device=CPU
    )

    assert torch.equal(mine.scheduler.sigmas, wanted.scheduler.sigmas)


@pytest.mark.parametrize("entry", FLOW)
def test_levels_stay_shares_of_noise_whatever_came_with_the_model(
    entry: Entry, tiny: Loaded
) -> None:
    karras = model_of(tiny, SD3 | {"use_karras_sigmas": True})

    sigmas = make_schedule(recipe(entry.name), karras, steps=6, device=CPU).sigmas

    assert 0.99 < sigmas[0] <= 1
    assert sigmas[-1] == 0
    assert (sigmas.diff() <= 0).all()


def test_trailing_spacing_is_a_choice_on_any_flow_model(tiny: Loaded) -> None:
    model = model_of(tiny, SCHNELL)
    trailing = make_schedule(recipe("Flow Euler", spacing="trailing"), model, steps=4, device=CPU)

    assert trailing.sigmas.tolist() == [1.0, 0.75, 0.5, 0.25, 0.0]
    flux = model_of(tiny, SCHNELL, flow_spacing="trailing")
    own = make_schedule(recipe("Flow Euler", spacing="linspace"), flux, steps=4, device=CPU)
    assert own.sigmas[3] == pytest.approx(0.001)
    with pytest.raises(BadValue, match="Flow Euler has no leading spacing"):
        recipe("Flow Euler", spacing="leading")


@pytest.mark.parametrize("config", [SD3, SCHNELL])
@pytest.mark.parametrize("steps", [1, 2, 3, 20])
@pytest.mark.parametrize("entry", FLOW)
def test_every_scheduler_finds_the_picture_that_a_perfect_flow_knows(
    entry: Entry, steps: int, config: dict[str, Any], tiny: Loaded
) -> None:
    picture = torch.rand(1, 4, 8, 6, generator=torch.Generator().manual_seed(1)) * 2 - 1

    found = run(model_of(tiny, config), PerfectFlow(picture), recipe(entry.name), steps)

    assert (found - picture).abs().mean() < 0.01


@pytest.mark.parametrize("entry", FLOW)
def test_the_estimate_of_the_finished_picture_undoes_the_flow(entry: Entry, tiny: Loaded) -> None:
    schedule = make_schedule(recipe(entry.name), model_of(tiny, SD3), steps=10, device=CPU)
    draw = torch.Generator().manual_seed(0)
    picture, noise = (torch.randn(2, 4, 2, 2, generator=draw) for _ in range(2))
    schedule.begin_at(4)
    timestep = schedule.timesteps[4]

    noised = schedule.add_noise(picture, noise, timestep)

    sigma = schedule.sigmas[4]
    assert torch.allclose(noised, (1 - sigma) * picture + sigma * noise, atol=1e-5)
    clean = schedule.clean(noise - picture, timestep, noised)
    assert torch.allclose(clean, picture, atol=1e-5)
    assert schedule.initial_sigma == 1.0
    assert schedule.scale(noised, timestep) is noised


@pytest.mark.parametrize("strength", [0.3, 1.0])
@pytest.mark.parametrize("entry", FLOW)
def test_a_mask_keeps_what_it_does_not_choose(entry: Entry, strength: float, tiny: Loaded) -> None:
    draw = torch.Generator().manual_seed(1)
    picture = torch.rand(2, 4, 8, 6, generator=draw)
    mask = (torch.rand(2, 1, 8, 6, generator=draw) > 0.5).float()
    model = model_of(tiny, SD3)

    done = sample(
        model,
        Bending(),
        Latent(picture, "flow", mask=mask),
        Conditioning(torch.zeros(1, 2, 3), "flow"),
        None,
        scheduler=recipe(entry.name),
        guidance=Guidance(1.0),
        noise=Noise(3),
        span=Span(8, strength=strength),
    ).samples

    assert torch.equal(done * (1 - mask), picture * (1 - mask))
    assert not torch.allclose(done, picture, atol=1e-2)


@pytest.mark.parametrize(
    ("config", "facts", "wanted"),
    [
        pytest.param(SD3, {}, True, id="its scheduler"),
        pytest.param({}, {"prediction_type": "flow"}, True, id="its prediction"),
        pytest.param({"prediction_type": "flow_prediction"}, {}, True, id="its config"),
        pytest.param(
            {"_class_name": "UniPCMultistepScheduler", "use_flow_sigmas": True},
            {},
            True,
            id="solver",
        ),
        pytest.param({"_class_name": "PNDMScheduler"}, {}, False, id="noise"),
        pytest.param({}, {"prediction_type": "v_prediction"}, False, id="velocity"),
        pytest.param({}, {}, False, id="nothing said"),
    ],
)
def test_a_model_says_by_its_facts_what_it_is(
    config: dict[str, Any], facts: dict[str, str], wanted: bool, tiny: Loaded
) -> None:
    assert is_flow(model_of(tiny, config, **facts)) == wanted


def test_a_scheduler_for_noise_is_refused_on_a_flow_model_with_those_that_fit(
    tiny: Loaded,
) -> None:
    with pytest.raises(
        BadValue, match=r"DDIM is for models that.*one of: Flow Euler, .*Flow UniPC"
    ):
        make_schedule(recipe("DDIM"), model_of(tiny, SD3), steps=4, device=CPU)


def test_a_solver_that_came_with_a_model_reads_its_flow(tiny: Loaded) -> None:
    config = {
        "_class_name": "DPMSolverMultistepScheduler",
        "use_flow_sigmas": True,
        "prediction_type": "flow_prediction",
        "flow_shift": 2.0,
    }
    own = Scheduler("DPMSolverMultistepScheduler", (("flow_shift", 2.0), ("use_flow_sigmas", True)))

    made = make_schedule(own, model_of(tiny, config), steps=4, device=CPU).scheduler
    other = make_schedule(recipe("Flow Euler"), model_of(tiny, config), steps=4, device=CPU)

    assert made.config.prediction_type == "flow_prediction"
    assert made.config.flow_shift == other.scheduler.config.shift == 2.0


def test_what_makes_a_scheduler_one_for_flow_models_cannot_be_taken_away() -> None:
    with pytest.raises(BadValue, match="Flow UniPC takes no prediction_type") as caught:
        recipe("Flow UniPC", prediction="epsilon", options={"use_flow_sigmas": False})

    assert len(caught.value.problems) == 2
