"""Which results leave the disk first, and taking them away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from graphstudio.engine.disk.index import Index, Shared
from graphstudio.engine.disk.objects import Objects


class Freed(NamedTuple):
    """Say what is gone."""

    objects: int
    bytes: int


def make_room(index: Index, objects: Objects, limit: Callable[[int], int]) -> Freed:
    """Let go what is worth least until no more is held than may be; never what is pinned.

    Worth is GreedyDual-Size's, as in the cache in memory: seconds saved per byte on top of a level
    that rises to the worth of what was let go last.

    Args:
        index: Of the results.
        objects: Their files.
        limit: Says how many bytes may be held, told how many are.

    Raises:
        sqlite3.Error: The index cannot be used now.
        OSError: Nor can the folder.
    """
    held = index.total()
    excess = held - limit(held)
    if excess <= 0:
        return Freed(0, 0)
    gone: list[Shared] = []
    for one in sorted(index.shared(), key=lambda one: (one.worth, one.used)):
        if excess <= 0:
            break
        if not one.pinned:
            gone.append(one)
            excess -= one.bytes
    if gone:
        index.set("level", max(index.setting("level"), gone[-1].worth))
    return _take_away(index, objects, gone)


def remove_older(index: Index, objects: Objects, before: float) -> Freed:
    """Remove what was last used before a time, in seconds since 1970; never what is pinned."""
    old = [one for one in index.shared() if one.used < before and not one.pinned]
    return _take_away(index, objects, old)


def remove_all(index: Index, objects: Objects) -> Freed:
    """Remove everything that is not pinned."""
    return _take_away(index, objects, [one for one in index.shared() if not one.pinned])


def remove_broken(index: Index, objects: Objects) -> Freed:
    """Read everything, and remove what is not what was written; files that nobody knows too."""
    known = index.shared()
    broken = [one for one in known if objects.read(one.object) is None]
    freed = _take_away(index, objects, broken)
    swept = objects.sweep(one.object for one in known)
    return Freed(freed.objects, freed.bytes + swept)


def _take_away(index: Index, objects: Objects, gone: Iterable[Shared]) -> Freed:
    """Remove entries first: a file without one is swept up, an entry without a file is a miss."""
    leaving = list(gone)
    index.drop(one.object for one in leaving)
    objects.remove(one.object for one in leaving)
    return Freed(len(leaving), sum(one.bytes for one in leaving))
