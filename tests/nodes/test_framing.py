from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Image
from graphstudio.errors import BadValue

Call = Callable[..., Any]


def image(width: int = 6, height: int = 4) -> Image:
    return Image(torch.rand(1, height, width, 3, generator=torch.Generator().manual_seed(1)))


def test_padding_then_cropping_gives_the_picture_back(call: Callable[[str], Call]) -> None:
    padded = call("image.pad")(image(), 3, 2, 1, 5)

    assert padded.image.pixels.shape == (1, 11, 10, 3)
    assert torch.equal(call("image.crop")(padded.image, 3, 2, 6, 4).pixels, image().pixels)
    assert padded.mask.values.sum() == 11 * 10 - 6 * 4


def test_a_border_takes_its_colour(call: Callable[[str], Call]) -> None:
    padded = call("image.pad")(image(), left=1, fill="colour", colour="#ff0000")

    assert padded.image.pixels[0, 0, 0].tolist() == [1, 0, 0]


def test_four_quarter_turns_are_none(call: Callable[[str], Call]) -> None:
    turned = image()
    for _ in range(4):
        turned = call("image.rotate")(turned).image

    assert torch.equal(turned.pixels, image().pixels)


def test_a_picture_is_mirrored_moved_and_tiled(call: Callable[[str], Call]) -> None:
    pixels = image().pixels

    assert torch.equal(call("image.flip")(image()).pixels, pixels.flip(2))
    assert torch.equal(call("image.offset")(image()).pixels, pixels.roll((2, 3), (1, 2)))
    assert torch.equal(call("image.tile")(image(), 1, 2).pixels, torch.cat([pixels, pixels], 1))
    assert call("image.seamless")(image(8, 8)).pixels.shape == (1, 6, 6, 3)


def test_a_crop_that_is_too_large_names_the_node_that_helps(call: Callable[[str], Call]) -> None:
    with pytest.raises(BadValue, match="Pad Image"):
        call("image.crop")(image(), width=7)
