from collections.abc import Callable
from typing import Any

import torch

from graphstudio.api import Image

Call = Callable[..., Any]


def flat(level: float) -> Image:
    return Image(torch.full((1, 8, 8, 3), level))


def test_what_was_joined_can_be_taken_out_again(call: Callable[[str], Call]) -> None:
    batch = call("image.batch")(call("image.batch")(flat(0.25), flat(0.5)), flat(0.75))

    assert torch.equal(call("image.take")(batch, 2).pixels, flat(0.5).pixels)
    assert torch.equal(call("image.take")(batch, -1).pixels, flat(0.75).pixels)


def test_a_sheet_has_a_line_of_labels_for_its_pictures(call: Callable[[str], Call]) -> None:
    batch = call("image.batch")(flat(0.25), flat(0.5))

    plain = call("image.grid")(batch, gap=2)
    labelled = call("image.grid")(batch, gap=2, labels="a\nb", label_size=8)

    assert plain.pixels.shape == (1, 12, 22, 3)
    assert labelled.pixels.shape == (1, 12 + 14, 22, 3)
    assert torch.equal(labelled.pixels[:, :10], plain.pixels[:, :10])


def test_a_comparison_shows_both(call: Callable[[str], Call]) -> None:
    found = call("image.compare")(flat(0.25), flat(0.5)).pixels

    assert found[0, 0, [0, -1], 0].tolist() == [0.25, 0.5]
