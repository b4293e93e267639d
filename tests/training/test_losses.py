"""Losses against values worked out by hand."""

from __future__ import annotations

from typing import Literal, get_args

import pytest
import torch

from graphstudio.training.folder import build_scheduler
from graphstudio.training.losses import (
    NoiseSchedule,
    alpha_bars,
    denoising_loss,
    min_snr_weights,
    noised,
    velocity,
)
from graphstudio.training.recipe import Recipe

# alpha_bar 0.64: the signal counts 0.8, the noise 0.6, SNR is 0.64 / 0.36 = 16 / 9.
ALPHA = torch.tensor([0.64])


def grid(value: float) -> torch.Tensor:
    return torch.full((1, 1, 2, 2), value)


def test_noise_and_signal_mix_by_the_roots_of_their_shares() -> None:
    mixed = noised(grid(2.0), grid(-1.0), ALPHA)

    torch.testing.assert_close(mixed, grid(0.8 * 2.0 - 0.6))


def test_velocity_is_noise_less_signal() -> None:
    torch.testing.assert_close(velocity(grid(2.0), grid(-1.0), ALPHA), grid(-0.8 - 0.6 * 2.0))


def test_the_simple_loss_is_the_squared_error_of_the_noise() -> None:
    loss = denoising_loss(grid(0.5), grid(2.0), grid(-1.0), ALPHA, "epsilon")

    assert loss.item() == pytest.approx(1.5**2)


def test_the_velocity_loss_is_zero_for_the_true_velocity() -> None:
    clean, noise = torch.randn(3, 4, 2, 2), torch.randn(3, 4, 2, 2)
    alphas = torch.tensor([0.1, 0.5, 0.9])

    loss = denoising_loss(velocity(clean, noise, alphas), clean, noise, alphas, "v_prediction", 5.0)

    assert loss.item() == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("alpha", "prediction", "weight"),
    [
        pytest.param(0.64, "epsilon", 1.0, id="epsilon-under-the-cap"),
        pytest.param(0.9, "epsilon", 5.0 / 9.0, id="epsilon-over-the-cap"),
        pytest.param(0.64, "v_prediction", (16 / 9) / (25 / 9), id="velocity-under-the-cap"),
        pytest.param(0.9, "v_prediction", 5.0 / 10.0, id="velocity-over-the-cap"),
    ],
)
def test_min_snr_caps_the_weight_of_clean_steps(
    alpha: float, prediction: Literal["epsilon", "v_prediction"], weight: float
) -> None:
    weights = min_snr_weights(torch.tensor([alpha]), 5.0, prediction)

    assert weights.item() == pytest.approx(weight, rel=1e-5)


def test_min_snr_weighs_the_same_error_in_x0_alike_for_both_predictions() -> None:
    clean, noise = torch.randn(1, 4, 2, 2), torch.randn(1, 4, 2, 2)
    wrong = clean + 0.3
    mixed = noised(clean, noise, ALPHA)
    as_noise = (mixed - 0.8 * wrong) / 0.6
    as_velocity = (0.8 * mixed - wrong) / 0.6

    epsilon = denoising_loss(as_noise, clean, noise, ALPHA, "epsilon", 5.0)
    v = denoising_loss(as_velocity, clean, noise, ALPHA, "v_prediction", 5.0)

    # Both are min(SNR, 5) times the squared error in x0.
    assert epsilon.item() == pytest.approx(16 / 9 * 0.09, rel=1e-4)
    assert v.item() == pytest.approx(16 / 9 * 0.09, rel=1e-4)


def test_the_schedule_is_the_one_of_stable_diffusion() -> None:
    alphas = alpha_bars("scaled_linear")

    assert alphas[0].item() == pytest.approx(1 - 0.00085, rel=1e-6)
    assert alphas[-1].item() == pytest.approx(0.0047, abs=1e-4)
    assert bool((alphas.diff() < 0).all())


@pytest.mark.parametrize("schedule", get_args(NoiseSchedule))
def test_a_schedule_is_that_of_the_diffusers_sampler(schedule: NoiseSchedule) -> None:
    sampler = build_scheduler(Recipe(schedule=schedule))

    torch.testing.assert_close(alpha_bars(schedule), sampler.alphas_cumprod, rtol=2e-4, atol=1e-7)


def test_the_sampler_knows_what_the_denoiser_predicts() -> None:
    assert build_scheduler(Recipe(prediction="epsilon")).config.prediction_type == "epsilon"
