import pytest
import torch

from graphstudio.api import Image
from graphstudio.diffusion.preprocessors.tones import black_and_white, coarsen, invert, palette
from tests.diffusion.preprocessors.drawings import plain, random_picture


def test_each_cell_of_a_palette_has_its_mean_colour_also_those_cut_off_by_the_border() -> None:
    image = random_picture(11, 7)

    found = palette(image, 4).pixels

    for top in range(0, 7, 4):
        for left in range(0, 11, 4):
            cell = image.pixels[:, top : top + 4, left : left + 4]
            mean = cell.mean(dim=(1, 2), keepdim=True)
            shown = found[:, top : top + 4, left : left + 4]
            assert torch.allclose(shown, mean.expand_as(cell), atol=1e-6)


def test_cells_of_one_pixel_leave_the_picture_and_one_large_cell_is_one_colour() -> None:
    image = random_picture(11, 7)

    assert torch.allclose(palette(image, 1).pixels, image.pixels, atol=1e-6)
    assert palette(image, 64).pixels.flatten(0, 2).std(dim=0).max() < 1e-6


def test_coarsening_takes_the_detail_and_keeps_the_colours() -> None:
    image = random_picture(64, 64)

    found = coarsen(image, 8.0).pixels

    assert found.std() < image.pixels.std() / 4
    assert found.mean() == pytest.approx(float(image.pixels.mean()), abs=0.01)


def test_a_factor_of_one_without_blur_changes_nothing() -> None:
    image = random_picture()

    assert torch.equal(coarsen(image, 1.0).pixels, image.pixels)


def test_blur_comes_on_top() -> None:
    image = random_picture(64, 64)

    deviations = [float(coarsen(image, 2.0, blur).pixels.std()) for blur in (0.0, 1.0, 4.0)]

    assert deviations[0] > 1.5 * deviations[1] > 2 * deviations[2]


def test_what_is_as_bright_as_the_level_is_white_and_what_is_darker_black() -> None:
    greys = torch.tensor([0.0, 0.49, 0.51, 1.0])
    image = Image(greys[None, None, :, None].expand(1, 1, 4, 3).contiguous())

    assert black_and_white(image, 0.5).pixels[0, 0, :, 0].tolist() == [0, 0, 1, 1]
    assert black_and_white(image, 0.0).pixels[0, 0, :, 0].tolist() == [1, 1, 1, 1]


def test_green_is_brighter_than_blue() -> None:
    assert black_and_white(plain((0.0, 1.0, 0.0))).pixels.min() == 1
    assert black_and_white(plain((0.0, 0.0, 1.0))).pixels.max() == 0


def test_black_ink_on_white_paper_becomes_white_on_black_and_back() -> None:
    image = random_picture()

    assert torch.equal(invert(plain((1.0, 1.0, 1.0))).pixels, plain((0.0, 0.0, 0.0)).pixels)
    assert torch.allclose(invert(invert(image)).pixels, image.pixels, atol=1e-6)


def test_ink_on_transparent_paper_becomes_white_on_black() -> None:
    pixels = torch.zeros(1, 2, 2, 4)
    pixels[0, 0, 0, 3] = 1  # one dot of black ink

    found = invert(Image(pixels)).pixels

    assert found[0, 0, 0].tolist() == [1, 1, 1]
    assert found.sum() == 3
