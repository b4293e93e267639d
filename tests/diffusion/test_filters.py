import pytest
import torch

from graphstudio.api import Image, Noise
from graphstudio.diffusion.colours import to_linear
from graphstudio.diffusion.filters import (
    add_grain,
    blur_image,
    edges,
    median,
    pixelate,
    sharpen,
    vignette,
)


def noise(*shape: int) -> Image:
    return Image(torch.rand(shape, generator=torch.Generator().manual_seed(1)))


def halves(side: int = 16) -> Image:
    """Give a picture that is black at the left and white at the right."""
    pixels = torch.zeros(1, side, side, 3)
    pixels[:, :, side // 2 :] = 1
    return Image(pixels)


def test_nothing_asked_for_is_nothing_done() -> None:
    image = noise(1, 4, 4, 3)

    for same in (
        blur_image(image, 0),
        sharpen(image, radius=2, amount=0),
        sharpen(image, radius=0, amount=2),
        median(image, 0),
        add_grain(image, Noise(0), amount=0),
        pixelate(image, 1),
        vignette(image, strength=0),
    ):
        assert torch.equal(same.pixels, image.pixels)


def test_a_blur_keeps_the_light_of_a_picture() -> None:
    pixels = torch.zeros(1, 33, 33, 3)
    pixels[0, 16, 16] = 1

    light = to_linear(blur_image(Image(pixels), 2.0).pixels)

    assert light.sum().item() == pytest.approx(3, rel=1e-3)


def test_the_middle_of_a_blurred_border_is_half_the_light_and_not_half_the_value() -> None:
    blurred = blur_image(halves(), 2.0).pixels[0, 8, :, 0]

    assert to_linear(blurred[7:9]).mean().item() == pytest.approx(0.5, abs=1e-4)
    assert blurred[7:9].mean() > 0.7


def test_sharpening_steepens_a_soft_border_and_leaves_what_is_flat() -> None:
    soft = Image(halves().pixels * 0.4 + 0.3)
    soft = blur_image(soft, 1.5)

    sharp = sharpen(soft, radius=1.5, amount=1.0).pixels[0, 8, :, 0]

    before = soft.pixels[0, 8, :, 0]
    assert sharp.diff().max() > before.diff().max() * 1.2
    assert torch.allclose(sharp[:2], before[:2], atol=0.01)


def test_differences_below_the_threshold_are_not_sharpened() -> None:
    image = Image(noise(1, 8, 8, 3).pixels * 0.05 + 0.5)

    assert torch.equal(sharpen(image, radius=2, amount=5, threshold=0.1).pixels, image.pixels)


def test_the_median_takes_specks_away_and_keeps_borders() -> None:
    clean = halves()
    specked = clean.pixels.clone()
    specked[0, 4, 3], specked[0, 10, 12] = 1.0, 0.0

    assert torch.equal(median(Image(specked), 1).pixels, clean.pixels)


def test_the_median_is_that_of_the_square_around_each_pixel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = noise(1, 7, 9, 3)
    whole = median(image, 2).pixels

    monkeypatch.setattr("graphstudio.diffusion.filters._MEDIAN_BYTES", 1)

    assert whole[0, 3, 4, 0] == image.pixels[0, 1:6, 2:7, 0].flatten().median()
    assert torch.equal(median(image, 2).pixels, whole)


def test_edges_are_white_at_a_step_and_black_on_the_flat() -> None:
    found = edges(halves()).pixels[0, 8, :, 0]

    assert found[[7, 8]].tolist() == [1, 1]
    assert found[[0, 3, 12, 15]].tolist() == [0, 0, 0, 0]


def test_grain_is_the_same_for_a_seed_whatever_the_batch() -> None:
    grey = Image(torch.full((3, 6, 5, 3), 0.5))
    settings = {"amount": 0.1, "size": 2.0, "colour": 0.5}

    together = add_grain(grey, Noise(7), **settings).pixels

    alone = add_grain(Image(grey.pixels[:1]), Noise(9), **settings).pixels
    assert torch.equal(together[2:], alone)
    assert not torch.equal(together[0], together[1])


@pytest.mark.parametrize("size", [1.0, 2.0, 5.0])
@pytest.mark.parametrize("colour", [0.0, 0.6, 1.0])
def test_grain_has_its_deviation_in_middle_grey_whatever_its_size(
    size: float, colour: float
) -> None:
    grey = Image(torch.full((1, 256, 256, 3), 0.5))

    grain = add_grain(grey, Noise(1), amount=0.05, size=size, colour=colour).pixels

    assert grain.std().item() == pytest.approx(0.05, rel=0.1)


def test_black_and_white_stay_clean_and_grey_grain_has_no_colour() -> None:
    assert torch.equal(add_grain(halves(), Noise(1), amount=1).pixels, halves().pixels)
    grey = add_grain(Image(torch.full((1, 4, 4, 3), 0.5)), Noise(1), amount=0.1).pixels
    assert torch.equal(grey[..., 0], grey[..., 2])


def test_squares_become_their_mean_and_those_at_the_border_are_cut() -> None:
    row = torch.tensor([0.0, 0.0, 1.0, 1.0, 0.5])[None, None, :, None].expand(1, 1, 5, 3)

    found = pixelate(Image(row.contiguous()), 2).pixels[0, 0, :, 0]

    assert found.tolist() == pytest.approx([0, 0, 1, 1, 0.5], abs=1e-6)


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (7, 2)])
def test_a_square_larger_than_the_picture_is_all_of_it(size: tuple[int, int]) -> None:
    image = noise(1, *size, 3)

    found = to_linear(pixelate(image, 100).pixels)

    mean = to_linear(image.pixels).mean((1, 2), keepdim=True)
    assert torch.allclose(found, mean.expand_as(found), atol=1e-5)


def test_a_vignette_darkens_the_corners_and_not_the_middle() -> None:
    grey = Image(torch.full((1, 21, 31, 3), 0.5))

    found = vignette(grey, strength=0.75, size=0.3, softness=0.6).pixels[0, :, :, 0]

    assert found[10, 15].item() == pytest.approx(0.5, abs=1e-6)
    corner = to_linear(found[0, 0]) / to_linear(torch.tensor(0.5))
    assert corner.item() == pytest.approx(0.25, abs=0.02)
    assert torch.allclose(found, found.flip(0, 1))
