import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from graphstudio.api import Image
from graphstudio.diffusion.colours import luma
from graphstudio.diffusion.filters import blur_image
from graphstudio.diffusion.metrics import mean_difference, psnr, sharpness, ssim
from graphstudio.errors import BadValue


def noise(*shape: int, seed: int = 1) -> Image:
    return Image(torch.rand(shape, generator=torch.Generator().manual_seed(seed)))


def flat(level: float, side: int = 16) -> Image:
    return Image(torch.full((1, side, side, 3), level))


def by_hand(x: np.ndarray, y: np.ndarray) -> float:
    """Compute eq. 13 of Wang et al. 2004 for one window of 11 x 11, in plain numpy."""
    place = np.arange(-5, 6)
    bell = np.exp(-(place[:, None] ** 2 + place[None, :] ** 2) / (2 * 1.5**2))
    weights = bell / bell.sum()
    mean_x, mean_y = (weights * x).sum(), (weights * y).sum()
    variance_x = (weights * (x - mean_x) ** 2).sum()
    variance_y = (weights * (y - mean_y) ** 2).sum()
    covariance = (weights * (x - mean_x) * (y - mean_y)).sum()
    c1, c2 = 0.01**2, 0.03**2
    return float(
        (2 * mean_x * mean_y + c1)
        * (2 * covariance + c2)
        / ((mean_x**2 + mean_y**2 + c1) * (variance_x + variance_y + c2))
    )


def test_ssim_of_one_window_is_the_formula() -> None:
    one, other = noise(1, 11, 11, 3), noise(1, 11, 11, 3, seed=2)
    x, y = (luma(image.pixels)[0].double().numpy() for image in (one, other))

    assert ssim(one, other).item() == pytest.approx(by_hand(x, y), abs=1e-6)


def test_ssim_of_a_larger_picture_is_the_mean_over_its_windows() -> None:
    one, other = noise(1, 12, 13, 3), noise(1, 12, 13, 3, seed=2)
    x, y = (image.pixels[0].double().numpy() for image in (one, other))

    windows = [
        by_hand(x[top : top + 11, left : left + 11, c], y[top : top + 11, left : left + 11, c])
        for top in range(2)
        for left in range(3)
        for c in range(3)
    ]

    assert ssim(one, other, is_luma=False).item() == pytest.approx(np.mean(windows), abs=1e-6)


def test_ssim_of_two_plain_pictures_has_a_closed_form() -> None:
    wanted = (2 * 0.25 * 0.75 + 1e-4) / (0.25**2 + 0.75**2 + 1e-4)

    assert ssim(flat(0.25), flat(0.75)).item() == pytest.approx(wanted, abs=1e-6)


@settings(max_examples=20)
@given(st.integers(0, 1000), st.floats(0, 0.5))
def test_ssim_is_even_at_most_one_and_one_for_the_same(seed: int, amount: float) -> None:
    one = noise(1, 14, 14, 3, seed=seed)
    other = Image(one.pixels * (1 - amount) + noise(1, 14, 14, 3, seed=seed + 1).pixels * amount)

    assert ssim(one, one).item() == pytest.approx(1, abs=1e-6)
    assert ssim(one, other).item() <= 1
    assert ssim(one, other).item() == pytest.approx(ssim(other, one).item(), abs=1e-6)


def test_ssim_of_a_picture_smaller_than_its_window_is_refused() -> None:
    with pytest.raises(BadValue, match=r"10 x 10 px.*11 x 11"):
        ssim(flat(0, 10), flat(0, 10))


def test_psnr_of_a_tenth_everywhere_is_twenty_decibels() -> None:
    assert psnr(flat(0.5), flat(0.6)).item() == pytest.approx(20, abs=1e-4)
    assert psnr(flat(0.0), flat(1.0)).item() == pytest.approx(0, abs=1e-6)
    assert psnr(flat(0.5), flat(0.5)).item() == math.inf


def test_the_mean_difference_is_that_of_all_channels() -> None:
    one = Image(torch.tensor([[[[0.0, 0.5, 1.0]]]]))
    other = Image(torch.tensor([[[[0.5, 0.5, 0.0]]]]))

    assert mean_difference(one, other).tolist() == [0.5]


def test_colours_that_nobody_sees_do_not_count() -> None:
    one, other = (Image(torch.tensor([[[[level, 0.0, 0.0, 0.0]]]])) for level in (0.0, 1.0))

    assert mean_difference(one, other).item() == 0


def test_each_picture_of_a_batch_is_measured_by_itself() -> None:
    batch, one = noise(3, 12, 12, 3), noise(1, 12, 12, 3, seed=5)

    for measure in (mean_difference, psnr, ssim):
        together = measure(batch, one)
        alone = torch.cat([measure(Image(batch.pixels[i : i + 1]), one) for i in range(3)])
        assert torch.allclose(together, alone)


def test_sharpness_is_the_variance_of_the_laplacian_and_falls_with_blur() -> None:
    dot = torch.zeros(1, 5, 5, 3)
    dot[0, 2, 2] = 1

    # Of 25 values one is -4, four are 1: their mean is 0, the mean of the squares 20 / 25.
    assert sharpness(Image(dot)).item() == pytest.approx(255**2 * 20 / 25, rel=1e-4)
    image = noise(1, 32, 32, 3)
    assert sharpness(blur_image(image, 1.0)) < sharpness(image) / 10
    assert sharpness(flat(0.5)).item() == pytest.approx(0, abs=1e-6)
