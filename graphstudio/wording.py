"""Values, sizes and times as people write them, and where two values differ."""

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


def on_one_line(text: str) -> str:
    """Write a name so that it stays on its line, and no terminal obeys what is in it.

    Names of files may hold line ends, colours for terminals, and bytes that are no letters.
    """
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


def say_bytes(count: float) -> str:
    """Say a size: "1.6 GiB", "430 MiB", "3.2 MiB", "12 KiB", "7 B"."""
    if count >= 2**29:
        return f"{count / 2**30:.1f} GiB"
    if count >= 2**20:
        return f"{count / 2**20:.{int(count < 10 * 2**20)}f} MiB"
    return f"{count / 1024:.0f} KiB" if count >= 1000 else f"{count:.0f} B"


def say_duration(seconds: float) -> str:
    """Say a time: "40 ms", "2.5 s", "12 s", "1 min 20 s", "2 h 5 min"."""
    if seconds < 1:
        return f"{seconds:.1f} s" if seconds >= 0.1 else f"{seconds * 1000:.0f} ms"
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


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
