"""The queue on a real worker that is killed, again and again."""

import os
import random
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from graphstudio.session.queue.runner import Runner
from graphstudio.session.queue.stations import Take
from graphstudio.session.queue.store import JobStore
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.client import Worker
from tests.session.queue.fakes import Inbox
from tests.session.worker.pack import one, workflow
from tests.session.worker.window import QUIET


class Shop:
    """A runner with a real worker, in this thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.inbox = Inbox()
        self.runner = Runner(JobStore(folder / "queue.db"), self._make, self.inbox.post)

    def _make(self, take: Take) -> Worker:
        self.worker = Worker(QUIET, take, patience_s=0.3)
        return self.worker

    def submit(self, text: str) -> str:
        return self.runner.submit("sheet", "job", text, "", None, str(self._folder))

    def is_running(self, job: str) -> bool:
        return self.runner.job(job).state == "running"

    def is_over(self, job: str) -> bool:
        return self.runner.job(job).is_over

    def work_for(self, seconds: float) -> None:
        """Take events for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.inbox.empty()
            time.sleep(0.005)


@pytest.fixture
def shop(tmp_path: Path, _nothing_is_left: None) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    shop.runner.close()


@pytest.mark.slow
def test_a_worker_killed_at_ten_random_moments_costs_ten_runs_and_no_entry(shop: Shop) -> None:
    long = workflow(
        {"a": "count", "b": "keep", "c": "count"},
        {"a.steps": 100, "a.pause": 0.01, "c.steps": 100, "c.pause": 0.01},
    )
    doomed = [shop.submit(long) for _ in range(10)]
    last = shop.submit(one("count", steps=2))

    for job in doomed:
        shop.inbox.empty_until(partial(shop.is_running, job))
        shop.work_for(random.random())
        pid = shop.worker.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        shop.inbox.empty_until(partial(shop.is_over, job))
        assert not psutil.pid_exists(pid)  # not even as a zombie
    shop.inbox.empty_until(partial(shop.is_over, last))

    assert [shop.runner.job(job).state for job in doomed] == ["failed"] * 10
    assert all("out of memory" in shop.runner.job(job).message for job in doomed)
    assert shop.runner.job(last).state == "done"


def test_the_node_that_ran_when_the_worker_died_bears_the_message(shop: Shop) -> None:
    status = RunStatus()
    shop.runner.event.connect(lambda job, event: status.take(event))
    shop.runner.lost.connect(lambda job, message: status.lose(message))

    shop.submit(one("die", how="abort"))
    shop.inbox.empty_until(lambda: status.outcome == "failed")

    assert status.node("die").phase == "failed"
    assert "SIGABRT" in status.node("die").message
    assert not status.is_running


def test_a_run_that_ignores_the_stop_ends_as_stopped_and_the_next_one_runs(shop: Shop) -> None:
    status = RunStatus()
    shop.runner.event.connect(lambda job, event: status.take(event))
    deaf, after = shop.submit(one("deaf")), shop.submit(one("count"))
    shop.inbox.empty_until(lambda: status.current == "deaf")

    shop.runner.stop()
    shop.inbox.empty_until(partial(shop.is_over, after))

    assert shop.runner.job(deaf).state == "stopped"
    assert shop.runner.job(after).state == "done"


def test_a_shop_that_closes_in_the_middle_leaves_an_interrupted_job(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    job = shop.submit(one("count", steps=1000, pause=0.05))
    shop.inbox.empty_until(partial(shop.is_running, job))

    shop.runner.close()

    store = JobStore(tmp_path / "queue.db")
    assert store.get(job).state == "interrupted"
    store.close()
