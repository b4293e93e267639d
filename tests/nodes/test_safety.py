from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio import paths
from graphstudio.api import Choices, TestContext
from graphstudio.errors import ModelMissing
from graphstudio.graph.registry import Registry
from tests.diffusion.safety.tiny_checker import BLUE, RED, painted, write_checker

Call = Callable[..., Any]


@pytest.fixture
def installed() -> Path:
    """Put a tiny safety checker into the user's model folder as "careful"."""
    return write_checker(paths.models() / "careful")


def test_unsafe_pictures_are_covered_and_named(
    call: Callable[[str], Call], context: TestContext, installed: Path
) -> None:
    pictures, checker = painted(BLUE, RED, BLUE, RED), call("safety.load")("careful")

    found = call("image.check_safety")(context, checker, pictures, "black")

    assert (found.is_safe, found.unsafe) == (False, "2, 4")
    assert found.image.pixels[1::2].max() == 0
    assert torch.equal(found.image.pixels[::2], pictures.pixels[::2])


def test_safe_pictures_pass(
    call: Callable[[str], Call], context: TestContext, installed: Path
) -> None:
    pictures, checker = painted(BLUE), call("safety.load")("careful")

    found = call("image.check_safety")(context, checker, pictures)

    assert (found.is_safe, found.unsafe) == (True, "")
    assert torch.equal(found.image.pixels, pictures.pixels)


def test_they_can_be_shown_all_the_same(
    call: Callable[[str], Call], context: TestContext, installed: Path
) -> None:
    pictures, checker = painted(RED), call("safety.load")("careful")

    found = call("image.check_safety")(context, checker, pictures, "show")

    assert (found.is_safe, found.unsafe) == (False, "1")
    assert torch.equal(found.image.pixels, pictures.pixels)


def test_where_no_checker_is_installed_the_refusal_says_so(call: Callable[[str], Call]) -> None:
    with pytest.raises(ModelMissing, match=r"Installed are: none\."):
        call("safety.load")("careful")


def test_only_checkers_are_offered(registry: Registry, installed: Path) -> None:
    (installed.parent / "other").mkdir()
    knob = next(one for one in registry.require("safety.load").inputs if one.name == "checker")
    (choices,) = [hint for hint in knob.hints if isinstance(hint, Choices)]

    assert list(choices.find()) == ["careful"]


@pytest.mark.parametrize("name", ["", "nothing"])
def test_a_checker_that_is_not_there_is_refused(
    call: Callable[[str], Call], installed: Path, name: str
) -> None:
    with pytest.raises(ModelMissing, match="Installed are: careful"):
        call("safety.load")(name)
