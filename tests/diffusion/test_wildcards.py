"""Texts with choices in them."""

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.diffusion.wildcards import WordLists, digest_lists, draw_text
from graphstudio.errors import BadValue

NOWHERE = WordLists(Path("/nowhere"))


@pytest.fixture
def lists(tmp_path: Path) -> WordLists:
    (tmp_path / "animal").mkdir()
    (tmp_path / "colour.txt").write_text("# of a coat\nred\n\n  blue  \n", encoding="utf-8")
    (tmp_path / "animal" / "bird.txt").write_text("__colour__ {robin|wren}\n", encoding="utf-8")
    (tmp_path / "loop.txt").write_text("more __loop__\n", encoding="utf-8")
    (tmp_path / "heavy.txt").write_text("0::never\nalways\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("# nothing\n", encoding="utf-8")
    (tmp_path / "torn.txt").write_bytes(b"\xff\xfe\x00")
    return WordLists(tmp_path)


def drawn(text: str, lists: WordLists = NOWHERE, count: int = 200) -> set[str]:
    return {draw_text(text, seed, lists) for seed in range(count)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("a {red|green} cat", {"a red cat", "a green cat"}, id="one of two"),
        pytest.param("{a|b}{c|d}", {"ac", "ad", "bc", "bd"}, id="each by itself"),
        pytest.param("{a|b{c|d}}", {"a", "bc", "bd"}, id="nested"),
        pytest.param("{a|}x", {"ax", "x"}, id="or nothing"),
        pytest.param("{0::a|b}", {"b"}, id="never"),
        pytest.param("{a}", {"a"}, id="one of one"),
        pytest.param("{[a|b]|c}", {"[a|b]", "c"}, id="square brackets keep their bars"),
        pytest.param(r"{a\|b}", {"a|b"}, id="escaped bar"),
        pytest.param(r"\{a|b\}", {"{a|b}"}, id="escaped braces"),
        pytest.param(r"\__colour__", {"__colour__"}, id="escaped list"),
        pytest.param("{a|b", {"{a|b"}, id="without a partner"),
        pytest.param("snake_case a__b (x:1.2)", {"snake_case a__b (x:1.2)"}, id="no list"),
        pytest.param("__../secret__", {"__../secret__"}, id="no way out of the folder"),
    ],
)
def test_choices_are_made(text: str, wanted: set[str]) -> None:
    assert drawn(text) == wanted


def test_lists_are_drawn_from_and_may_hold_choices_and_lists(lists: WordLists) -> None:
    assert drawn("a __colour__ fox", lists) == {"a red fox", "a blue fox"}
    assert drawn("__animal/bird__", lists) == {
        "red robin",
        "red wren",
        "blue robin",
        "blue wren",
    }
    assert drawn("__heavy__", lists) == {"always"}


def test_a_weight_says_how_often(lists: WordLists) -> None:
    found = Counter(draw_text("{3::a|b}", seed, lists) for seed in range(2000))

    assert 0.72 < found["a"] / 2000 < 0.78


def test_one_seed_draws_one_text_for_ever() -> None:
    text = "{a|b|c|d} {1|2|3|4} {x|y|z}"

    assert [draw_text(text, seed, NOWHERE) for seed in (0, 1, 2**64 - 1)] == [
        "d 4 y",
        "a 4 z",
        "a 2 x",
    ]


def test_a_later_choice_does_not_change_an_earlier_one() -> None:
    one = [draw_text("{a|b|c}", seed, NOWHERE) for seed in range(50)]
    more = [draw_text("{a|b|c} {d|e}", seed, NOWHERE) for seed in range(50)]

    assert [text[0] for text in more] == one


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            "__color__", r"no word list __color__: no file .*color\.txt.* colour", id="no"
        ),
        pytest.param("__qqqq__", r"There are: animal/bird, colour", id="nothing close"),
        pytest.param("__empty__", r"empty\.txt is empty", id="empty"),
        pytest.param("__torn__", r"torn\.txt cannot be read .* UTF-8", id="no text"),
        pytest.param("__loop__", r"__loop__ in __loop__", id="without end"),
        pytest.param("{0::a|0::b}", r"All weights are 0 in \{0::a\|0::b\}", id="no weight"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(text: str, wanted: str, lists: WordLists) -> None:
    with pytest.raises(BadValue, match=wanted):
        draw_text(text, 1, lists)


def test_the_digest_changes_with_every_list_that_may_be_drawn_from(lists: WordLists) -> None:
    before = digest_lists("a __animal/bird__", lists)
    other = lists.folder / "heavy.txt"
    inner = lists.folder / "colour.txt"

    other.write_text("something else", encoding="utf-8")
    assert digest_lists("a __animal/bird__", lists) == before
    inner.write_text("green", encoding="utf-8")
    assert digest_lists("a __animal/bird__", lists) != before


@given(st.text(alphabet=st.characters(exclude_characters="{}_\\")), st.integers(0, 2**64 - 1))
def test_a_text_without_choices_is_unchanged(text: str, seed: int) -> None:
    assert draw_text(text, seed, NOWHERE) == text


@given(st.lists(st.sampled_from([*"{}|[]:\\_a1", "__", "2::", "__x__"]), max_size=30).map("".join))
def test_any_text_is_drawn_or_refused_in_words(text: str) -> None:
    with suppress(BadValue):
        found = draw_text(text, 7, NOWHERE)

        assert found == draw_text(text, 7, NOWHERE)
        assert set(found) <= set(text)
