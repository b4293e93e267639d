"""Files that are whole or absent: a kill in the middle of writing leaves the former state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a temporary neighbour of ``path``, then put it in place in one move."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.stem}.partial{path.suffix}")
    write(partial)
    partial.chmod(0o644)
    partial.replace(path)


def write_text(path: Path, text: str) -> None:
    """Write a text file in one move."""
    write_whole(path, lambda partial: partial.write_text(text, encoding="utf-8"))


# A checkpoint holds tensors and plain numbers of several kinds, so its values have no narrower
# type.
def save_state(path: Path, state: dict[str, Any]) -> None:
    """Save a training state."""
    write_whole(path, lambda partial: torch.save(state, partial))


def load_state(path: Path) -> dict[str, Any] | None:
    """Load a training state, or answer None where there is none yet."""
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state
