"""Laws that every preprocessor without weights keeps."""

from collections.abc import Callable

import pytest
import torch

from graphstudio.api import Image, Noise
from graphstudio.diffusion.preprocessors.edges import canny_edges
from graphstudio.diffusion.preprocessors.lines import line_art, outline, thin_edges
from graphstudio.diffusion.preprocessors.shuffle import shuffle_content
from graphstudio.diffusion.preprocessors.tones import black_and_white, coarsen, invert, palette
from tests.diffusion.preprocessors.drawings import random_picture

Draw = Callable[[Image], Image]

EVERY = pytest.mark.parametrize(
    "draw",
    [
        pytest.param(canny_edges, id="canny"),
        pytest.param(line_art, id="line art"),
        pytest.param(outline, id="outline"),
        pytest.param(lambda image: outline(image, fills=True), id="outline, filled"),
        pytest.param(thin_edges, id="thin"),
        pytest.param(lambda image: shuffle_content(image, Noise(5)), id="shuffle"),
        pytest.param(lambda image: palette(image, 7), id="palette"),
        pytest.param(lambda image: coarsen(image, 3.0), id="tile"),
        pytest.param(lambda image: coarsen(image, 1.0, 2.0), id="blur"),
        pytest.param(black_and_white, id="black and white"),
        pytest.param(invert, id="invert"),
    ],
)


@EVERY
@pytest.mark.parametrize(
    ("width", "height"),
    [
        pytest.param(1, 1, id="a pixel"),
        pytest.param(1, 9, id="a column"),
        pytest.param(2, 3, id="tiny"),
        pytest.param(37, 23, id="odd"),
        pytest.param(64, 40, id="even"),
    ],
)
@pytest.mark.parametrize("channels", [3, 4])
def test_a_guide_is_an_opaque_picture_of_the_same_size(
    draw: Draw, width: int, height: int, channels: int
) -> None:
    image = random_picture(width, height, batch=2, channels=channels)

    guide = draw(image).pixels

    assert guide.shape == (2, height, width, 3)
    assert guide.dtype == torch.float32
    assert guide.is_contiguous()
    assert guide.isfinite().all()
    assert 0 <= guide.min() <= guide.max() <= 1


@EVERY
def test_a_guide_does_not_depend_on_the_batch(draw: Draw) -> None:
    first, second = random_picture(seed=1).pixels, random_picture(seed=2).pixels

    together = draw(Image(torch.cat([first, second]))).pixels

    assert torch.equal(together[:1], draw(Image(first)).pixels)


@EVERY
@pytest.mark.parametrize("channels", [3, 4])
def test_the_picture_itself_is_not_changed(draw: Draw, channels: int) -> None:
    image = random_picture(channels=channels)
    before = image.pixels.clone()

    draw(image)

    assert torch.equal(image.pixels, before)


@EVERY
def test_what_is_transparent_is_white_whatever_colour_hides_there(draw: Draw) -> None:
    image = random_picture(40, 40, channels=4)
    image.pixels[..., 3] = image.pixels[..., 3].round()
    white = torch.where(image.pixels[..., 3:] > 0, image.pixels[..., :3], torch.ones(1))

    assert torch.equal(draw(image).pixels, draw(Image(white)).pixels)
