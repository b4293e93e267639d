"""What a value says, as a hash."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from graphstudio.api import Conditioning, Image, Model, NoContent, Noise, content_hash


def text(said: str = "a cat", fill: float = 1.0) -> Conditioning:
    return Conditioning(torch.full((1, 2, 3), fill), "sd1", text=said)


def test_equal_values_have_one_hash_whatever_objects_they_are() -> None:
    assert content_hash(text()) == content_hash(text())
    assert content_hash({"b": 1, "a": [1, 2]}) == content_hash({"a": (1, 2), "b": 1})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (1, "1"),
        (None, "None"),
        (0.0, -0.0),
        ("a", Path("a")),
        (["ab"], ["a", "b"]),
        ([["a"], "b"], [["a", "b"]]),
        (torch.zeros(2, 3), torch.zeros(3, 2)),
        (torch.zeros(2), torch.zeros(2, dtype=torch.float16)),
        (torch.zeros(2), np.zeros(2, dtype=np.float32)),
        (torch.zeros(2), torch.tensor([0.0, -0.0])),
        (Noise(1), Noise(2)),
        (text(fill=1.0), text(fill=2.0)),
        (text(), replace(text(), weight=2.0)),
        (text(), replace(text(), others=(text(),))),
        (Image(torch.zeros(1, 2, 2, 3)), torch.zeros(1, 2, 2, 3)),
    ],
)
def test_what_differs_has_another_hash(one: object, other: object) -> None:
    assert content_hash(one) != content_hash(other)


def test_words_for_people_are_no_part_of_it() -> None:
    assert content_hash(text("a cat")) == content_hash(text("a cat "))


def test_strides_are_no_part_of_it() -> None:
    values = torch.arange(6.0).reshape(2, 3)

    assert content_hash(values) == content_hash(values.t().contiguous().t())


def test_half_and_whole_numbers_are_taken_too() -> None:
    assert content_hash(torch.zeros(3, dtype=torch.bfloat16)) != content_hash(
        torch.zeros(3, dtype=torch.float16)
    )
    assert content_hash(torch.zeros(0)) != content_hash(torch.zeros(0, 1))


def test_a_model_is_told_by_what_is_in_it_and_not_by_where_it_is() -> None:
    model: Model[Any] = Model("vae", "sd1", "one", "d1", 10, source=object())  # type: ignore[arg-type]

    assert content_hash(model) == content_hash(replace(model, name="renamed"))
    assert content_hash(model) != content_hash(replace(model, digest="d2"))
    assert content_hash(model) != content_hash(replace(model, precision="float16"))


@dataclass(frozen=True)
class Foreign:
    thing: object


@pytest.mark.parametrize("value", [object(), {1: 2}, Foreign(object()), [lambda: 1], {1, 2}])
def test_what_cannot_be_told_apart_is_refused(value: object) -> None:
    with pytest.raises(NoContent):
        content_hash(value)
