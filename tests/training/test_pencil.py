"""Pencil drawings: always the same, without colours, and told from painted pictures by a figure."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from graphstudio.training.drawing import draw
from graphstudio.training.pencil import (
    GRAPHITE,
    OPENER,
    PAPER,
    draw_pencil,
    pencil_caption,
    pencilness,
    write_pencil_folder,
)
from graphstudio.training.scenes import describe, single_shape

INDICES = range(8)  # Shapes alone and in pairs, and landscapes.


def test_a_drawing_is_always_the_same() -> None:
    first, second = (draw_pencil(describe(2, 3), 64) for _ in range(2))

    assert first.shape == (64, 64, 3)
    assert np.array_equal(first, second)


def test_a_drawing_has_no_colours() -> None:
    pixels = np.stack([draw_pencil(describe(0, index), 64) for index in INDICES]).astype(float)

    share = (np.array(PAPER) - pixels) / (np.array(PAPER) - np.array(GRAPHITE))

    # Every channel has gone as far from paper to graphite as the others.
    assert float(np.ptp(share, axis=-1).max()) < 0.03
    assert 0.3 < float((share[..., 0] < 0.1).mean()) < 0.95


def test_dark_things_are_darker_in_pencil() -> None:
    black, red, yellow = (
        draw_pencil(
            single_shape(Random(0), colour, "square", "big", ("center", "center"), "white"), 64
        )[24:40, 24:40].mean()
        for colour in ("black", "red", "yellow")
    )

    assert black < red - 10 < yellow - 20


def test_drawings_and_painted_pictures_are_told_apart() -> None:
    painted = [pencilness(draw(describe(1, index), 128)) for index in INDICES]
    drawn = [pencilness(draw_pencil(describe(1, index), 128)) for index in INDICES]

    assert max(painted) < 0.1
    assert min(drawn) > 0.6
    assert np.mean(drawn) > 0.9


@pytest.mark.parametrize("index", INDICES)
def test_more_of_the_style_is_a_higher_figure(index: int) -> None:
    painted = draw(describe(4, index), 128).astype(float)
    drawn = draw_pencil(describe(4, index), 128).astype(float)

    figures = [
        pencilness((painted + (drawn - painted) * share).round().astype(np.uint8))
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]

    assert figures == sorted(figures)
    assert figures[-1] > figures[0] + 0.5


def test_grey_pictures_are_no_drawings() -> None:
    grey = np.full((128, 128, 3), 128, np.uint8)
    paper = np.full((128, 128, 3), PAPER, np.uint8)

    assert pencilness(grey) < 0.01
    assert pencilness(paper) < 0.01


def test_captions_begin_with_the_style() -> None:
    said = {pencil_caption(describe(0, index), Random(index)) for index in range(40)}

    assert all(one.startswith(OPENER) for one in said)
    assert not any("drawing of a drawing of" in one or " picture of " in one for one in said)


def test_a_folder_holds_drawings_and_their_captions(tmp_path: Path) -> None:
    write_pencil_folder(tmp_path, 2, seed=5, side_px=64)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("0000.png", "0000.txt", "0001.png", "0001.txt")
    ]
    assert (tmp_path / "0001.txt").read_text("utf-8").startswith(OPENER)
    with Image.open(tmp_path / "0001.png") as picture:
        assert np.array_equal(np.asarray(picture), draw_pencil(describe(5, 1), 64))
