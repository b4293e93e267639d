import numpy as np
import pytest
import torch

from graphstudio.diffusion.images import from_pillow, to_pillow
from graphstudio.diffusion.preprocessors.edges import canny_edges
from graphstudio.errors import BadValue
from graphstudio.training.dataset import described
from graphstudio.training.drawing import draw
from graphstudio.training.edges import as_hint, edge_map
from tests.diffusion.preprocessors.drawings import plain, random_picture, square


@pytest.mark.parametrize("number", range(4))
def test_the_edges_are_those_that_the_built_in_controlnet_learned_with(number: int) -> None:
    drawing = draw(described(3, range(4))[number], 128)
    image = from_pillow([as_hint(np.zeros((128, 128), np.bool_))])
    image.pixels[0] = torch.from_numpy(drawing.astype(np.float32) / 255)

    found = to_pillow(canny_edges(image))[0]

    assert np.array_equal(np.asarray(found), np.asarray(as_hint(edge_map(drawing))))
    assert np.asarray(found).any()


def test_a_picture_of_one_colour_has_no_edges() -> None:
    assert not canny_edges(plain((0.2, 0.9, 0.4))).pixels.any()


def test_a_square_gives_a_ring_around_its_middle() -> None:
    found = canny_edges(square((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))).pixels[0, ..., 0]

    assert found[16].nonzero().flatten().tolist() in ([8, 23], [7, 24], [7, 23], [8, 24])
    assert not found[10:22, 10:22].any()
    assert not found[:6].any()


def test_lower_thresholds_find_more() -> None:
    image = random_picture(64, 64)

    counts = [
        int(canny_edges(image, low, high).pixels.sum())
        for low, high in ((500, 900), (200, 900), (200, 400))
    ]

    assert counts[0] < counts[1] < counts[2]


def test_a_low_threshold_above_the_high_one_is_refused() -> None:
    with pytest.raises(BadValue, match=r"low threshold \(201\) is above the high one \(200\)"):
        canny_edges(plain((0.0, 0.0, 0.0)), 201, 200)


def test_numbers_that_are_none_are_refused() -> None:
    image = plain((0.0, float("nan"), 0.0))

    with pytest.raises(BadValue, match="NaN"):
        canny_edges(image)
