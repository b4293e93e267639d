"""Lazy inputs as a node sees them while it runs.

When a value is asked for that is not there, the node's function is stopped with a BaseException,
the branch is computed, and the function is called again from its start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphstudio.errors import BadValue


class Asked(BaseException):
    """A node asked for a value that is not there yet."""


class Call:
    """Note what one call of a node's function asked for.

    Nodes may catch what stops them, on purpose or not; what is noted here counts all the same.

    Attributes:
        source: The node whose result is asked for; None if everything was there.
        absent: Why a value that was asked for will never come; "" if none was.
        refused: The input and why its parameter refuses the value; None if nothing was.
    """

    def __init__(self) -> None:
        self.source: str | None = None
        self.absent = ""
        self.refused: tuple[str, BadValue] | None = None


class AbsentInput:
    """Stand for a value that will never come, such as one from a muted node."""

    def __init__(self, call: Call, because: str) -> None:
        self._call = call
        self._because = because

    def get(self) -> Any:  # Any: it gives nothing
        """Stop the node: it is skipped, and so is what needs it."""
        self._call.absent = self._call.absent or self._because
        raise Asked


class LazyInput:
    """Stand for a value that is made when it is asked for."""

    def __init__(
        self, call: Call, name: str, source: str, find: Callable[[], tuple[bool, Any, str]]
    ) -> None:
        self._call = call
        self._name = name
        self._source = source
        self._find = find

    def get(self) -> Any:  # Any: whatever travels along wires
        """Give the value, or stop the node until it is there."""
        call = self._call
        try:
            is_there, value, lost = self._find()
        except BadValue as error:
            call.refused = self._name, error
            raise Asked from error
        if is_there:
            return value
        if lost:
            call.absent = call.absent or lost
        else:
            call.source = call.source or self._source
        raise Asked
