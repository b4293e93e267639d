"""Whose turn it is, and what becomes of a job: on a worker that does what the test says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from psygnal import EmitLoopError

from graphstudio.engine.events import ImageSaved, NodeStarted, RunDone
from graphstudio.session.queue.runner import Runner
from graphstudio.session.worker.protocol import (
    Check,
    Checked,
    Failed,
    FreeMemory,
    LogLine,
    Refused,
    Run,
    Trouble,
    Usage,
    WorkerLost,
    WorkerOptions,
)
from graphstudio.session.worker.warmups import Warm, WarmTold
from tests.session.queue.fakes import Desk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.db"


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    desk = Desk(path)
    yield desk
    desk.close()


def test_a_job_waits_until_the_worker_is_ready(desk: Desk) -> None:
    job = desk.submit()
    assert desk.worker.runs == []

    desk.get_ready()

    assert desk.worker.sent == [Run(job, "{}", "folder", None, "out")]
    assert desk.runner.running == desk.runner.job(job)
    assert desk.states() == {"job": "running"}


def test_jobs_run_one_after_another(desk: Desk) -> None:
    desk.get_ready()
    jobs = [desk.submit("a"), desk.submit("b")]
    assert desk.worker.runs == jobs[:1]

    desk.end(jobs[0])

    assert desk.worker.runs == jobs
    assert desk.states() == {"a": "done", "b": "running"}


def test_a_job_that_is_submitted_first_runs_before_those_that_wait(desk: Desk) -> None:
    desk.get_ready()
    running, _, hasty = desk.submit("a"), desk.submit("b"), desk.submit("c", first=True)

    desk.end(running)

    assert desk.worker.runs == [running, hasty]


def test_a_job_notes_its_pictures_its_time_and_its_first_failure(desk: Desk) -> None:
    desk.get_ready()
    job = desk.submit()

    desk.tell(job, ImageSaved("save", Path("p.png")))
    desk.tell(job, Failed("a", "NodeFailed", "first"))
    desk.tell(job, Failed("b", "NodeFailed", "second"))
    desk.tell(job, RunDone("failed", 2.5, 1, 0))

    found = desk.runner.job(job)
    assert (found.pictures, found.message) == ((Path("p.png"),), "first")
    assert (found.state, found.seconds) == ("failed", 2.5)


def test_a_refused_job_fails_with_every_reason_and_the_next_one_runs(desk: Desk) -> None:
    refused: list[tuple[str, tuple[Trouble, ...]]] = []
    desk.runner.refused.connect(lambda job, troubles: refused.append((job, troubles)))
    desk.get_ready()
    job, after = desk.submit("a"), desk.submit("b")
    troubles = (Trouble("n", "one"), Trouble("", "late", is_warning=True), Trouble("m", "two"))

    desk.hear(Refused(job, troubles))

    assert refused == [(job, troubles)]
    assert desk.runner.job(job).message == "one\ntwo"
    assert desk.worker.runs == [job, after]


def test_after_a_lost_worker_the_job_has_failed_and_the_queue_goes_on_when_it_is_ready(
    desk: Desk,
) -> None:
    lost: list[tuple[str, str]] = []
    desk.runner.lost.connect(lambda job, message: lost.append((job, message)))
    desk.get_ready()
    job, after = desk.submit("a"), desk.submit("b")

    desk.hear(WorkerLost(job, "it died"))
    assert desk.worker.runs == [job]
    desk.get_ready()

    assert lost == [(job, "it died")]
    assert desk.states() == {"a": "failed", "b": "running"}
    assert desk.worker.runs == [job, after]


def test_a_worker_that_died_because_the_user_stopped_ends_the_run_as_stopped(desk: Desk) -> None:
    events: list[tuple[str, object]] = []
    lost: list[str] = []
    desk.runner.event.connect(lambda job, event: events.append((job, event)))
    desk.runner.lost.connect(lambda job, message: lost.append(message))
    desk.get_ready()
    job = desk.submit()

    desk.runner.stop()
    desk.hear(WorkerLost(job, "on request", is_stopped=True))

    assert desk.worker.stopped == [job]
    assert desk.states() == {"job": "stopped"}
    assert isinstance(events[-1][1], RunDone)
    assert events[-1][1].outcome == "stopped"
    assert lost == []


def test_a_worker_that_dies_without_a_run_is_told_and_costs_no_job(desk: Desk) -> None:
    lost: list[tuple[str, str]] = []
    desk.runner.lost.connect(lambda job, message: lost.append((job, message)))
    desk.get_ready()

    desk.hear(WorkerLost("", "it died"))
    job = desk.submit()
    assert desk.worker.runs == []
    desk.get_ready()

    assert lost == [("", "it died")]
    assert desk.worker.runs == [job]


def test_a_paused_queue_starts_nothing_until_it_is_resumed(desk: Desk) -> None:
    desk.get_ready()
    desk.runner.pause()
    job = desk.submit()
    assert desk.worker.runs == []

    desk.runner.resume()

    assert desk.worker.runs == [job]


def test_a_pause_lets_what_runs_run_on(desk: Desk) -> None:
    desk.get_ready()
    running = desk.submit("a")
    desk.submit("b")

    desk.runner.pause()
    desk.end(running)

    assert desk.states() == {"a": "done", "b": "pending"}
    assert desk.runner.running is None


def test_a_cancelled_job_never_begins(desk: Desk) -> None:
    desk.get_ready()
    running, waiting = desk.submit("a"), desk.submit("b")

    desk.runner.cancel(waiting)
    desk.end(running)

    assert desk.worker.runs == [running]
    assert desk.states() == {"b": "stopped", "a": "done"}


def test_cancelling_what_runs_stops_it(desk: Desk) -> None:
    desk.get_ready()
    job = desk.submit()

    desk.runner.cancel(job)

    assert desk.worker.stopped == [job]


def test_jobs_that_wait_can_change_places(desk: Desk) -> None:
    a, b = desk.submit("a"), desk.submit("b")

    desk.runner.move(b, a)
    desk.get_ready()

    assert desk.worker.runs == [b]


def test_a_job_that_is_over_can_be_tried_again_as_if_it_were_new(desk: Desk) -> None:
    desk.get_ready()
    job = desk.submit()
    desk.tell(job, ImageSaved("save", Path("p.png")))
    desk.tell(job, Failed("a", "NodeFailed", "no luck"))
    desk.tell(job, RunDone("failed", 2.5, 1, 0))

    desk.runner.retry(job)

    assert desk.worker.runs == [job, job]
    found = desk.runner.job(job)
    assert (found.state, found.message, found.pictures) == ("running", "", ())


def test_run_first_puts_a_job_before_all_that_wait_again_if_it_is_over(desk: Desk) -> None:
    desk.get_ready()
    over, running = desk.submit("over"), desk.submit("runs")
    a, b = desk.submit("a"), desk.submit("b")
    desk.end(over)

    desk.runner.run_first(b)
    desk.runner.run_first(over)
    desk.runner.run_first(running)

    assert [job.title for job in desk.runner.jobs] == ["runs", "over", "b", "a"]
    assert a != b


def test_jobs_can_be_forgotten_but_not_the_one_that_runs(desk: Desk) -> None:
    desk.get_ready()
    running, waiting = desk.submit("a"), desk.submit("b")

    desk.runner.remove(running)
    desk.runner.remove(waiting)

    assert desk.states() == {"a": "running"}


def test_clearing_forgets_what_is_over(desk: Desk) -> None:
    desk.get_ready()
    desk.end(desk.submit("a"))
    desk.submit("b")

    desk.runner.clear_finished()

    assert desk.states() == {"b": "running"}


def test_every_change_of_the_queue_is_announced(desk: Desk) -> None:
    changes: list[None] = []
    desk.runner.changed.connect(lambda: changes.append(None))
    counts = []

    job = desk.submit()
    counts.append(len(changes))
    desk.get_ready()
    counts.append(len(changes))
    desk.end(job)
    counts.append(len(changes))

    assert counts == [1, 2, 3]


def test_a_listener_that_fails_does_not_hold_up_the_queue(desk: Desk) -> None:
    def fail(job: str, event: object) -> None:
        raise ValueError("a fault in the window")

    desk.get_ready()
    job, after = desk.submit("a"), desk.submit("b")
    desk.runner.event.connect(fail)

    with pytest.raises(EmitLoopError):
        desk.end(job)

    assert desk.worker.runs == [job, after]


def test_answers_reach_whoever_listens(desk: Desk) -> None:
    heard: list[object] = []
    runner: Runner = desk.runner
    runner.checked.connect(heard.append)
    runner.usage.connect(heard.append)
    runner.log.connect(heard.append)
    runner.ready.connect(lambda: heard.append("ready"))
    events = [Checked(1, "s"), Usage("CPU", 1, 2), LogLine("info", "stdout", "text")]

    ticket = runner.check("s", "{}", "folder", ("a",))
    runner.free_memory()
    for event in events:
        desk.hear(event)  # type: ignore[arg-type]  # a list of three kinds of events
    desk.get_ready()

    assert desk.worker.sent == [Check(ticket, "s", "{}", "folder", ("a",)), FreeMemory()]
    assert heard == [*events, "ready"]


def test_events_of_a_run_reach_whoever_listens_with_the_job(desk: Desk) -> None:
    heard: list[tuple[str, object]] = []
    desk.runner.event.connect(lambda job, event: heard.append((job, event)))
    desk.get_ready()
    job = desk.submit()

    desk.tell(job, NodeStarted("a"))

    assert heard == [(job, NodeStarted("a"))]


def test_another_worker_takes_over_when_options_change(desk: Desk) -> None:
    desk.get_ready()
    options = WorkerOptions(device="cpu")

    desk.runner.restart_worker(options)
    job = desk.submit()
    assert desk.worker.runs == []
    desk.get_ready()

    assert desk.worker.options == options
    assert desk.worker.runs == [job]


def test_jobs_of_a_closed_window_run_at_the_next_start_and_the_interrupted_one_waits_for_a_retry(
    path: Path,
) -> None:
    before = Desk(path)
    before.get_ready()
    before.submit("cut")
    waiting = before.submit("waits")
    before.close()

    desk = Desk(path)
    desk.get_ready()

    assert desk.worker.runs == [waiting]
    assert desk.states() == {"cut": "interrupted", "waits": "running"}
    desk.close()


def test_jobs_of_a_closed_window_that_was_paused_wait_at_the_next_start(path: Path) -> None:
    before = Desk(path)
    before.submit("waits")
    before.runner.pause()
    before.close()

    desk = Desk(path)
    desk.get_ready()

    assert desk.runner.is_paused
    assert desk.worker.runs == []
    desk.close()


def test_what_comes_after_closing_is_not_heard(path: Path) -> None:
    desk = Desk(path)
    desk.get_ready()
    job = desk.submit()
    desk.close()

    desk.end(job)

    assert desk.worker.is_closed


def test_a_warm_up_waits_for_the_run_under_way_and_goes_before_what_waits(desk: Desk) -> None:
    desk.get_ready()
    first, second = desk.submit("first"), desk.submit("second")
    told: list[WarmTold] = []
    desk.runner.warmed.connect(told.append)

    desk.runner.warm_up("{}", "folder")
    assert desk.worker.runs == [first]
    desk.end(first)

    asked = desk.worker.sent[-1]
    assert isinstance(asked, Warm)
    assert desk.worker.runs == [first]
    assert desk.runner.running is None
    desk.hear(WarmTold(asked.run, done=1, is_over=True))
    assert desk.worker.runs == [first, second]
    assert not desk.runner.is_warming
    assert [one.done for one in told] == [1]


def test_stopping_stops_a_warm_up_and_forgets_one_that_waits(desk: Desk) -> None:
    desk.get_ready()
    desk.runner.warm_up("{}", "")
    asked = desk.worker.sent[-1]
    assert isinstance(asked, Warm)
    desk.runner.warm_up("{}", "")

    desk.runner.stop()

    assert desk.worker.stopped == [asked.run]
    desk.hear(WarmTold(asked.run, is_over=True, is_stopped=True))
    assert desk.worker.sent == [asked]


def test_a_worker_that_dies_while_it_warms_up_says_so(desk: Desk) -> None:
    desk.get_ready()
    desk.runner.warm_up("{}", "")
    asked = desk.worker.sent[-1]
    assert isinstance(asked, Warm)
    told: list[WarmTold] = []
    desk.runner.warmed.connect(told.append)

    desk.hear(WorkerLost(asked.run, "it died"))

    assert [one.problems for one in told] == [("it died",)]
    assert not desk.runner.is_warming
