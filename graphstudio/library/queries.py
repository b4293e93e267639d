"""What somebody looks for in the library, and which entries are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graphstudio.library.entries import Entry, Kind
from graphstudio.library.marks import Marks


@dataclass(frozen=True, slots=True)
class Query:
    """Say which models are wanted; all that is said must hold.

    Attributes:
        text: Words that each must stand somewhere in what is known of a model.
        kinds: Only these; () for any.
        families: Only these; () for any.
        tags: All of these.
        only_problems: Only what cannot be used.
        only_favourites: Only favourites.
        sort: "name", "size" (largest first) or "changed" (newest first).
        folder: Only what lies in it.
    """

    text: str = ""
    kinds: tuple[Kind, ...] = ()
    families: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    only_problems: bool = False
    only_favourites: bool = False
    sort: Literal["name", "size", "changed"] = "name"
    folder: Path | None = None


def select(
    entries: Iterable[Entry], query: Query, marks_of: Callable[[Entry], Marks]
) -> list[Entry]:
    """Give the entries that a query means, in its order.

    Args:
        entries: All.
        query: What is asked for.
        marks_of: Gives what somebody said of an entry.
    """
    words = query.text.casefold().split()
    found = [one for one in entries if _fits(one, query, words, marks_of(one))]
    if query.sort == "size":
        return sorted(found, key=lambda one: -one.size_bytes)
    if query.sort == "changed":
        return sorted(found, key=lambda one: -one.changed_ns)
    return sorted(found, key=lambda one: (one.name.casefold(), str(one.path)))


def _fits(entry: Entry, query: Query, words: list[str], marks: Marks) -> bool:
    return (
        (not query.kinds or entry.kind in query.kinds)
        and (not query.families or entry.family in query.families)
        and (not query.only_problems or bool(entry.problem))
        and (not query.only_favourites or marks.is_favourite)
        and set(query.tags) <= set(marks.tags)
        and (query.folder is None or query.folder in entry.path.parents)
        and (not words or _mentions(entry, words, marks))
    )


def _mentions(entry: Entry, words: list[str], marks: Marks) -> bool:
    told = (
        entry.name,
        entry.title,
        entry.kind,
        entry.family,
        *entry.words,
        *entry.details.values(),
        *marks.tags,
        marks.note,
    )
    text = "\n".join(told).casefold()
    return all(word in text for word in words)
