"""Weights read out of prompts."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.diffusion.prompts import Span, parse_prompt


@pytest.mark.parametrize(
    ("prompt", "spans"),
    [
        pytest.param("", (), id="empty"),
        pytest.param("a cat", (("a cat", 1.0),), id="plain"),
        pytest.param("a (red) cat", (("a ", 1.0), ("red", 1.1), (" cat", 1.0)), id="round"),
        pytest.param("((red))", (("red", 1.21),), id="twice"),
        pytest.param("[red]", (("red", 1 / 1.1),), id="square"),
        pytest.param("(red:1.3)", (("red", 1.3),), id="number"),
        pytest.param("(red : 0.5 )", (("red ", 0.5),), id="number with spaces"),
        pytest.param("(red:-1)", (("red", -1.0),), id="negative"),
        pytest.param("((a) b:2)", (("a", 2.2), (" b", 2.0)), id="nested"),
        pytest.param("((a:2):3)", (("a", 6.0),), id="numbers multiply"),
        pytest.param("(a:b)", (("a:b", 1.1),), id="no number"),
        pytest.param("[a:0.5]", (("a:0.5", 1 / 1.1),), id="square takes no number"),
        pytest.param(r"a \(b\) \[c\]", (("a (b) [c]", 1.0),), id="escapes"),
        pytest.param(r"C:\dir\\x", ((r"C:\dir\\x", 1.0),), id="backslashes stay"),
        pytest.param("smile :)", (("smile :)", 1.0),), id="closing alone"),
        pytest.param("a ( b", (("a ( b", 1.0),), id="opening alone"),
        pytest.param("(a] b", (("(a] b", 1.0),), id="not partners"),
        pytest.param("(a [b)", (("a [b", 1.1),), id="crossing"),
        pytest.param("()", (), id="nothing inside"),
        pytest.param("(red:99999)", (("red:99999", 1.1),), id="absurd number"),
        pytest.param("(red:500)", (("red", 100.0),), id="held at 100"),
    ],
)
def test_brackets_set_weights(prompt: str, spans: tuple[tuple[str, float], ...]) -> None:
    found = parse_prompt(prompt)

    assert [span.text for span in found] == [text for text, _ in spans]
    assert [span.weight for span in found] == pytest.approx([weight for _, weight in spans])


@given(st.text(alphabet=st.characters(exclude_characters="()[]")))
def test_text_without_brackets_is_one_unchanged_span(text: str) -> None:
    assert parse_prompt(text) == ((Span(text, 1.0),) if text else ())


@given(st.text(alphabet=st.sampled_from("()[]\\:.0123 ab+-"), max_size=60))
def test_any_text_is_a_prompt_and_no_letter_is_lost(text: str) -> None:
    spans = parse_prompt(text)

    assert all(span.text and math.isfinite(span.weight) for span in spans)
    assert all(one.weight != other.weight for one, other in pairwise(spans))
    letters = "".join(span.text for span in spans)
    assert [c for c in letters if c in "ab"] == [c for c in text if c in "ab"]


@given(st.text())
def test_an_escaped_text_reads_as_itself(text: str) -> None:
    escaped = "".join("\\" + c if c in "()[]" else c for c in text.replace("\\", "/"))

    assert "".join(span.text for span in parse_prompt(escaped)) == text.replace("\\", "/")


def test_ten_thousand_brackets_are_read_at_once() -> None:
    spans = parse_prompt("(" * 10_000 + "a" + ")" * 10_000)

    assert spans == (Span("a", 100.0),)
