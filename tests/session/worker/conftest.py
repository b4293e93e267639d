import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from graphstudio import paths
from tests.session.worker.pack import NODES
from tests.session.worker.window import Window


def memory_blocks() -> set[str]:
    folder = Path("/dev/shm")
    names = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    # The folder is the machine's: other tests train with several processes meanwhile.
    return {name for name in names if not name.startswith("sem.mp-")}


@pytest.fixture(autouse=True)
def _bad_nodes() -> None:
    folder = paths.user_nodes()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bad.py").write_text(NODES)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """Fail where a process, a thread or a block of shared memory outlives the test."""
    me = psutil.Process()
    processes, threads, blocks = (
        set(me.children(recursive=True)),
        set(threading.enumerate()),
        (memory_blocks()),
    )
    yield
    assert set(me.children(recursive=True)) <= processes
    assert set(threading.enumerate()) <= threads
    assert memory_blocks() <= blocks


@pytest.fixture
def window(tmp_path: Path, _nothing_is_left: None) -> Iterator[Window]:
    window = Window(tmp_path / "out")
    window.open()
    yield window
    window.worker.close()
