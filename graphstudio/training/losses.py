"""What a denoiser learns from: noise schedules, targets, and how much each step counts.

Notation of the papers: clean sample x0, Gaussian noise e, alpha_bar the share of signal that is
left at a step, so that x_t = sqrt(alpha_bar) x0 + sqrt(1 - alpha_bar) e.
"""

from __future__ import annotations

from typing import Literal

import torch

NoiseSchedule = Literal["linear", "scaled_linear", "squaredcos_cap_v2"]
Prediction = Literal["epsilon", "v_prediction"]


def alpha_bars(schedule: NoiseSchedule, steps: int = 1000) -> torch.Tensor:
    """Give alpha_bar for each step: (steps,), float32.

    - ``linear``: beta from 0.0001 to 0.02, DDPM (arXiv:2006.11239, section 4);
    - ``scaled_linear``: square roots of beta grow evenly from 0.00085 to 0.012, latent diffusion
      (arXiv:2112.10752, released code);
    - ``squaredcos_cap_v2``: alpha_bar falls like a squared cosine, betas at most 0.999 (Nichol and
      Dhariwal, arXiv:2102.09672, eq. 17).

    The names are those of the diffusers schedulers, which sample what was trained with them.
    """
    first, last = beta_ends(schedule)
    if schedule == "linear":
        betas = torch.linspace(first, last, steps, dtype=torch.float64)
    elif schedule == "scaled_linear":
        betas = torch.linspace(first**0.5, last**0.5, steps, dtype=torch.float64).square()
    else:
        spots = torch.arange(steps + 1, dtype=torch.float64) / steps
        left = ((spots + 0.008) / 1.008 * torch.pi / 2).cos().square()
        betas = (1 - left[1:] / left[:-1]).clamp(max=0.999)
    return torch.cumprod(1 - betas, dim=0).float()


def beta_ends(schedule: NoiseSchedule) -> tuple[float, float]:
    """Give the first and last beta of a schedule; the cosine schedule works its own out."""
    return (0.00085, 0.012) if schedule == "scaled_linear" else (1e-4, 0.02)


def noised(clean: torch.Tensor, noise: torch.Tensor, alpha_bar: torch.Tensor) -> torch.Tensor:
    """Mix signal and noise: Ho et al., arXiv:2006.11239, eq. 4. ``alpha_bar`` is (batch,)."""
    alpha = _spread(alpha_bar, clean)
    return alpha.sqrt() * clean + (1 - alpha).sqrt() * noise


def velocity(clean: torch.Tensor, noise: torch.Tensor, alpha_bar: torch.Tensor) -> torch.Tensor:
    """Give v = sqrt(alpha_bar) e - sqrt(1 - alpha_bar) x0: arXiv:2202.00512, section 4."""
    alpha = _spread(alpha_bar, clean)
    return alpha.sqrt() * noise - (1 - alpha).sqrt() * clean


def denoising_loss(
    predicted: torch.Tensor,
    clean: torch.Tensor,
    noise: torch.Tensor,
    alpha_bar: torch.Tensor,
    prediction: Prediction,
    gamma: float | None = None,
) -> torch.Tensor:
    """Give the mean squared error of a denoiser, a scalar.

    With ``prediction="epsilon"`` and ``gamma=None`` it is L_simple, Ho et al., arXiv:2006.11239,
    eq. 14.

    Args:
        predicted: What the denoiser gave: (batch, channels, height, width).
        clean: x0, of the same shape.
        noise: e, of the same shape.
        alpha_bar: (batch,).
        prediction: What the denoiser is to predict.
        gamma: The cap of the min-SNR weights; None weighs all steps alike.
    """
    target = noise if prediction == "epsilon" else velocity(clean, noise, alpha_bar)
    error = (predicted.float() - target).square().flatten(1).mean(dim=1)
    if gamma is not None:
        error = error * min_snr_weights(alpha_bar, gamma, prediction)
    return error.mean()


def min_snr_weights(alpha_bar: torch.Tensor, gamma: float, prediction: Prediction) -> torch.Tensor:
    """Give the weights min(SNR, gamma) of the error in x0: arXiv:2303.09556, section 3.4.

    An error in epsilon is SNR times that in x0, one in v is SNR + 1 times; the weights are divided
    by that.
    """
    snr = alpha_bar / (1 - alpha_bar)
    return snr.clamp(max=gamma) / (snr if prediction == "epsilon" else snr + 1)


def _spread(values: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    return values.view(-1, *([1] * (like.dim() - 1)))
