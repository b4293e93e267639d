"""Pixel-space models in the sampling loop: what is handed over, kept, shown and refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import diffusers
import pytest
import torch
from diffusers.schedulers.deprecated import ScoreSdeVpScheduler
from torch import Generator, Tensor

from graphstudio.api import Conditioning, Guidance, Image, Latent, Mask, Scheduler
from graphstudio.diffusion.catalogue import CATALOGUE, SchedulerName, recipe
from graphstudio.diffusion.kinds import trained_with
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.levels import with_levels
from graphstudio.diffusion.noise_curves import plot_curve
from graphstudio.diffusion.pixels import from_image
from graphstudio.diffusion.sampling import Span, choose_calls
from graphstudio.diffusion.schedules import make_schedule
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.tiny_pixel import (
    CPU,
    SCHEDULES,
    SEED,
    LoadedPixels,
    MakePixels,
    of_classes,
)

KINDS = sorted(SCHEDULES)
OWN = ["ConsistencyModelPipeline", "ScoreSdeVePipeline", "ScoreSdeVpPipeline"]


class Perfect:
    """Know the picture, so always answer what leads to it."""

    def __init__(self, picture: Tensor, kind: str) -> None:
        self.picture = picture
        self.kind = kind

    @property
    def device(self) -> torch.device:
        return CPU

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        if self.kind == "ScoreSdeVePipeline":
            return (self.picture - sample) / timestep**2
        if self.kind == "ScoreSdeVpPipeline":
            time = timestep / 999
            mean = (-0.25 * time**2 * 19.9 - 0.05 * time).exp()
            return (sample - mean * self.picture) / (1 - mean**2).sqrt()
        # A consistency model is told a quarter of the level's logarithm, in thousands.
        sigma, own, least = (timestep / 250).exp().float(), 0.5, 0.002
        whole = sample * (sigma**2 + own**2).sqrt()
        skip = own**2 / ((sigma - least) ** 2 + own**2)
        out = (sigma - least) * own / (sigma**2 + own**2).sqrt()
        return (self.picture - skip * whole) / out.clamp(min=1e-6)


def picture(width: int = 8) -> Image:
    return Image(torch.rand(1, 8, width, 3, generator=Generator().manual_seed(1)))


@pytest.mark.parametrize(("kind", "steps"), [(OWN[0], 3), (OWN[1], 40), (OWN[2], 1000)])
def test_a_perfect_network_leads_to_its_picture_and_previews_show_it(
    kind: str, steps: int, make_pixel: MakePixels
) -> None:
    model = make_pixel(kind)
    known = from_image(model.parts.denoiser, picture()).samples
    shown: list[Latent] = []

    found = replace(model, net=Perfect(known, kind)).samples(Span(steps), preview=shown.append)

    assert (found - known).abs().max() < 0.05
    assert (shown[len(shown) // 2].samples - known).abs().max() < 0.05


@pytest.mark.parametrize(
    "name", [one.name for one in CATALOGUE if one.fits == "noise" and "Runge" not in one.name]
)
def test_every_scheduler_that_fits_paints_pixels(
    name: SchedulerName, make_pixel: MakePixels
) -> None:
    model = make_pixel("DDPMPipeline", net={"out_channels": 6}, variance_type="learned_range")

    found = model.samples(Span(3), scheduler=recipe(name))

    assert found.shape == (1, 3, 8, 8)
    assert found.isfinite().all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_depends_on_its_seed_and_not_on_its_batch(
    kind: str, make_pixel: MakePixels
) -> None:
    model = make_pixel(kind)

    both = model.samples(Span(4), batch=2, seed=40)
    second = model.samples(Span(4), seed=41)

    assert torch.allclose(both[1:], second, rtol=1e-3, atol=1e-3)
    assert not torch.allclose(both[:1], second, atol=0.1)


@pytest.mark.parametrize("end", [0.25, 0.5, 0.75])
@pytest.mark.parametrize(
    ("kind", "scheduler"),
    [
        pytest.param("DDIMPipeline", recipe("DDIM"), id="DDIM"),
        # Without fresh noise nothing is random after the start.
        pytest.param(OWN[0], recipe("Consistency", options={"s_noise": 0.0}), id="consistency"),
    ],
)
def test_two_samplers_in_turn_equal_one(
    kind: str, scheduler: Scheduler, end: float, make_pixel: MakePixels
) -> None:
    model = make_pixel(kind)

    whole = model.samples(Span(4), scheduler=scheduler)
    half = model.sample(Span(4, end=end), scheduler=scheduler)
    rest = model.samples(Span(4, start=end, adds_noise=False), scheduler=scheduler, latent=half)

    assert torch.equal(rest, whole)


def ve_part(model: LoadedPixels, sample: Tensor, draw: Generator, steps: range) -> Tensor:
    """Do some of 6 steps as the official VE pipeline does, and give what the next one takes."""
    solver = diffusers.ScoreSdeVeScheduler.from_config(trained_with(model.parts.denoiser))
    solver.set_timesteps(6)
    solver.set_sigmas(6)
    ask = model.net.net
    with torch.no_grad():
        for step in steps:
            sigma, time = solver.sigmas[step], solver.timesteps[step]
            sample = solver.step_correct(ask(sample, sigma).sample, sample, draw).prev_sample
            out = solver.step_pred(ask(sample, sigma).sample, time, sample, draw)
            sample = out.prev_sample if step < 5 else out.prev_sample_mean
    return sample


@pytest.mark.parametrize("k", [1, 3, 5])
def test_a_ve_run_that_stops_early_hands_over_its_noise_and_another_goes_on(
    k: int, make_pixel: MakePixels
) -> None:
    model = make_pixel(OWN[1])
    draw, other = (Generator().manual_seed(SEED) for _ in range(2))
    first = torch.randn(1, 3, 8, 8, generator=draw) * 50
    torch.randn(1, 3, 8, 8, generator=other)  # a sampler draws it, and leaves it where none is due

    half = model.sample(Span(6, end=k / 6))
    rest = model.samples(Span(6, start=k / 6, adds_noise=False), latent=half)

    wanted = ve_part(model, first, draw, range(k))
    assert torch.equal(half.samples, wanted)
    assert torch.equal(rest, ve_part(model, wanted, other, range(k, 6)))


def test_a_vp_run_that_stops_early_hands_over_its_noise_and_another_goes_on(
    make_pixel: MakePixels,
) -> None:
    model = make_pixel(OWN[2])
    solver = ScoreSdeVpScheduler()
    solver.set_timesteps(6)
    draw = Generator().manual_seed(SEED)
    wanted = mean = torch.randn(1, 3, 8, 8, generator=draw)
    halves = []
    with torch.no_grad():
        for step, time in enumerate(solver.timesteps):
            if step == 3:
                halves.append(wanted)
                draw.manual_seed(SEED)
                torch.randn(1, 3, 8, 8, generator=draw)  # a sampler draws it, and leaves it
            answer = model.net.net(wanted, time * 999).sample
            wanted, mean = solver.step_pred(answer, wanted, time, generator=draw)

    half = model.sample(Span(6, end=0.5))
    rest = model.samples(Span(6, start=0.5, adds_noise=False), latent=half)

    assert torch.equal(half.samples, halves[0])
    assert torch.equal(rest, mean)


@pytest.mark.parametrize(
    ("corrections", "span", "calls"),
    [
        (1, Span(10), range(20)),
        (1, Span(10, strength=0.35), range(14, 20)),
        (1, Span(5, end=0.4), range(4)),
        (2, Span(5, start=0.6), range(9, 15)),
        (0, Span(5, start=0.2, end=0.8), range(1, 4)),
    ],
)
def test_a_corrector_counts_as_calls_of_its_step(
    corrections: int, span: Span, calls: range, make_pixel: MakePixels
) -> None:
    model = make_pixel(OWN[1], correct_steps=corrections).parts
    schedule = make_schedule(model.scheduler, model.denoiser, steps=span.steps, device=CPU)

    assert choose_calls(span, schedule) == calls


@pytest.mark.parametrize("kind", KINDS)
def test_little_strength_keeps_more_of_a_picture(kind: str, make_pixel: MakePixels) -> None:
    model = make_pixel(kind)
    latent = from_image(model.parts.denoiser, picture())

    moved = [
        (model.samples(Span(10, strength=strength), latent=latent) - latent.samples).abs().mean()
        for strength in (0.1, 1.0)
    ]

    assert moved[0] < 0.5 * moved[1]


@pytest.mark.parametrize("kind", OWN)
def test_noise_is_added_as_much_as_the_level_says(kind: str, make_pixel: MakePixels) -> None:
    model = make_pixel(kind).parts
    schedule = make_schedule(model.scheduler, model.denoiser, steps=6, device=CPU)
    clean = torch.zeros(2, 3, 64, 64)
    noise = torch.randn(2, 3, 64, 64, generator=Generator().manual_seed(2))
    schedule.begin_at(2 * schedule.order)
    time = schedule.timesteps[2 * schedule.order]

    noised, kept = (
        schedule.add_noise(values, noise, time) for values in (clean, torch.ones_like(clean))
    )

    ratio = noised.std() / (kept - noised).mean()
    assert torch.allclose(ratio, schedule.sigmas[2 * schedule.order], rtol=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_mask_does_not_choose_stays(kind: str, make_pixel: MakePixels) -> None:
    model = make_pixel(kind)
    values = torch.zeros(1, 8, 8)
    values[:, :4] = 1
    latent = from_image(model.parts.denoiser, picture(), Mask(values))

    found = model.samples(Span(4), latent=latent)

    assert torch.equal(found[:, :, 4:], latent.samples[:, :, 4:])
    assert (found[:, :, :4] - latent.samples[:, :, :4]).abs().mean() > 0.1


@pytest.mark.parametrize("kind", OWN)
def test_levels_fall_and_can_be_drawn(kind: str, make_pixel: MakePixels) -> None:
    model = make_pixel(kind).parts
    schedule = make_schedule(model.scheduler, model.denoiser, steps=6, device=CPU)

    assert len(schedule.sigmas) == len(schedule.timesteps) + 1
    assert (schedule.sigmas.diff() <= 0).all()
    assert schedule.sigmas[-1] < 0.01
    drawn = plot_curve(model.scheduler, model.denoiser, steps=6)
    assert drawn.pixels.shape == (1, 600, 960, 3)


def test_guidance_goes_from_one_class_to_another(make_pixel: MakePixels) -> None:
    model = make_pixel(OWN[0], net={"num_class_embeds": 7}, clip_denoised=False)
    three, five = (of_classes(model.parts, one) for one in (3, 5))

    guided = model.samples(Span(1), positive=three, negative=five, guidance=Guidance(2.0))

    towards, away = (model.samples(Span(1), positive=said) for said in (three, five))
    assert torch.allclose(guided, away + 2 * (towards - away), atol=1e-3)


def test_guidance_without_a_negative_is_refused(make_pixel: MakePixels) -> None:
    with pytest.raises(BadValue, match="needs a negative conditioning"):
        make_pixel("DDPMPipeline").sample(Span(2), guidance=Guidance(3.0))


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("DDPMPipeline", "Consistency", "is for consistency models, and pixels predicts noise"),
        ("DDPMPipeline", "SDE VE", "the VE kind, and pixels predicts noise.*one of: DPM"),
        (OWN[0], "Euler", "pixels is a consistency model. Choose one of: Consistency"),
        (OWN[1], "SDE VP", "pixels is a score model of the VE kind. Choose one of: SDE VE"),
        (OWN[2], "DDPM", "pixels is a score model of the VP kind. Choose one of: SDE VP"),
        (OWN[2], "Flow Euler", "is for flow models, and pixels is a score model"),
    ],
)
def test_a_scheduler_for_another_kind_is_refused_with_those_that_fit(
    kind: str, name: SchedulerName, said: str, make_pixel: MakePixels
) -> None:
    with pytest.raises(BadValue, match=said):
        make_pixel(kind).sample(Span(4), scheduler=recipe(name))


@pytest.mark.parametrize("name", ["Consistency", "SDE VE", "SDE VP"])
def test_their_schedulers_are_refused_on_ordinary_models(name: SchedulerName, tiny: Loaded) -> None:
    with pytest.raises(BadValue, match=f"{name} is for .*, and tiny predicts noise"):
        make_schedule(recipe(name), tiny.parts.denoiser, steps=4, device=CPU)


@pytest.mark.parametrize(
    ("kind", "options", "steps", "said"),
    [
        (OWN[0], {}, 41, "cannot be set to 41 steps"),
        (OWN[1], {}, 1, "needs 2 steps or more"),
        (OWN[1], {"correct_steps": -1}, 4, "correct_steps is -1"),
        (OWN[1], {"correct_steps": "two"}, 4, "correct_steps is 'two'"),
        (OWN[1], {"snr": 0}, 4, "snr is 0, not a number above 0"),
        (OWN[2], {"sampling_eps": "low"}, 4, "sampling_eps is 'low'"),
        (OWN[2], {"eta": 1.0}, 4, "takes no eta"),
    ],
)
def test_what_a_scheduler_cannot_do_is_refused_in_words(
    kind: str, options: dict[str, Any], steps: int, said: str, make_pixel: MakePixels
) -> None:
    model = make_pixel(kind)
    scheduler = replace(model.parts.scheduler, options=tuple(options.items()))

    with pytest.raises(BadValue, match=said):
        model.sample(Span(steps), scheduler=scheduler)


@pytest.mark.parametrize("kind", OWN)
def test_noise_levels_cannot_be_counted_as_the_refiner_does(
    kind: str, make_pixel: MakePixels
) -> None:
    with pytest.raises(BadValue, match="Set counts to steps"):
        make_pixel(kind).sample(Span(4, end=0.5, counts="noise"))


def test_levels_by_hand_are_refused_where_there_are_none() -> None:
    with pytest.raises(BadValue, match=r"SDE VE takes no sigmas of your own\. None for such"):
        with_levels(recipe("SDE VE"), (10.0, 1.0), "sigmas")
    with pytest.raises(BadValue, match="Or write timesteps"):
        with_levels(recipe("Consistency"), (10.0, 1.0), "sigmas")


def test_what_belongs_to_another_family_is_refused_all_at_once(
    tiny: Loaded, make_pixel: MakePixels
) -> None:
    model = make_pixel("DDPMPipeline")
    text = Conditioning(torch.zeros(1, 77, 32), "sd1")

    with pytest.raises(BadValue) as caught:
        model.sample(Span(2), positive=text, latent=empty_latent(tiny.parts.denoiser, 32, 32))

    assert len(caught.value.problems) == 4
    assert "Image to Pixel Latent" in str(caught.value)
    assert "Wire No Prompt" in str(caught.value)


def test_families_of_one_range_share_latents_and_the_ve_kind_does_not(
    make_pixel: MakePixels,
) -> None:
    painted = Latent(torch.zeros(1, 3, 8, 8), "pixel_ddpm", scale=1)
    cm, ve = (make_pixel(kind, name=kind) for kind in (OWN[0], OWN[1]))

    assert cm.sample(Span(2, strength=0.5), latent=painted).samples.isfinite().all()
    with pytest.raises(BadValue, match=r"is for pixel_ddpm and the model .* is pixel_sde_ve"):
        ve.sample(Span(2, strength=0.5), latent=painted)


@pytest.mark.parametrize(
    ("classes", "labels", "said"),
    [
        (None, [1], r"pixels paints no classes, and the positive names one\. .*No Prompt"),
        (7, None, "positive conditioning names no class, and pixels paints classes"),
        (7, [7], "names class 7, and pixels knows classes 0 to 6"),
        (7, [-1], "names class -1"),
        (7, [-1, 3, 9], "names class -1, 9, and"),
    ],
)
def test_classes_that_do_not_fit_are_refused(
    classes: int | None, labels: list[int] | None, said: str, make_pixel: MakePixels
) -> None:
    model = make_pixel(OWN[0], net={"num_class_embeds": classes})
    told = None if labels is None else torch.tensor(labels)
    positive = Conditioning(torch.zeros(1, 0, 0), "pixel_cm", labels=told)

    with pytest.raises(BadValue, match=said):
        model.sample(Span(1), positive=positive)


def test_sides_that_its_levels_cannot_halve_are_refused(make_pixel: MakePixels) -> None:
    model = make_pixel("DDPMPipeline")

    with pytest.raises(BadValue, match="multiples of 2"):
        empty_latent(model.parts.denoiser, 9, 8)
    assert model.samples(Span(2), latent=empty_latent(model.parts.denoiser, 10, 6)).shape[2:] == (
        6,
        10,
    )
