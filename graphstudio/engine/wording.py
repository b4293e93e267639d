"""Values as people write them, and where two of them differ."""

from __future__ import annotations

import json

_MOST = 48  # characters of a value that are shown
_BEFORE = 16  # of them before the place where two differ


def contrast(old: str, new: str) -> tuple[str, str]:
    """Write two different JSON values so that it can be seen where they differ.

    Long texts are cut around the first place where they differ: `"…and a blue hat" `.
    """
    before, after = json_text(old), json_text(new)
    place = _first_difference(before, after)
    return _around(before, place), _around(after, place)


def json_text(value: str) -> str:
    """Write a JSON value with its letters as they are; what is no JSON as it is."""
    try:
        return json.dumps(json.loads(value), ensure_ascii=False)
    except ValueError:  # the hash of a value that is too long to be kept
        return "…"


def _first_difference(one: str, other: str) -> int:
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))


def _around(text: str, place: int) -> str:
    if len(text) <= _MOST:
        return text
    start = max(0, min(place - _BEFORE, len(text) - _MOST))
    end = start + _MOST
    shown = text[start:end]
    quote = '"' if text.startswith('"') else ""
    head = "" if start == 0 else f"{quote}…"
    tail = "" if end >= len(text) else f"…{quote}"
    return f"{head}{shown}{tail}"
