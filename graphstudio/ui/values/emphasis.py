"""Weighing words of a prompt: `(word:1.1)`, made and changed with a key."""

from __future__ import annotations

import re
from typing import NamedTuple

_WEIGHED = re.compile(r"\(([^()]*):([0-9]*\.?[0-9]+)\)")
_WORD = re.compile(r"[^\s,()\[\]:]+")


class Emphasis(NamedTuple):
    """Say what takes the place of a part of a text.

    Attributes:
        start: Where the part begins.
        stop: Where it ends.
        text: What takes its place.
        marked: Which part of `text` is marked afterwards.
    """

    start: int
    stop: int
    text: str
    marked: tuple[int, int]


def emphasised(text: str, start: int, stop: int, change: float) -> Emphasis:
    """Change the weight of what is marked, or of the word at the cursor.

    A weight of 1 needs no brackets. Weights stay between 0 and 3.

    Args:
        text: The prompt.
        start: Where the mark begins.
        stop: Where it ends; the same place when nothing is marked.
        change: By how much the weight changes.
    """
    for found in _WEIGHED.finditer(text):
        if found.start() <= start and stop <= found.end():
            return _weighed(found.start(), found.end(), found[1], float(found[2]) + change)
    if start == stop:
        start, stop = _word_at(text, start)
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    if start == stop:
        return Emphasis(start, stop, "", (0, 0))
    return _weighed(start, stop, text[start:stop], 1 + change)


def _weighed(start: int, stop: int, words: str, weight: float) -> Emphasis:
    weight = round(min(max(weight, 0.0), 3.0), 2)
    if weight == 1:
        return Emphasis(start, stop, words, (0, len(words)))
    return Emphasis(start, stop, f"({words}:{weight:g})", (1, 1 + len(words)))


def _word_at(text: str, place: int) -> tuple[int, int]:
    for found in _WORD.finditer(text):
        if found.start() <= place <= found.end():
            return found.span()
    return place, place
