"""Several workers at one queue: who gets which job, and what a crash of one does to the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graphstudio.engine.events import RunDone, StepKept
from graphstudio.session.queue.runner import Runner
from graphstudio.session.queue.stations import Take, models_of
from graphstudio.session.queue.store import JobStore
from graphstudio.session.worker.client import Worker
from graphstudio.session.worker.protocol import (
    Check,
    FreeMemory,
    RunEvent,
    ShowStep,
    WorkerLost,
)
from tests.session.queue.fakes import Desk, Inbox
from tests.session.worker.pack import one
from tests.session.worker.window import QUIET

BUNDLED = Path(__file__).parents[3] / "workflows"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "queue.db")
    desk.get_ready()
    yield desk
    desk.close()


def test_jobs_run_side_by_side_one_on_each_device(desk: Desk) -> None:
    (helper,) = desk.have_help("cuda:1")

    jobs = [desk.submit(name) for name in ("a", "b", "c")]

    assert desk.worker.runs == jobs[:1]
    assert helper.runs == jobs[1:2]
    assert desk.states() == {"a": "running", "b": "running", "c": "pending"}
    assert [desk.runner.device_of(one) for one in jobs] == ["cuda:0", "cuda:1", ""]


def test_who_is_done_first_takes_the_next_job(desk: Desk) -> None:
    (helper,) = desk.have_help("cuda:1")
    jobs = [desk.submit(name) for name in ("a", "b", "c")]

    helper.take(RunEvent(jobs[1], RunDone("done", 1.0, 1, 0)))
    desk.inbox.empty()

    assert helper.runs == jobs[1:]
    assert desk.states() == {"b": "done", "a": "running", "c": "running"}


def test_a_job_goes_to_the_idle_worker_that_has_its_models(desk: Desk) -> None:
    (helper,) = desk.have_help("cuda:1")
    first, second = desk.submit("a", model="one"), desk.submit("b", model="two")
    desk.end(first)
    helper.take(RunEvent(second, RunDone("done", 1.0, 1, 0)))
    desk.inbox.empty()

    third = desk.submit("c", model="two")

    assert helper.runs == [second, third]


def test_a_crash_of_one_ends_its_job_alone(desk: Desk) -> None:
    (helper,) = desk.have_help("cuda:1")
    jobs = [desk.submit(name) for name in ("a", "b", "c")]
    lost: list[tuple[str, str]] = []
    desk.runner.lost.connect(lambda run, reason: lost.append((run, reason)))

    helper.take(WorkerLost(jobs[1], "killed"))
    desk.inbox.empty()
    desk.end(jobs[0])

    assert lost == [(jobs[1], "killed")]
    assert desk.worker.runs == [jobs[0], jobs[2]]
    assert desk.states() == {"a": "done", "b": "failed", "c": "running"}


def test_stopping_stops_all_and_cancelling_one(desk: Desk) -> None:
    (helper,) = desk.have_help("cuda:1")
    jobs = [desk.submit(name) for name in ("a", "b")]

    desk.runner.cancel(jobs[1])
    assert (desk.worker.stopped, helper.stopped) == ([], jobs[1:])

    desk.runner.stop()
    assert (desk.worker.stopped, helper.stopped) == (jobs[:1], [jobs[1], jobs[1]])


def test_what_a_helper_ran_is_asked_of_it(desk: Desk) -> None:
    (helper,) = desk.have_help("cuda:1")
    desk.submit("a", model="one")
    job = desk.submit("b", model="two")
    helper.take(RunEvent(job, StepKept("n", "key", 1, 2)))
    desk.inbox.empty()

    desk.runner.show_step("key", "n")
    desk.runner.check("two", "{}", "")
    desk.runner.check("one", "{}", "")
    desk.runner.free_memory()

    kinds = [type(one) for one in helper.sent[1:]]
    assert kinds == [ShowStep, Check, FreeMemory]
    assert [type(one) for one in desk.worker.sent[1:]] == [Check, FreeMemory]


def test_helpers_that_go_are_ended_and_what_they_ran_is_stopped(desk: Desk) -> None:
    (helper,) = desk.have_help("cuda:1")
    desk.submit("a")
    desk.submit("b")

    desk.have_help()

    assert helper.is_closed
    assert desk.states() == {"b": "stopped", "a": "running"}
    assert desk.runner.devices == ()


def test_a_paused_queue_gives_helpers_nothing(desk: Desk) -> None:
    (helper,) = desk.have_help("cuda:1")
    desk.runner.pause()

    desk.submit("a")

    assert (desk.worker.runs, helper.runs) == ([], [])


def test_a_workflow_names_its_models_and_what_is_none_names_nothing() -> None:
    node = '{"nodes": {"a": {"type": "model.load", "values": {"model": "fox"}}}}'

    assert models_of(node) == {"model.load", "model.load fox"}
    assert models_of((BUNDLED / "text-to-image.json").read_text()) == {"model.load"}
    assert models_of("no workflow") == frozenset()


@pytest.mark.slow
def test_two_processes_share_a_queue_and_one_outlives_the_other(tmp_path: Path) -> None:
    inbox, store = Inbox(), JobStore(tmp_path / "queue.db")
    workers: list[Worker] = []

    def make(take: Take, device: str = "cpu") -> Worker:
        workers.append(Worker(replace(QUIET, device=device), take))
        return workers[-1]

    runner = Runner(store, make, inbox.post)
    runner.have_help(["cpu"], make, first="cpu")
    out = str(tmp_path)
    long, short = one("deaf", seconds=600.0), one("count", steps=2)
    try:
        doomed = [runner.submit("s", name, long, "", None, out) for name in ("a", "b")]
        inbox.empty_until(lambda: all(map(runner.device_of, doomed)))
        last = runner.submit("s", "c", short, "", None, out)

        workers[1].kill()
        inbox.empty_until(lambda: runner.job(last).is_over)

        states = {job.title: job.state for job in runner.jobs}
        assert sorted((states["a"], states["b"])) == ["running", "stopped"]
        assert states["c"] == "done"
        assert workers[0].is_alive
    finally:
        runner.close()
