"""Which models a panel lists: those that every word, every chip and the star agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from graphstudio.library.entries import Entry, Kind
from graphstudio.library.marks import Marks
from graphstudio.ui.panels.models.looks import family_title, kind_title

Order = Literal["name", "size", "changed"]


@dataclass(frozen=True, slots=True)
class Item:
    """Hold a model with what somebody said of it.

    Attributes:
        entry: The model.
        marks: Its tags, note and star.
        name: Its name in small letters, to sort by.
        text: All that it can be found by, in small letters: searching 10,000 models is then a
            matter of milliseconds.
    """

    entry: Entry
    marks: Marks
    name: str
    text: str

    @classmethod
    def of(cls, entry: Entry, marks: Marks) -> Item:
        """Gather all that a model can be found by."""
        told = (
            entry.name,
            entry.title,
            entry.kind,
            kind_title(entry.kind),
            entry.family,
            family_title(entry.family),
            entry.precision,
            *entry.words,
            *entry.details.values(),
            *marks.tags,
            marks.note,
        )
        return cls(entry, marks, entry.name.casefold(), "\n".join(told).casefold())

    def marked(self, marks: Marks) -> Item:
        """Give it with other marks."""
        return Item.of(self.entry, marks)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Say which models are wanted; all that is said must hold.

    Attributes:
        text: Words that must each be found.
        kinds: Any of these; () for all.
        families: Any of these; () for all.
        is_starred: Favourites only.
        is_broken: Only those with a problem.
        order: By name, the largest first, or the newest first.
    """

    text: str = ""
    kinds: frozenset[Kind] = frozenset()
    families: frozenset[str] = frozenset()
    is_starred: bool = False
    is_broken: bool = False
    order: Order = "name"

    @property
    def is_all(self) -> bool:
        """Whether every model is wanted."""
        return replace(self, order="name") == Wanted()


def select(items: Iterable[Item], wanted: Wanted) -> list[Item]:
    """Give the items that are wanted, in order."""
    words = wanted.text.casefold().split()
    found = [one for one in items if _fits(one, wanted) and all(word in one.text for word in words)]
    match wanted.order:
        case "size":
            return sorted(found, key=lambda one: -one.entry.size_bytes)
        case "changed":
            return sorted(found, key=lambda one: -one.entry.changed_ns)
        case "name":
            return sorted(found, key=lambda one: one.name)


def kinds_of(items: Sequence[Item]) -> list[tuple[Kind, int]]:
    """Count the models of each kind that is there, the commonest first."""
    return Counter(one.entry.kind for one in items).most_common()


def families_of(items: Sequence[Item]) -> list[tuple[str, int]]:
    """Count the models of each family that is there, the commonest first."""
    return Counter(one.entry.family for one in items if one.entry.family).most_common()


def reclaimable(groups: Iterable[Sequence[Entry]]) -> int:
    """Count the bytes that would be free if one of each group were kept."""
    return sum(sum(one.size_bytes for one in group[1:]) for group in groups)


def _fits(item: Item, wanted: Wanted) -> bool:
    entry = item.entry
    return (
        (not wanted.kinds or entry.kind in wanted.kinds)
        and (not wanted.families or entry.family in wanted.families)
        and (not wanted.is_starred or item.marks.is_favourite)
        and (not wanted.is_broken or bool(entry.problem))
    )
