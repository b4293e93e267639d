"""Our loop against the official pipelines, bit for bit."""

import pytest
import torch
import transformers

from graphstudio.api import Guidance, Image, Latent, Mask, Noise, Scheduler
from graphstudio.diffusion.autoencoders import decode_latent, encode_image
from graphstudio.diffusion.catalogue import CATALOGUE, SchedulerName, recipe
from graphstudio.diffusion.latents import empty_latent, inpaint_latent, repeat_latent
from graphstudio.diffusion.sampling import Span
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import NEGATIVE, POSITIVE, ask_pipeline, ask_us, make_pipeline

# What diffusers 0.42 does inside its own schedulers.
pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")

EVERY = [pytest.param(one.name, id=one.name) for one in CATALOGUE if one.fits == "noise"]
SOME: list[SchedulerName] = [
    "DDIM",
    "Euler",
    "Euler ancestral",
    "DPM++ 2M",
    "DPM++ 2M SDE",
    "Heun",
    "PNDM",
    "UniPC",
    "DPM2 ancestral",
    "LCM",
]


@pytest.fixture(scope="module")
def picture() -> Image:
    """Give a picture of 32 x 48 px."""
    return Image(torch.rand(1, 32, 48, 3, generator=torch.Generator().manual_seed(3)))


@pytest.fixture(scope="module")
def hole() -> Mask:
    """Give a mask of 32 x 48 px."""
    values = torch.zeros(1, 32, 48)
    values[:, 8:24, 8:40] = 1
    return Mask(values)


@pytest.mark.parametrize("name", EVERY)
def test_text_to_image_equals_the_official_pipeline(name: SchedulerName, tiny: Loaded) -> None:
    scheduler = recipe(name)
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, scheduler)
    latent = empty_latent(tiny.parts.vae, 48, 32)

    wanted = ask_pipeline(pipeline, scale=7.5, steps=5, seeds=[11], width=48, height=32)
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(7.5), span=Span(steps=5), seed=11)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("name", EVERY)
def test_without_guidance_it_equals_the_official_pipeline(
    name: SchedulerName, tiny: Loaded
) -> None:
    scheduler = recipe(name)
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, scheduler)
    latent = empty_latent(tiny.parts.vae, 32, 32)

    wanted = ask_pipeline(pipeline, scale=1.0, steps=4, seeds=[5], width=32, height=32)
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(1.0), span=Span(steps=4), seed=5)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("name", EVERY)
def test_a_model_of_other_sizes_equals_the_official_pipeline(
    name: SchedulerName, odd: Loaded
) -> None:
    scheduler = recipe(name)
    pipeline = make_pipeline("StableDiffusionPipeline", odd, scheduler)
    latent = empty_latent(odd.parts.vae, 32, 32)

    wanted = ask_pipeline(pipeline, scale=4.0, steps=4, seeds=[2], width=32, height=32)
    found = ask_us(odd, latent, scheduler, guidance=Guidance(4.0), span=Span(steps=4), seed=2)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize(
    "scheduler",
    [
        pytest.param(recipe("DPM++ 2M", sigmas="karras"), id="DPM++ 2M Karras"),
        pytest.param(recipe("DPM++ 2M SDE", sigmas="exponential", order=3), id="order 3"),
        pytest.param(recipe("Euler", sigmas="karras", spacing="trailing"), id="Euler Karras"),
        pytest.param(recipe("UniPC", spacing="trailing", order=3), id="UniPC trailing"),
        pytest.param(recipe("DEIS", sigmas="karras"), id="DEIS Karras"),
        pytest.param(recipe("Heun", sigmas="karras"), id="Heun Karras"),
        pytest.param(recipe("LMS", sigmas="karras"), id="LMS Karras"),
        pytest.param(recipe("DDIM", spacing="linspace"), id="DDIM linspace"),
    ],
)
def test_options_equal_the_official_pipeline(scheduler: Scheduler, tiny: Loaded) -> None:
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, scheduler)
    latent = empty_latent(tiny.parts.vae, 32, 32)

    wanted = ask_pipeline(pipeline, scale=3.0, steps=6, seeds=[8], width=32, height=32)
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(3.0), span=Span(steps=6), seed=8)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("name", ["DDIM", "Euler", "DPM++ 2M"])
def test_zero_terminal_noise_equals_the_official_pipeline(name: SchedulerName, odd: Loaded) -> None:
    scheduler = recipe(name, spacing="trailing", options={"rescale_betas_zero_snr": True})
    pipeline = make_pipeline("StableDiffusionPipeline", odd, scheduler)
    latent = empty_latent(odd.parts.vae, 32, 32)

    wanted = ask_pipeline(pipeline, scale=3.0, steps=6, seeds=[8], width=32, height=32)
    found = ask_us(odd, latent, scheduler, guidance=Guidance(3.0), span=Span(steps=6), seed=8)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize(
    ("name", "eta"), [("DDIM", 0.6), ("DDIM", 1.0), ("TCD", 0.5), ("DDIM parallel", 0.3)]
)
def test_eta_equals_the_official_pipeline(name: SchedulerName, eta: float, tiny: Loaded) -> None:
    scheduler = recipe(name, eta=eta)
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, scheduler)
    latent = empty_latent(tiny.parts.vae, 32, 32)

    wanted = ask_pipeline(pipeline, scale=3.0, steps=4, seeds=[8], width=32, height=32, eta=eta)
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(3.0), span=Span(steps=4), seed=8)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("name", ["DDIM", "Euler ancestral", "DPM++ 2M"])
def test_rescaled_guidance_equals_the_official_pipeline(name: SchedulerName, tiny: Loaded) -> None:
    scheduler = recipe(name)
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, scheduler)
    latent = empty_latent(tiny.parts.vae, 32, 32)

    wanted = ask_pipeline(
        pipeline, scale=9.0, steps=4, seeds=[1], width=32, height=32, guidance_rescale=0.7
    )
    found = ask_us(
        tiny, latent, scheduler, guidance=Guidance(9.0, rescale=0.7), span=Span(steps=4), seed=1
    )

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("skip", [1, 2])
def test_clip_skip_equals_the_official_pipeline(
    skip: int, tiny: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Since transformers 5.6 the pipelines look for a part that has moved (diffusers #14124).
    inner = property(lambda self: self)
    monkeypatch.setattr(transformers.CLIPTextModel, "text_model", inner, raising=False)
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, recipe("DDIM"))
    latent = empty_latent(tiny.parts.vae, 32, 32)

    wanted = ask_pipeline(
        pipeline, scale=7.5, steps=3, seeds=[1], width=32, height=32, clip_skip=skip
    )
    monkeypatch.undo()
    found = ask_us(
        tiny,
        latent,
        recipe("DDIM"),
        guidance=Guidance(7.5),
        span=Span(steps=3),
        seed=1,
        clip_skip=skip,
    )

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("name", ["DDIM", "DDPM", "Euler ancestral", "DPM++ 2M SDE", "LCM"])
def test_a_batch_equals_the_official_pipeline_with_a_generator_each(
    name: SchedulerName, tiny: Loaded
) -> None:
    scheduler = recipe(name)
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, scheduler)
    latent = empty_latent(tiny.parts.vae, 32, 32, batch=3)

    wanted = ask_pipeline(pipeline, scale=5.0, steps=4, seeds=[20, 21, 22], width=32, height=32)
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(5.0), span=Span(steps=4), seed=20)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("strength", [0.3, 0.75, 1.0])
@pytest.mark.parametrize("name", SOME)
def test_image_to_image_equals_the_official_pipeline(
    name: SchedulerName, strength: float, tiny: Loaded, picture: Image
) -> None:
    scheduler = recipe(name)
    pipeline = make_pipeline("StableDiffusionImg2ImgPipeline", tiny, scheduler)
    latent = encode_image(tiny.parts.vae, tiny.vae, picture)

    wanted = ask_pipeline(
        pipeline, scale=7.5, steps=7, seeds=[4], image=latent.samples, strength=strength
    )
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(7.5), span=Span(7, strength), seed=4)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("strength", [0.5, 1.0])
@pytest.mark.parametrize("name", SOME)
def test_inpainting_with_a_plain_model_equals_the_official_pipeline(
    name: SchedulerName, strength: float, tiny: Loaded, picture: Image, hole: Mask
) -> None:
    scheduler = recipe(name)
    pipeline = make_pipeline("StableDiffusionInpaintPipeline", tiny, scheduler)
    latent = inpaint_latent(tiny.parts.vae, tiny.vae, picture, hole)

    wanted = _ask_inpaint(pipeline, latent, hole, strength)
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(7.5), span=Span(6, strength), seed=4)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("strength", [0.5, 1.0])
@pytest.mark.parametrize("name", SOME)
def test_inpainting_with_its_own_model_equals_the_official_pipeline(
    name: SchedulerName, strength: float, inpaint: Loaded, picture: Image, hole: Mask
) -> None:
    scheduler = recipe(name)
    pipeline = make_pipeline("StableDiffusionInpaintPipeline", inpaint, scheduler)
    latent = inpaint_latent(inpaint.parts.vae, inpaint.vae, picture, hole)

    wanted = _ask_inpaint(pipeline, latent, hole, strength)
    found = ask_us(
        inpaint, latent, scheduler, guidance=Guidance(7.5), span=Span(6, strength), seed=4
    )

    assert torch.equal(found, wanted)


def test_the_finished_picture_equals_the_official_one(tiny: Loaded) -> None:
    scheduler = recipe("DPM++ 2M")
    pipeline = make_pipeline("StableDiffusionPipeline", tiny, scheduler)
    generator = torch.Generator("cpu").manual_seed(6)

    wanted = pipeline(
        POSITIVE,
        negative_prompt=NEGATIVE,
        num_inference_steps=4,
        width=32,
        height=32,
        generator=generator,
        output_type="pt",
    ).images
    latent = empty_latent(tiny.parts.vae, 32, 32)
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(7.5), span=Span(4), seed=6)
    pixels = decode_latent(tiny.vae, Latent(found, "sd1")).pixels

    assert torch.equal(pixels.movedim(-1, 1), wanted)


def test_encoding_with_a_seed_equals_the_official_image_to_image(
    tiny: Loaded, picture: Image
) -> None:
    pipeline = make_pipeline("StableDiffusionImg2ImgPipeline", tiny, recipe("DDIM"))
    pixels = picture.pixels.movedim(-1, 1).contiguous() * 2 - 1
    generator = torch.Generator("cpu").manual_seed(9)

    spread = pipeline.vae.encode(pixels).latent_dist
    wanted = pipeline.vae.config.scaling_factor * spread.sample(generator)
    found = encode_image(tiny.parts.vae, tiny.vae, picture, noise=Noise(9)).samples

    assert torch.equal(found, wanted)


def test_several_seeds_from_one_picture_equal_the_official_pipeline(
    tiny: Loaded, picture: Image
) -> None:
    scheduler = recipe("Euler ancestral")
    pipeline = make_pipeline("StableDiffusionImg2ImgPipeline", tiny, scheduler)
    latent = repeat_latent(encode_image(tiny.parts.vae, tiny.vae, picture), 2)

    wanted = ask_pipeline(
        pipeline, scale=7.5, steps=4, seeds=[30, 31], image=latent.samples, strength=0.5
    )
    found = ask_us(tiny, latent, scheduler, guidance=Guidance(7.5), span=Span(4, 0.5), seed=30)

    assert torch.equal(found, wanted)


def _ask_inpaint(pipeline: object, latent: Latent, hole: Mask, strength: float) -> torch.Tensor:
    return ask_pipeline(
        pipeline,
        scale=7.5,
        steps=6,
        seeds=[4],
        image=latent.samples,
        mask_image=hole.values[:, None],
        masked_image_latents=latent.masked_samples,
        width=48,
        height=32,
        strength=strength,
    )
