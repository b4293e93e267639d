import pytest
import torch

from graphstudio.diffusion.fills import gradient, solid
from graphstudio.errors import BadValue

RED, BLUE = torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 0.0, 1.0])


def test_a_solid_picture_is_its_colour_everywhere() -> None:
    assert solid(3, 2, RED).pixels.tolist() == [[[[1, 0, 0]] * 3] * 2]


@pytest.mark.parametrize(
    ("degrees", "red", "blue"),
    [
        pytest.param(0, (0, 0), (0, 4), id="to the right"),
        pytest.param(90, (0, 0), (2, 0), id="down"),
        pytest.param(180, (2, 4), (2, 0), id="to the left"),
        pytest.param(45, (0, 0), (2, 4), id="to the corner"),
    ],
)
def test_a_gradient_runs_from_edge_to_edge(
    degrees: float, red: tuple[int, int], blue: tuple[int, int]
) -> None:
    pixels = gradient(5, 3, RED, BLUE, degrees=degrees).pixels[0]

    assert torch.allclose(pixels[red], RED, atol=1e-6)
    assert torch.allclose(pixels[blue], BLUE, atol=1e-6)
    assert torch.allclose(pixels[1, 2], (RED + BLUE) / 2)


def test_a_radial_gradient_begins_in_the_middle_and_ends_in_the_corners() -> None:
    pixels = gradient(5, 3, RED, BLUE, kind="radial").pixels[0]

    assert torch.equal(pixels[1, 2], RED)
    assert torch.allclose(pixels[0, 0], BLUE, atol=1e-6)


def test_a_single_pixel_is_in_between_and_no_size_is_refused() -> None:
    assert gradient(1, 1, RED, BLUE).pixels.tolist() == [[[[0.5, 0, 0.5]]]]
    with pytest.raises(BadValue, match="0 x 4 px is no size"):
        solid(0, 4, RED)
