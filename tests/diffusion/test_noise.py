"""Random numbers."""

import torch

from graphstudio.api import Noise
from graphstudio.diffusion.noise import draw, make_generators

CPU = torch.device("cpu")


def test_picture_i_draws_what_a_single_picture_of_seed_plus_i_draws() -> None:
    batch = draw(make_generators(Noise(10), 3), (4, 5, 6), CPU)
    single = draw(make_generators(Noise(12), 1), (4, 5, 6), CPU)

    assert torch.equal(batch[2:], single)
    assert batch.shape == (3, 4, 5, 6)
    assert batch.is_contiguous()


def test_the_last_seed_is_followed_by_the_first() -> None:
    batch = draw(make_generators(Noise(2**64 - 1), 2), (1, 2, 2), CPU)

    assert torch.equal(batch[1:], draw(make_generators(Noise(0), 1), (1, 2, 2), CPU))


def test_generators_move_on() -> None:
    generators = make_generators(Noise(1), 1)

    assert not torch.equal(*(draw(generators, (1, 2, 2), CPU) for _ in range(2)))
