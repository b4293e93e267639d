"""Random numbers."""

import pytest
import torch

from graphstudio.api import Noise
from graphstudio.diffusion.noise import draw, draw_first, make_generators, plain_generators
from graphstudio.errors import BadValue

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


def test_a_variation_begins_at_its_seed_and_ends_at_the_other_bit_for_bit() -> None:
    start, goal = (first(Noise(seed)) for seed in (10, 77))

    assert torch.equal(first(Noise(10, ((77, 0.0),))), start)
    assert torch.equal(first(Noise(10, ((77, 1.0),))), goal)


def test_noise_that_is_varied_is_still_noise_of_deviation_one_and_turns_by_the_amount() -> None:
    start, goal = (first(Noise(seed)).flatten() for seed in (10, 77))
    whole = angle(start, goal)

    for amount in (0.1, 0.5, 0.8):
        varied = first(Noise(10, ((77, amount),)))

        assert abs(varied.std().item() - 1) < 0.03
        assert angle(start, varied.flatten()) == pytest.approx(amount * whole, abs=1e-2)


def test_picture_i_of_a_varied_batch_is_what_the_next_seeds_make_alone() -> None:
    batch = first(Noise(10, ((77, 0.3), (5, 0.6))), 3)

    assert torch.equal(batch[2:], first(Noise(12, ((79, 0.3), (7, 0.6)))))
    assert batch.is_contiguous()


def test_noise_varied_towards_its_own_seed_stays_as_it_is() -> None:
    assert torch.equal(first(Noise(10, ((10, 0.4),))), first(Noise(10)))


def test_the_noise_of_the_steps_is_that_of_the_first_seed() -> None:
    plain, varied = make_generators(Noise(4), 1), make_generators(Noise(4, ((9, 0.5),)), 1)

    draw_first(Noise(4), plain, (4, 8, 8), CPU)
    draw_first(Noise(4, ((9, 0.5),)), varied, (4, 8, 8), CPU)

    assert torch.equal(draw(plain, (4, 8, 8), CPU), draw(varied, (4, 8, 8), CPU))


def first(noise: Noise, batch: int = 1) -> torch.Tensor:
    return draw_first(noise, make_generators(noise, batch), (4, 32, 32), CPU)


def angle(one: torch.Tensor, other: torch.Tensor) -> float:
    cosine = torch.nn.functional.cosine_similarity(one.double(), other.double(), dim=0)
    return torch.arccos(cosine).item()


def test_varied_noise_is_refused_where_it_is_no_first_noise() -> None:
    varied, plain = Noise(3, ((4, 0.5),)), Noise(3)

    drawn = [torch.rand(2, generator=one) for one in plain_generators(plain, 2, "the grain")]

    assert torch.equal(drawn[1], torch.rand(2, generator=make_generators(Noise(4), 1)[0]))
    with pytest.raises(BadValue, match=r"a variation, .* the grain .* Wire Noise itself"):
        plain_generators(varied, 2, "the grain")
