"""A library of its own for each test, and no trash but the test's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.library.library import Library, open_library


@pytest.fixture(autouse=True)
def _own_trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("GRAPHSTUDIO_MODEL_FOLDERS", raising=False)


@pytest.fixture
def models() -> Path:
    """Make the folder of the user's models."""
    folder = paths.models()
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def library(models: Path) -> Iterator[Library]:
    """Open a library without models of the user's."""
    opened = open_library()
    yield opened
    opened.close()
