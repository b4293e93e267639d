"""Numbers that are finite, and those that are not, in every type."""

import pytest
import torch

from graphstudio.diffusion.finite import look_at

TYPES = (torch.float16, torch.bfloat16, torch.float32, torch.float64)


@pytest.mark.parametrize("dtype", TYPES, ids=str)
@pytest.mark.parametrize("value", ["inf", "-inf", "nan", "-nan"])
@pytest.mark.parametrize("place", [0, 500, 998])
def test_one_number_that_is_not_finite_is_seen(value: str, dtype: torch.dtype, place: int) -> None:
    numbers = torch.linspace(-1, 1, 999, dtype=dtype)
    numbers[place] = float(value)

    assert not look_at(numbers).is_finite


@pytest.mark.parametrize("dtype", TYPES, ids=str)
def test_the_largest_and_smallest_numbers_are_finite(dtype: torch.dtype) -> None:
    told = torch.finfo(dtype)

    look = look_at(torch.tensor([told.max, told.min, told.tiny, -told.tiny, 0.0], dtype=dtype))

    assert look.is_finite
    assert not look.is_zero


@pytest.mark.parametrize("dtype", [*TYPES, torch.int64, torch.uint8, torch.bool], ids=str)
def test_zeros_are_seen_in_every_type(dtype: torch.dtype) -> None:
    assert look_at(torch.zeros(7, 3, dtype=dtype)).is_zero
    assert not look_at(torch.ones(7, 3, dtype=dtype)).is_zero


def test_no_numbers_are_neither() -> None:
    look = look_at(torch.zeros(0))

    assert look.is_finite
    assert not look.is_zero
