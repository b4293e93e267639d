"""Laws that every node keeps that makes pictures out of pictures."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Image, Mask

Call = Callable[..., Any]

# Each works on one picture; what else it needs is in the table.
ALONE: dict[str, dict[str, Any]] = {
    "image.adjust": {"contrast": 1.5, "hue": 40.0, "saturation": 1.5, "gamma": 0.8},
    "image.blur": {"radius": 1.5},
    "image.crop": {"height": 1},
    "image.edges": {},
    "image.flatten": {},
    "image.flip": {},
    "image.greyscale": {"method": "lightness"},
    "image.invert": {},
    "image.levels": {"black": 0.2, "white": 0.7, "gamma": 1.5},
    "image.median": {"radius": 1},
    "image.offset": {},
    "image.pad": {"left": 3, "top": 2, "fill": "mirror", "feather": 2.0},
    "image.pixelate": {"size": 2},
    "image.posterize": {},
    "image.rotate": {"angle": 20.0, "corners": "colour"},
    "image.seamless": {},
    "image.sharpen": {"amount": 4.0},
    "image.split_alpha": {},
    "image.text": {"text": "ab", "size": 6, "outline": 1},
    "image.tile": {},
    "image.vignette": {"strength": -1.0},
    "image.white_balance": {"temperature": 1.0, "tint": -1.0, "remove_cast": 1.0},
    "mask.from_brightness": {"softness": 0.1},
    "mask.from_colour": {"tolerance": 40.0, "softness": 20.0},
    "metric.histogram": {"height": 32},
}
# Each works on two.
PAIRS: dict[str, dict[str, Any]] = {
    "image.blend": {"mode": "soft light", "opacity": 0.7},
    "image.compare": {"how": "split"},
    "image.match_colour": {},
    "image.place": {"x": 0.2},
}
SHAPES = [
    pytest.param((2, 5, 7, 3), id="odd RGB"),
    pytest.param((2, 4, 6, 4), id="RGBA"),
    pytest.param((2, 1, 1, 3), id="one pixel"),
    pytest.param((2, 1, 9, 4), id="one row of RGBA"),
]


def noise(shape: tuple[int, ...], seed: int = 1) -> Image:
    return Image(torch.rand(shape, generator=torch.Generator().manual_seed(seed)))


def tensors(result: object) -> list[torch.Tensor]:
    parts = result if isinstance(result, tuple) else (result,)
    return [one.pixels if isinstance(one, Image) else one.values for one in parts]


def picked(image: Image, number: int) -> Image:
    return Image(image.pixels[number : number + 1].contiguous())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("id_", sorted(ALONE))
def test_a_picture_is_what_it_is_alone_in_range_and_its_source_stays(
    call: Callable[[str], Call], id_: str, shape: tuple[int, ...]
) -> None:
    image = noise(shape)
    before = image.pixels.clone()

    together = tensors(call(id_)(image, **ALONE[id_]))
    alone = tensors(call(id_)(picked(image, 1), **ALONE[id_]))

    assert torch.equal(image.pixels, before)
    for one, whole in zip(alone, together, strict=True):
        assert whole.dtype == torch.float32
        assert whole.is_contiguous()
        assert whole.isfinite().all()
        assert whole.min() >= 0
        assert whole.max() <= 1
        assert torch.allclose(whole[1:], one, atol=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("id_", sorted(PAIRS))
def test_two_pictures_meet_whatever_their_channels_and_one_goes_with_a_batch(
    call: Callable[[str], Call], id_: str, shape: tuple[int, ...]
) -> None:
    batch, other = noise(shape), noise((1, *shape[1:3], 7 - shape[3]), seed=2)
    before = [batch.pixels.clone(), other.pixels.clone()]

    (together,) = tensors(call(id_)(batch, other, **PAIRS[id_]))
    (alone,) = tensors(call(id_)(picked(batch, 1), other, **PAIRS[id_]))
    (turned,) = tensors(call(id_)(other, batch, **PAIRS[id_]))

    assert torch.equal(batch.pixels, before[0])
    assert torch.equal(other.pixels, before[1])
    assert len(together) == len(turned) == 2
    for one in (together, turned):
        assert one.is_contiguous()
        assert one.min() >= 0
        assert one.max() <= 1
    assert torch.allclose(together[1:], alone, atol=1e-6)


def test_a_batch_of_grain_is_the_grain_of_following_seeds(call: Callable[[str], Call]) -> None:
    image = noise((3, 5, 4, 4))

    together = call("image.grain")(image, seed=5).pixels

    assert torch.equal(together[2:], call("image.grain")(picked(image, 2), seed=7).pixels)


def test_masks_keep_the_laws_too(call: Callable[[str], Call]) -> None:
    mask = Mask(noise((3, 5, 4)).pixels)
    before = mask.values.clone()

    for id_, extra in (
        ("mask.threshold", {}),
        ("mask.fill_holes", {}),
        ("mask.resize", {"image": noise((1, 9, 3, 3))}),
    ):
        found = call(id_)(mask, **extra).values

        alone = call(id_)(Mask(mask.values[1:2].contiguous()), **extra).values
        assert torch.equal(found[1:2], alone), id_
        assert found.is_contiguous(), id_
        assert torch.equal(mask.values, before), id_
