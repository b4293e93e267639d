"""The background queue of downloads, without a network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphstudio.api import Cancelled
from graphstudio.errors import AccessRefused, DownloadError
from graphstudio.library.downloads import Fetched, IsStopped, Progress, Told, Wish
from graphstudio.session.models.fetching import FetchQueue

_PATIENCE_S = 20


class Script:
    """Fetch nothing: each name waits until it is let go, and ends as it is told."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.open = threading.Event()
        self.errors: dict[str, Exception] = {}

    def __call__(self, wish: Wish, *, told: Told, is_stopped: IsStopped) -> Fetched:
        self.begun.append(wish.name)
        told(Progress(wish.name, "fetching", "a", 1, 10))
        while not self.open.wait(0.01):
            if is_stopped():
                raise Cancelled
        if wish.name in self.errors:
            raise self.errors[wish.name]
        return Fetched(Path("/models") / wish.name, 10)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "downloads.json"


@pytest.fixture
def queue(file: Path, script: Script) -> Iterator[FetchQueue]:
    queue = FetchQueue(file, script)
    yield queue
    queue.close()


def wait_for(queue: FetchQueue, is_so: Callable[[], bool]) -> None:
    """Wait for a change after which something holds."""
    changed = threading.Event()

    def hear(_: str) -> None:
        changed.set()

    queue.changed.connect(hear)
    while not is_so():
        assert changed.wait(_PATIENCE_S), "Nothing changed."
        changed.clear()
    queue.changed.disconnect(hear)


def states(queue: FetchQueue) -> list[str]:
    return [one.state for one in queue.items]


def test_they_are_fetched_one_after_another(queue: FetchQueue, script: Script) -> None:
    queue.add(Wish("one"))
    queue.add(Wish("two"))
    wait_for(queue, lambda: states(queue) == ["running", "waiting"])
    assert script.begun == ["one"]

    script.open.set()
    wait_for(queue, lambda: states(queue) == ["done", "done"])

    assert script.begun == ["one", "two"]
    assert queue.items[0].path == Path("/models/one")


def test_the_same_wish_is_not_queued_twice(queue: FetchQueue) -> None:
    first = queue.add(Wish("one"))

    assert queue.add(Wish("one")).id == first.id
    assert len(queue.items) == 1


def test_pausing_lets_the_next_one_go_on(queue: FetchQueue, script: Script) -> None:
    first, second = queue.add(Wish("one")), queue.add(Wish("two"))
    wait_for(queue, lambda: states(queue)[0] == "running")

    queue.pause(first.id)
    wait_for(queue, lambda: states(queue) == ["paused", "running"])
    queue.pause(second.id)
    wait_for(queue, lambda: states(queue) == ["paused", "paused"])
    script.open.set()
    queue.resume(first.id)
    wait_for(queue, lambda: states(queue) == ["done", "paused"])


def test_a_failure_is_told_in_words_and_the_next_one_goes_on(
    queue: FetchQueue, script: Script
) -> None:
    script.errors["one"] = DownloadError("one is not there.")
    script.errors["two"] = AccessRefused("Agree first.", "https://hub/two")
    script.open.set()

    for name in ("one", "two", "three"):
        queue.add(Wish(name))
    wait_for(queue, lambda: states(queue) == ["failed", "failed", "done"])

    first, second, _ = queue.items
    assert (first.message, first.page) == ("one is not there.", "")
    assert (second.message, second.page) == ("Agree first.", "https://hub/two")


def test_what_was_not_finished_is_offered_again(
    queue: FetchQueue, script: Script, file: Path
) -> None:
    wish = Wish("two", Path("/elsewhere"), "lora", "ada/styles", files=("a", "b"), sha256={"": "f"})
    script.open.set()
    queue.add(Wish("one"))
    wait_for(queue, lambda: states(queue) == ["done"])
    script.open.clear()
    queue.add(wish)
    wait_for(queue, lambda: states(queue) == ["done", "running"])
    queue.close()

    again = FetchQueue(file, script)

    (item,) = again.items
    assert (item.wish, item.state) == (wish, "paused")
    again.close()


def test_a_damaged_list_is_an_empty_one(file: Path, script: Script) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("[{")

    assert FetchQueue(file, script).items == ()


def test_removing_stops_it_and_clears_up(queue: FetchQueue, tmp_path: Path, script: Script) -> None:
    stage = tmp_path / ".downloads" / "one"
    stage.mkdir(parents=True)
    (stage / "one.part").write_bytes(b"half")
    item = queue.add(Wish("one", tmp_path))
    wait_for(queue, lambda: states(queue) == ["running"])

    queue.remove(item.id)
    queue.close()

    assert queue.items == ()
    assert not stage.exists()
