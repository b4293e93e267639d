"""Weighing words of a prompt."""

import pytest

from graphstudio.ui.values.emphasis import emphasised


def weighed(text: str, start: int, stop: int, change: float) -> str:
    made = emphasised(text, start, stop, change)
    return text[: made.start] + made.text + text[made.stop :]


@pytest.mark.parametrize(
    ("text", "start", "stop", "change", "result"),
    [
        pytest.param("a red cat", 2, 5, 0.1, "a (red:1.1) cat", id="what is marked"),
        pytest.param("a red cat", 3, 3, 0.1, "a (red:1.1) cat", id="the word at the cursor"),
        pytest.param("a red cat", 1, 6, -0.1, "a (red:0.9) cat", id="without the spaces around"),
        pytest.param("a (red:1.1) cat", 4, 4, 0.1, "a (red:1.2) cat", id="what has a weight"),
        pytest.param("a (red:1.1) cat", 3, 6, -0.1, "a red cat", id="back to no weight"),
        pytest.param("a (red:2.95) cat", 4, 4, 0.1, "a (red:3) cat", id="not over three"),
        pytest.param("(a b:0.05)", 2, 2, -0.1, "(a b:0)", id="not below nothing"),
        pytest.param("a,  b", 3, 3, 0.1, "a,  b", id="nothing where no word is"),
    ],
)
def test_a_key_weighs_words(text: str, start: int, stop: int, change: float, result: str) -> None:
    assert weighed(text, start, stop, change) == result


def test_the_words_stay_marked_so_that_the_key_can_be_pressed_again() -> None:
    once = emphasised("a red cat", 2, 5, 0.1)
    text = "a " + once.text + " cat"
    mark = tuple(once.start + place for place in once.marked)

    twice = emphasised(text, mark[0], mark[1], 0.1)

    assert twice.text == "(red:1.2)"
