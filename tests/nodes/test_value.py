from collections.abc import Callable
from typing import Any

import pytest

Call = Callable[..., Any]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        pytest.param("a house", "at night", "a house, at night", id="both"),
        pytest.param("a house", "", "a house", id="nothing second"),
        pytest.param("", "at night", "at night", id="nothing first"),
        pytest.param("", "", "", id="nothing at all"),
    ],
)
def test_joining_leaves_out_empty_texts_and_their_separator(
    call: Callable[[str], Call], first: str, second: str, joined: str
) -> None:
    assert call("value.join")(first, second) == joined
