from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Image

Call = Callable[..., Any]


@pytest.mark.parametrize("id_", ["image.adjust", "image.levels", "image.white_balance"])
def test_a_node_that_is_left_as_it_is_changes_nothing(
    call: Callable[[str], Call], id_: str
) -> None:
    image = Image(torch.rand(1, 4, 4, 4, generator=torch.Generator().manual_seed(1)))

    assert torch.equal(call(id_)(image).pixels, image.pixels)


def test_plain_pictures_are_as_large_and_as_coloured_as_asked(call: Callable[[str], Call]) -> None:
    solid = call("image.solid")("#ff0000", 3, 2).pixels
    run = call("image.gradient")("#ff0000", "#0000ff", width=3, height=2).pixels

    assert solid.tolist() == [[[[1, 0, 0]] * 3] * 2]
    assert run[0, 1].tolist() == [[1, 0, 0], [0.5, 0, 0.5], [0, 0, 1]]


def test_a_poster_of_a_reference_has_its_colours(call: Callable[[str], Call]) -> None:
    red, grey = call("image.solid")("#ff0000", 4, 4), call("image.solid")("#808080", 4, 4)

    matched = call("image.match_colour")(grey, red).pixels

    assert torch.allclose(matched, red.pixels, atol=2e-3)
    assert call("image.posterize")(grey, 2).pixels.unique().tolist() == [1]
    assert call("image.greyscale")(red).pixels[0, 0, 0].tolist() == pytest.approx([0.2126] * 3)
    assert call("image.invert")(red).pixels[0, 0, 0].tolist() == [0, 1, 1]
