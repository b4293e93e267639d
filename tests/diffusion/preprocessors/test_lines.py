"""Lines: judged by what they are for, and held to controlnet-aux where it draws the same."""

import cv2
import numpy as np
import pytest
import torch

from graphstudio.api import Image
from graphstudio.diffusion.images import to_pillow
from graphstudio.diffusion.preprocessors.lines import line_art, outline, thin_edges
from graphstudio.diffusion.preprocessors.networks import quiet
from tests.diffusion.preprocessors.drawings import plain, random_picture, square

WHITE, BLACK, GREY = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.5, 0.5, 0.5)


def stroke(dark: float = 0.0, width: int = 2) -> Image:
    """Draw a dark upright stroke in the middle of white paper, 48 px square."""
    pixels = plain(WHITE, 48, 48).pixels.clone()
    pixels[:, 8:40, 24 : 24 + width] = dark
    return Image(pixels)


def test_a_dark_stroke_becomes_a_bright_line_where_it_is() -> None:
    found = line_art(stroke()).pixels[0, 24, :, 0]

    assert found[24] > 0.45
    assert found[:20].max() == found[30:].max() == 0


def test_a_bright_stroke_is_no_line() -> None:
    bright = Image(1 - stroke().pixels)

    assert line_art(bright).pixels[0, 24, 24].max() == 0


def test_faint_strokes_are_brought_up_to_the_strength_of_strong_ones() -> None:
    faint, strong = (line_art(stroke(dark)).pixels[0, 24, 24, 0] for dark in (0.6, 0.0))

    assert faint == pytest.approx(float(strong), abs=0.02)


@pytest.mark.parametrize("colour", [WHITE, BLACK, GREY])
def test_paper_without_strokes_gives_nothing(colour: tuple[float, ...]) -> None:
    assert line_art(plain(colour)).pixels.max() < 1e-5
    assert outline(plain(colour)).pixels.max() < 1e-5


def test_line_art_is_that_of_controlnet_aux() -> None:
    with quiet():
        from controlnet_aux import LineartStandardDetector
    drawn = cv2.circle(np.full((128, 192, 3), 230, np.uint8), (90, 60), 30, (200, 30, 30), 3)
    image = Image(torch.from_numpy(drawn).float()[None] / 255)

    wanted = LineartStandardDetector()(drawn, detect_resolution=128, output_type="np")
    found = np.asarray(to_pillow(line_art(image))[0])

    assert wanted.max() > 100
    assert np.abs(found.astype(int) - wanted.astype(int)).max() <= 1  # it cuts, we round


def test_an_outline_runs_along_a_shape_and_leaves_both_sides_black() -> None:
    found = outline(square(WHITE, (1.0, 0.0, 0.0), side=64)).pixels[0, 32, :, 0]

    assert found[15:18].max() > 0.9
    assert found[46:49].max() > 0.9
    assert found[:12].max() == found[22:42].max() == found[52:].max() == 0


def test_colours_of_one_brightness_have_an_outline_too() -> None:
    red_on_green = square((0.0, 0.4, 0.0), (0.8, 0.0, 0.0), side=64)

    assert outline(red_on_green).pixels[0, 32].max() > 0.5


def test_filling_shows_dark_areas_and_lines_alone_do_not() -> None:
    image = square(WHITE, BLACK, side=64)

    assert outline(image, fills=True).pixels[0, 32, 32].min() > 0.9
    assert outline(image, fills=False).pixels[0, 32, 32].max() == 0


def test_the_formula_is_that_of_the_paper() -> None:
    """Equations 5 and 7 of the XDoG paper, written once more for one channel, black on white."""
    image = random_picture(40, 30)
    grey = image.pixels[0, ..., 0].numpy().copy()

    narrow, wide = (cv2.GaussianBlur(grey, (0, 0), sigma) for sigma in (1.2, 1.2 * 1.6))
    sharp = (1 + 8.0) * narrow - 8.0 * wide
    wanted = np.where(sharp >= 0.6, 1, 1 + np.tanh(3.0 * (sharp - 0.6)))
    grey_image = Image(image.pixels[..., :1].expand(-1, -1, -1, 3).contiguous())
    found = outline(grey_image, 1.2, sharpness=8.0, level=0.6, hardness=3.0, fills=True)

    assert np.allclose(1 - found.pixels[0, ..., 0].numpy(), wanted, atol=1e-5)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param({"sharpness": 40.0}, {"sharpness": 10.0}, id="sharpness"),
        pytest.param({"level": 0.9}, {"level": 0.2}, id="level"),
        pytest.param({"hardness": 20.0}, {"hardness": 1.0}, id="hardness"),
        pytest.param({"width_px": 3.0}, {"width_px": 0.5}, id="width"),
    ],
)
def test_each_knob_draws_more(more: dict[str, float], less: dict[str, float]) -> None:
    image = square(WHITE, GREY, side=64)

    counts = [float(outline(image, **one).pixels.sum()) for one in (less, more)]  # type: ignore[arg-type]

    assert counts[0] < counts[1]


def test_thinning_turns_a_soft_ring_into_an_even_stroke_of_pure_white() -> None:
    away = torch.hypot(*torch.meshgrid(*[torch.arange(96) - 47.5] * 2, indexing="ij"))
    soft = torch.exp(-(((away - 32) / 6) ** 2))[None, ..., None].expand(-1, -1, -1, 3)

    found = thin_edges(Image(soft.contiguous())).pixels[0, ..., 0]

    assert set(found.flatten().tolist()) == {0.0, 1.0}
    assert found[(away - 32).abs() < 3].min() == 1
    assert found[(away - 32).abs() > 10].max() == 0


def test_thinning_is_that_of_controlnet_aux() -> None:
    with quiet():
        from controlnet_aux.util import nms
    soft = cv2.GaussianBlur(
        cv2.circle(np.zeros((96, 128), np.uint8), (60, 48), 30, 255, 9), (0, 0), 2.0
    )
    image = Image(torch.from_numpy(soft).float()[None, ..., None].repeat(1, 1, 1, 3) / 255)

    wanted = cv2.GaussianBlur(nms(soft, 127, 3.0), (0, 0), 3.0) > 4
    found = thin_edges(image).pixels[0, ..., 0].numpy() > 0

    assert wanted.any()
    assert np.array_equal(found, wanted)
