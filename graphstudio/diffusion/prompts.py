r"""Prompts with weights, as text: who weighs how much. No torch.

The syntax is the one that people know from the Stable Diffusion web UI:

    (word)       times 1.1            ((word))     times 1.21
    [word]       divided by 1.1       (word:1.3)   times 1.3
    \( \) \[ \]  the character itself

Brackets without a partner are text. Weights of nested brackets multiply.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_STEP = 1.1
_MOST = 100.0  # beyond it there is only noise, and float16 overflows
_PIECES = re.compile(r"\\[()\[\]]|[()\[\]]|[^\\()\[\]]+|\\")
_NUMBER = re.compile(r"(.*):\s*([+-]?(?:\d{1,4}(?:\.\d{0,6})?|\.\d{1,6}))\s*", re.DOTALL)
_PARTNER = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Span:
    """Hold a piece of a prompt and its weight.

    Attributes:
        text: Without brackets and escapes.
        weight: 1 is normal; within -100..100.
    """

    text: str
    weight: float


def parse_prompt(prompt: str) -> tuple[Span, ...]:
    """Read a prompt's weights; any text at all is a prompt.

    Returns:
        Pieces in order; neighbours differ in weight and none is empty.
    """
    pieces = _PIECES.findall(prompt)
    closers = match_brackets(pieces)
    factors = {start: _factor(pieces, end) for start, end in closers.items()}
    ends = set(closers.values())
    numbered = {end - 1 for end in ends if _has_number(pieces, end)}
    spans: list[Span] = []
    weights = [1.0]
    for place, piece in enumerate(pieces):
        if place in factors:
            weights.append(weights[-1] * factors[place])
        elif place in ends:
            weights.pop()
        else:
            _append(spans, _plain(piece, is_numbered=place in numbered), weights[-1])
    return tuple(spans)


def match_brackets(pieces: Sequence[str], partners: Mapping[str, str] = _PARTNER) -> dict[int, int]:
    """Pair brackets: place of the opening one to that of the closing one.

    Args:
        pieces: A text cut at its brackets.
        partners: By the closing bracket, the opening one. Of two pairs that cross, the one that
            closes first counts.
    """
    found: dict[int, int] = {}
    openers = frozenset(partners.values())
    opened: list[int] = []
    for place, piece in enumerate(pieces):
        if piece in openers:
            opened.append(place)
        elif piece in partners:
            wanted = partners[piece]
            depth = next(
                (i for i in reversed(range(len(opened))) if pieces[opened[i]] == wanted), None
            )
            if depth is not None:
                found[opened[depth]] = place
                del opened[depth:]
    return found


def _factor(pieces: list[str], end: int) -> float:
    if pieces[end] == "]":
        return 1 / _STEP
    if not _has_number(pieces, end):
        return _STEP
    found = _NUMBER.fullmatch(pieces[end - 1])
    assert found is not None
    return float(found[2])


def _has_number(pieces: list[str], end: int) -> bool:
    return pieces[end] == ")" and _NUMBER.fullmatch(pieces[end - 1]) is not None


def _plain(piece: str, *, is_numbered: bool) -> str:
    if is_numbered:
        found = _NUMBER.fullmatch(piece)
        assert found is not None
        return str(found[1])
    return piece[1:] if len(piece) == 2 and piece[0] == "\\" else piece


def _append(spans: list[Span], text: str, weight: float) -> None:
    held = max(-_MOST, min(_MOST, weight))
    if text and spans and spans[-1].weight == held:
        spans[-1] = Span(spans[-1].text + text, held)
    elif text:
        spans.append(Span(text, held))
