"""Models for few steps: LCM, Turbo, Lightning, Hyper and TCD against the official pipelines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from graphstudio.api import Guidance, Image, Mask, Noise, Scheduler
from graphstudio.diffusion.autoencoders import encode_image
from graphstudio.diffusion.catalogue import SchedulerName, recipe
from graphstudio.diffusion.conditioning import with_distilled
from graphstudio.diffusion.denoisers import embed_strength
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.latents import empty_latent, inpaint_latent
from graphstudio.diffusion.levels import with_levels
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.errors import BadValue, ModelBroken
from tests.diffusion.conftest import Loaded, load_all
from tests.diffusion.oracle import NEGATIVE, POSITIVE, ask_pipeline, ask_us, make_pipeline
from tests.diffusion.oracle_sdxl import Whole, ask, load, official
from tests.diffusion.tiny_lcm import write_lcm, write_lcm_xl
from tests.diffusion.tiny_sdxl import write_sdxl

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
LCM = "LatentConsistencyModelPipeline"
LCM_IMAGE = "LatentConsistencyModelImg2ImgPipeline"


@pytest.fixture(scope="module")
def lcm(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Loaded:
    return load_all(write_lcm(tmp_path_factory.mktemp("few") / "lcm"), cache)


@pytest.fixture(scope="module")
def lcm_xl(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_lcm_xl(tmp_path_factory.mktemp("few") / "lcm_xl"), cache)


@pytest.fixture(scope="module")
def xl(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_sdxl(tmp_path_factory.mktemp("few") / "xl"), cache)


@pytest.fixture(scope="module")
def picture() -> Image:
    return Image(torch.rand(1, 32, 48, 3, generator=torch.Generator().manual_seed(3)))


def told(model: Loaded, strength: float | None, **more: Any) -> Tensor:
    """Run our own loop with a strength that the text carries."""
    texts = model.parts.text_encoder
    said = encode_prompt(texts, model.clip, POSITIVE)
    options: dict[str, Any] = {
        "latent": empty_latent(model.parts.denoiser, 48, 32),
        "scheduler": model.parts.scheduler,
        "span": Span(4),
        "noise": Noise(4),
    } | more
    return sample(
        model.parts.denoiser,
        model.unet,
        options.pop("latent"),
        said if strength is None else with_distilled(said, strength),
        None,
        guidance=Guidance(1.0),
        **options,
    ).samples


@pytest.mark.parametrize("steps", [1, 4, 8])
@pytest.mark.parametrize("strength", [None, 1.0, 3.25])
def test_a_full_lcm_equals_the_official_pipeline(
    strength: float | None, steps: int, lcm: Loaded
) -> None:
    pipeline = make_pipeline(LCM, lcm, lcm.parts.scheduler)

    wanted = ask_pipeline(
        pipeline,
        scale=8.5 if strength is None else strength,
        steps=steps,
        seeds=[4],
        width=48,
        height=32,
    )
    found = told(lcm, strength, span=Span(steps))

    assert lcm.parts.scheduler.name == "LCMScheduler"
    assert torch.equal(found, wanted)


def test_the_steps_that_an_lcm_was_distilled_from_equal_the_official_pipeline(lcm: Loaded) -> None:
    scheduler = recipe("LCM", options={"original_inference_steps": 100})
    pipeline = make_pipeline(LCM, lcm, recipe("LCM"))

    wanted = ask_pipeline(
        pipeline,
        scale=8.5,
        steps=4,
        seeds=[4],
        width=48,
        height=32,
        original_inference_steps=100,
    )
    found = told(lcm, None, scheduler=scheduler)

    assert torch.equal(found, wanted)
    assert not torch.allclose(found, told(lcm, None), atol=1e-3)


@pytest.mark.parametrize("strength", [0.3, 0.5, 0.8, 1.0])
def test_image_to_image_with_a_full_lcm_equals_the_official_pipeline(
    strength: float, lcm: Loaded, picture: Image
) -> None:
    pipeline = make_pipeline(LCM_IMAGE, lcm, lcm.parts.scheduler)
    latent = encode_image(lcm.parts.vae, lcm.vae, picture)

    wanted = ask_pipeline(
        pipeline, scale=6.0, steps=4, seeds=[4], image=latent.samples, strength=strength
    )
    found = told(lcm, 6.0, latent=latent, span=Span(4, strength))

    assert torch.equal(found, wanted)


def test_a_batch_of_an_lcm_equals_the_official_pipeline(lcm: Loaded) -> None:
    pipeline = make_pipeline(LCM, lcm, lcm.parts.scheduler)
    latent = empty_latent(lcm.parts.denoiser, 48, 32, 3)

    wanted = ask_pipeline(pipeline, scale=8.5, steps=4, seeds=[20, 21, 22], width=48, height=32)
    found = told(lcm, None, latent=latent, noise=Noise(20))

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("name", ["LCM", "DDIM", "Euler"])
def test_a_full_lcm_in_the_usual_pipeline_equals_it(name: SchedulerName, lcm: Loaded) -> None:
    pipeline = make_pipeline("StableDiffusionPipeline", lcm, recipe(name))

    wanted = ask_pipeline(pipeline, scale=5.0, steps=4, seeds=[4], width=48, height=32)
    found = told(lcm, 5.0, scheduler=recipe(name))

    assert torch.equal(found, wanted)


def test_a_full_lcm_of_sdxl_equals_the_official_pipeline(lcm_xl: Whole) -> None:
    scheduler = recipe("LCM")
    pipeline = official("StableDiffusionXLPipeline", lcm_xl, scheduler)

    wanted = ask(pipeline, scale=8.0, steps=4, width=48, height=32)
    found = lcm_xl.sample(
        empty_latent(lcm_xl.parts.vae, 48, 32),
        scheduler,
        positive=with_distilled(lcm_xl.say(POSITIVE), 8.0),
        guidance=Guidance(1.0),
        span=Span(4),
    )

    assert lcm_xl.parts.denoiser.fact("is_distilled") is True
    assert torch.equal(found, wanted)


def test_at_a_strength_below_1_an_lcm_keeps_what_is_not_masked(lcm: Loaded, picture: Image) -> None:
    values = torch.zeros(1, 32, 48)
    values[:, 8:24, 8:40] = 1
    latent = inpaint_latent(lcm.parts.vae, lcm.vae, picture, Mask(values))
    assert latent.mask is not None

    found = told(lcm, None, latent=latent, span=Span(4, 0.5))
    weak = told(lcm, None, latent=latent, span=Span(2, 0.05))

    kept = (latent.mask == 0).expand_as(found)
    assert torch.equal(found[kept], latent.samples[kept])
    assert not torch.allclose(found[~kept], latent.samples[~kept], atol=0.1)
    changed = [(one - latent.samples)[~kept].abs().mean() for one in (weak, found)]
    assert changed[0] < changed[1], "it begins with the picture, not with noise"


def test_an_empty_latent_at_a_strength_below_1_is_refused(lcm: Loaded) -> None:
    with pytest.raises(BadValue, match="has nothing in it to begin from"):
        told(lcm, None, span=Span(4, 0.5))


def test_more_steps_than_a_weak_strength_has_room_for_are_refused(
    lcm: Loaded, picture: Image
) -> None:
    latent = encode_image(lcm.parts.vae, lcm.vae, picture)

    with pytest.raises(BadValue, match="LCMScheduler cannot be set to 8 steps"):
        told(lcm, None, latent=latent, span=Span(8, 0.1))


def test_a_strength_is_refused_by_a_model_without_guidance_inside(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="tiny has no guidance inside"):
        told(tiny, 3.0, scheduler=recipe("LCM"))


def test_a_width_that_holds_no_waves_is_refused(cache: Path, tmp_path: Path) -> None:
    folder = write_lcm(tmp_path / "model")
    config = folder / "unet" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"time_cond_proj_dim": 2}))

    with pytest.raises(ModelBroken, match="no sensible time_cond_proj_dim"):
        open_folder(folder, cache=cache)


def test_a_strength_of_1_is_no_guidance_and_says_zero() -> None:
    said = embed_strength(torch.tensor([1.0, 2.0]), 9)

    assert said[0].tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 0]
    assert said.shape == (2, 9)
    assert said[1, 4:8].min() < 0.9


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_sdxl_turbo_equals_the_official_pipeline(steps: int, xl: Whole) -> None:
    scheduler = recipe("Euler ancestral", spacing="trailing")
    pipeline = official("StableDiffusionXLPipeline", xl, scheduler)

    wanted = ask(pipeline, scale=0.0, steps=steps, width=48, height=32)
    found = few(xl, scheduler, steps)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("steps", [2, 4, 8])
def test_lightning_and_hyper_equal_the_official_pipeline(steps: int, xl: Whole) -> None:
    scheduler = recipe("Euler", spacing="trailing")
    pipeline = official("StableDiffusionXLPipeline", xl, scheduler)

    wanted = ask(pipeline, scale=0.0, steps=steps, width=48, height=32)
    found = few(xl, scheduler, steps)

    assert torch.equal(found, wanted)


def test_lightning_in_one_step_equals_the_official_pipeline(xl: Whole) -> None:
    scheduler = recipe("Euler", spacing="trailing", prediction="sample")
    pipeline = official("StableDiffusionXLPipeline", xl, scheduler)

    wanted = ask(pipeline, scale=0.0, steps=1, width=48, height=32)
    found = few(xl, scheduler, 1)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("steps", [2, 4, 8])
def test_an_lcm_lora_on_sdxl_equals_the_official_pipeline(
    steps: int, scale: float, xl: Whole
) -> None:
    scheduler = recipe("LCM")
    pipeline = official("StableDiffusionXLPipeline", xl, scheduler)

    wanted = ask(pipeline, scale=scale, steps=steps, width=48, height=32)
    found = few(xl, scheduler, steps, guidance=Guidance(scale))

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("steps", [2, 4, 8])
def test_an_lcm_lora_on_stable_diffusion_equals_the_official_pipeline(
    steps: int, scale: float, tiny: Loaded
) -> None:
    scheduler = recipe("LCM")
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, scheduler)
    latent = empty_latent(tiny.parts.vae, 48, 32)

    wanted = ask_pipeline(pipeline, scale=scale, steps=steps, seeds=[4], width=48, height=32)
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(scale), span=Span(steps), seed=4)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("gamma", [0.0, 0.3, 1.0])
def test_tcd_on_sdxl_equals_the_official_pipeline(gamma: float, scale: float, xl: Whole) -> None:
    scheduler = recipe("TCD", eta=gamma)
    pipeline = official("StableDiffusionXLPipeline", xl, recipe("TCD"))

    wanted = ask(pipeline, scale=scale, steps=4, width=48, height=32, eta=gamma)
    found = few(xl, scheduler, 4, guidance=Guidance(scale))

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("gamma", [0.0, 0.3, 1.0])
def test_tcd_on_stable_diffusion_equals_the_official_pipeline(gamma: float, tiny: Loaded) -> None:
    scheduler = recipe("TCD", eta=gamma, options={"original_inference_steps": 40})
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, scheduler)
    latent = empty_latent(tiny.parts.vae, 48, 32)

    wanted = ask_pipeline(pipeline, scale=1.0, steps=4, seeds=[4], width=48, height=32, eta=gamma)
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(1.0), span=Span(4), seed=4)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize(
    "scheduler",
    [pytest.param(recipe("LCM"), id="LCM"), pytest.param(recipe("TCD", eta=1.0), id="TCD")],
)
@pytest.mark.parametrize("times", [[800], [999, 749, 499, 249]])
def test_times_written_by_hand_equal_the_official_pipeline(
    times: list[float], scheduler: Scheduler, xl: Whole
) -> None:
    """One step at 800 is how Hyper's one-step models are run."""
    plain = recipe("LCM") if scheduler.name == "LCMScheduler" else recipe("TCD")
    pipeline = official("StableDiffusionXLPipeline", xl, plain)
    more = {"eta": 1.0} if scheduler.name == "TCDScheduler" else {}

    wanted = ask(pipeline, scale=1.0, timesteps=times, width=48, height=32, **more)
    found = few(xl, with_levels(scheduler, times, "timesteps"), len(times))

    assert torch.equal(found, wanted)


def few(model: Whole, scheduler: Scheduler, steps: int, **more: Any) -> Tensor:
    """Run our own loop in few steps, without guidance unless it is asked for."""
    options: dict[str, Any] = {"guidance": Guidance(1.0), "negative": model.say(NEGATIVE)} | more
    return model.sample(
        empty_latent(model.parts.vae, 48, 32), scheduler, span=Span(steps), **options
    )


def guided(model: Loaded, positive: float | None, negative: float | None) -> Tensor:
    """Run our own loop with classifier-free guidance on top of the guidance inside."""
    texts = model.parts.text_encoder
    said = [encode_prompt(texts, model.clip, one) for one in (POSITIVE, NEGATIVE)]
    strengths = zip(said, (positive, negative), strict=True)
    told_both = [one if at is None else with_distilled(one, at) for one, at in strengths]
    return sample(
        model.parts.denoiser,
        model.unet,
        empty_latent(model.parts.denoiser, 48, 32),
        *told_both,
        guidance=Guidance(2.0),
        scheduler=model.parts.scheduler,
        span=Span(2),
        noise=Noise(4),
    ).samples


def test_what_is_told_to_the_positive_prompt_is_told_to_the_negative_too(lcm: Loaded) -> None:
    both = guided(lcm, 3.0, 3.0)

    assert torch.equal(guided(lcm, 3.0, None), both)
    assert not torch.allclose(guided(lcm, None, None), both, atol=1e-3)
    assert torch.equal(guided(lcm, None, None), guided(lcm, 8.5, 8.5))


@pytest.mark.parametrize(("positive", "negative"), [(3.0, 5.0), (None, 5.0)])
def test_texts_of_one_batch_cannot_be_told_to_be_followed_unequally(
    positive: float | None, negative: float | None, lcm: Loaded
) -> None:
    with pytest.raises(BadValue, match="the same strength in all, or in the positive alone"):
        guided(lcm, positive, negative)
