import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graphstudio.library import watching
from graphstudio.library.folders import ModelFolder
from graphstudio.library.watching import Watcher, matters
from tests.library.weights import write_weights

LONG_S = 60.0  # a shared machine may stall; what is waited for comes after a blink


@contextmanager
def _watching(folder: Path, **options: float) -> Iterator[threading.Semaphore]:
    heard = threading.Semaphore(0)
    watcher = Watcher([ModelFolder(folder)], heard.release, quiet_s=0.05, **options)
    yield heard
    watcher.stop()


def test_a_new_model_is_told_even_in_a_new_folder(tmp_path: Path) -> None:
    with _watching(tmp_path) as heard:
        write_weights(tmp_path / "new" / "fox.safetensors")

        assert heard.acquire(timeout=LONG_S)


def test_a_renamed_and_a_removed_model_are_told(tmp_path: Path) -> None:
    file = write_weights(tmp_path / "fox.safetensors")

    with _watching(tmp_path) as heard:
        file = file.rename(tmp_path / "owl.safetensors")
        renamed = heard.acquire(timeout=LONG_S)
        file.unlink()

        assert renamed
        assert heard.acquire(timeout=LONG_S)


def test_where_the_system_has_no_more_watches_it_is_told_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Exhausted:
        def is_alive(self) -> bool:
            return False

        def start(self) -> None:
            raise OSError(24, "inotify instance limit reached")

    monkeypatch.setattr(watching, "_observer", Exhausted)

    with _watching(tmp_path, poll_s=0.05) as heard:
        assert heard.acquire(timeout=LONG_S)
        assert heard.acquire(timeout=LONG_S)


@pytest.mark.parametrize(
    ("what", "path", "is_told"),
    [
        ("created", "a/fox.safetensors", True),
        ("modified", "a/fox.preview.png", True),
        ("moved", "a/folder", True),
        ("opened", "a/fox.safetensors", False),
        ("modified", "a/fox.part", False),
    ],
)
def test_only_what_may_change_the_library_is_told(what: str, path: str, is_told: bool) -> None:
    assert matters(what, path) == is_told


def test_a_finished_download_that_gets_its_name_is_told() -> None:
    assert matters("moved", "a/fox.safetensors.part", "a/fox.safetensors")


def test_a_watcher_that_is_stopped_tells_nothing_more(tmp_path: Path) -> None:
    heard = threading.Semaphore(0)
    watcher = Watcher([ModelFolder(tmp_path)], heard.release, quiet_s=0.01)

    watcher.stop()
    write_weights(tmp_path / "fox.safetensors")

    assert not heard.acquire(blocking=False)
