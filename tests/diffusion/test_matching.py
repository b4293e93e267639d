import pytest
import torch

from graphstudio.diffusion.matching import match
from graphstudio.errors import BadValue


def test_what_there_is_one_of_is_repeated() -> None:
    one, several = match({"a": torch.zeros(1, 2, 3, 3), "b": torch.zeros(4, 2, 3)})

    assert one.shape == (4, 2, 3, 3)
    assert several.shape == (4, 2, 3)


def test_size_and_number_that_do_not_fit_are_both_told_by_name() -> None:
    parts = {"The picture": torch.zeros(2, 4, 6, 3), "the mask": torch.zeros(3, 4, 5)}

    with pytest.raises(BadValue) as caught:
        match(parts)

    assert [one.partition(". ")[0] for one in caught.value.problems] == [
        "The picture is 6 x 4 px, the mask is 5 x 4 px",
        "The picture is a batch of 2, the mask is a batch of 3",
    ]
