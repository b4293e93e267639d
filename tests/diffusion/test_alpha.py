import pytest
import torch
from torch import Tensor

from graphstudio.api import Image, Mask
from graphstudio.diffusion.alpha import flatten, join_alpha, split_alpha, unweigh, weigh
from graphstudio.diffusion.filters import blur_image
from graphstudio.diffusion.images import composite
from graphstudio.errors import BadValue


@pytest.fixture
def half_seen() -> Tensor:
    """Give a red pixel that is seen beside a green one that is not."""
    return torch.tensor([[[[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 0.0]]]])


def test_weighing_hides_what_is_transparent_and_can_be_undone_where_it_is_not() -> None:
    pixels = torch.rand(2, 3, 4, 4, generator=torch.Generator().manual_seed(1)) * 0.9 + 0.1

    assert torch.allclose(unweigh(weigh(pixels)), pixels, atol=1e-6)


def test_opaque_pictures_pass_unchanged() -> None:
    pixels = torch.rand(1, 2, 2, 3)

    assert weigh(pixels) is pixels
    assert torch.equal(unweigh(pixels), pixels)


def test_splitting_and_joining_gives_the_picture_back(half_seen: Tensor) -> None:
    assert torch.equal(join_alpha(*split_alpha(Image(half_seen))).pixels, half_seen)


def test_joining_repeats_one_picture_for_several_masks_and_refuses_another_size() -> None:
    picture = Image(torch.zeros(1, 2, 3, 3))

    assert join_alpha(picture, Mask(torch.ones(4, 2, 3))).pixels.shape == (4, 2, 3, 4)
    with pytest.raises(BadValue, match=r"picture is 3 x 2 px, the mask is 2 x 2 px.*Resize Mask"):
        join_alpha(picture, Mask(torch.ones(1, 2, 2)))


def test_flattening_shows_the_ground_where_nothing_is(half_seen: Tensor) -> None:
    flat = flatten(Image(half_seen), torch.tensor([0.0, 0.0, 1.0]))

    assert flat.pixels.tolist() == [[[[1, 0, 0], [0, 0, 1]]]]


def test_a_blur_does_not_show_the_colour_of_what_nobody_sees(half_seen: Tensor) -> None:
    blurred = blur_image(Image(half_seen), 1.0).pixels

    assert torch.allclose(blurred[..., :3], torch.tensor([1.0, 0.0, 0.0]), atol=1e-5)
    assert 0 < blurred[0, 0, 1, 3] < blurred[0, 0, 0, 3] < 1


def test_a_composite_does_not_show_the_colour_of_what_nobody_sees(half_seen: Tensor) -> None:
    red, hidden = (Image(half_seen[:, :, place : place + 1]) for place in (0, 1))

    mixed = composite(red, hidden, Mask(torch.tensor([[[0.5]]])))

    assert mixed.pixels.tolist() == [[[[1, 0, 0, 0.5]]]]
