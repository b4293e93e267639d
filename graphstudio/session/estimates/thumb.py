"""Rules of thumb for what networks take while they work, before anything was measured here.

The figures were counted on networks without weights: peak bytes alive, per latent cell or pixel,
attention in one piece. They say the order of magnitude, so their ranges are wide.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.workload import ModelUse, Workload

_CELLS_PER_MEGAPIXEL = 1e6 / 64
_DENOISER_BYTES = 0.02 * 1024**2  # a latent cell and byte of precision; twice, for guidance
_FACTORS: Mapping[str, tuple[float, float]] = {  # against SD 1.5; millions of numbers
    "sd1": (1.0, 860),
    "sdxl": (0.8, 2567),
    "sd3": (1.2, 2085),
    "flux": (3.1, 11901),
}
_VAE_BYTES = 1000.0  # a pixel and byte of precision
_VAE_MILLIONS = 84
_GROUP_SHARES: Mapping[str, float] = {  # of the weights, in the two largest neighbouring blocks
    "sd1": 0.55,
    "sd2": 0.55,
    "sdxl": 0.7,
    "sdxl_refiner": 0.7,
}
_GROUP_SHARE = 0.15  # of transformers, which have many equal blocks, and of autoencoders
_SLICED = 0.7  # of what a U-Net works with, where attention goes head by head
_TILE_MEGAPIXELS = 512 * 512 / 1e6  # see `autoencoders.SPARING_TILE_PX`
_GROUPED = frozenset({"model", "VAE", "text encoder", "image encoder"})
_DENOISER_RANGE = (0.3, 4.0)
_VAE_RANGE = (0.6, 2.2)


def rule_of_thumb(work: Workload, precision_bytes: int) -> Estimate | None:
    """Estimate the bytes that a node's networks take beside their weights; None for most kinds.

    Args:
        work: What it has to do.
        precision_bytes: Bytes of a number there.
    """
    if work.megapixels is None:
        return None
    for model in work.models:
        if model.what == "model":
            return _denoiser(model, work.megapixels, precision_bytes)
    if any(model.what == "VAE" for model in work.models):
        vae = next(model for model in work.models if model.what == "VAE")
        # One by one: a batch takes no more than a picture.
        pixels = work.megapixels / work.pictures * 1e6
        middle = _VAE_BYTES * pixels * precision_bytes * _thinness(vae, _VAE_MILLIONS)
        return _ranged(middle, _VAE_RANGE)
    return None


def group_bytes(work: Workload, precision_bytes: int) -> int:
    """Say how much of a node's weights is on the device at once where they come block by block."""
    shares = ((one, _GROUP_SHARES.get(one.family, _GROUP_SHARE)) for one in work.models)
    return int(
        sum(
            one.weights_bytes(precision_bytes) * (share if one.what == "model" else _GROUP_SHARE)
            for one, share in shares
        )
    )


def can_group(work: Workload) -> bool:
    """Tell whether a node's networks are of kinds that can come block by block."""
    return any(one.what in _GROUPED for one in work.models)


def piece_share(work: Workload) -> float:
    """Say which part of what a node works with is left where its networks work in pieces."""
    for one in work.models:
        if one.what == "model":
            return _SLICED if one.family in _GROUP_SHARES else 1.0
    if work.megapixels is None or not any(one.what == "VAE" for one in work.models):
        return 1.0
    return min(_TILE_MEGAPIXELS / (work.megapixels / work.pictures), 1.0)


def _denoiser(model: ModelUse, megapixels: float, precision_bytes: int) -> Estimate:
    factor, millions = _FACTORS.get(model.family, _FACTORS["sd1"])
    cells = megapixels * _CELLS_PER_MEGAPIXEL
    middle = _DENOISER_BYTES * cells * precision_bytes * factor * _thinness(model, millions)
    return _ranged(middle, _DENOISER_RANGE)


def _thinness(model: ModelUse, millions: float) -> float:
    """Say how wide its layers are against the usual: weights grow with the width's square."""
    return math.sqrt(model.parameters / (millions * 1e6)) if model.parameters else 1.0


def _ranged(middle: float, ends: tuple[float, float]) -> Estimate:
    return Estimate(middle, middle * ends[0], middle * ends[1])
