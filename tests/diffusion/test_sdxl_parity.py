"""SDXL and its refiner: our loop against the official pipelines, bit for bit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import (
    Control,
    ControlNet,
    Image,
    Lead,
    Mask,
    Noise,
)
from graphstudio.diffusion.autoencoders import encode_image
from graphstudio.diffusion.catalogue import SchedulerName, recipe
from graphstudio.diffusion.conditioning import silenced
from graphstudio.diffusion.control_folders import open_controlnet
from graphstudio.diffusion.controlnets import UNetControlNet, make_leaders
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.latents import empty_latent, inpaint_latent
from graphstudio.diffusion.loading import load_controlnet
from graphstudio.diffusion.sampling import Span
from graphstudio.diffusion.texts import ClipEncoder, encode_prompt
from graphstudio.errors import BadValue, ModelBroken
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import NEGATIVE, POSITIVE, lend
from tests.diffusion.oracle_sdxl import CPU, Whole, ask, load, official
from tests.diffusion.tiny_sdxl import (
    write_controlnet_union_xl,
    write_controlnet_xl,
    write_refiner,
    write_sdxl,
)

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
NAMES: list[SchedulerName] = ["Euler", "DDIM", "DPM++ 2M", "DPM++ 2M SDE", "Heun", "UniPC", "LCM"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_sdxl(tmp_path_factory.mktemp("sdxl") / "base"), cache)


@pytest.fixture(scope="module")
def refiner(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_refiner(tmp_path_factory.mktemp("sdxl") / "refiner"), cache)


def picture() -> Image:
    return Image(torch.rand(1, 32, 48, 3, generator=torch.Generator().manual_seed(3)))


@pytest.mark.parametrize("name", NAMES)
def test_text_to_image_equals_the_official_pipeline(name: SchedulerName, base: Whole) -> None:
    scheduler = recipe(name)
    pipeline = official("StableDiffusionXLPipeline", base, scheduler)

    wanted = ask(pipeline, width=48, height=32)
    found = base.sample(empty_latent(base.parts.vae, 48, 32), scheduler)

    assert torch.equal(found, wanted)


def test_sizes_and_a_second_prompt_equal_the_official_pipeline(base: Whole) -> None:
    scheduler = recipe("Euler")
    pipeline = official("StableDiffusionXLPipeline", base, scheduler)
    told, avoided = (
        torch.tensor([numbers]) for numbers in ((64.0, 80.0, 3.0, 5.0, 40.0, 56.0), (9.0,) * 6)
    )

    wanted = ask(
        pipeline,
        width=48,
        height=32,
        prompt_2=["a green square"],
        original_size=(64, 80),
        crops_coords_top_left=(3, 5),
        target_size=(40, 56),
        negative_original_size=(9, 9),
        negative_crops_coords_top_left=(9, 9),
        negative_target_size=(9, 9),
    )
    found = base.sample(
        empty_latent(base.parts.vae, 48, 32),
        scheduler,
        positive=replace(base.say(POSITIVE, second_text="a green square"), sizes=told),
        negative=replace(base.say(NEGATIVE), sizes=avoided),
    )

    assert torch.equal(found, wanted)


def test_a_batch_equals_the_official_pipeline(base: Whole) -> None:
    scheduler = recipe("Euler ancestral")
    pipeline = official("StableDiffusionXLPipeline", base, scheduler)

    generators = [torch.Generator().manual_seed(seed) for seed in (7, 8, 9)]
    # Not as three prompts: those would be encoded in one batch, which changes their last bits.
    wanted = pipeline(
        POSITIVE,
        negative_prompt=NEGATIVE,
        guidance_scale=6.0,
        num_inference_steps=5,
        width=32,
        height=32,
        generator=generators,
        num_images_per_prompt=3,
        output_type="latent",
    ).images
    found = base.sample(empty_latent(base.parts.vae, 32, 32, 3), scheduler, noise=Noise(7))

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("skip", [1])
def test_clip_skip_equals_the_official_pipeline(skip: int, base: Whole) -> None:
    pipeline = official("StableDiffusionXLPipeline", base, recipe("Euler"))

    with torch.no_grad():
        embeds, _, pooled, _ = pipeline.encode_prompt(
            POSITIVE, device=CPU, do_classifier_free_guidance=False, clip_skip=skip
        )
    found = base.say(POSITIVE, clip_skip=skip)

    assert torch.equal(found.embeds, embeds)
    assert found.pooled is not None
    assert torch.equal(found.pooled, pooled)


def test_too_many_layers_left_out_are_refused(base: Whole) -> None:
    with pytest.raises(BadValue, match="Choose 0 to 1"):
        base.say("a cat", clip_skip=2)


@pytest.mark.parametrize("name", ["Euler", "DDIM", "DPM++ 2M"])
def test_image_to_image_equals_the_official_pipeline(name: SchedulerName, base: Whole) -> None:
    scheduler = recipe(name)
    pipeline = official("StableDiffusionXLImg2ImgPipeline", base, scheduler)
    latent = encode_image(base.parts.vae, base.vae, picture())

    wanted = ask(pipeline, image=latent.samples, strength=0.6)
    found = base.sample(latent, scheduler, span=Span(5, 0.6))

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("name", ["Euler", "DDIM"])
def test_inpainting_equals_the_official_pipeline(name: SchedulerName, base: Whole) -> None:
    scheduler = recipe(name)
    pipeline = official("StableDiffusionXLInpaintPipeline", base, scheduler)
    values = torch.zeros(1, 32, 48)
    values[:, 8:24, 8:40] = 1
    latent = inpaint_latent(base.parts.vae, base.vae, picture(), Mask(values))

    wanted = ask(
        pipeline,
        image=latent.samples,
        mask_image=values[:, None],
        masked_image_latents=latent.masked_samples,
        width=48,
        height=32,
        strength=0.6,
    )
    found = base.sample(latent, scheduler, span=Span(5, 0.6))

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("name", ["Euler", "DDIM", "DPM++ 2M"])
def test_the_hand_over_to_the_refiner_equals_the_official_pipelines(
    name: SchedulerName, base: Whole, refiner: Whole
) -> None:
    scheduler = recipe(name)
    first = official("StableDiffusionXLPipeline", base, scheduler)
    second = official(
        "StableDiffusionXLImg2ImgPipeline", refiner, scheduler, requires_aesthetics_score=True
    )

    half = ask(first, steps=10, width=48, height=32, denoising_end=0.8)
    wanted = ask(second, steps=10, image=half, denoising_start=0.8)
    span = Span(10, start=0.8, adds_noise=False, counts="noise")
    latent = replace(
        empty_latent(base.parts.vae, 48, 32),
        samples=base.sample(
            empty_latent(base.parts.vae, 48, 32), scheduler, span=Span(10, end=0.8, counts="noise")
        ),
        is_empty=False,
    )
    found = refiner.sample(latent, scheduler, span=span)

    assert torch.equal(latent.samples, half)
    assert torch.equal(found, wanted)


def test_a_controlnet_equals_the_official_pipeline(
    base: Whole, cache: Path, tmp_path: Path
) -> None:
    scheduler = recipe("Euler")
    folder = write_controlnet_xl(tmp_path / "net")
    model, net = (
        open_controlnet(folder, cache=cache),
        load_controlnet(folder, "", CPU, torch.float32),
    )
    assert isinstance(net, UNetControlNet)
    followed = Image(picture().pixels.round())
    pipeline = official("StableDiffusionXLControlNetPipeline", base, scheduler, controlnet=net.net)
    latent = empty_latent(base.parts.vae, 48, 32)
    nets: list[ControlNet] = [net]

    wanted = ask(
        pipeline,
        image=followed.pixels.movedim(-1, 1).contiguous(),
        controlnet_conditioning_scale=0.8,
        control_guidance_end=0.6,
    )
    control = Control((Lead(model, followed, 0.8, end=0.6),))
    hints = make_hints(control, base.parts.denoiser, latent, lend(base.vae))
    found = base.sample(latent, scheduler, leaders=make_leaders(control, nets, hints))

    assert model.family == "sdxl"
    assert torch.equal(found, wanted)


@pytest.mark.parametrize(("mode", "number"), [("canny", 3), ("pose", 0)])
def test_one_kind_of_a_union_controlnet_equals_the_official_pipeline(
    mode: str, number: int, base: Whole, cache: Path, tmp_path: Path
) -> None:
    model = open_controlnet(write_controlnet_union_xl(tmp_path / "union"), cache=cache)
    net: Any = model.source.load(CPU, torch.float32)
    followed = Image(picture().pixels.round())
    kind = "StableDiffusionXLControlNetUnionPipeline"
    pipeline = official(kind, base, recipe("Euler"), controlnet=net.net)

    wanted = ask(
        pipeline,
        control_image=[followed.pixels.movedim(-1, 1).contiguous()],
        control_mode=[number],
        controlnet_conditioning_scale=0.8,
        control_guidance_end=0.6,
    )
    control = Control((Lead(model, followed, 0.8, end=0.6, mode=mode),))
    latent = empty_latent(base.parts.vae, 48, 32)
    hints = make_hints(control, base.parts.denoiser, latent, lend(base.vae))
    found = base.sample(latent, recipe("Euler"), leaders=make_leaders(control, [net], hints))

    assert (model.family, model.fact("modes"), model.fact("sees")) == ("sdxl", 6, "pixels")
    assert torch.equal(found, wanted)


def test_zeros_for_no_prompt_equal_the_official_pipeline(base: Whole) -> None:
    pipeline = official(
        "StableDiffusionXLPipeline", base, recipe("Euler"), force_zeros_for_empty_prompt=True
    )

    wanted = pipeline(
        POSITIVE,
        guidance_scale=6.0,
        num_inference_steps=5,
        width=48,
        height=32,
        generator=torch.Generator().manual_seed(4),
        output_type="latent",
    ).images
    found = base.sample(
        empty_latent(base.parts.vae, 48, 32), recipe("Euler"), negative=silenced(base.say(""))
    )

    assert torch.equal(found, wanted)


def test_the_parts_say_what_they_are(base: Whole, refiner: Whole) -> None:
    assert base.parts.denoiser.family == "sdxl"
    assert base.parts.denoiser.fact("sizes_told") == 6
    assert base.parts.text_encoder.fact("encoders") == 2
    assert refiner.parts.denoiser.family == "sdxl_refiner"
    assert refiner.parts.denoiser.fact("sizes_told") == 5
    assert isinstance(refiner.texts, ClipEncoder)
    # Its autoencoder overflows in half precision, and auto may be half.
    assert base.parts.vae.precision == "float32"


def test_a_u_net_of_another_family_is_refused(cache: Path, tmp_path: Path) -> None:
    folder = write_sdxl(tmp_path / "model")
    config = folder / "unet" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"addition_embed_type": None}))

    with pytest.raises(ModelBroken, match="says Stable Diffusion XL, and the U-Net is of another"):
        open_folder(folder, cache=cache)


def test_a_prompt_of_another_family_is_refused(base: Whole, refiner: Whole, tiny: Loaded) -> None:
    for other in (refiner.say("a cat"), encode_prompt(tiny.parts.text_encoder, tiny.clip, "a cat")):
        with pytest.raises(BadValue, match="Encode the prompt with this model's text encoder"):
            base.sample(empty_latent(base.parts.vae, 32, 32), recipe("Euler"), positive=other)


def test_a_latent_of_another_space_is_refused(base: Whole, tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="The latent is for sd1"):
        base.sample(empty_latent(tiny.parts.vae, 32, 32), recipe("Euler"))


def test_one_encoder_reads_one_text(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="one text encoder"):
        encode_prompt(tiny.parts.text_encoder, tiny.clip, "a cat", second_text="a dog")


def test_stable_diffusion_2_is_told_by_its_width(tmp_path: Path, cache: Path) -> None:
    from tests.diffusion.tiny import Sizes, write_model

    folder = write_model(tmp_path / "two", Sizes(width=1024, prediction="v_prediction"))

    parts = open_folder(folder, cache=cache)

    assert {parts.denoiser.family, parts.vae.family, parts.text_encoder.family} == {"sd2"}
    assert parts.denoiser.fact("prediction_type") == "v_prediction"
