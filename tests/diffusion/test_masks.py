"""Masks."""

import pytest
import torch

from graphstudio.api import Image, Mask
from graphstudio.diffusion.choices import Combination, MaskChannel
from graphstudio.diffusion.masks import (
    combine_masks,
    feather_mask,
    grow_mask,
    invert_mask,
    mask_from_image,
    mask_to_image,
    shape_mask,
    threshold_mask,
)
from graphstudio.errors import BadValue


@pytest.fixture
def dot() -> Mask:
    """Give a mask of 41 x 41 px with its middle pixel chosen."""
    values = torch.zeros(1, 41, 41)
    values[0, 20, 20] = 1
    return Mask(values)


def test_inverting_twice_gives_the_same_mask(dot: Mask) -> None:
    assert torch.equal(invert_mask(invert_mask(dot)).values, dot.values)


def test_a_grown_dot_is_round(dot: Mask) -> None:
    grown = grow_mask(dot, 10).values[0]

    assert grown[20].sum() == grown[:, 20].sum() == 21
    assert grown.sum() == pytest.approx(3.1416 * 10.5**2, rel=0.12)
    assert torch.equal(grown, grown.T)


def test_shrinking_undoes_growing(dot: Mask) -> None:
    assert torch.equal(grow_mask(grow_mask(dot, 6), -6).values, dot.values)


def test_growing_by_nothing_changes_nothing(dot: Mask) -> None:
    assert torch.equal(grow_mask(dot, 0).values, dot.values)


def test_feathering_keeps_the_amount_and_softens_the_edge() -> None:
    values = torch.zeros(1, 32, 32)
    values[:, :, 16:] = 1

    soft = feather_mask(Mask(values), 6).values

    assert soft.shape == values.shape
    assert soft.sum().item() == pytest.approx(values.sum().item(), rel=1e-3)
    assert (soft[0, 0].diff() >= -1e-6).all()
    assert soft[0, 0, 15].item() == pytest.approx(0.5, abs=0.1)
    assert soft[0, 0, 0].item() == pytest.approx(0, abs=1e-4)


def test_feathering_by_nothing_changes_nothing(dot: Mask) -> None:
    assert torch.equal(feather_mask(dot, 0).values, dot.values)


@pytest.mark.parametrize(
    ("how", "wanted"),
    [("union", [1, 1, 1, 0]), ("intersection", [0, 1, 0, 0]), ("difference", [1, 0, 0, 0])],
)
def test_masks_combine(how: Combination, wanted: list[int]) -> None:
    one, other = (Mask(torch.tensor([[v]]).float()) for v in ([1, 1, 0, 0], [0, 1, 1, 0]))

    assert combine_masks(one, other, how).values[0, 0].tolist() == wanted


def test_masks_of_different_sizes_do_not_combine(dot: Mask) -> None:
    with pytest.raises(BadValue, match="first mask is 41 x 41 px, the second mask is 8 x 9 px"):
        combine_masks(dot, Mask(torch.zeros(1, 9, 8)))


@pytest.mark.parametrize(
    ("channel", "wanted"),
    [("red", 0.1), ("green", 0.2), ("blue", 0.3), ("alpha", 0.4), ("brightness", 0.186)],
)
def test_a_mask_is_read_out_of_a_channel(channel: MaskChannel, wanted: float) -> None:
    image = Image(torch.tensor([0.1, 0.2, 0.3, 0.4]).expand(1, 2, 2, 4))

    values = mask_from_image(image, channel).values

    assert values.shape == (1, 2, 2)
    assert values[0, 0, 0].item() == pytest.approx(wanted, abs=1e-3)


def test_a_picture_without_alpha_is_opaque() -> None:
    assert mask_from_image(Image(torch.rand(1, 2, 2, 3)), "alpha").values.min() == 1


def test_a_mask_shown_as_a_picture_reads_back(dot: Mask) -> None:
    assert torch.allclose(mask_from_image(mask_to_image(dot)).values, dot.values)


def test_a_threshold_makes_a_mask_hard() -> None:
    soft = Mask(torch.tensor([[[0.2, 0.5, 0.9]]]))

    assert threshold_mask(soft).values.tolist() == [[[0, 1, 1]]]


def test_a_rectangle_is_as_large_as_it_was_asked_to_be() -> None:
    values = shape_mask(20, 10, "rectangle", centre=(0.25, 0.5), size=(0.5, 0.4)).values

    assert values.shape == (1, 10, 20)
    assert values[0, 3:7, :10].min() == 1
    assert values.sum() == 4 * 10


def test_an_ellipse_covers_its_share() -> None:
    values = shape_mask(200, 100, "ellipse", size=(0.8, 0.6)).values

    assert values.mean().item() == pytest.approx(3.1416 / 4 * 0.8 * 0.6, rel=0.02)
    assert torch.equal(values, values.flip(1, 2))


def test_a_shape_without_width_chooses_nothing_and_no_size_is_refused() -> None:
    assert shape_mask(8, 8, "ellipse", size=(0.0, 1.0)).values.sum() == 0
    with pytest.raises(BadValue, match="is no size"):
        shape_mask(0, 8, "ellipse")
