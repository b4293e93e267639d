"""The queue on disk: nothing that was said to be there is ever missing."""

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from graphstudio.session.queue.store import MOST_KEPT, JobStore
from tests.session.queue.fakes import a_job


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "queue.db"


def order(store: JobStore) -> list[str]:
    return [job.id for job in store.jobs()]


def test_a_job_comes_back_as_it_was_put_in(path: Path) -> None:
    job = a_job(
        "a",
        workflow='{"title": "木 ☃"}',
        targets=("one", "two"),
        pictures=(Path("/tmp/p.png"),),
        message="said",
        state="done",
        started=2.0,
        finished=3.0,
        seconds=1.5,
    )
    store = JobStore(path)
    store.add(job)
    store.close()

    again = JobStore(path)

    assert again.jobs() == (job,)
    again.close()


def test_jobs_wait_in_the_order_in_which_they_came_and_first_goes_before_them(path: Path) -> None:
    store = JobStore(path)
    store.add(a_job("a"))
    store.add(a_job("b"))
    store.add(a_job("c"), first=True)

    assert [job.id for job in store.pending()] == ["c", "a", "b"]
    store.close()


@pytest.mark.parametrize(
    ("moved", "before", "wanted"),
    [
        pytest.param("c", "a", ["c", "a", "b"], id="to the front"),
        pytest.param("a", None, ["b", "c", "a"], id="to the end"),
        pytest.param("c", "b", ["a", "c", "b"], id="between two"),
        pytest.param("b", "b", ["a", "b", "c"], id="before itself"),
    ],
)
def test_an_order_outlives_the_program(
    path: Path, moved: str, before: str | None, wanted: list[str]
) -> None:
    store = JobStore(path)
    for id_ in "abc":
        store.add(a_job(id_))
    store.move(moved, before)
    store.close()

    again = JobStore(path)

    assert order(again) == wanted
    again.close()


def test_what_is_over_comes_before_what_runs_and_that_before_what_waits(path: Path) -> None:
    store = JobStore(path)
    store.add(a_job("waits"))
    store.add(a_job("runs", state="running"))
    store.add(a_job("late", state="failed", finished=9.0))
    store.add(a_job("early", state="done", finished=5.0))

    assert order(store) == ["early", "late", "runs", "waits"]
    store.close()


def test_what_ran_when_the_window_was_closed_is_interrupted_and_what_waited_waits(
    path: Path,
) -> None:
    store = JobStore(path)
    store.add(a_job("runs", state="running"))
    store.add(a_job("waits"))
    store.close()

    again = JobStore(path)

    assert [job.state for job in again.jobs()] == ["interrupted", "pending"]
    again.close()


def test_what_is_over_can_be_cleared_and_what_waits_stays(path: Path) -> None:
    store = JobStore(path)
    store.add(a_job("done", state="done", finished=2.0))
    store.add(a_job("waits"))

    store.clear_finished()

    assert order(store) == ["waits"]
    store.close()


def test_only_the_latest_of_what_is_over_is_kept_between_starts(path: Path) -> None:
    store = JobStore(path)
    for number in range(MOST_KEPT + 5):
        store.add(a_job(f"j{number}", state="done", finished=float(number)))
    store.add(a_job("waits"))
    store.close()

    again = JobStore(path)

    assert order(again)[0] == "j5"
    assert len(again.jobs()) == MOST_KEPT + 1
    again.close()


def test_a_pause_outlives_the_program(path: Path) -> None:
    store = JobStore(path)
    assert not store.is_paused
    store.is_paused = True
    store.close()

    again = JobStore(path)

    assert again.is_paused
    again.is_paused = False
    assert not again.is_paused
    again.close()


def test_a_file_that_is_damaged_is_put_aside_and_an_empty_queue_takes_its_place(
    path: Path,
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this was a queue once" * 100)

    store = JobStore(path)

    assert store.jobs() == ()
    assert store.set_aside is not None
    assert store.set_aside.read_bytes().startswith(b"this was a queue once")
    store.close()


def test_the_jobs_of_another_window_that_is_open_are_left_alone(path: Path) -> None:
    code = f"""
        import sys
        from pathlib import Path
        from graphstudio.session.queue.store import JobStore
        from tests.session.queue.fakes import a_job

        store = JobStore(Path({str(path)!r}))
        store.add(a_job("theirs", state="running"))
        print("ready", flush=True)
        sys.stdin.read()
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdout.readline()

        mine = JobStore(path)
        mine.add(a_job("mine"))

        assert order(mine) == ["mine"]
        mine.close()
        other.stdin.close()
    after = JobStore(path)
    assert {job.id: job.state for job in after.jobs()} == {
        "theirs": "interrupted",
        "mine": "pending",
    }
    after.close()


def test_a_kill_at_any_moment_loses_nothing_that_was_said_to_be_there(path: Path) -> None:
    code = f"""
        from dataclasses import replace
        from pathlib import Path
        from graphstudio.session.queue.store import JobStore
        from tests.session.queue.fakes import a_job
        import json, os

        store = JobStore(Path({str(path)!r}))
        for number in range(100000):
            job = a_job(f"{{os.getpid()}}-{{number}}", workflow="x" * 5000)
            store.add(job, first=number % 3 == 0)
            store.update(replace(job, state="running"))
            if number % 2:
                store.update(replace(job, state="done", finished=float(number)))
            print(json.dumps([job.id, store.get(job.id).state]), flush=True)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    for _ in range(10):
        with subprocess.Popen(command, stdout=-1, text=True) as window:
            assert window.stdout is not None
            said = [window.stdout.readline() for _ in range(random.randint(1, 60))]
            os.kill(window.pid, signal.SIGKILL)
            said += window.stdout.readlines()

        store = JobStore(path)
        found = {job.id: job.state for job in store.jobs()}
        announced = dict(map(json.loads, (line for line in said if line.endswith("\n"))))
        wanted = {
            id_: "interrupted" if state == "running" else state for id_, state in announced.items()
        }
        assert {id_: found[id_] for id_ in wanted} == wanted
        assert "running" not in found.values()
        store.clear_finished()
        store.close()


def test_a_changed_job_is_on_disk_before_the_call_returns(path: Path) -> None:
    store = JobStore(path)
    store.add(a_job("a"))

    store.update(replace(store.get("a"), state="failed", message="why"))

    reader = JobStore(path)
    assert reader.get("a").message == "why"
    reader.close()
    store.close()
