"""The format's number, and the keys of a file that it does not have."""

from __future__ import annotations

from dataclasses import dataclass

from graphstudio.graph.elements import Json

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Extra:
    """Keep a key that this format does not have, to be written back where it was.

    Attributes:
        path: Keys from the top of the file, its own last.
        value: What stood there.
    """

    path: tuple[str, ...]
    value: Json
