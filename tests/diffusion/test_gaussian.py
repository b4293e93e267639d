import torch

from graphstudio.diffusion.gaussian import bell, blur, blur_pixels


def test_the_bell_adds_up_to_one_and_is_even() -> None:
    weights = bell(1.5, 5)

    assert weights.shape == (11,)
    assert torch.isclose(weights.sum(), torch.tensor(1.0))
    assert torch.allclose(weights, weights.flip(0))


def test_a_dot_becomes_a_bell_of_the_wanted_deviation() -> None:
    plane = torch.zeros(1, 41, 41)
    plane[0, 20, 20] = 1

    spread = blur(plane, 3.0)[0]

    place = torch.arange(41) - 20.0
    assert torch.isclose(spread.sum(), torch.tensor(1.0), atol=1e-5)
    assert abs((spread.sum(0) * place**2).sum().sqrt().item() - 3) < 0.05


def test_one_colour_stays_as_it_is_even_in_a_pixel_or_a_large_blur() -> None:
    for height, width in ((1, 1), (1, 7), (5, 3)):
        plain = torch.full((2, height, width, 3), 0.3)

        assert torch.allclose(blur_pixels(plain, 20.0), plain, atol=1e-6)
