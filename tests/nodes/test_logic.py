from collections.abc import Callable
from typing import Any, NoReturn

from graphstudio.api import Ready

Call = Callable[..., Any]


class Untouchable:
    """A lazy input that nobody may ask for."""

    def get(self) -> NoReturn:
        raise AssertionError("this branch must not be computed")


def test_a_switch_asks_only_for_the_side_that_is_chosen(call: Callable[[str], Call]) -> None:
    switch = call("logic.switch")

    assert switch(Ready("left"), Untouchable(), True) == "left"
    assert switch(Untouchable(), Ready("right"), False) == "right"
