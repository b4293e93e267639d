import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.api import Image
from graphstudio.diffusion.choices import GreyMethod
from graphstudio.diffusion.colours import luma, to_lab, to_linear
from graphstudio.diffusion.toning import (
    Adjustment,
    adjust,
    greyscale,
    invert,
    levels,
    match_colours,
    posterize,
    white_balance,
)
from graphstudio.errors import BadValue


def pixel(*channels: float) -> Image:
    return Image(torch.tensor([[[channels]]]))


def noise(*shape: int, seed: int = 1) -> Image:
    return Image(torch.rand(shape, generator=torch.Generator().manual_seed(seed)))


def test_an_adjustment_of_nothing_is_the_picture_bit_for_bit() -> None:
    image = noise(2, 3, 4, 4)

    assert torch.equal(adjust(image, Adjustment()).pixels, image.pixels)
    assert torch.equal(adjust(image, Adjustment(hue=360)).pixels, image.pixels)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        pytest.param(Adjustment(brightness=0.25), [0.5, 0.75, 1.0], id="brightness"),
        pytest.param(Adjustment(contrast=2.0), [0.0, 0.5, 1.0], id="contrast"),
        pytest.param(Adjustment(contrast=0.0), [0.5, 0.5, 0.5], id="no contrast"),
        pytest.param(Adjustment(gamma=2.0), [0.5, 0.5**0.5, 0.75**0.5], id="gamma"),
        pytest.param(Adjustment(hue=120), [0.75, 0.25, 0.5], id="hue"),
    ],
)
def test_each_adjustment_does_what_it_says(how: Adjustment, expected: list[float]) -> None:
    found = adjust(pixel(0.25, 0.5, 0.75), how).pixels[0, 0, 0]

    assert found.tolist() == pytest.approx(expected, abs=1e-6)


def test_no_saturation_is_the_grey_of_the_same_luma() -> None:
    image = noise(1, 4, 4, 3)

    grey = adjust(image, Adjustment(saturation=0)).pixels

    assert torch.allclose(grey, luma(image.pixels)[..., None].expand_as(grey), atol=1e-6)


def test_levels_stretch_what_lies_between_and_cut_the_rest() -> None:
    found = levels(pixel(0.1, 0.5, 0.9), black=0.25, white=0.75).pixels[0, 0, 0]

    assert found.tolist() == [0, 0.5, 1]
    assert levels(pixel(0.0, 0.5, 1.0), out_black=1, out_white=0).pixels.flatten().tolist() == [
        1,
        0.5,
        0,
    ]
    assert levels(pixel(0.25, 0, 1), gamma=2).pixels[0, 0, 0, 0] == 0.5


def test_levels_without_room_between_them_are_refused() -> None:
    with pytest.raises(BadValue, match=r"0\.5 must be above the black point 0\.5"):
        levels(pixel(0, 0, 0), black=0.5, white=0.5)


def test_inverting_twice_is_nothing_and_alpha_stays() -> None:
    image = pixel(0.25, 0.0, 1.0, 0.5)

    assert invert(image).pixels.flatten().tolist() == [0.75, 1, 0, 0.5]
    assert torch.equal(invert(invert(image)).pixels, image.pixels)


@pytest.mark.parametrize("method", ["luma", "average", "lightness"])
def test_grey_stays_the_grey_that_it_is(method: GreyMethod) -> None:
    grey = pixel(0.3, 0.3, 0.3, 0.5)

    assert torch.allclose(greyscale(grey, method).pixels, grey.pixels, atol=1e-4)


def test_each_way_to_grey_weighs_the_channels_as_it_says() -> None:
    green = pixel(0.0, 1.0, 0.0)

    assert greyscale(green, "luma").pixels[0, 0, 0].tolist() == pytest.approx([0.7152] * 3)
    assert greyscale(green, "average").pixels[0, 0, 0].tolist() == pytest.approx([1 / 3] * 3)
    lightness = to_lab(greyscale(green, "lightness").pixels)[0, 0, 0]
    assert lightness.tolist() == pytest.approx([87.73, 0, 0], abs=0.1)


def test_warm_light_has_a_stop_more_red_than_blue_and_grey_keeps_its_luminance() -> None:
    warm = to_linear(white_balance(pixel(0.5, 0.5, 0.5), temperature=1).pixels)[0, 0, 0]

    assert (warm[0] / warm[2]).item() == pytest.approx(2, rel=1e-4)
    assert luma(warm).item() == pytest.approx(to_linear(torch.tensor(0.5)).item(), rel=1e-4)


def test_tint_takes_green_away_and_nothing_changes_nothing() -> None:
    image = pixel(0.5, 0.5, 0.5)

    red, green, blue = white_balance(image, tint=0.5).pixels[0, 0, 0].tolist()

    assert green < 0.5 < red == pytest.approx(blue)
    assert torch.equal(white_balance(image).pixels, image.pixels)


def test_a_cast_is_removed_for_each_picture_by_itself() -> None:
    light = noise(2, 8, 8, 3).pixels * torch.tensor([0.8, 0.5, 0.3])

    balanced = white_balance(Image(light), removes_cast=1).pixels

    means = to_linear(balanced).mean((1, 2))
    assert torch.allclose(means, means.mean(-1, keepdim=True).expand(-1, 3), atol=0.02)
    alone = white_balance(Image(light[1:]), removes_cast=1).pixels
    assert torch.equal(balanced[1:], alone)


@given(st.integers(2, 256))
def test_a_poster_has_so_many_steps_and_keeps_black_and_white(steps: int) -> None:
    ramp = Image((torch.arange(1024) / 1023)[None, None, :, None].expand(1, 1, 1024, 3))

    found = sorted(set(posterize(ramp, steps).pixels.flatten().tolist()))

    assert len(found) == steps
    assert found[0] == 0
    assert found[-1] == 1


def test_a_picture_takes_the_mean_and_the_spread_of_its_reference() -> None:
    image = Image(noise(1, 16, 16, 3).pixels * 0.2 + 0.3)
    reference = Image(noise(1, 9, 5, 3, seed=2).pixels * 0.1 + torch.tensor([0.6, 0.4, 0.3]))

    matched, wanted = (
        to_lab(one.pixels).flatten(0, 2) for one in (match_colours(image, reference), reference)
    )

    assert torch.allclose(matched.mean(0), wanted.mean(0), atol=0.2)
    assert torch.allclose(matched.std(0, correction=0), wanted.std(0, correction=0), atol=0.2)


def test_matching_to_itself_or_not_at_all_is_nothing() -> None:
    image = noise(2, 5, 5, 4)

    assert torch.allclose(match_colours(image, image).pixels, image.pixels, atol=1e-3)
    assert torch.equal(match_colours(image, noise(1, 2, 2, 3), 0).pixels, image.pixels)


def test_a_plain_picture_takes_the_mean_alone() -> None:
    matched = match_colours(Image(torch.full((1, 3, 3, 3), 0.5)), noise(1, 9, 9, 3))

    assert matched.pixels.std((1, 2)).max() < 1e-6


def test_references_that_do_not_match_the_batch_are_refused() -> None:
    with pytest.raises(BadValue, match="2 pictures have 3 references"):
        match_colours(noise(2, 2, 2, 3), noise(3, 2, 2, 3))
