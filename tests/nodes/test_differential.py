from collections.abc import Callable
from typing import Any

import torch

from graphstudio.api import Conditioning, Latent, Mask, Noise, Scheduler, TestContext
from graphstudio.diffusion.folders import Pipeline

Call = Callable[..., Any]


def test_grey_is_repainted_less_than_white_and_black_not_at_all(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, red_circle: Conditioning
) -> None:
    painted = Latent(torch.randn(1, 4, 8, 12, generator=torch.Generator().manual_seed(3)), "sd1")
    mask = torch.zeros(1, 64, 96)
    mask[:, :, 32:64], mask[:, :, 64:] = 0.5, 1.0

    latent = call("latent.differential")(painted, Mask(mask))
    done = call("latent.sample")(
        context,
        tiny.denoiser,
        red_circle,
        latent,
        Noise(5),
        Scheduler("DDIMScheduler"),
        steps=6,
    )

    moved = (done.samples - painted.samples).abs().mean(dim=(0, 1, 2))
    black, grey, white = moved[:4], moved[4:8].mean(), moved[8:].mean()
    assert not black.any()
    assert 0 < grey < white
