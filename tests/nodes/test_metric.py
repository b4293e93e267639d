import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

import graphstudio as gs
from graphstudio.api import Image

Call = Callable[..., Any]


def flat(*levels: float) -> Image:
    return Image(torch.tensor(levels)[:, None, None, None].repeat(1, 16, 16, 3))


@pytest.mark.parametrize(
    ("id_", "number", "text"),
    [
        pytest.param("metric.psnr", 20, "PSNR 20.00 dB", id="psnr"),
        pytest.param("metric.ssim", 0.98361, "SSIM 0.9836", id="ssim"),
        pytest.param("metric.difference", 0.1, "Difference 0.1000", id="difference"),
    ],
)
def test_a_measure_is_a_number_and_a_text(
    call: Callable[[str], Call], id_: str, number: float, text: str
) -> None:
    found = call(id_)(flat(0.5), flat(0.6))

    assert found.number == pytest.approx(number, abs=1e-4)
    assert found.text == text


def test_of_a_batch_the_number_is_the_mean_and_the_text_has_a_line_for_each(
    call: Callable[[str], Call],
) -> None:
    found = call("metric.difference")(flat(0.5, 0.75), flat(0.5))

    assert found.number == 0.125
    assert found.text == "Difference 0.0000\nDifference 0.2500"


def test_pictures_that_are_alike_have_no_noise_at_all(call: Callable[[str], Call]) -> None:
    assert call("metric.psnr")(flat(0.5), flat(0.5)).number == math.inf


def test_a_plain_picture_is_not_sharp(call: Callable[[str], Call]) -> None:
    assert call("metric.sharpness")(flat(0.5)) == (pytest.approx(0, abs=1e-6), "Sharpness 0.0")


def test_a_measured_text_can_be_written_on_a_picture(studio: gs.Studio) -> None:
    workflow = gs.Workflow(studio=studio)
    plain = workflow.add("image.solid", width=128, height=64)
    measured = workflow.add("metric.sharpness", image=plain)
    written = workflow.add("image.text", image=plain, text=measured.text, size=12)

    found = workflow.run(targets=[written.id]).values[written.id][0]

    assert found.pixels.max() == 1
