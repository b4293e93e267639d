"""Latents made, masked and scaled."""

import pytest
import torch

from graphstudio.api import Image, Mask
from graphstudio.diffusion.autoencoders import encode_image
from graphstudio.diffusion.choices import LatentMethod
from graphstudio.diffusion.latents import (
    empty_latent,
    inpaint_latent,
    mask_latent,
    repeat_latent,
    resize_latent,
)
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded


def test_an_empty_canvas_fits_its_model(tiny: Loaded, odd: Loaded) -> None:
    usual = empty_latent(tiny.parts.denoiser, 64, 32, batch=3)
    small = empty_latent(odd.parts.vae, 64, 32)

    assert usual.samples.shape == (3, 4, 4, 8)
    assert small.samples.shape == (1, 4, 8, 16)
    assert usual.is_empty
    assert (usual.scale, small.scale) == (8, 4)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((100, 64), "96 x 64 or 104 x 64"),
        ((64, 7), "64 x 8"),
        ((0, 8), "8 x 8"),
        ((-8, 8), "8 x 8"),
    ],
)
def test_a_canvas_that_does_not_fit_is_refused_with_sizes_that_do(
    size: tuple[int, int], words: str, tiny: Loaded
) -> None:
    with pytest.raises(BadValue, match=words):
        empty_latent(tiny.parts.denoiser, *size)


def test_a_batch_of_none_is_refused(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="Choose 1 or more"):
        empty_latent(tiny.parts.denoiser, 64, 64, batch=0)


@pytest.mark.parametrize("method", ["nearest", "bilinear", "bicubic", "area"])
def test_a_latent_is_scaled_with_its_mask(method: LatentMethod, tiny: Loaded) -> None:
    picture = Image(torch.rand(1, 32, 32, 3))
    latent = inpaint_latent(tiny.parts.vae, tiny.vae, picture, Mask(torch.ones(1, 32, 32)))

    larger = resize_latent(latent, 64, 48, method)

    assert larger.samples.shape == (1, 4, 6, 8)
    assert larger.mask is not None
    assert larger.mask.shape == (1, 1, 6, 8)
    assert larger.masked_samples is not None
    assert larger.masked_samples.shape == (1, 4, 6, 8)
    assert larger.samples.is_contiguous()


def test_scaling_to_the_same_size_changes_nothing(tiny: Loaded) -> None:
    latent = encode_image(tiny.parts.vae, tiny.vae, Image(torch.rand(1, 32, 32, 3)))

    assert torch.equal(resize_latent(latent, 32, 32, "nearest").samples, latent.samples)


def test_repeating_keeps_a_pictures_copies_together(tiny: Loaded) -> None:
    latent = encode_image(tiny.parts.vae, tiny.vae, Image(torch.rand(2, 32, 32, 3)))

    many = repeat_latent(latent, 3)

    assert torch.equal(many.samples[:3], latent.samples[:1].expand(3, -1, -1, -1))
    assert many.samples.shape[0] == 6
    with pytest.raises(BadValue, match="leaves nothing"):
        repeat_latent(latent, 0)


def test_a_mask_of_any_size_is_fitted(tiny: Loaded) -> None:
    latent = empty_latent(tiny.parts.denoiser, 32, 32)
    values = torch.zeros(1, 64, 64)
    values[:, :32] = 0.6

    hard, soft = (mask_latent(latent, Mask(values), is_soft=soft) for soft in (False, True))

    assert hard.mask is not None
    assert hard.mask[0, 0, :, 0].tolist() == [1, 1, 0, 0]
    assert soft.mask is not None
    assert soft.mask[0, 0, :, 0].tolist() == pytest.approx([0.6, 0.6, 0, 0])


def test_masks_for_another_batch_are_refused(tiny: Loaded) -> None:
    latent = empty_latent(tiny.parts.denoiser, 32, 32, batch=3)

    with pytest.raises(BadValue, match="2 masks do not fit 3 pictures"):
        mask_latent(latent, Mask(torch.ones(2, 32, 32)))


def test_a_mask_of_another_size_than_its_picture_is_refused(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="The mask is 16 x 32 px and the picture 32 x 32 px"):
        inpaint_latent(
            tiny.parts.vae, tiny.vae, Image(torch.rand(1, 32, 32, 3)), Mask(torch.ones(1, 32, 16))
        )


def test_what_is_hidden_from_an_inpainting_model_is_grey(tiny: Loaded) -> None:
    picture = Image(torch.rand(1, 32, 32, 3))
    hidden = inpaint_latent(tiny.parts.vae, tiny.vae, picture, Mask(torch.ones(1, 32, 32)))
    grey = encode_image(tiny.parts.vae, tiny.vae, Image(torch.full((1, 32, 32, 3), 0.5)))

    assert hidden.masked_samples is not None
    assert torch.equal(hidden.masked_samples, grey.samples)
