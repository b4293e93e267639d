"""Pictures as pixel-space models see them, and back."""

from dataclasses import replace

import pytest
import torch

from graphstudio.api import Denoiser, Image, Latent, Mask, Model
from graphstudio.diffusion.autoencoders import decode_latent
from graphstudio.diffusion.conditioning import unconditional, without_negatives
from graphstudio.diffusion.guidance.prompts import join
from graphstudio.diffusion.pixels import from_image, to_image
from graphstudio.diffusion.previews import rough_image
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.tiny_pixel import CPU, MakePixels

PICTURE = Image(torch.rand(2, 6, 8, 3, generator=torch.Generator().manual_seed(1)))


@pytest.fixture
def model(make_pixel: MakePixels) -> Model[Denoiser]:
    return make_pixel("DDPMPipeline").parts.denoiser


def test_a_picture_becomes_values_around_nought_and_comes_back(model: Model[Denoiser]) -> None:
    latent = from_image(model, PICTURE)

    assert (latent.family, latent.scale, latent.is_empty) == ("pixel_ddpm", 1, False)
    assert torch.equal(latent.samples, PICTURE.pixels.movedim(-1, 1) * 2 - 1)
    assert latent.samples.is_contiguous()
    assert torch.allclose(to_image(latent).pixels, PICTURE.pixels, atol=1e-6)
    assert to_image(latent).pixels.is_contiguous()


def test_the_ve_kind_sees_pictures_as_they_are(make_pixel: MakePixels) -> None:
    model = make_pixel("ScoreSdeVePipeline").parts.denoiser

    latent = from_image(model, PICTURE)

    assert torch.equal(latent.samples, PICTURE.pixels.movedim(-1, 1))
    assert torch.equal(to_image(latent).pixels, PICTURE.pixels)


def test_values_beyond_white_and_black_are_cut() -> None:
    beyond = Latent(torch.tensor([-3.0, 0.0, 3.0]).reshape(1, 3, 1, 1), "pixel_cm", scale=1)

    assert to_image(beyond).pixels.flatten().tolist() == [0.0, 0.5, 1.0]


def test_grey_models_see_the_luma_and_paint_three_equal_channels(make_pixel: MakePixels) -> None:
    net = {"in_channels": 1, "out_channels": 1}
    model = make_pixel("DDPMPipeline", net=net).parts.denoiser
    red = Image(torch.tensor([1.0, 0.0, 0.0]).expand(1, 4, 4, 3))

    latent = from_image(model, red)

    assert latent.samples.shape == (1, 1, 4, 4)
    assert torch.allclose(latent.samples, torch.tensor(0.2126 * 2 - 1))
    assert to_image(latent).pixels.shape == (1, 4, 4, 3)
    assert torch.allclose(to_image(latent).pixels, torch.tensor(0.2126), atol=1e-6)


def test_transparency_is_dropped(model: Model[Denoiser]) -> None:
    clear = Image(torch.cat([PICTURE.pixels, torch.zeros(2, 6, 8, 1)], dim=-1))

    assert torch.equal(from_image(model, clear).samples, from_image(model, PICTURE).samples)


@pytest.mark.parametrize(("is_soft", "wanted"), [(False, 1.0), (True, 0.75)])
def test_a_mask_is_cut_hard_unless_it_is_soft(
    is_soft: bool, wanted: float, model: Model[Denoiser]
) -> None:
    latent = from_image(model, PICTURE, Mask(torch.full((1, 6, 8), 0.75)), is_soft=is_soft)

    assert latent.mask is not None
    assert torch.equal(latent.mask, torch.full((1, 1, 6, 8), wanted))


def test_a_picture_whose_sides_do_not_fit_is_refused(model: Model[Denoiser]) -> None:
    with pytest.raises(BadValue, match="multiples of 2"):
        from_image(model, Image(torch.zeros(1, 5, 8, 3)))


def test_latents_and_pixels_are_not_taken_for_each_other(
    model: Model[Denoiser], tiny: Loaded
) -> None:
    with pytest.raises(BadValue, match=r"holds no pixels\. Use VAE Decode"):
        to_image(Latent(torch.zeros(1, 4, 2, 2), "sd1"))
    with pytest.raises(BadValue, match="Use Pixel Latent to Image"):
        decode_latent(tiny.vae, from_image(model, PICTURE))
    with pytest.raises(BadValue, match="Use VAE Encode"):
        from_image(tiny.parts.denoiser, PICTURE)


@pytest.mark.parametrize("family", ["pixel_ddpm", "pixel_cm", "pixel_sde_ve", "pixel_sde_vp"])
def test_a_pixel_latent_is_previewed_as_its_own_pixels(family: str) -> None:
    samples = torch.rand(1, 3, 4, 4) * 2 - 1
    latent = Latent(samples, family, scale=1)

    assert torch.equal(rough_image(latent).pixels, to_image(latent).pixels)
    assert not torch.equal(rough_image(latent).pixels[..., 0], rough_image(latent).pixels[..., 1])


def test_no_prompt_has_no_tokens_and_is_for_one_family(model: Model[Denoiser]) -> None:
    said = unconditional(model)

    assert said.embeds.shape == (1, 0, 0)
    assert (said.family, said.labels, said.text) == ("pixel_ddpm", None, "")


def test_no_prompt_is_refused_for_a_model_that_reads_them(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="reads prompts"):
        unconditional(tiny.parts.denoiser)


def test_texts_without_tokens_are_joined(model: Model[Denoiser]) -> None:
    said = unconditional(model)

    joined = join({"negative": said, "positive": said}, 3, CPU).joined

    assert joined.embeds.shape == (6, 0, 0)
    assert joined.labels is None
    assert joined.negatives == 3


def test_classes_are_joined_each_for_the_whole_batch(model: Model[Denoiser]) -> None:
    nothing = unconditional(model)
    away, towards = (replace(nothing, labels=torch.tensor(which)) for which in ([5], [1, 2]))

    joined = join({"negative": away, "positive": towards}, 2, CPU).joined

    assert joined.labels is not None
    assert joined.labels.tolist() == [5, 5, 1, 2]
    kept = without_negatives(joined).labels
    assert kept is not None
    assert kept.tolist() == [1, 2]


def test_a_class_and_none_cannot_be_asked_together(model: Model[Denoiser]) -> None:
    nothing = unconditional(model)
    said = replace(nothing, labels=torch.tensor([1]))

    with pytest.raises(BadValue, match=r"The negative conditioning has no .* class"):
        join({"negative": nothing, "positive": said}, 2, CPU)
