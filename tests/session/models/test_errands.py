"""Errands are done in order, beside everything else, and their results come by the door."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

from graphstudio.session.models.errands import Errands


def test_results_come_in_order_to_the_thread_that_asked() -> None:
    door: SimpleQueue[Callable[[], object]] = SimpleQueue()
    errands = Errands(door.put)
    heard: list[tuple[str, threading.Thread]] = []

    for name in ("a", "b"):
        errands.start(
            lambda name=name: name,  # type: ignore[misc]  # bound when it is made
            lambda result: heard.append((result, threading.current_thread())),
        )
    for _ in range(2):
        door.get(timeout=5)()
    errands.end()

    assert heard == [("a", threading.main_thread()), ("b", threading.main_thread())]


def test_after_the_end_nothing_is_done_and_nothing_told() -> None:
    door: SimpleQueue[Callable[[], object]] = SimpleQueue()
    errands = Errands(door.put)
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def work() -> None:
        begun.set()
        go_on.wait(5)
        done.append("first")

    errands.start(work, lambda _: None)
    errands.start(lambda: done.append("second"), lambda _: None)
    begun.wait(5)
    ending = threading.Thread(target=errands.end)
    ending.start()
    while not errands.is_ended():
        pass
    go_on.set()
    ending.join(5)

    assert done == ["first"]
    assert door.empty()


def test_ending_without_any_errand_needs_no_thread() -> None:
    errands = Errands(lambda call: call())

    errands.end()

    assert errands.is_ended()
