"""Stable Diffusion 3 and Flux: our loop against the official pipelines, bit for bit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
from torch import Tensor

from graphstudio.api import Conditioning, Guidance, Image, Latent, Noise, Scheduler
from graphstudio.diffusion.autoencoders import Autoencoder, decode_latent, encode_image
from graphstudio.diffusion.conditioning import with_distilled
from graphstudio.diffusion.flow_denoisers import FluxDenoiser, Sd3Denoiser, pack, unpack
from graphstudio.diffusion.folders import Pipeline, open_folder
from graphstudio.diffusion.kinds import trained_with
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.text_groups import ClipsAndT5, PooledAndT5
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.errors import BadValue, ModelBroken
from tests.diffusion.oracle import NEGATIVE, POSITIVE
from tests.diffusion.tiny_flow import write_flux, write_sd3

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
CPU = torch.device("cpu")


@dataclass(frozen=True)
class Whole:
    """A model's handles and its networks."""

    parts: Pipeline
    net: Any  # an Sd3Denoiser or a FluxDenoiser
    vae: Autoencoder
    texts: Any  # a ClipsAndT5 or a PooledAndT5

    def say(self, text: str, **more: Any) -> Conditioning:
        return encode_prompt(self.parts.text_encoder, self.texts, text, **more)

    def sample(self, latent: Latent, **more: Any) -> Tensor:
        options: dict[str, Any] = {
            "positive": self.say(POSITIVE),
            "negative": None,
            "guidance": Guidance(1.0),
            "noise": Noise(4),
            "span": Span(5),
            "scheduler": self.parts.scheduler,
        } | more
        positive, negative = options.pop("positive"), options.pop("negative")
        return sample(self.parts.denoiser, self.net, latent, positive, negative, **options).samples


def load(folder: Path, cache: Path) -> Whole:
    parts = open_folder(folder, cache=cache)
    models = (parts.denoiser, parts.vae, parts.text_encoder)
    net, vae, texts = (one.source.load(CPU, torch.float32) for one in models)
    assert isinstance(vae, Autoencoder)
    return Whole(parts, net, vae, texts)


@pytest.fixture(scope="module")
def sd3(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_sd3(tmp_path_factory.mktemp("flow") / "sd3"), cache)


@pytest.fixture(scope="module")
def without_t5(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_sd3(tmp_path_factory.mktemp("flow") / "small", has_t5=False), cache)


@pytest.fixture(scope="module")
def flux(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_flux(tmp_path_factory.mktemp("flow") / "dev"), cache)


@pytest.fixture(scope="module")
def schnell(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_flux(tmp_path_factory.mktemp("flow") / "schnell", has_guidance=False), cache)


def official(kind: str, model: Whole, **more: Any) -> Any:
    """Build an official pipeline around the very networks that our code runs."""
    texts: dict[str, Any] = {}
    if isinstance(model.texts, ClipsAndT5):
        first, second = model.texts.clips
        t5 = model.texts.t5
        texts = {
            "text_encoder": first.net,
            "tokenizer": first.tokenizer,
            "text_encoder_2": second.net,
            "tokenizer_2": second.tokenizer,
            "text_encoder_3": t5.net if t5 else None,
            "tokenizer_3": t5.tokenizer if t5 else None,
        }
    if isinstance(model.texts, PooledAndT5):
        texts = {
            "text_encoder": model.texts.clip.net,
            "tokenizer": model.texts.clip.tokenizer,
            "text_encoder_2": model.texts.t5.net,
            "tokenizer_2": model.texts.t5.tokenizer,
        }
    config = trained_with(model.parts.denoiser)
    pipeline = getattr(diffusers, kind)(
        transformer=model.net.net,
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler.from_config(config),
        vae=model.vae.net,
        **texts,
        **more,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def ask(pipeline: Any, *, seed: int = 4, **more: Any) -> Tensor:
    given: dict[str, Any] = {"prompt": POSITIVE, "num_inference_steps": 5} | more
    found: Tensor = pipeline(
        generator=torch.Generator().manual_seed(seed), output_type="latent", **given
    ).images
    return found


def canvas(model: Whole) -> Latent:
    return empty_latent(model.parts.denoiser, 48, 32)


@pytest.mark.parametrize("scale", [1.0, 5.0])
def test_sd3_equals_the_official_pipeline(scale: float, sd3: Whole) -> None:
    pipeline = official("StableDiffusion3Pipeline", sd3)

    wanted = ask(pipeline, negative_prompt=NEGATIVE, guidance_scale=scale, width=48, height=32)
    found = sd3.sample(canvas(sd3), guidance=Guidance(scale), negative=sd3.say(NEGATIVE))

    assert isinstance(sd3.net, Sd3Denoiser)
    assert torch.equal(found, wanted)


def test_sd3_without_t5_equals_the_official_pipeline(without_t5: Whole) -> None:
    pipeline = official("StableDiffusion3Pipeline", without_t5)

    wanted = ask(pipeline, negative_prompt=NEGATIVE, guidance_scale=4.0, width=48, height=32)
    found = without_t5.sample(
        canvas(without_t5), guidance=Guidance(4.0), negative=without_t5.say(NEGATIVE)
    )

    assert without_t5.parts.text_encoder.fact("has_t5") is False
    assert torch.equal(found, wanted)


def test_sd3_image_to_image_equals_the_official_pipeline(sd3: Whole) -> None:
    pipeline = official("StableDiffusion3Img2ImgPipeline", sd3)
    picture = Image(torch.rand(1, 32, 48, 3, generator=torch.Generator().manual_seed(3)))
    latent = encode_image(sd3.parts.vae, sd3.vae, picture)

    wanted = ask(
        pipeline,
        image=latent.samples,
        strength=0.6,
        negative_prompt=NEGATIVE,
        guidance_scale=4.0,
        width=48,
        height=32,
    )
    found = sd3.sample(
        latent, guidance=Guidance(4.0), negative=sd3.say(NEGATIVE), span=Span(5, 0.6)
    )

    assert torch.equal(found, wanted)


def test_a_second_prompt_of_sd3_equals_the_official_pipeline(sd3: Whole) -> None:
    pipeline = official("StableDiffusion3Pipeline", sd3)
    other = "a green square"

    wanted = ask(pipeline, prompt_2=other, prompt_3=other, guidance_scale=1.0, width=48, height=32)
    found = sd3.sample(canvas(sd3), positive=sd3.say(POSITIVE, second_text=other))

    assert torch.equal(found, wanted)


def test_three_prompts_of_sd3_equal_the_official_pipeline(sd3: Whole) -> None:
    pipeline = official("StableDiffusion3Pipeline", sd3)
    second, third = "a green square", "a red circle"

    wanted = ask(pipeline, prompt_2=second, prompt_3=third, guidance_scale=1, width=48, height=32)
    said = sd3.say(POSITIVE, second_text=second, third_text=third)
    found = sd3.sample(canvas(sd3), positive=said)

    assert torch.equal(found, wanted)


def test_a_third_prompt_without_t5_is_refused(without_t5: Whole) -> None:
    with pytest.raises(BadValue, match="no T5 as its third text encoder"):
        without_t5.say(POSITIVE, second_text="a", third_text="b")


@pytest.mark.parametrize("strength", [None, 1.5])
def test_flux_with_guidance_inside_equals_the_official_pipeline(
    strength: float | None, flux: Whole
) -> None:
    pipeline = official("FluxPipeline", flux)
    said = flux.say(POSITIVE)

    wanted = ask(pipeline, guidance_scale=strength or 3.5, width=48, height=32)
    found = flux.sample(
        canvas(flux), positive=said if strength is None else with_distilled(said, strength)
    )

    assert isinstance(flux.net, FluxDenoiser)
    assert torch.equal(pack(found), wanted)


def test_flux_with_true_guidance_equals_the_official_pipeline(flux: Whole) -> None:
    pipeline = official("FluxPipeline", flux)

    wanted = ask(pipeline, negative_prompt=NEGATIVE, true_cfg_scale=3.0, width=48, height=32)
    found = flux.sample(canvas(flux), guidance=Guidance(3.0), negative=flux.say(NEGATIVE))

    assert torch.equal(pack(found), wanted)


def test_flux_without_guidance_inside_equals_the_official_pipeline(schnell: Whole) -> None:
    pipeline = official("FluxPipeline", schnell)

    wanted = ask(pipeline, num_inference_steps=4, width=48, height=32)
    found = schnell.sample(canvas(schnell), span=Span(4))

    assert torch.equal(pack(found), wanted)


def test_the_finished_picture_of_sd3_equals_the_official_one(sd3: Whole) -> None:
    pipeline = official("StableDiffusion3Pipeline", sd3)

    wanted = pipeline(
        POSITIVE,
        num_inference_steps=3,
        guidance_scale=1.0,
        width=48,
        height=32,
        generator=torch.Generator().manual_seed(4),
        output_type="pt",
    ).images
    samples = sd3.sample(canvas(sd3), span=Span(3))
    pixels = decode_latent(sd3.vae, Latent(samples, "sd3")).pixels

    assert torch.equal(pixels.movedim(-1, 1), wanted)


def test_packing_loses_nothing() -> None:
    cells = torch.randn(2, 4, 6, 8)

    assert torch.equal(unpack(pack(cells), 6, 8), cells)


def test_a_long_prompt_is_read_whole_and_asked_apart(sd3: Whole) -> None:
    long = sd3.say("red " * 300)

    found = sd3.sample(canvas(sd3), positive=long, negative=sd3.say(""), guidance=Guidance(3.0))

    assert long.embeds.shape[1] > sd3.say("").embeds.shape[1]
    assert torch.isfinite(found).all()


def test_a_weight_moves_t5s_words_too(flux: Whole) -> None:
    plain, heavy, empty = (flux.say(text).embeds for text in ("a red cat", "a (red:1.5) cat", ""))

    moved = (heavy - plain).abs().amax(dim=(0, 2)) > 0
    assert moved.sum() == 1
    place = int(moved.nonzero()[0])
    wanted = empty[:, place] + 1.5 * (plain[:, place] - empty[:, place])
    assert torch.allclose(heavy[:, place], wanted, atol=1e-5)


def test_the_parts_say_what_they_are(sd3: Whole, flux: Whole) -> None:
    assert sd3.parts.denoiser.family == "sd3"
    assert sd3.parts.denoiser.fact("prediction_type") == "flow"
    assert sd3.parts.text_encoder.fact("has_t5") is True
    assert flux.parts.denoiser.family == "flux"
    assert flux.parts.denoiser.fact("is_distilled") is True
    assert flux.parts.denoiser.fact("latent_channels") == 4


def test_each_knows_the_size_that_it_was_trained_for(sd3: Whole, flux: Whole) -> None:
    assert sd3.parts.denoiser.fact("native_px") == 64
    assert flux.parts.denoiser.fact("native_px") == 1024


@pytest.mark.parametrize(
    ("file", "changes", "said"),
    [
        pytest.param(
            "transformer", {"joint_attention_dim": 96}, "T5's d_model is 80", id="other T5"
        ),
        pytest.param(
            "transformer",
            {"pooled_projection_dim": 7},
            "CLIP's projection_dim is 32",
            id="other CLIP",
        ),
        pytest.param("vae", {"latent_channels": 16}, "latent_channels is 16", id="other VAE"),
    ],
)
def test_parts_that_do_not_belong_together_are_refused(
    file: str, changes: dict[str, int], said: str, cache: Path, tmp_path: Path
) -> None:
    folder = write_sd3(tmp_path / "model")
    config = folder / file / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | changes))

    with pytest.raises(ModelBroken, match=f"{said}: they do not belong together"):
        open_folder(folder, cache=cache)


def test_a_canvas_that_does_not_divide_into_tokens_is_refused(flux: Whole) -> None:
    with pytest.raises(BadValue, match="multiples of 16"):
        empty_latent(flux.parts.denoiser, 40, 32)

    odd = Latent(torch.zeros(1, 4, 5, 4), "flux", is_empty=True)
    with pytest.raises(BadValue, match="multiples of 16 px"):
        flux.sample(odd)


def test_a_scheduler_for_noise_is_refused(sd3: Whole) -> None:
    with pytest.raises(BadValue, match="Flow Euler"):
        sd3.sample(canvas(sd3), scheduler=Scheduler("DDIMScheduler"))


def test_guidance_inside_is_refused_where_there_is_none(sd3: Whole) -> None:
    with pytest.raises(BadValue, match="has no guidance inside"):
        with_distilled(sd3.say("a cat"), 3.5)


def test_flux_is_told_one_strength_for_both_prompts(flux: Whole) -> None:
    positive, negative = with_distilled(flux.say(POSITIVE), 2.0), flux.say(NEGATIVE)
    same = with_distilled(negative, 2.0)

    once, wanted = (
        flux.sample(canvas(flux), positive=positive, negative=one, guidance=Guidance(3.0))
        for one in (negative, same)
    )

    assert torch.equal(once, wanted)
