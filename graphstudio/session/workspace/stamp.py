"""What a file was like, so that a change by somebody else is noticed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from graphstudio.graph.elements import Json


@dataclass(frozen=True, slots=True)
class Stamp:
    """Hold what tells whether a file is as it was.

    Attributes:
        mtime_ns: When it was changed; the same time and size mean the same file.
        size: In bytes.
        digest: SHA-256 of what is in it, for when the time has changed and nothing else.
    """

    mtime_ns: int
    size: int
    digest: str

    @classmethod
    def of(cls, found: os.stat_result, data: bytes) -> Stamp:
        """Stamp a file that had this state and holds this data."""
        return cls(found.st_mtime_ns, found.st_size, digest(data))

    def fits(self, path: Path) -> bool:
        """Tell whether a file is as it was; one that is gone has lost nothing of its own."""
        try:
            found = path.stat()
            if (found.st_mtime_ns, found.st_size) == (self.mtime_ns, self.size):
                return True
            return found.st_size == self.size and digest(path.read_bytes()) == self.digest
        except FileNotFoundError:
            return True

    def to_json(self) -> list[Json]:
        """Write it down."""
        return [self.mtime_ns, self.size, self.digest]


def digest(data: bytes) -> str:
    """Give the SHA-256 of data, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
