from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Conditioning, Image, Noise, Scheduler, TestContext
from graphstudio.diffusion.folders import Pipeline

Call = Callable[..., Any]


def test_a_large_picture_is_painted_in_tiles_and_a_small_one_as_ever(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, red_circle: Conditioning
) -> None:
    tiled = call("denoiser.tile")(tiny.denoiser)

    def painted(denoiser: Any, side: int) -> torch.Tensor:
        found = call("latent.sample")(
            context,
            denoiser,
            red_circle,
            call("latent.empty")(tiny.denoiser, side, side),
            Noise(5),
            Scheduler("DDIMScheduler"),
            steps=3,
        )
        assert isinstance(found.samples, torch.Tensor)
        return found.samples

    assert torch.equal(painted(tiled, 64), painted(tiny.denoiser, 64))
    assert not torch.equal(painted(tiled, 128), painted(tiny.denoiser, 128))


@pytest.mark.slow
def test_a_picture_of_twice_the_size_in_tiles_stays_the_picture_that_it_was(
    call: Callable[[str], Call], context: TestContext
) -> None:
    model = call("model.load")()
    place = (torch.arange(128) + 0.5) / 128 - 0.5
    is_inside = place[:, None] ** 2 + place[None, :] ** 2 < 0.09
    red, blue = torch.tensor([0.85, 0.15, 0.15]), torch.tensor([0.15, 0.3, 0.8])
    drawn = Image(torch.where(is_inside[..., None], red, blue)[None])
    large = call("image.resize")(drawn, 256, 0)

    latent = call("latent.encode")(context, large, model.vae, tile=128)
    nothing = call("prompt.encode")(context, model.text_encoder, "")
    done = call("latent.sample")(
        context,
        call("denoiser.tile")(model.denoiser),
        nothing,
        latent,
        Noise(1),
        model.scheduler,
        steps=10,
        strength=0.2,
    )
    made = call("latent.decode")(context, done, model.vae, tile=128)

    assert made.pixels.shape == (1, 256, 256, 3)
    assert (made.pixels - large.pixels).abs().mean() < 0.06
