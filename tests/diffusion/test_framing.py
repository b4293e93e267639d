import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from graphstudio.api import Image
from graphstudio.diffusion.choices import FlipAxis, PadFill
from graphstudio.diffusion.framing import (
    crop_image,
    flip_image,
    make_seamless,
    offset_image,
    pad_image,
    rotate_image,
    tile_image,
)
from graphstudio.errors import BadValue


def numbered(width: int, height: int, batch: int = 1) -> Image:
    """Give a picture in which every pixel is another grey."""
    count = batch * height * width
    grey = torch.arange(count, dtype=torch.float32).reshape(batch, height, width, 1) / count
    return Image(grey.expand(-1, -1, -1, 3).contiguous())


def row(*greys: float) -> Image:
    return Image(torch.tensor(greys)[None, None, :, None].expand(-1, -1, -1, 3).contiguous())


def greys(image: Image) -> Tensor:
    return image.pixels[0, :, :, 0]


def test_a_crop_is_the_part_that_was_asked_for() -> None:
    image = numbered(5, 4)

    assert torch.equal(crop_image(image, 1, 2, 3, 1).pixels, image.pixels[:, 2:3, 1:4])
    assert torch.equal(crop_image(image, 2, 0, 0, 0).pixels, image.pixels[:, :, 2:])


@pytest.mark.parametrize("cut", [(0, 0, 6, 1), (5, 0, 0, 0), (0, 3, 1, 2), (-1, 0, 1, 1)])
def test_a_crop_beyond_the_picture_is_refused(cut: tuple[int, int, int, int]) -> None:
    with pytest.raises(BadValue, match="not within the picture of 5 x 4 px"):
        crop_image(numbered(5, 4), *cut)


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        pytest.param("edge", [0.1, 0.1, 0.1, 0.1, 0.2, 0.3, 0.3, 0.3, 0.3, 0.3], id="edge"),
        pytest.param("mirror", [0.2, 0.3, 0.2, 0.1, 0.2, 0.3, 0.2, 0.1, 0.2, 0.3], id="mirror"),
        pytest.param("wrap", [0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1], id="wrap"),
        pytest.param("colour", [0.5] * 3 + [0.1, 0.2, 0.3] + [0.5] * 4, id="colour"),
    ],
)
def test_a_border_wider_than_the_picture_goes_on_as_it_should(
    fill: PadFill, expected: list[float]
) -> None:
    grey = torch.tensor([0.5, 0.5, 0.5])

    padded, mask = pad_image(row(0.1, 0.2, 0.3), (3, 0, 4, 0), fill=fill, colour=grey)

    assert greys(padded)[0].tolist() == pytest.approx(expected)
    assert mask.values[0, 0].tolist() == [1, 1, 1, 0, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize("fill", ["edge", "mirror", "wrap", "colour", "transparent"])
def test_a_single_pixel_can_be_padded_on_every_side(fill: PadFill) -> None:
    black = torch.zeros(3)

    padded, mask = pad_image(row(0.25), (1, 2, 3, 4), fill=fill, colour=black)

    assert padded.pixels.shape[1:3] == (7, 5)
    assert padded.pixels[0, 2, 1, 0] == 0.25
    assert mask.values.sum() == 34


def test_a_transparent_border_keeps_the_picture_opaque() -> None:
    padded, _ = pad_image(row(0.5), (1, 0, 0, 0), fill="transparent")

    assert padded.pixels.tolist() == [[[[0, 0, 0, 0], [0.5, 0.5, 0.5, 1]]]]


def test_the_mask_fades_into_the_picture_at_a_border_and_nowhere_else() -> None:
    image = numbered(6, 3, batch=2)

    padded, mask = pad_image(image, (2, 0, 0, 0), feather=3.0)

    assert mask.values.shape == (2, 3, 8)
    for line in mask.values[0].tolist():
        assert line == pytest.approx([1, 1, 0.75, 0.5, 0.25, 0, 0, 0])
    assert torch.equal(padded.pixels[:, :, 2:], image.pixels)


@given(
    st.sampled_from(["left to right", "upside down", "both"]),
    st.integers(1, 4),
    st.integers(1, 4),
)
def test_flipping_twice_is_not_flipping(axis: FlipAxis, width: int, height: int) -> None:
    image = numbered(width, height)

    assert torch.equal(flip_image(flip_image(image, axis), axis).pixels, image.pixels)


def test_a_flip_swaps_the_sides_that_it_says() -> None:
    image = numbered(3, 2)

    assert torch.equal(greys(flip_image(image, "left to right")), greys(image).flip(1))
    assert torch.equal(greys(flip_image(image, "upside down")), greys(image).flip(0))


def test_a_quarter_turn_is_clockwise_and_keeps_every_pixel() -> None:
    image = numbered(3, 2)

    turned, mask = rotate_image(image, 90)

    assert torch.equal(greys(turned), greys(image).flip(0).T)
    assert torch.equal(mask.values, torch.zeros(1, 3, 2))
    assert torch.equal(rotate_image(turned, -90)[0].pixels, image.pixels)
    assert torch.equal(rotate_image(image, 360)[0].pixels, image.pixels)


def test_other_angles_come_to_the_same_as_quarter_turns_in_the_end() -> None:
    image = numbered(9, 9)

    slightly = rotate_image(image, 90.0001, keeps_size=True, corners="edge")[0]

    assert torch.allclose(slightly.pixels, rotate_image(image, 90)[0].pixels, atol=1e-4)


def test_a_turned_picture_is_as_large_as_it_must_be_or_as_it_was() -> None:
    image = numbered(100, 50)

    larger, mask = rotate_image(image, 30)
    kept, _ = rotate_image(image, 30, keeps_size=True)

    assert larger.pixels.shape == (1, 94, 112, 4)
    assert kept.pixels.shape == (1, 50, 100, 4)
    assert (1 - mask.values).sum().item() == pytest.approx(5000, rel=0.02)


def test_corners_show_a_colour_and_the_middle_stays() -> None:
    white = Image(torch.ones(1, 9, 9, 3))

    turned, mask = rotate_image(white, 45, corners="colour", colour=torch.tensor([1.0, 0.0, 0.0]))

    assert turned.pixels.shape[-1] == 3
    assert turned.pixels[0, 0, 0].tolist() == [1, 0, 0]
    assert turned.pixels[0, 6, 6].tolist() == pytest.approx([1, 1, 1])
    assert mask.values[0, 0, 0] == 1


def test_moving_round_the_edges_loses_nothing_and_a_whole_side_is_nothing() -> None:
    image = numbered(4, 6)

    moved = offset_image(image, 0.5, 0.5)

    assert greys(moved)[0, 0] == greys(image)[3, 2]
    assert torch.equal(offset_image(moved, 0.5, 0.5).pixels, image.pixels)
    assert torch.equal(offset_image(image, 1.0, -1.0).pixels, image.pixels)


def test_tiles_lie_beside_each_other() -> None:
    assert greys(tile_image(row(0.1, 0.2), 2, 1)).tolist() == [pytest.approx([0.1, 0.2, 0.1, 0.2])]


def test_a_seamless_ramp_has_no_step_where_it_meets_itself() -> None:
    ramp = Image((torch.arange(64) / 63)[None, None, :, None].repeat(1, 64, 1, 3))

    tile = make_seamless(ramp, 0.25)
    line = tile_image(tile, 2, 1).pixels[0, 0, :, 0]

    assert tile.pixels.shape == (1, 48, 48, 3)
    assert line.diff().abs().max() < 0.06
    assert tile_image(ramp, 2, 1).pixels[0, 0, :, 0].diff().abs().max() == 1


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5])
def test_a_plain_picture_stays_plain_when_it_is_made_seamless(share: float) -> None:
    for side in (1, 2, 5):
        tile = make_seamless(Image(torch.full((1, side, side, 3), 0.4)), share)

        assert torch.allclose(tile.pixels, torch.tensor(0.4))
