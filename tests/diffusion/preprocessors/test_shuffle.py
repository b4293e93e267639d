import pytest
import torch

from graphstudio.api import Image, Noise
from graphstudio.diffusion.preprocessors.shuffle import shuffle_content
from tests.diffusion.preprocessors.drawings import plain, random_picture, square

RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def test_the_same_seed_stirs_the_same_way_and_another_one_another() -> None:
    image = random_picture(48, 40)

    once, again, other = (shuffle_content(image, Noise(seed)).pixels for seed in (3, 3, 4))

    assert torch.equal(once, again)
    assert not torch.allclose(once, other, atol=0.1)


def test_the_second_picture_of_a_batch_is_stirred_by_the_next_seed() -> None:
    one = random_picture(48, 40).pixels

    both = shuffle_content(Image(torch.cat([one, one])), Noise(3)).pixels

    assert torch.equal(both[1:], shuffle_content(Image(one), Noise(4)).pixels)


def test_no_colour_comes_in_that_was_not_there() -> None:
    assert torch.allclose(
        shuffle_content(plain(RED), Noise(1)).pixels, plain(RED).pixels, atol=1e-5
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_colours_stay_and_the_layout_goes(seed: int) -> None:
    image = square(BLUE, RED, side=64)

    stirred = shuffle_content(image, Noise(seed)).pixels

    is_pure = (stirred - torch.tensor(RED)).abs().amax(-1).minimum(
        (stirred - torch.tensor(BLUE)).abs().amax(-1)
    ) < 0.01
    assert is_pure.float().mean() > 0.8
    assert (stirred - image.pixels).abs().amax(-1).gt(0.5).float().mean() > 0.15


def test_a_smaller_size_stirs_more_finely() -> None:
    image = square(BLUE, RED, side=64)

    def changes(size: float) -> float:
        return float(shuffle_content(image, Noise(2), size).pixels.diff(dim=2).abs().mean())

    assert changes(0.1) > 2 * changes(1.0)


def test_it_is_smooth_where_the_picture_is() -> None:
    across = torch.linspace(0, 1, 64).expand(1, 64, 64)
    slope = Image(across[..., None].expand(-1, -1, -1, 3).contiguous())

    stirred = shuffle_content(slope, Noise(1)).pixels

    assert stirred.diff(dim=1).abs().max() < 0.2
    assert stirred.diff(dim=2).abs().max() < 0.2
