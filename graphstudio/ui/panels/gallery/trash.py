"""Moving pictures to the desktop's trash, from where they can be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QFile


class Trashed(NamedTuple):
    """Say what became of files.

    Attributes:
        gone: In the trash now.
        stuck: Still where they were.
    """

    gone: tuple[Path, ...]
    stuck: tuple[Path, ...]


def move_to_trash(paths: Sequence[Path]) -> Trashed:
    """Move files to the trash, as far as there is one for their disk. May be slow."""
    moved = [(path, QFile(str(path)).moveToTrash()) for path in paths]
    return Trashed(
        tuple(path for path, is_gone in moved if is_gone),
        tuple(path for path, is_gone in moved if not is_gone),
    )
