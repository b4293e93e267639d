"""How sparingly networks work: from as they are to slower, smaller and a little different.

Each rung of the ladder does what those below it do too. Results that were made above `TIDY` are
not what the same graph gives elsewhere, so they are used in their run and not kept.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from enum import IntEnum
from typing import Any, Protocol, runtime_checkable


class Thrift(IntEnum):
    """Say how much is given up to need less memory."""

    NORMAL = 0
    TIDY = 1
    """Kept results, states of steps and idle networks are let go first; nothing changes."""
    PIECES = 2
    """Networks work on one piece at a time, where they can."""
    HALF = 3
    """Networks that leave it open have weights of half the size."""


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
