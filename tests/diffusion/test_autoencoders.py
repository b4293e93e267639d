"""Pixels to latents and back, whole and in tiles."""

import copy as copies

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from graphstudio.api import Image, Latent, Noise
from graphstudio.diffusion.autoencoders import decode_latent, encode_image
from graphstudio.diffusion.tiles import convert_in_tiles
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded


@pytest.fixture(scope="module")
def picture() -> Image:
    """Give two pictures of 96 x 136 px."""
    return Image(torch.rand(2, 96, 136, 3, generator=torch.Generator().manual_seed(3)))


def test_encoding_takes_the_mean_of_what_the_official_encoder_gives(
    tiny: Loaded, picture: Image
) -> None:
    pixels = picture.pixels[:1].movedim(-1, 1).contiguous() * 2 - 1
    with torch.no_grad():
        wanted = 0.18215 * tiny.vae.net.encode(pixels).latent_dist.mode()

    latent = encode_image(tiny.parts.vae, tiny.vae, picture)

    assert torch.equal(latent.samples[:1], wanted)
    assert latent.samples.is_contiguous()
    assert (latent.family, latent.scale) == ("sd1", 8)


def test_encoding_with_a_seed_draws_each_picture_by_its_own(tiny: Loaded, picture: Image) -> None:
    both = encode_image(tiny.parts.vae, tiny.vae, picture, noise=Noise(4))
    second = encode_image(tiny.parts.vae, tiny.vae, Image(picture.pixels[1:]), noise=Noise(5))

    assert torch.equal(both.samples[1:], second.samples)
    assert not torch.equal(both.samples, encode_image(tiny.parts.vae, tiny.vae, picture).samples)


def test_a_picture_does_not_depend_on_its_batch(tiny: Loaded, picture: Image) -> None:
    latent = encode_image(tiny.parts.vae, tiny.vae, picture)
    both = decode_latent(tiny.vae, latent).pixels
    second = decode_latent(tiny.vae, Latent(latent.samples[1:], "sd1")).pixels

    assert torch.equal(both[1:], second)
    assert both.shape == picture.pixels.shape
    assert both.is_contiguous()
    assert 0 <= both.min() <= both.max() <= 1


def test_a_model_of_other_scale_works(odd: Loaded) -> None:
    latent = encode_image(odd.parts.vae, odd.vae, Image(torch.rand(1, 20, 12, 3)))

    assert latent.scale == 4
    assert latent.samples.shape == (1, 4, 5, 3)
    assert decode_latent(odd.vae, latent).pixels.shape == (1, 20, 12, 3)


def test_transparency_is_dropped(tiny: Loaded) -> None:
    pixels = torch.rand(1, 32, 32, 4)

    with_alpha = encode_image(tiny.parts.vae, tiny.vae, Image(pixels))
    without = encode_image(tiny.parts.vae, tiny.vae, Image(pixels[..., :3]))

    assert torch.equal(with_alpha.samples, without.samples)


def test_a_size_that_does_not_fit_is_refused_with_those_that_do(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="96 x 40 or 104 x 48"):
        encode_image(tiny.parts.vae, tiny.vae, Image(torch.rand(1, 47, 100, 3)))


def test_a_tile_as_large_as_the_picture_changes_nothing(tiny: Loaded, picture: Image) -> None:
    whole = encode_image(tiny.parts.vae, tiny.vae, picture)
    tiled = encode_image(tiny.parts.vae, tiny.vae, picture, tile_px=136)

    assert torch.equal(whole.samples, tiled.samples)
    decoded = decode_latent(tiny.vae, whole).pixels
    assert torch.equal(decode_latent(tiny.vae, whole, tile_px=200).pixels, decoded)


def test_tiles_come_near_to_the_whole(tiny: Loaded, picture: Image) -> None:
    whole = encode_image(tiny.parts.vae, tiny.vae, picture)

    tiled = encode_image(tiny.parts.vae, tiny.vae, picture, tile_px=64)
    decoded = decode_latent(tiny.vae, whole, tile_px=64).pixels

    assert tiled.samples.shape == whole.samples.shape
    assert _likeness(tiled.samples, whole.samples) > 0.9
    wanted = decode_latent(tiny.vae, whole).pixels
    assert decoded.shape == wanted.shape
    assert _likeness(decoded, wanted) > 0.5  # random weights look far around them


def test_tiling_leaves_the_network_as_it_was(tiny: Loaded, picture: Image) -> None:
    before = copies.copy(tiny.vae.net.__dict__)

    encode_image(tiny.parts.vae, tiny.vae, picture, tile_px=64)

    assert tiny.vae.net.__dict__ == before
    assert not tiny.vae.net.use_tiling


def test_tiles_that_are_too_small_are_refused(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="at least 64 px"):
        tiny.vae.decode(torch.zeros(1, 4, 8, 8), tile_px=32)


def test_latents_of_another_family_are_refused(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="decodes latents of 4 channels and got 16"):
        tiny.vae.decode(torch.zeros(1, 16, 8, 8))


@pytest.mark.parametrize("size", [(9, 31), (16, 16), (40, 8), (33, 57)])
@pytest.mark.parametrize("side", [8, 12])
def test_tiles_of_a_local_conversion_equal_the_whole(size: tuple[int, int], side: int) -> None:
    source = torch.rand(1, 2, *size, generator=torch.Generator().manual_seed(2))

    def enlarge(tile: Tensor) -> Tensor:
        return functional.interpolate(tile * 2 + 1, scale_factor=4)

    found = convert_in_tiles(enlarge, source, side=side, overlap=2, scale=4)

    assert torch.allclose(found, enlarge(source), atol=1e-5)


def test_tiles_of_a_local_reduction_equal_the_whole() -> None:
    source = torch.rand(1, 3, 72, 104, generator=torch.Generator().manual_seed(2))

    def reduce(tile: Tensor) -> Tensor:
        assert max(tile.shape[-2:]) <= 32
        return functional.avg_pool2d(tile, 8)

    found = convert_in_tiles(reduce, source, side=32, overlap=8, scale=1 / 8, step=8)

    assert torch.allclose(found, functional.avg_pool2d(source, 8), atol=1e-5)


def _likeness(one: Tensor, other: Tensor) -> float:
    return torch.corrcoef(torch.stack([one.flatten(), other.flatten()]))[0, 1].item()
