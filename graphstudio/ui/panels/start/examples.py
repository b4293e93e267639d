"""The pictures that the ready-made workflows make."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QPixmap

from graphstudio import paths


def example(workflow: Path) -> QPixmap | None:
    """Give the picture that a ready-made workflow makes; None for any other file."""
    found = QPixmap(str(paths.bundled("resources") / "examples" / f"{workflow.stem}.png"))
    return None if found.isNull() else found
