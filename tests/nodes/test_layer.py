from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Image, Mask
from graphstudio.errors import BadValue

Call = Callable[..., Any]


def flat(level: float, width: int = 8, height: int = 8, batch: int = 1) -> Image:
    return Image(torch.full((batch, height, width, 3), level))


def test_a_layer_shows_where_its_mask_is_white(call: Callable[[str], Call]) -> None:
    mask = Mask(torch.tensor([[[0.0, 1.0]]]))

    found = call("image.blend")(flat(0.5, 2, 1), flat(0.5, 2, 1), mask, "multiply")

    assert found.pixels[0, 0, :, 0].tolist() == [0.5, 0.25]


def test_a_cut_out_laid_over_a_picture_shows_its_mask(call: Callable[[str], Call]) -> None:
    shape = call("mask.shape")(flat(1.0), width=1.0, height=1.0)

    cut = call("image.join_alpha")(flat(1.0), shape)
    laid = call("image.place")(flat(0.0), cut)

    assert torch.equal(laid.pixels[..., 0], shape.values)
    assert torch.equal(call("image.split_alpha")(cut).mask.values, shape.values)
    assert torch.equal(call("image.flatten")(cut, "#000000").pixels, laid.pixels)


def test_text_takes_its_colours_as_they_are_written(call: Callable[[str], Call]) -> None:
    found = call("image.text")(flat(0.0, 64, 64), "H", 48, colour="#00ff00", y=0.5).pixels

    assert found[..., 1].max() == 1
    assert found[..., [0, 2]].max() == 0
    with pytest.raises(BadValue, match="'green' is no colour"):
        call("image.text")(flat(0.0), "H", colour="green")
