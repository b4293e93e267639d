"""Where models came from: kept when they are fetched, or told by how they lie on the disk."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from graphstudio import paths
from graphstudio.database import open_or_set_aside
from graphstudio.library.contents import content_size, known_content_hash
from graphstudio.library.references import Origin

_BUSY_S = 10.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS origins (
    path BLOB PRIMARY KEY,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    url TEXT NOT NULL,
    repository TEXT NOT NULL,
    revision TEXT NOT NULL,
    file TEXT NOT NULL,
    changed_ns INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS by_content ON origins (sha256);
"""
_SECRET = re.compile(
    r"token|key|auth|sign|secret|credential|password|expires|policy", re.IGNORECASE
)
_CACHED = "models--"


class OriginBook:
    """Keep where models came from, by path and by content. A file that was replaced has none.

    Scanning does not touch it. Callers see to it that one thread at a time comes in.
    """

    def __init__(self) -> None:
        """Open the file, and make it where it is not there.

        Raises:
            OSError: The folder cannot be made.
            sqlite3.Error: The file cannot be opened.
        """
        folder = paths.state()
        folder.mkdir(parents=True, exist_ok=True)
        self._base, self.damaged = open_or_set_aside(
            folder / "model-origins.db", _SCHEMA, busy_s=_BUSY_S, is_shared=True
        )

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def keep(self, path: Path, origin: Origin) -> None:
        """Keep where a model came from that is at a path now.

        Raises:
            OSError: It cannot be looked at.
            sqlite3.Error: It cannot be written.
        """
        path = path.absolute()
        content = (known_content_hash(path), content_size(path))
        told = (without_secrets(origin.url), origin.repository, origin.revision, origin.file)
        row = (os.fsencode(path), *content, *told, time.time_ns())
        with self._base:
            self._base.execute(
                "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row
            )

    def bind(self, path: Path, sha256: str) -> None:
        """Let an origin that was kept before the hash was known follow the content from now on.

        Raises:
            OSError: The model cannot be looked at.
            sqlite3.Error: It cannot be written.
        """
        with self._base:
            self._base.execute(
                "UPDATE origins SET sha256 = ? WHERE path = ? AND sha256 = '' AND size_bytes = ?",
                (sha256, os.fsencode(path), content_size(path)),
            )

    def move(self, old: str, new: str) -> None:
        """Follow a file to its new name."""
        with self._base:
            self._base.execute(
                "UPDATE OR REPLACE origins SET path = ? WHERE path = ?",
                (os.fsencode(new), os.fsencode(old)),
            )

    def find(self, path: Path, sha256: str, size_bytes: int) -> Origin | None:
        """Give the origin of a model, under whatever name it is here.

        Args:
            path: Of the model.
            sha256: Of its content; "" where nobody took it.
            size_bytes: As `contents.content_size` counts.
        """
        row = self._base.execute(
            "SELECT url, repository, revision, file FROM origins "
            "WHERE path = :path AND size_bytes = :size AND (sha256 = :sha256 "
            "OR sha256 = '' OR :sha256 = '') OR sha256 = :sha256 AND sha256 <> '' "
            "ORDER BY path = :path DESC, changed_ns DESC",
            {"path": os.fsencode(path), "size": size_bytes, "sha256": sha256},
        ).fetchone()
        return None if row is None else Origin(*row)


def cached_origin(path: Path) -> Origin | None:
    """Read repository, commit and file off a path in the Hugging Face cache; None elsewhere.

    "models--owner--name/snapshots/COMMIT/unet/model.safetensors" is how that cache keeps them.
    """
    for above in (path, *path.parents):
        repository = above.parent.parent
        if above.parent.name == "snapshots" and repository.name.startswith(_CACHED):
            # No owner has two hyphens in a row; a name may.
            owner, _, name = repository.name.removeprefix(_CACHED).partition("--")
            file = "" if above == path else path.relative_to(above).as_posix()
            return Origin("", f"{owner}/{name}", above.name, file) if name else None
    return None


def without_secrets(url: str) -> str:
    """Write an address without user, password and what a query has of tokens and signatures."""
    parts = urlsplit(url)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [] if any(name.startswith("X-Amz-") for name, _ in asked) else asked
    query = urlencode([(name, value) for name, value in kept if not _SECRET.search(name)])
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))
