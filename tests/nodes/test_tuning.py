"""Speed and memory options, as nodes."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Conditioning, Image, Noise, Scheduler, TestContext, Tuning
from graphstudio.diffusion.folders import Pipeline
from graphstudio.errors import BadValue

Call = Callable[..., Any]

NODES: dict[str, tuple[dict[str, Any], Tuning]] = {
    "tuning.attention": ({"attention": "math"}, Tuning(attention="math")),
    "tuning.float8": ({}, Tuning(float8=True)),
    "tuning.compile": ({}, Tuning(compiled="blocks")),
    "tuning.channels_last": ({}, Tuning(channels_last=True)),
    "tuning.cuda_graphs": ({}, Tuning(cuda_graphs=True)),
    "tuning.step_cache": ({"every": 3}, Tuning(cached_calls=3)),
    "tuning.token_merging": ({"ratio": 0.25, "levels": 2}, Tuning(merged=0.25, merged_levels=2)),
}


@pytest.mark.parametrize("id_", NODES)
def test_a_node_says_how_the_model_is_run_and_leaves_the_other_branch_alone(
    id_: str, call: Callable[[str], Call], tiny: Pipeline
) -> None:
    knobs, tuning = NODES[id_]

    made = call(id_)(tiny.denoiser, **knobs)

    assert made.tuning == tuning
    assert made.digest != tiny.denoiser.digest
    assert tiny.denoiser.tuning == Tuning()


@pytest.mark.parametrize("id_", ["tuning.float8", "tuning.channels_last", "tuning.cuda_graphs"])
def test_off_gives_the_model_back(id_: str, call: Callable[[str], Call], tiny: Pipeline) -> None:
    assert call(id_)(call(id_)(tiny.denoiser), is_on=False) == tiny.denoiser


def test_tuned_models_paint(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, red_circle: Conditioning
) -> None:
    model = call("tuning.token_merging")(tiny.denoiser)
    model = call("tuning.float8")(call("tuning.step_cache")(model))

    found = call("latent.sample")(
        context,
        model,
        red_circle,
        call("latent.empty")(tiny.denoiser, 64, 64),
        Noise(5),
        Scheduler("DDIMScheduler"),
        steps=3,
    )

    assert torch.isfinite(found.samples).all()


def test_a_vae_in_pieces_decodes_as_a_decode_in_tiles_does(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline
) -> None:
    pixels = torch.rand(1, 192, 128, 3, generator=torch.Generator().manual_seed(1))
    pieces = call("tuning.vae_pieces")(tiny.vae, 64)
    latent = call("latent.encode")(context, Image(pixels), pieces)

    assert pieces.digest != tiny.vae.digest
    other = call("latent.encode")(context, Image(pixels), tiny.vae, tile=64)
    assert torch.equal(latent.samples, other.samples)
    in_pieces = call("latent.decode")(context, latent, pieces)
    assert torch.equal(
        in_pieces.pixels, call("latent.decode")(context, latent, tiny.vae, tile=64).pixels
    )
    assert not torch.equal(
        in_pieces.pixels, call("latent.decode")(context, latent, tiny.vae).pixels
    )


def test_tiles_that_are_too_small_are_refused_when_they_are_chosen(
    call: Callable[[str], Call], tiny: Pipeline
) -> None:
    with pytest.raises(BadValue, match="64"):
        call("tuning.vae_pieces")(tiny.vae, 32)
