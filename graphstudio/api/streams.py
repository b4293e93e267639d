"""Streams: many things that go through a graph one by one, so that only one is in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from graphstudio.api.content import content_hash

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, eq=False)
class Stream(Generic[Item]):
    """Give things one by one: every node that follows works once for each of them.

    A node gives a stream at an output `Stream[T]`, which fits every input that takes a `T`. An
    input `list[T]` takes all of them together, and holds them all in memory.

    Streams that a node gives at several outputs are walked side by side and have one length. A
    node that can say that length before a run foresees it as the fact "items" of its outputs.

    Attributes:
        length: How many things there are.
        make: Makes one, by its number from 0; called when it is needed, and perhaps not at all.
        key: Says what one is, by its number: equal keys mean equal things, in every stream that
            this node ever gives. Called when its turn comes, so it may read a file.
        name: What people call one, by its number: a file's name, say.
    """

    length: int
    make: Callable[[int], Item]
    key: Callable[[int], str]
    name: Callable[[int], str]

    @classmethod
    def of(cls, items: Sequence[Item], names: Sequence[str] = ()) -> Stream[Item]:
        """Give things that are there already, such as texts or numbers.

        Args:
            items: Plain values, or whatever `content_hash` takes.
            names: What people call them; what they are in words when left out.
        """
        told = names or [str(one) for one in items]
        return cls(
            len(items), items.__getitem__, lambda at: content_hash(items[at]), told.__getitem__
        )
