r"""Prompts that change while a picture is denoised, as text. No torch.

The syntax is the one that people know from the Stable Diffusion web UI (prompt editing and
alternating words):

    [from:to:0.4]   "from", and after 0.4 of the run "to"
    [to:0.4]        nothing, and after 0.4 of the run "to"
    [from::0.4]     "from", and after 0.4 of the run nothing
    [a|b|c]         "a" in the first step, "b" in the second, "c" in the third, then "a" again
    \: \|           the character itself, within square brackets

A number with a point is a fraction of the run, one without counts steps: `[cat:dog:8]` changes
after eight steps, and `[cat:dog:1.0]` never. Any text may stand inside: weights, and more of the
same. Brackets that have no partner, or hold none of these, are left for `prompts.parse_prompt`,
where `[word]` is a weight: no text is wrong, as in the web UI.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import groupby, pairwise
from math import lcm

from graphstudio.api import When
from graphstudio.diffusion.prompts import match_brackets
from graphstudio.errors import BadValue

_MOST_TEXTS = 400
_MOST_DEPTH = 40
_PIECES = re.compile(r"\\[()\[\]:|]|[()\[\]:|]|[^\\()\[\]:|]+|\\")
_NUMBER = re.compile(r"\s*([+-]?(?:\d{1,6}\.?\d{0,6}|\.\d{1,6}))\s*")
_ESCAPED = frozenset({r"\:", r"\|"})


@dataclass(frozen=True, slots=True)
class Moment:
    """Hold what some prompts say at a time.

    Attributes:
        texts: One for each prompt, with weights still in it.
        when: The time.
    """

    texts: tuple[str, ...]
    when: When


@dataclass(frozen=True, slots=True)
class _Switch:
    before: "_Items"
    after: "_Items"
    share: float | None
    step: int


@dataclass(frozen=True, slots=True)
class _Turns:
    options: tuple["_Items", ...]


_Items = tuple["str | _Switch | _Turns", ...]


@dataclass(slots=True)
class _Open:
    """A bracket that is being read: what lies between its separators so far."""

    bracket: str
    fields: list[list["str | _Switch | _Turns"]] = field(default_factory=lambda: [[]])
    separators: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _At:
    """A moment, for finding out what is said then."""

    share: float
    step: int
    turn: int


def read_timeline(texts: Sequence[str]) -> tuple[Moment, ...]:
    """Say what prompts that are read together say, and when.

    Returns:
        Moments of which exactly one holds in any call of any run. One that always holds if the
            texts never change.

    Raises:
        BadValue: There are too many different texts to encode, or brackets in brackets.
    """
    read = [_parse(text) for text in texts]
    found = [one for items in read for one in _changes(items)]
    shares = _bounds({one.share for one in found if isinstance(one, _Switch) and one.share})
    steps = sorted({one.step for one in found if isinstance(one, _Switch) and one.step > 0})
    turns = reduce(lcm, (len(one.options) for one in found if isinstance(one, _Turns)), 1)
    if (len(shares) + 1) * (len(steps) + 1) * turns > _MOST_TEXTS:
        raise BadValue(
            f"This prompt changes into more than {_MOST_TEXTS} different texts while it is drawn. "
            "Use fewer [a:b:0.5] with different numbers, and fewer different lengths of [a|b]."
        )
    ends = [*steps, None]
    return tuple(
        moment
        for first, end in zip([0, *steps], ends, strict=True)
        for moment in _stretches(read, When(first_step=first, end_step=end), shares, turns)
    )


def escape_separators(text: str) -> str:
    r"""Write a text so that it never changes: what it meant before prompts could.

    `read_timeline` gives the text itself back for what this returns.
    """
    if _is_plain(text):
        return text
    pieces = re.findall(r"[()\[\]:|]|\\[()\[\]]|[^\\()\[\]:|]+|\\", text)
    partners = match_brackets(pieces)
    closers, depth, written = set(partners.values()), 0, []
    for place, piece in enumerate(pieces):
        depth += (place in partners and piece == "[") - (place in closers and piece == "]")
        written.append(f"\\{piece}" if depth and piece in (":", "|") else piece)
    return "".join(written)


def _is_plain(text: str) -> bool:
    """Tell whether a text says what it said before prompts could change."""
    return _parse(text) in ((text,), ())


def _parse(text: str) -> _Items:
    """Read a text into strings and what changes; neighbouring strings are one."""
    pieces = _PIECES.findall(text)
    partners = match_brackets(pieces)
    closers = set(partners.values())
    stack = [_Open("")]
    squares = 0
    for place, piece in enumerate(pieces):
        top = stack[-1]
        if place in partners:
            stack.append(_Open(piece))
            squares += piece == "["
        elif place in closers:
            stack.pop()
            squares -= piece == "]"
            stack[-1].fields[-1] += _closed(top, piece)
        elif top.bracket == "[" and piece in (":", "|"):
            top.separators.append(piece)
            top.fields.append([])
        else:
            top.fields[-1].append(piece[1:] if squares and piece in _ESCAPED else piece)
    return _joined(stack[0].fields[0])


def _closed(one: _Open, closer: str) -> list["str | _Switch | _Turns"]:
    """Say what a bracket means that has just been closed."""
    fields = [_joined(items) for items in one.fields]
    kinds = set(one.separators)
    if kinds == {"|"}:
        return [_Turns(tuple(fields))]
    number = _NUMBER.fullmatch(_only_text(fields[-1]))
    if kinds == {":"} and len(fields) <= 3 and number:
        before, after = ((), *fields[:-1]) if len(fields) == 2 else fields[:-1]
        value = float(number[1])
        is_share = "." in number[1]
        return [_Switch(before, after, value if is_share else None, 0 if is_share else int(value))]
    # Only what is between the brackets: an opening one without meaning is a weight, or text.
    inside: list[str | _Switch | _Turns] = [one.bracket, *fields[0]]
    for separator, items in zip(one.separators, fields[1:], strict=True):
        inside += [separator, *items]
    return [*inside, closer]


def _only_text(items: _Items) -> str:
    first = items[0] if len(items) == 1 else ""
    return first if isinstance(first, str) else ""


def _joined(items: Sequence["str | _Switch | _Turns"]) -> _Items:
    found: list[str | _Switch | _Turns] = []
    for is_text, group in groupby(items, lambda one: isinstance(one, str)):
        alike = list(group)
        found += ["".join(map(str, alike))] if is_text else alike
    return tuple(found)


def _changes(items: _Items) -> Iterator[_Switch | _Turns]:
    """Give all that changes in a text, to the last bracket."""
    waiting = [(one, 1) for one in items]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            continue
        if depth > _MOST_DEPTH:
            raise BadValue(
                f"This prompt has more than {_MOST_DEPTH} changing brackets inside each other. "
                "Write it more simply."
            )
        yield one
        inner = one.options if isinstance(one, _Turns) else (one.before, one.after)
        waiting += [(part, depth + 1) for part_items in inner for part in part_items]


def _bounds(shares: set[float]) -> list[float]:
    return sorted(share for share in shares if 0 < share < 1)


def _stretches(
    read: Sequence[_Items], when: When, shares: Sequence[float], turns: int
) -> Iterator[Moment]:
    """Go through the run, while `when` holds, from change to change."""

    def said(start: float) -> tuple[tuple[str, ...], ...]:
        moments = (_At(start, when.first_step, turn) for turn in range(turns))
        return _shortest([tuple(_text(items, at) for items in read) for at in moments])

    stretches = ((start, end, said(start)) for start, end in pairwise([0.0, *shares, 1.0]))
    for texts, group in groupby(stretches, lambda one: one[2]):
        alike = list(group)
        lasting = replace(when, start=alike[0][0], end=alike[-1][1], every=len(texts))
        yield from (Moment(one, replace(lasting, turn=turn)) for turn, one in enumerate(texts))


def _shortest(said: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Leave out what only repeats what was said before."""
    count = len(said)
    for length in range(1, count):
        if count % length == 0 and all(said[i] == said[i % length] for i in range(count)):
            return tuple(said[:length])
    return tuple(said)


def _text(items: _Items, at: _At) -> str:
    """Say what a text is at a moment."""
    return "".join(one if isinstance(one, str) else _text(_chosen(one, at), at) for one in items)


def _chosen(one: _Switch | _Turns, at: _At) -> _Items:
    if isinstance(one, _Turns):
        return one.options[at.turn % len(one.options)]
    is_before = at.step < one.step if one.share is None else at.share < one.share
    return one.before if is_before else one.after
