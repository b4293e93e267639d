"""Tiny folders of whole pipelines: written once a session."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graphstudio.api import Model, Pipeline
from graphstudio.diffusion.pipelines.folders import open_pipeline
from tests.diffusion.pipelines.tiny_pipelines import WRITERS


@pytest.fixture(scope="session")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the folder of a tiny pipeline by its class; nobody changes what is in it."""
    root, written = tmp_path_factory.mktemp("pipelines"), dict[str, Path]()

    def write(name: str) -> Path:
        if name not in written:
            written[name] = WRITERS[name](root / name)
        return written[name]

    return write


@pytest.fixture
def opened(folder_of: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Model[Pipeline]]:
    """Give a tiny pipeline by its class, to be loaded when somebody asks."""
    return lambda name: open_pipeline(folder_of(name), cache=tmp_path / "digests")
