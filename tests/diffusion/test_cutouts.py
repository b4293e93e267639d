import pytest
import torch

from graphstudio.api import Image, Mask
from graphstudio.diffusion.cutouts import cut_out, paste_back
from graphstudio.diffusion.regions import Box
from graphstudio.errors import BadValue


def noise(*shape: int) -> Image:
    return Image(torch.rand(shape, generator=torch.Generator().manual_seed(1)))


def boxed(*boxes: Box, width: int = 20, height: int = 16) -> Mask:
    values = torch.zeros(len(boxes), height, width)
    for one, box in zip(values, boxes, strict=True):
        one[box.top : box.top + box.height, box.left : box.left + box.width] = 1
    return Mask(values)


def test_the_cut_is_the_box_around_the_mask_with_its_padding() -> None:
    image, mask = noise(1, 16, 20, 3), boxed(Box(6, 5, 4, 4))

    part, chosen, region = cut_out(image, mask, 8, 8, padding=2)

    assert region.boxes == (Box(4, 3, 8, 8),)
    assert torch.equal(part.pixels, image.pixels[:, 3:11, 4:12])
    assert torch.equal(chosen.values, mask.values[:, 3:11, 4:12])


def test_a_part_pasted_back_as_it_was_is_the_picture_bit_for_bit() -> None:
    image, mask = noise(1, 16, 20, 4), boxed(Box(6, 5, 4, 4))
    part, _, region = cut_out(image, mask, 8, 8, padding=2)

    assert torch.equal(paste_back(image, part, mask, region).pixels, image.pixels)


def test_only_what_the_mask_chooses_changes() -> None:
    image, mask = noise(1, 16, 20, 3), boxed(Box(6, 5, 4, 4))
    _, _, region = cut_out(image, mask, 64, 64)

    pasted = paste_back(image, Image(torch.ones(1, 64, 64, 3)), mask, region).pixels

    chosen = mask.values.bool()
    assert torch.equal(pasted[chosen], torch.ones(16, 3))
    assert torch.equal(pasted[~chosen], image.pixels[~chosen])


def test_a_feathered_border_mixes_and_far_pixels_stay() -> None:
    image, mask = noise(1, 16, 20, 3), boxed(Box(8, 6, 6, 6))
    _, _, region = cut_out(image, mask, 6, 6)

    pasted = paste_back(image, Image(torch.ones(1, 6, 6, 3)), mask, region, feather=2.0).pixels

    assert not torch.equal(pasted[0, 8, 7], image.pixels[0, 8, 7])
    assert torch.equal(pasted[0, :, :4], image.pixels[0, :, :4])


def test_a_box_larger_than_the_picture_goes_on_beyond_it_and_comes_back() -> None:
    image, mask = noise(1, 4, 20, 3), boxed(Box(0, 0, 20, 4), height=4)

    part, chosen, region = cut_out(image, mask, 20, 20)

    assert region.boxes == (Box(0, -8, 20, 20),)
    assert torch.equal(part.pixels[0, 0], image.pixels[0, 0])
    assert chosen.values[0, :, 0].tolist() == [0] * 8 + [1] * 4 + [0] * 8
    assert torch.equal(paste_back(image, part, mask, region).pixels, image.pixels)


def test_each_picture_of_a_batch_has_its_own_box() -> None:
    image = noise(2, 16, 20, 3)
    mask = boxed(Box(0, 0, 4, 4), Box(12, 8, 8, 8))

    parts, _, region = cut_out(image, mask, 8, 8)

    assert region.boxes == (Box(0, 0, 4, 4), Box(12, 8, 8, 8))
    alone, _, _ = cut_out(Image(image.pixels[1:]), Mask(mask.values[1:]), 8, 8)
    assert torch.equal(parts.pixels[1:], alone.pixels)


def test_several_parts_go_into_one_picture() -> None:
    image, mask = noise(1, 16, 20, 3), boxed(Box(6, 5, 4, 4))
    _, _, region = cut_out(image, mask, 8, 8)

    assert paste_back(image, noise(3, 8, 8, 3), mask, region).pixels.shape == (3, 16, 20, 3)


def test_a_mask_that_chooses_nothing_is_named() -> None:
    mask = Mask(torch.stack([torch.ones(16, 20), torch.full((16, 20), 0.4)]))

    with pytest.raises(BadValue, match="Mask 2 chooses nothing"):
        cut_out(noise(1, 16, 20, 3), mask, 8, 8)


def test_another_picture_or_number_of_parts_is_refused() -> None:
    image, mask = noise(2, 16, 20, 3), boxed(Box(6, 5, 4, 4))
    part, _, region = cut_out(image, mask, 8, 8)

    with pytest.raises(BadValue, match=r"20 x 16 px, and this one is 8 x 8 px"):
        paste_back(part, part, mask, region)
    with pytest.raises(BadValue, match="3 parts, cut out of 2 pictures"):
        paste_back(image, noise(3, 8, 8, 3), mask, region)
