"""How sparingly networks work: from as they are to slower, smaller and a little different.

Each rung of the ladder does what those below it do too. Up to `GROUPS` the numbers stay what they
are; above it results may be another's than those of the same graph elsewhere: what really was made
otherwise is used in its run and not kept.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from enum import IntEnum
from typing import Any, Protocol, runtime_checkable

from graphstudio.engine.offload import Grain


class Thrift(IntEnum):
    """Say how much is given up to need less memory."""

    NORMAL = 0
    TIDY = 1
    """Kept results, states of steps and idle networks are let go first; nothing changes."""
    GROUPS = 2
    """Weights wait in the machine's memory and come to the device block by block."""
    PIECES = 3
    """Networks work on one piece at a time, where they can."""
    HALF = 4
    """Networks that leave it open have weights of half the size."""
    SEQUENTIAL = 5
    """Weights come layer by layer, not block by block: least memory, most time."""

    @property
    def is_exact(self) -> bool:
        """Whether nothing on this rung changes a number."""
        return self <= Thrift.GROUPS

    @property
    def in_pieces(self) -> bool:
        """Whether networks work on one piece at a time."""
        return self >= Thrift.PIECES

    @property
    def grain(self) -> Grain | None:
        """How large the parts are that come to the device; None where the whole network does."""
        if self >= Thrift.SEQUENTIAL:
            return "leaf"
        return "block" if self >= Thrift.GROUPS else None


@runtime_checkable
class Thrifty(Protocol):
    """A loaded network that can work in pieces."""

    def sparing(self) -> AbstractContextManager[tuple[Any, str]]:
        """Give the same network working in pieces, for the length of a `with` block.

        Afterwards it is exactly as it was.

        Returns:
            What to use in its place, and in words what it does and costs; "" where it can do
            nothing just now.
        """
