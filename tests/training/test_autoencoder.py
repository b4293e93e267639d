"""The autoencoder starts as an averaging filter and its inverse."""

from __future__ import annotations

from typing import cast

import torch
from diffusers import AutoencoderKL

from graphstudio.training.autoencoder import (
    AutoencoderSizes,
    AutoencoderTask,
    build_autoencoder,
    normalise_latents,
    reconstruction_loss,
    start_linear,
    unit_penalty,
)
from graphstudio.training.dataset import described, pictures

SAMPLES = pictures(described(0, range(60)), 64)


def test_the_untrained_autoencoder_already_gives_colours_back() -> None:
    torch.manual_seed(0)
    model = build_autoencoder(AutoencoderSizes(), 64)
    start_linear(model, SAMPLES)

    with torch.no_grad():
        latents = model.encode(SAMPLES).latent_dist.mean
        error = (model.decode(latents).sample - SAMPLES).square().mean()

    # 10 log10(4 / error) > 20 dB.
    assert error.item() < 0.04
    torch.testing.assert_close(latents.std(dim=(0, 2, 3))[:3], torch.ones(3), atol=0.25, rtol=0)


def test_normalising_changes_latents_and_nothing_else() -> None:
    lesson = AutoencoderTask(AutoencoderSizes(), 0, 64, 2, 1).open("cpu")
    model = cast("AutoencoderKL", lesson.model.eval())
    with torch.no_grad():
        before = model.decode(model.encode(SAMPLES).latent_dist.mean).sample

        normalise_latents(model, SAMPLES)

        latents = model.encode(SAMPLES).latent_dist.mean
        after = model.decode(latents).sample
    torch.testing.assert_close(after, before, atol=1e-3, rtol=0)
    torch.testing.assert_close(latents.mean(dim=(0, 2, 3)), torch.zeros(4), atol=1e-4, rtol=0)
    torch.testing.assert_close(latents.std(dim=(0, 2, 3)), torch.ones(4), atol=1e-3, rtol=0)


def test_a_soft_edge_costs_more_than_its_pixels() -> None:
    target = torch.zeros(1, 1, 1, 4)
    found = torch.tensor([[[[0.0, 1.0, 0.0, 0.0]]]])

    # One pixel of four is off by 1; of three neighbour differences two are off by 1; the one row
    # has none below it.
    loss = reconstruction_loss(found.expand(1, 1, 2, 4), target.expand(1, 1, 2, 4))

    torch.testing.assert_close(loss, torch.tensor(0.25 + 0.5 * 2 / 3))


def test_unit_latents_cost_nothing() -> None:
    latents = torch.tensor([-1.0, 1.0]).repeat(50_000).view(1, 1, 100, 1000).expand(2, 4, -1, -1)

    assert unit_penalty(latents).item() < 1e-8
    assert unit_penalty(2 * latents).item() > 8
