"""Find what somebody means from a few letters of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T")

_START = 12.0  # of a word: "vd" means "VAE Decode"
_RUN = 6.0  # a letter right after the last one that matched
_EXACT_CASE = 0.5
_GAP = 0.4  # for each letter skipped between two that matched
_FIRST = 8.0  # the very first letter of the text
_WHOLE = 30.0  # the text is all of it
_PREFIX = 20.0  # the text begins with it
_WORD = 14.0  # one of its words begins with it
_LEAST = 4.0  # for each letter, when they are not side by side
_NAMED = 8.0  # the title matches, and another text is just what was typed
_NEXT_TEXT = 18.0  # off for each text further back: a keyword says less than a title


@dataclass(frozen=True, slots=True)
class Match:
    """Say how well a text matched.

    Attributes:
        score: Higher is better; comparable between texts for one question.
        spots: Which letters of the text matched, by index, in order.
    """

    score: float
    spots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ranked(Generic[T]):
    """Hold a choice that matched.

    Attributes:
        choice: What was given.
        score: Higher is better.
        spots: Which letters of its first text matched; empty when another text did.
    """

    choice: T
    score: float
    spots: tuple[int, ...]


def match(wanted: str, text: str) -> Match | None:
    """Tell how well what was typed matches a text; None if it does not.

    Every word that was typed must be in the text with all its letters in order, not always
    side by side: "ksam", "k s" and "smpl" all find "K Sampler". The order of words is free.
    """
    low = text.lower()
    if len(low) != len(text):  # a letter such as "İ" has a longer small one
        low = text
    score, spots = 0.0, set[int]()
    for word in wanted.lower().split():
        found = _matched_word(word, text, low)
        if found is None:
            return None
        score += found.score
        spots.update(found.spots)
    return Match(score - 0.05 * len(text), tuple(sorted(spots)))


def rank(wanted: str, choices: Iterable[T], texts: Callable[[T], Sequence[str]]) -> list[Ranked[T]]:
    """Give the choices that match, best first; all of them in order when nothing is wanted.

    Args:
        wanted: What was typed.
        choices: What can be found.
        texts: What a choice can be found by: its title first, then words that say less.
    """
    if not wanted.strip():
        return [Ranked(choice, 0.0, ()) for choice in choices]
    ranked = [found for choice in choices if (found := _ranked(wanted, choice, texts(choice)))]
    return sorted(ranked, key=lambda one: -one.score)


def _ranked(wanted: str, choice: T, texts: Sequence[str]) -> Ranked[T] | None:
    best: Ranked[T] | None = None
    for place, text in enumerate(texts):
        found = match(wanted, text)
        if found is None:
            continue
        score = found.score - _NEXT_TEXT * min(place, 2)
        if best is None or score > best.score:
            best = Ranked(choice, score, found.spots if place == 0 else ())
    is_named = any(text.lower() == wanted.strip().lower() for text in texts[1:])
    if best is not None and is_named and match(wanted, texts[0]) is not None:
        return replace(best, score=best.score + _NAMED)
    return best


def _matched_word(word: str, text: str, low: str) -> Match | None:
    at = low.find(word)
    # The middle of a word is the poorest place to find something: look for a better one.
    while at > 0 and not _is_start(text, at):
        further = low.find(word, at + 1)
        if further < 0:
            at = low.find(word)
            break
        at = further
    if at >= 0:
        return Match(_whole_score(word, text, at), tuple(range(at, at + len(word))))
    return _scattered(word, text, low)


def _whole_score(word: str, text: str, at: int) -> float:
    score = _START + _RUN * (len(word) - 1)
    if at == 0:
        return score + (_WHOLE if len(word) == len(text) else _PREFIX)
    return score + (_WORD if _is_start(text, at) else 0.0)


def _scattered(word: str, text: str, low: str) -> Match | None:
    """Take starts of words where the rest still matches, else the next letter that does."""
    spots: list[int] = []
    score, last = 0.0, -1
    for number, letter in enumerate(word):
        at = _next_spot(letter, word[number + 1 :], text, low, last)
        if at < 0:
            return None
        is_run = at == last + 1 and last >= 0
        score += _RUN if is_run else (_START if _is_start(text, at) else 1.0)
        score += _FIRST if at == 0 else 0.0
        score -= _GAP * (at - last - 1)
        spots.append(at)
        last = at
    # Letters strewn over a long text mean nothing.
    return Match(score, tuple(spots)) if score >= _LEAST * len(word) else None


def _next_spot(letter: str, rest: str, text: str, low: str, last: int) -> int:
    plain = low.find(letter, last + 1)
    if plain < 0 or plain == last + 1:
        return plain
    at = plain
    while at >= 0:
        if _is_start(text, at) and _has_in_order(rest, low, at + 1):
            return at
        at = low.find(letter, at + 1)
    return plain


def _has_in_order(letters: str, low: str, start: int) -> bool:
    for letter in letters:
        start = low.find(letter, start) + 1
        if not start:
            return False
    return True


def _is_start(text: str, at: int) -> bool:
    if at == 0:
        return True
    before, here = text[at - 1], text[at]
    return not before.isalnum() or (here.isupper() and before.islower())
