"""Prompts that change while a picture is denoised, as text."""

from dataclasses import replace
from itertools import groupby, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.api import When
from graphstudio.diffusion.timelines import escape_separators, read_timeline
from graphstudio.errors import BadValue

PIECES = st.lists(
    st.sampled_from(["[", "]", "(", ")", ":", "|", "\\", "0.4", ".5", "2", "1.0", "a", "b ", "-"]),
    max_size=24,
).map("".join)


def said(text: str, steps: int = 10) -> list[str]:
    """Say what a prompt is at each step, as the sampler goes through them."""
    moments = read_timeline([text])
    held = [[one for one in moments if one.when.holds(call, steps)] for call in range(steps)]
    assert {len(one) for one in held} == {1}
    return [one[0].texts[0] for one in held]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("a [cat:dog:0.4] sits", [(4, "a cat sits"), (6, "a dog sits")], id="from-to"),
        pytest.param("a [cat:dog:.35]", [(4, "a cat"), (6, "a dog")], id="between two steps"),
        pytest.param("a [cat:dog:3]", [(3, "a cat"), (7, "a dog")], id="after steps"),
        pytest.param("a [hat:0.4]", [(4, "a "), (6, "a hat")], id="appears"),
        pytest.param("a [hat: 3 ]", [(3, "a "), (7, "a hat")], id="blanks around the number"),
        pytest.param("a [hat::0.4]", [(4, "a hat"), (6, "a ")], id="disappears"),
        pytest.param("[:x:0.5]", [(5, ""), (5, "x")], id="from nothing"),
        pytest.param("[a : b : 1]", [(1, "a "), (9, " b ")], id="blanks stay"),
        pytest.param("[a:b:0]", [(10, "b")], id="at once"),
        pytest.param("[a:b:-1]", [(10, "b")], id="before the run"),
        pytest.param("[a:b:1.0]", [(10, "a")], id="a fraction of one is never"),
        pytest.param("[a:b:1]", [(1, "a"), (9, "b")], id="one is a step"),
        pytest.param("[a:b:2.5]", [(10, "a")], id="a fraction beyond the run is never"),
        pytest.param("[a:b:50]", [(10, "a")], id="a step beyond the run is never"),
        pytest.param("x[b:[c:d:5]:0.2]y", [(2, "xby"), (3, "xcy"), (5, "xdy")], id="nested"),
        pytest.param("[(a:2):3]", [(3, ""), (7, "(a:2)")], id="weights inside"),
        pytest.param("([a:b:0.5]:1.2)", [(5, "(a:1.2)"), (5, "(b:1.2)")], id="weights around"),
        pytest.param("a [[[b]]:2]", [(2, "a "), (8, "a [[b]]")], id="square weights inside"),
        pytest.param("[a:b:.2] [c:d:.2]", [(2, "a c"), (8, "b d")], id="two at once"),
        pytest.param("[a:b:.2][c:d:7]", [(2, "ac"), (5, "bc"), (3, "bd")], id="two kinds"),
        pytest.param("[a|b:0.5]", [(10, "[a|b:0.5]")], id="neither one nor the other"),
        pytest.param("[a:b:c:0.5]", [(10, "[a:b:c:0.5]")], id="three texts are a weight"),
        pytest.param("[a:b]", [(10, "[a:b]")], id="no number is a weight"),
        pytest.param("[word]", [(10, "[word]")], id="a weight stays"),
        pytest.param("a [unclosed:0.5", [(10, "a [unclosed:0.5")], id="unclosed is text"),
        pytest.param("a]:0.5]", [(10, "a]:0.5]")], id="unopened is text"),
        pytest.param("((a][:b:c [d:3]", [(3, "((a][:b:c "), (7, "((a][:b:c d")], id="mixed up"),
        pytest.param(r"\[a:b:0.5\]", [(10, r"\[a:b:0.5\]")], id="escaped brackets are text"),
        pytest.param(r"[a\:b:c:0.4]", [(4, "a:b"), (6, "c")], id="escaped colon"),
        pytest.param(r"[a\|b]", [(10, "[a|b]")], id="escaped bar"),
        pytest.param(r"C\:\| \||/", [(10, r"C\:\| \||/")], id="outside they are themselves"),
    ],
)
def test_a_text_changes_at_its_time(text: str, wanted: list[tuple[int, str]]) -> None:
    lasting = [(len(list(steps)), one) for one, steps in groupby(said(text))]

    assert lasting == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("[a|b]", ["a", "b", "a", "b", "a", "b"], id="two"),
        pytest.param("[a|b|c]", ["a", "b", "c", "a", "b", "c"], id="three"),
        pytest.param("[fe|]male", ["female", "male"] * 3, id="with nothing"),
        pytest.param("[a|(b:1.1)]", ["a", "(b:1.1)"] * 3, id="with a weight"),
        pytest.param("[a:[b|c]:0.5]", ["a", "a", "a", "c", "b", "c"], id="after a switch"),
        pytest.param("[a|b] [c|d|e]", ["a c", "b d", "a e", "b c", "a d", "b e"], id="two rhythms"),
        pytest.param("[a|[b:c:4]]", ["a", "b", "a", "b", "a", "c"], id="a switch inside"),
    ],
)
def test_words_take_turns_from_step_to_step(text: str, wanted: list[str]) -> None:
    assert said(text, 6) == wanted


def test_a_step_of_two_calls_says_one_text() -> None:
    moments = [replace(one.when, calls_a_step=2) for one in read_timeline(["[a|b]"])]

    assert [call for call in range(9) if moments[0].holds(call, 9)] == [0, 1, 4, 5, 8]


def test_prompts_that_are_read_together_change_together() -> None:
    moments = read_timeline(["[a:b:0.5]", "[c:d:0.2] x"])

    found = [(one.texts, one.when.start, one.when.end) for one in moments]
    assert found == [
        (("a", "c x"), 0.0, 0.2),
        (("a", "d x"), 0.2, 0.5),
        (("b", "d x"), 0.5, 1.0),
    ]


def test_a_prompt_that_changes_too_often_is_refused() -> None:
    with pytest.raises(BadValue, match="more than 400 different texts"):
        read_timeline(["[a|b][a|b|c][a|b|c|d|e][a|b|c|d|e|f|g][a|b|c|d|e|f|g|h|i|j|k]"])


def test_too_many_brackets_in_each_other_are_refused() -> None:
    with pytest.raises(BadValue, match="inside each other"):
        read_timeline(["[" * 5000 + "a" + ":0.5]" * 5000])


def test_ten_thousand_weights_in_each_other_are_no_change() -> None:
    text = "[" * 10_000 + "a" + "]" * 10_000

    assert [one.texts for one in read_timeline([text])] == [(text,)]


@given(st.text(alphabet=st.characters(exclude_characters="[]")))
def test_a_text_without_square_brackets_is_unchanged(text: str) -> None:
    (moment,) = read_timeline([text])

    assert moment.texts == (text,)
    assert moment.when == When()


@given(PIECES)
def test_exactly_one_text_is_said_in_each_call_of_any_run(text: str) -> None:
    moments = read_timeline([text])

    for calls, order in product((1, 3, 7), (1, 2)):
        whens = [replace(one.when, calls_a_step=order) for one in moments]
        assert {sum(one.holds(call, calls) for one in whens) for call in range(calls)} == {1}


@given(PIECES)
def test_an_old_text_is_written_so_that_it_never_changes(text: str) -> None:
    (moment,) = read_timeline([escape_separators(text)])

    assert moment.texts == (text,)


@pytest.mark.parametrize("text", ["a [word] (x:1.2)", "[cat, dog]", "a:b|c", r"\[a:b:1\]"])
def test_an_old_text_that_means_the_same_today_is_left_as_it_was(text: str) -> None:
    assert escape_separators(text) == text
