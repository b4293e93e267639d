"""Differential masks: how much of each cell is repainted, and in which steps."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from graphstudio.api import Guidance, Latent, Mask, Noise, Scheduler
from graphstudio.diffusion.catalogue import SchedulerName, recipe
from graphstudio.diffusion.inpainting import LetGo, make_keeper
from graphstudio.diffusion.latents import empty_latent, grade_latent
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.schedules import make_schedule
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded

NAMES: list[SchedulerName] = ["DDIM", "Euler ancestral", "DPM++ 2M", "Heun", "PNDM"]


@pytest.fixture
def painted(tiny: Loaded) -> Latent:
    samples = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(5))
    return replace(empty_latent(tiny.parts.denoiser, 64, 64), samples=samples, is_empty=False)


def run(
    model: Loaded, latent: Latent, span: Span, scheduler: Scheduler | None = None
) -> torch.Tensor:
    texts = model.parts.text_encoder
    return sample(
        model.parts.denoiser,
        model.unet,
        latent,
        encode_prompt(texts, model.clip, "a red cat"),
        encode_prompt(texts, model.clip, ""),
        scheduler=scheduler or recipe("DDIM"),
        guidance=Guidance(5.0),
        noise=Noise(1),
        span=span,
    ).samples


@pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("strength", [0.6, 1.0])
def test_a_white_mask_is_ordinary_image_to_image_bit_for_bit(
    name: SchedulerName, strength: float, tiny: Loaded, painted: Latent
) -> None:
    white = grade_latent(painted, Mask(torch.ones(1, 64, 64)))

    found = run(tiny, white, Span(6, strength), recipe(name))

    assert torch.equal(found, run(tiny, painted, Span(6, strength), recipe(name)))


@pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
@pytest.mark.parametrize("name", NAMES)
def test_a_black_mask_keeps_the_picture_bit_for_bit(
    name: SchedulerName, tiny: Loaded, painted: Latent
) -> None:
    black = grade_latent(painted, Mask(torch.zeros(1, 64, 64)))

    assert torch.equal(run(tiny, black, Span(5), recipe(name)), painted.samples)


def test_a_uniform_grey_is_image_to_image_of_that_part_of_the_steps(
    tiny: Loaded, painted: Latent
) -> None:
    grey = grade_latent(painted, Mask(torch.full((1, 64, 64), 0.5)))

    assert torch.equal(run(tiny, grey, Span(8)), run(tiny, painted, Span(8, strength=0.5)))


def test_each_level_lets_go_at_its_own_call(tiny: Loaded, painted: Latent) -> None:
    """Of eight calls, white is changed in all, 0.75 in the last six, 0.25 in two, black in none."""
    levels = torch.zeros(1, 64, 64)
    levels[:, :, 16:32], levels[:, :, 32:48], levels[:, :, 48:] = 0.25, 0.75, 1.0

    columns = [
        [bool((made[..., column] == 7).all()) for column in (0, 2, 4, 6)]
        for made in each_call(tiny, grade_latent(painted, Mask(levels)))
    ]

    assert columns == [
        *[[False, False, False, True]] * 2,
        *[[False, False, True, True]] * 4,
        *[[False, True, True, True]] * 2,
    ]


def test_what_is_kept_is_the_original_at_the_level_of_the_next_call(
    tiny: Loaded, painted: Latent
) -> None:
    noise = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(6))
    schedule = make_schedule(
        recipe("DDIM"), tiny.parts.denoiser, steps=8, device=torch.device("cpu")
    )
    black = grade_latent(painted, Mask(torch.zeros(1, 64, 64)))

    keeper = make_keeper(black, noise, schedule, range(8), is_inpaint=False)
    kept = keeper.put_back(torch.full_like(noise, 7), 2)

    assert isinstance(keeper, LetGo)
    assert torch.equal(kept, schedule.add_noise(painted.samples, noise, schedule.timesteps[3]))


def test_strength_is_what_white_means(tiny: Loaded, painted: Latent) -> None:
    """Of four calls that run, middle grey is changed in the last two: strength 0.5 of 0.5."""
    grey = grade_latent(painted, Mask(torch.full((1, 64, 64), 0.5)))

    found = run(tiny, grey, Span(8, strength=0.5))

    assert torch.equal(found, run(tiny, painted, Span(8, strength=0.25)))


def test_a_canvas_without_a_picture_cannot_be_kept(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="empty latent has nothing in it to keep"):
        grade_latent(empty_latent(tiny.parts.denoiser, 64, 64), Mask(torch.ones(1, 64, 64)))


def test_an_inpainting_model_is_refused(inpaint: Loaded, painted: Latent) -> None:
    grey = grade_latent(painted, Mask(torch.full((1, 64, 64), 0.5)))

    with pytest.raises(BadValue, match="choose a model that is not for inpainting"):
        run(inpaint, grey, Span(4))


def each_call(model: Loaded, latent: Latent) -> list[Tensor]:
    """Give what eight calls leave of samples that are 7 everywhere."""
    schedule = make_schedule(
        recipe("DDIM"), model.parts.denoiser, steps=8, device=torch.device("cpu")
    )
    noise = torch.zeros_like(latent.samples)
    keeper = make_keeper(latent, noise, schedule, range(8), is_inpaint=False)
    return [keeper.put_back(torch.full_like(noise, 7), call) for call in range(8)]
