"""Workspaces that are always put away, as in one window after the other."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.disk import Disk
from graphstudio.session.workspace.workspace import Workspace


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def start(registry: Registry, state: Path) -> Iterator[Callable[[], Workspace]]:
    """Give a function that starts a window's workspace."""
    started: list[Workspace] = []

    def begin() -> Workspace:
        workspace = Workspace(registry, state)
        started.append(workspace)
        return workspace

    yield begin
    for workspace in started:
        if workspace._disk._thread.is_alive():
            workspace.close_down()


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk(delay_s=0.01)
    yield disk
    disk.close()
