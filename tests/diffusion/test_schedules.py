"""Scheduler recipes: the catalogue, the options, and whether a scheduler fits at all."""

import inspect
from dataclasses import replace

import diffusers
import pytest
import torch
from torch import Tensor

from graphstudio.api import (
    Conditioning,
    Denoiser,
    Guidance,
    Latent,
    Model,
    Noise,
    Scheduler,
)
from graphstudio.diffusion.catalogue import CATALOGUE, Entry, SchedulerName, names, recipe
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.schedules import find_class, make_schedule
from graphstudio.diffusion.timing import is_spaced_here
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded

CPU = torch.device("cpu")
EVERY = [pytest.param(entry, id=entry.name) for entry in CATALOGUE]
ENTRIES = [pytest.param(entry, id=entry.name) for entry in CATALOGUE if entry.fits == "noise"]


class PerfectDenoiser:
    """Know the picture and the noise schedule, so always predict the noise that is there."""

    def __init__(self, picture: Tensor, alphas: Tensor) -> None:
        self.picture = picture
        self.alphas = alphas

    @property
    def device(self) -> torch.device:
        """Be on the CPU."""
        return CPU

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Give the noise in what is shown, at a timestep of training."""
        low = timestep.floor().long().clamp(0, 998)
        share = timestep - low
        sigmas = ((1 - self.alphas) / self.alphas).sqrt().log()
        sigma = (sigmas[low] * (1 - share) + sigmas[low + 1] * share).exp()
        alpha = 1 / (sigma**2 + 1)
        return (sample - alpha.sqrt() * self.picture) / (1 - alpha).sqrt()


def test_the_catalogue_offers_each_name_once_and_in_order() -> None:
    assert tuple(entry.name for entry in CATALOGUE) == names()


@pytest.mark.parametrize("entry", EVERY)
def test_the_catalogue_agrees_with_diffusers(entry: Entry) -> None:
    kind = find_class(entry.class_name)
    known = {*inspect.signature(kind.__init__).parameters, *inspect.signature(kind.step).parameters}

    of_ours = {"timestep_spacing"} if is_spaced_here(kind) else set()
    assert set(entry.options) | entry.takes <= known | of_ours
    assert entry.shift_option in {"", *known}


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_catalogue_offers_what_diffusers_has(entry: Entry) -> None:
    kind = getattr(diffusers, entry.class_name)
    known = {*inspect.signature(kind.__init__).parameters, *inspect.signature(kind.step).parameters}

    offered = {"timestep_spacing", "use_karras_sigmas", "rescale_betas_zero_snr", "eta"} & known
    assert offered <= entry.takes


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_scheduler_finds_the_picture_that_a_perfect_denoiser_knows(
    entry: Entry, tiny: Loaded
) -> None:
    picture = torch.rand(1, 4, 4, 4, generator=torch.Generator().manual_seed(1)) * 2 - 1
    scheduler = recipe(entry.name)
    alphas = make_schedule(
        scheduler, tiny.parts.denoiser, steps=20, device=CPU
    ).scheduler.alphas_cumprod
    canvas = Latent(torch.zeros(1, 4, 4, 4), "sd1", is_empty=True)
    text = Conditioning(torch.zeros(1, 77, 32), "sd1")

    found = sample(
        tiny.parts.denoiser,
        PerfectDenoiser(picture, alphas),
        canvas,
        text,
        None,
        scheduler=scheduler,
        guidance=Guidance(1.0),
        noise=Noise(3),
        span=Span(steps=20),
    ).samples

    assert (found - picture).abs().mean() < 0.1


@pytest.mark.parametrize("steps", [1, 2, 3])
@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.id != "PNDM with Runge-Kutta"])
def test_few_steps_are_enough(entry: Entry, steps: int, tiny: Loaded) -> None:
    canvas = Latent(torch.zeros(1, 4, 4, 4), "sd1", is_empty=True)

    found = sample(
        tiny.parts.denoiser,
        tiny.unet,
        canvas,
        Conditioning(torch.zeros(1, 77, 32), "sd1"),
        None,
        scheduler=recipe(entry.name),
        guidance=Guidance(1.0),
        noise=Noise(3),
        span=Span(steps=steps),
    ).samples

    assert torch.isfinite(found).all()


def test_pndm_with_runge_kutta_needs_four_steps(tiny: Loaded) -> None:
    scheduler = recipe("PNDM with Runge-Kutta")

    with pytest.raises(BadValue, match="needs 4 steps or more, not 3"):
        make_schedule(scheduler, tiny.parts.denoiser, steps=3, device=CPU)
    make_schedule(scheduler, tiny.parts.denoiser, steps=4, device=CPU)


@pytest.mark.parametrize(
    ("name", "steps"), [("LCM", 51), ("TCD", 60), ("DDIM", 1001), ("Euler", 0), ("PNDM", -1)]
)
def test_impossible_numbers_of_steps_are_refused(
    name: SchedulerName, steps: int, tiny: Loaded
) -> None:
    with pytest.raises(BadValue, match="steps"):
        make_schedule(recipe(name), tiny.parts.denoiser, steps=steps, device=CPU)


def test_an_option_that_a_scheduler_does_not_take_is_refused_with_those_that_do() -> None:
    with pytest.raises(BadValue, match="DDIM takes no use_karras_sigmas") as caught:
        recipe("DDIM", sigmas="karras", order=3)

    assert len(caught.value.problems) == 2
    assert "DPM++ 2M" in str(caught.value)


def test_unknown_schedulers_are_refused_with_the_known_ones(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="Choose one of: DPM"):
        recipe("Magic")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="has no scheduler MagicScheduler"):
        make_schedule(Scheduler("MagicScheduler"), tiny.parts.denoiser, steps=4, device=CPU)
    with pytest.raises(BadValue, match="not made for"):
        make_schedule(Scheduler("IPNDMScheduler"), tiny.parts.denoiser, steps=4, device=CPU)


def test_a_raw_recipe_with_an_unknown_option_is_refused(tiny: Loaded) -> None:
    wrong = Scheduler("DDIMScheduler", (("sharpness", 3),))

    with pytest.raises(BadValue, match="takes no sharpness"):
        make_schedule(wrong, tiny.parts.denoiser, steps=4, device=CPU)


def test_the_model_says_what_it_predicts_whatever_scheduler_is_wired(
    tiny: Loaded, odd: Loaded
) -> None:
    own = make_schedule(tiny.parts.scheduler, odd.parts.denoiser, steps=4, device=CPU)
    other = make_schedule(recipe("UniPC"), odd.parts.denoiser, steps=4, device=CPU)
    forced = make_schedule(
        recipe("UniPC", prediction="sample"), odd.parts.denoiser, steps=4, device=CPU
    )

    kinds = [one.scheduler.config.prediction_type for one in (own, other, forced)]
    assert kinds == ["v_prediction", "v_prediction", "sample"]


def test_a_scheduler_is_trained_as_its_model_says(tiny: Loaded) -> None:
    scheduler = make_schedule(recipe("Heun"), tiny.parts.denoiser, steps=4, device=CPU).scheduler

    assert scheduler.config.beta_schedule == "scaled_linear"
    assert scheduler.config.steps_offset == 1


def test_a_model_without_a_scheduler_config_gets_the_usual_one(tiny: Loaded) -> None:
    facts = tuple(fact for fact in tiny.parts.denoiser.facts if fact[0] != "scheduler")
    bare: Model[Denoiser] = replace(tiny.parts.denoiser, facts=facts)

    assert make_schedule(recipe("DDIM"), bare, steps=4, device=CPU).timesteps.shape == (4,)


@pytest.mark.parametrize("kind", ["epsilon", "v_prediction", "sample"])
def test_the_estimate_of_the_finished_picture_undoes_the_noise(kind: str, tiny: Loaded) -> None:
    raw = Scheduler("DDIMScheduler", (("prediction_type", kind),))
    schedule = make_schedule(raw, tiny.parts.denoiser, steps=10, device=CPU)
    draw = torch.Generator().manual_seed(0)
    picture, noise = (torch.randn(1, 4, 2, 2, generator=draw) for _ in range(2))
    timestep = schedule.timesteps[3]
    alpha = schedule.scheduler.alphas_cumprod[timestep]
    noised = schedule.add_noise(picture, noise, timestep)
    velocity = alpha.sqrt() * noise - (1 - alpha).sqrt() * picture
    prediction = {"epsilon": noise, "v_prediction": velocity, "sample": picture}[kind]

    assert torch.allclose(schedule.clean(prediction, timestep, noised), picture, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "steps", "wanted"),
    [
        pytest.param("Euler", 4, [999, 749, 499, 249], id="Lightning"),
        pytest.param("Euler ancestral", 1, [999], id="Turbo"),
        pytest.param("Euler ancestral", 2, [999, 499], id="Turbo in two"),
        pytest.param("LCM", 4, [999, 759, 499, 259], id="LCM"),
        pytest.param("TCD", 4, [999, 759, 499, 259], id="TCD"),
    ],
)
def test_models_for_few_steps_are_asked_when_they_were_trained(
    name: SchedulerName, steps: int, wanted: list[int], tiny: Loaded
) -> None:
    scheduler = recipe(name, spacing="trailing")
    schedule = make_schedule(scheduler, tiny.parts.denoiser, steps=steps, device=CPU)

    assert schedule.timesteps.tolist() == wanted


@pytest.mark.parametrize("name", ["Euler", "DDIM", "DDPM", "LCM", "UniPC", "DPM2", "PNDM"])
def test_a_schedule_says_the_noise_of_each_call_and_what_is_left(
    name: SchedulerName, tiny: Loaded
) -> None:
    schedule = make_schedule(recipe(name), tiny.parts.denoiser, steps=6, device=CPU)

    sigmas = schedule.sigmas
    assert len(sigmas) == len(schedule.timesteps) + 1
    assert sigmas.isfinite().all()
    assert (sigmas.diff() <= 0).all()
    assert sigmas[-1] < 0.03


def test_zero_terminal_noise_has_a_finite_level(tiny: Loaded) -> None:
    scheduler = recipe("DDIM", spacing="trailing", options={"rescale_betas_zero_snr": True})
    schedule = make_schedule(scheduler, tiny.parts.denoiser, steps=4, device=CPU)

    assert 4000 < schedule.sigmas[0] < 5000
