"""Seals: a tensor that was changed in place shows."""

from collections.abc import Callable

import pytest
import torch

from graphstudio.api import Image
from graphstudio.engine.results import Result


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda tensor: tensor.mul_(2), id="method"),
        pytest.param(lambda tensor: tensor.__setitem__(0, 1), id="item"),
        pytest.param(lambda tensor: tensor[1:].zero_(), id="view"),
        pytest.param(lambda tensor: torch.add(tensor, 1, out=tensor), id="out"),
        pytest.param(lambda tensor: tensor.copy_(torch.ones(3)), id="copy"),
    ],
)
def test_a_change_in_place_breaks_the_seal(spoil: Callable[[torch.Tensor], object]) -> None:
    tensor = torch.zeros(3)
    result = Result.of((Image(tensor),), 0.0)
    before = result.is_intact

    spoil(tensor)

    assert (before, result.is_intact) == (True, False)


def test_reading_a_tensor_leaves_the_seal_whole() -> None:
    tensor = torch.zeros(3)
    result = Result.of((tensor,), 0.0)

    _ = tensor * 2 + tensor.clone().add_(1)

    assert result.is_intact


def test_a_tensor_that_does_not_count_its_changes_is_left_unsealed() -> None:
    with torch.inference_mode():
        tensor = torch.zeros(3)

    assert Result.of((tensor,), 0.0).seal == ()
