from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Image

Call = Callable[..., Any]


@pytest.mark.parametrize(
    ("id_", "options"),
    [
        ("image.blur", {}),
        ("image.sharpen", {}),
        ("image.median", {}),
        ("image.pixelate", {}),
        ("image.vignette", {"strength": 0.0}),
        ("image.grain", {"amount": 0.0}),
    ],
)
def test_a_plain_picture_stays_plain(
    call: Callable[[str], Call], id_: str, options: dict[str, Any]
) -> None:
    plain = Image(torch.full((1, 9, 5, 3), 0.4))

    assert torch.allclose(call(id_)(plain, **options).pixels, plain.pixels, atol=1e-5)


def test_each_filter_as_it_stands_changes_a_picture(call: Callable[[str], Call]) -> None:
    image = Image(torch.rand(1, 16, 16, 3, generator=torch.Generator().manual_seed(1)))

    for verb in ("blur", "sharpen", "median", "edges", "grain", "pixelate", "vignette"):
        changed = call(f"image.{verb}")(image).pixels

        assert changed.shape == image.pixels.shape, verb
        assert (changed - image.pixels).abs().mean() > 0.01, verb


def test_the_edges_of_a_plain_picture_are_none(call: Callable[[str], Call]) -> None:
    assert call("image.edges")(Image(torch.full((1, 3, 3, 3), 0.4))).pixels.max() < 1e-6
