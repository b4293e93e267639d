"""Prompts with places and times, judged by the pictures that the built-in model paints."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from graphstudio import paths
from graphstudio.api import Conditioning, Guidance, Noise, Scheduler, TextEncoder
from graphstudio.diffusion.autoencoders import decode_latent
from graphstudio.diffusion.folders import Pipeline, open_folder
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.parts import combine, during
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.splits import divide, place_regions
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.training.judge import judge

pytestmark = pytest.mark.slow
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def model(cache: Path) -> Pipeline:
    return open_folder(paths.builtin_model(), cache=cache)


@pytest.fixture(scope="module")
def texts(model: Pipeline) -> TextEncoder:
    return model.text_encoder.source.load(CPU, torch.float32)


def paint(
    model: Pipeline, texts: TextEncoder, positive: Conditioning, width: int
) -> NDArray[np.uint8]:
    denoiser = model.denoiser.source.load(CPU, torch.float32)
    vae = model.vae.source.load(CPU, torch.float32)
    latent = sample(
        model.denoiser,
        denoiser,
        empty_latent(model.denoiser, width, 128),
        positive,
        encode_prompt(model.text_encoder, texts, ""),
        scheduler=Scheduler("DDIMScheduler"),
        guidance=Guidance(3.0),
        noise=Noise(2),
        span=Span(12),
    )
    pixels = decode_latent(vae, latent).pixels[0]
    return np.asarray((pixels * 255).round().numpy(), dtype=np.uint8)


def seen(pixels: NDArray[np.uint8]) -> list[tuple[str, str]]:
    return [(one.colour, one.kind) for one in judge(pixels).shapes]


def test_each_region_shows_what_its_prompt_says(model: Pipeline, texts: TextEncoder) -> None:
    ground, left, right = (
        encode_prompt(model.text_encoder, texts, one)
        for one in (
            "",
            "a red circle on a white background",
            "a blue square on a white background",
        )
    )

    found = paint(
        model, texts, place_regions(ground, [left, right], divide("columns", 2)), width=256
    )

    assert seen(found[:, :128]) == [("red", "circle")]
    assert seen(found[:, 128:]) == [("blue", "square")]


def test_a_prompt_that_changes_early_shows_what_it_becomes(
    model: Pipeline, texts: TextEncoder
) -> None:
    text = "a [red circle:blue star:0.2] on a white background"
    changing = encode_prompt(model.text_encoder, texts, text)

    assert seen(paint(model, texts, changing, width=128)) == [("blue", "star")]


def test_a_prompt_that_comes_at_the_very_end_hardly_shows(
    model: Pipeline, texts: TextEncoder
) -> None:
    circle, star = (
        encode_prompt(model.text_encoder, texts, f"a {one} on a white background")
        for one in ("red circle", "blue star")
    )
    late = combine(circle, during(star, 0.9, 1.0), weight=0.5)

    assert seen(paint(model, texts, late, width=128)) == [("red", "circle")]
