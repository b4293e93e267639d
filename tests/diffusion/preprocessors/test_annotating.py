from dataclasses import dataclass, field

import pytest
import torch
from torch import Tensor

from graphstudio.api import Image
from graphstudio.diffusion.preprocessors.annotating import annotate
from graphstudio.errors import BadValue
from tests.diffusion.preprocessors.drawings import plain, random_picture


@dataclass
class Mirror:
    """An annotator that gives back what it is shown, and remembers its sizes."""

    sizes: list[tuple[int, int]] = field(default_factory=list)

    def annotate(self, picture: Tensor) -> Tensor:
        assert picture.is_contiguous()
        self.sizes.append((picture.shape[1], picture.shape[0]))
        return picture


@pytest.mark.parametrize(
    ("size", "detail", "shown"),
    [
        pytest.param((512, 512), 512, (512, 512), id="as it is"),
        pytest.param((100, 200), 512, (512, 1024), id="the shorter side"),
        pytest.param((37, 23), 128, (192, 128), id="odd"),
        pytest.param((1, 1), 64, (64, 64), id="a pixel"),
        pytest.param((130, 90), 0, (128, 64), id="its own size"),
        pytest.param((3, 2), 0, (64, 64), id="its own size, tiny"),
        pytest.param((400, 1), 64, (512, 64), id="a stripe"),
    ],
)
def test_a_network_sees_multiples_of_64_and_the_guide_has_the_pictures_size(
    size: tuple[int, int], detail: int, shown: tuple[int, int]
) -> None:
    net = Mirror()

    guide = annotate(net, random_picture(*size), detail)

    assert net.sizes == [shown]
    assert guide.pixels.shape == (1, size[1], size[0], 3)
    assert guide.pixels.is_contiguous()


def test_at_its_own_size_nothing_is_lost() -> None:
    image = random_picture(128, 64, batch=2)

    assert torch.equal(annotate(Mirror(), image, 0).pixels, image.pixels)


def test_each_picture_is_drawn_by_itself_and_counted() -> None:
    net, seen = Mirror(), []

    def track(steps):  # type: ignore[no-untyped-def]
        for step in steps:
            yield step
            seen.append(step)

    annotate(net, random_picture(64, 64, batch=3), 64, track=track)

    assert len(seen) == 3
    assert len(net.sizes) == 3


def test_what_is_transparent_is_white() -> None:
    guide = annotate(Mirror(), plain((1.0, 0.0, 0.0, 0.0), 64, 64), 64)

    assert torch.allclose(guide.pixels, torch.ones(1))


def test_numbers_that_are_none_are_refused() -> None:
    image = Image(torch.full((1, 8, 8, 3), float("nan")))

    with pytest.raises(BadValue, match="NaN"):
        annotate(Mirror(), image)
