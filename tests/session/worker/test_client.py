"""The worker as the window sees it: runs, stops, deaths, and what is left of them."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from graphstudio.engine.events import NodeDone, NodeProgress, NodeStarted, RunDone, RunStarted
from graphstudio.session.worker.client import Worker
from graphstudio.session.worker.protocol import (
    AskMemory,
    Check,
    Checked,
    Failed,
    Foretold,
    FreeMemory,
    LogLine,
    MemoryTold,
    Refused,
    RunForeseen,
    WorkerLost,
    WorkerOptions,
    WorkerReady,
)
from tests.session.worker.pack import one, workflow
from tests.session.worker.window import QUIET, Window


def test_a_run_tells_what_happens_in_order(window: Window) -> None:
    window.run(one("count", steps=2, pause=0.1), name="mine")

    window.wait_for_end()

    kinds = [type(event) for event in window.told]
    assert kinds == [
        Foretold, RunForeseen, RunStarted, NodeStarted, NodeProgress, NodeProgress, NodeProgress,
        NodeDone, RunDone,
    ]  # fmt: skip


def test_results_are_kept_between_runs(window: Window) -> None:
    text = workflow({"a": "keep", "b": "add"}, wires={"b.first": "a.value", "b.second": "a.value"})
    window.run(text)
    window.wait_for_end()

    window.run(text)
    end = window.wait_for_end()

    assert isinstance(end, RunDone)
    assert (end.ran, end.cached) == (0, 1)


def test_memory_that_is_freed_has_to_be_filled_again(window: Window) -> None:
    window.run(one("keep"))
    window.wait_for_end()

    window.worker.send(FreeMemory())
    while _kept_results(window):  # it is freed in a thread of its own
        pass
    window.worker.send(Check(1, "sheet", one("keep"), ""))
    forecasts = window.wait(Checked).forecasts

    assert [told.verdict for told in forecasts] == ["runs"]


def test_a_failed_node_tells_kind_message_and_the_line_in_its_own_code(window: Window) -> None:
    window.run(one("raise"))

    failed = window.wait_for_node(Failed)

    assert (failed.node, failed.kind) == ("raise", "NodeFailed")
    assert "no luck" in failed.message
    assert "ValueError: no luck" in failed.details
    assert "bad.py" in failed.details


def test_a_graph_that_cannot_run_is_refused_with_node_and_socket(window: Window) -> None:
    window.run(workflow({"sum": "add", "a": "keep"}, wires={"sum.first": "a.value"}))

    refused = window.wait(Refused)

    assert [(trouble.node, trouble.socket) for trouble in refused.troubles] == [("sum", "second")]


def test_a_folder_that_cannot_be_written_is_refused_before_the_run(
    tmp_path: Path, window: Window
) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")

    window.run(one("paint"))

    assert "cannot be written" in window.wait(Refused).troubles[0].message


def test_a_check_is_answered_while_a_run_goes_on_and_does_not_import_torch(window: Window) -> None:
    window.run(
        workflow({"count": "count", "m": "modules"}, {"count.steps": 1000, "count.pause": 0.05})
    )
    window.wait_for_node(NodeStarted)

    window.worker.send(Check(7, "sheet", one("paint"), ""))
    checked = window.wait(Checked)
    window.worker.stop("run")
    window.wait_for_end()
    window.run(one("modules"))

    assert (checked.ticket, checked.sheet, checked.troubles) == (7, "sheet", ())
    assert window.wait_for_line("torch").text == "torch is not there"


def test_a_run_that_is_stopped_ends_between_two_steps(window: Window) -> None:
    window.run(one("count", steps=1000, pause=0.02))
    window.wait_for_node(NodeProgress)
    pid = window.worker.pid

    window.worker.stop("run")
    end = window.wait_for_end()

    assert isinstance(end, RunDone)
    assert end.outcome == "stopped"
    assert window.worker.pid == pid


def test_a_run_may_be_tried_again_under_its_name_after_it_was_stopped(window: Window) -> None:
    window.run(one("count", steps=1000, pause=0.02))
    window.wait_for_node(NodeProgress)
    window.worker.stop("run")
    window.wait_for_end()

    window.run(one("count", steps=1))
    end = window.wait_for_end()

    assert isinstance(end, RunDone)
    assert end.outcome == "done"


@pytest.mark.parametrize("node", ["deaf", "hog"])
def test_a_node_that_ignores_the_stop_is_killed_with_its_process(window: Window, node: str) -> None:
    window.run(one(node))
    window.wait_for_node(NodeStarted)
    pid = window.worker.pid

    window.worker.stop("run")
    lost = window.wait(WorkerLost)

    assert lost.run == "run"
    assert lost.is_stopped
    assert window.wait(WorkerReady).pid != pid
    _runs_again(window)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        pytest.param("abort", "native code (SIGABRT)", id="abort"),
        pytest.param("segfault", "native code (SIGSEGV)", id="segfault"),
        pytest.param("memory", "out of memory", id="killed"),
        pytest.param("exit", "exit code 3", id="exit"),
        pytest.param("close", "closed the pipe", id="closed pipe"),
        pytest.param("scribble", "wrote into it", id="nonsense in the pipe"),
    ],
)
def test_a_death_ends_one_run_with_the_reason_and_the_next_run_works(
    window: Window, how: str, told: str
) -> None:
    window.run(one("die", how=how))

    lost = window.wait(WorkerLost)

    assert lost.run == "run"
    assert told in lost.reason
    assert not lost.is_stopped
    window.wait(WorkerReady)
    _runs_again(window)


def test_a_crash_in_native_code_leaves_its_place_in_the_log(window: Window) -> None:
    window.run(one("die", how="segfault"))

    assert window.wait_for_line("Fatal Python error").source == "stderr"
    assert "die" in window.wait_for_line("bad.py").text
    window.wait(WorkerReady)


def test_a_node_that_eats_the_requests_is_stopped_all_the_same(window: Window) -> None:
    window.run(one("eat"))
    window.wait_for_node(NodeProgress)

    window.worker.stop("run")
    end = window.wait_for_end()

    # The listener may be quicker than the node: then the request is read as it was meant.
    if isinstance(end, WorkerLost):
        assert end.run == "run"
        window.wait(WorkerReady)
    else:
        assert isinstance(end, RunDone)
        assert end.outcome == "stopped"
    _runs_again(window)


def test_what_a_node_started_goes_with_the_worker(window: Window) -> None:
    window.run(one("child"))
    child = psutil.Process(int(window.wait_for_line("child").text.split()[1]))
    assert window.worker.pid is not None

    os.kill(window.worker.pid, signal.SIGKILL)
    window.wait(WorkerLost)

    child.wait(10)
    assert not child.is_running()


def test_everything_that_is_printed_logged_or_warned_of_is_heard(window: Window) -> None:
    window.run(one("talk"), name="talk")
    window.wait_for_end()
    window.wait_for_line("past Python") if not _lines(window, "past Python") else None

    found = {
        line.text: (line.level, line.source) for line in window.heard if isinstance(line, LogLine)
    }
    assert found["plain print"] == ("info", "stdout")
    assert found["to stderr"] == ("warning", "stderr")
    assert found["100%"] == ("warning", "stderr")
    assert found["past Python"] == ("warning", "stderr")
    assert found["a logged line"] == ("warning", "some.library")
    assert any("a warning" in text for text in found)
    assert any("badly" in text for text in found)
    assert {line.run for line in _lines(window, "plain print")} == {"talk"}


def test_a_worker_that_is_restarted_has_another_process_and_the_run_counts_as_stopped(
    window: Window,
) -> None:
    window.run(one("count", steps=1000, pause=0.05))
    window.wait_for_node(NodeProgress)
    pid = window.worker.pid

    window.worker.restart(QUIET)
    lost = window.wait(WorkerLost)

    assert lost.is_stopped
    assert window.wait(WorkerReady).pid != pid
    _runs_again(window)


def test_closing_in_the_middle_of_a_run_takes_the_process_with_it(tmp_path: Path) -> None:
    window = Window(tmp_path)
    window.open()
    window.run(one("deaf"))
    window.wait_for_node(NodeStarted)

    window.worker.close(timeout_s=0.2)

    assert not window.worker.is_alive


def test_a_worker_that_never_gets_ready_is_given_up_after_a_few_tries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    window = Window(tmp_path)
    window.worker.start()

    last = window.wait(WorkerLost, lambda lost: "cannot be started" in lost.reason)

    assert "graphstudio doctor" in last.reason
    monkeypatch.undo()
    window.worker.restart(QUIET)
    window.wait(WorkerReady)
    window.worker.close()


def test_a_system_that_cannot_start_it_is_told_and_may_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    window = Window(tmp_path)
    window.worker.start()

    lost = window.wait(WorkerLost)

    assert "cannot be started" in lost.reason
    assert not window.worker.is_alive
    monkeypatch.undo()
    window.worker.restart(QUIET)
    window.wait(WorkerReady)
    window.worker.close()


@pytest.mark.parametrize("node", ["deaf", "hog"])
def test_a_killed_window_takes_the_worker_with_it(node: str) -> None:
    code = """
        import time
        from graphstudio.session.worker.client import Worker
        from graphstudio.session.worker.protocol import Run, RunEvent, WorkerOptions
        from graphstudio.engine.events import NodeStarted
        from tests.session.worker.pack import one

        def take(event):
            if isinstance(event, RunEvent) and isinstance(event.event, NodeStarted):
                print(worker.pid, flush=True)

        worker = Worker(WorkerOptions(is_eager=False), take)
        worker.start()
        worker.send(Run("run", one(NODE), "", None, ""))
        time.sleep(60)
    """
    command = [sys.executable, "-c", f"NODE = {node!r}\n{textwrap.dedent(code)}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        worker = psutil.Process(int(window.stdout.readline()))

        window.kill()

        worker.wait(20)


def test_a_window_that_ends_by_an_error_leaves_no_worker() -> None:
    code = """
        from graphstudio.session.worker.client import Worker
        from graphstudio.session.worker.protocol import WorkerOptions

        worker = Worker(WorkerOptions(is_eager=False), lambda event: None)
        worker.start()
        print(worker.pid, flush=True)
        raise SystemExit(1)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert not psutil.pid_exists(int(told.stdout))
    assert told.stderr == ""


def test_the_client_imports_neither_torch_nor_qt() -> None:
    code = (
        "import graphstudio.session.worker.client, graphstudio.session.queue.runner, sys; "
        "print(sorted({'torch', 'diffusers', 'PySide6', 'numpy'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_a_worker_that_was_never_started_is_closed_without_fuss() -> None:
    worker = Worker(WorkerOptions(), lambda event: None)

    worker.close()

    assert not worker.is_alive


def _runs_again(window: Window) -> None:
    window.run(one("count"), name="again")
    end = window.wait_for_end()
    assert isinstance(end, RunDone)
    assert end.outcome == "done"


def _lines(window: Window, part: str) -> list[LogLine]:
    return [line for line in window.heard if isinstance(line, LogLine) and part in line.text]


def _kept_results(window: Window) -> int:
    window.worker.send(AskMemory())
    return window.wait(MemoryTold).result_count
