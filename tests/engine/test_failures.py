"""Failures in words."""

from pathlib import Path

import pytest
import torch

from graphstudio.api import Image
from graphstudio.engine.failures import describe_inputs, is_out_of_memory
from graphstudio.errors import OutOfMemory
from tests.engine.laboratory import Laboratory


def test_inputs_are_shown_in_short() -> None:
    shown = describe_inputs(
        {
            "steps": 20,
            "prompt": "a " * 100,
            "path": Path("a/b"),
            "image": Image(torch.zeros(1, 8, 8, 3)),
            "tensor": torch.zeros(2, dtype=torch.float16),
            "items": [1, 2, 3],
            "lab": object(),
            "none": None,
        }
    )

    assert shown == (
        "steps=20, prompt='a a a a a a a a a a a a a a a a a a a a a a a …, path=a/b, "
        "image=Image (1, 8, 8, 3) float32, tensor=(2,) float16, items=list of 3, lab=object, "
        "none=None"
    )


def test_out_of_memory_is_seen_through_what_wraps_it() -> None:
    wrapped = ValueError("the sampler failed")
    wrapped.__cause__ = MemoryError()

    assert is_out_of_memory(wrapped)
    assert is_out_of_memory(OutOfMemory("the model does not fit"))


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(RuntimeError("mat1 and mat2 shapes cannot be multiplied"), id="shapes"),
        pytest.param(ValueError("out of memory"), id="only the words"),
    ],
)
def test_other_errors_are_no_lack_of_memory(error: Exception) -> None:
    assert not is_out_of_memory(error)


def test_an_error_from_a_library_is_placed_at_the_line_of_the_node(lab: Laboratory) -> None:
    def call(_: int) -> int:
        return int(torch.zeros(2).reshape(3)[0])

    lab.hooks["hook"] = call

    error = lab.run(lab.graph({"h": "hook"})).errors["h"]

    assert "laboratory.py" in str(error)
    assert ", in hook" in str(error)


def test_a_broken_message_of_foreign_code_breaks_nothing(lab: Laboratory) -> None:
    class Rude(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no")

    def call(_: int) -> int:
        raise Rude

    lab.hooks["hook"] = call

    assert "Rude" in str(lab.run(lab.graph({"h": "hook"})).errors["h"])
