"""How a run stands, made of its events."""

from pathlib import Path

from graphstudio.engine.events import (
    ImageSaved,
    NodeDone,
    NodeProgress,
    NodeSkipped,
    NodeStarted,
    RunDone,
    RunStarted,
    Warned,
)
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Failed, Previewed


def test_a_node_runs_from_its_start_to_its_end() -> None:
    status = RunStatus()

    status.take(RunStarted(("save",), 2))
    status.take(NodeStarted("sample"))
    status.take(NodeProgress("sample", 5, 20, 1.5))
    half = status.node("sample")
    share = status.share
    status.take(NodeDone("sample", 2.0, is_cached=False))

    assert (half.phase, half.share, half.seconds_left) == ("running", 0.25, 1.5)
    assert share == 0.125
    assert (status.node("sample").phase, status.node("sample").seconds) == ("done", 2.0)
    assert status.share == 0.5


def test_a_new_run_forgets_marks_and_keeps_previews() -> None:
    status = RunStatus()
    shown = Previewed("save", b"png", 8, 8, is_final=True)
    status.take(RunStarted(("save",), 1))
    status.take(NodeStarted("save"))
    status.take(shown)
    status.take(Warned("save", "It is dark."))
    status.take(NodeDone("save", 1.0, is_cached=False))

    status.take(RunStarted(("save",), 1))

    now = status.node("save")
    assert (now.phase, now.warnings, now.preview) == ("idle", (), shown)


def test_a_failure_keeps_its_message_and_its_traceback() -> None:
    status = RunStatus()
    status.take(RunStarted(("save",), 1))

    status.take(Failed("load", "ModelMissing", "There is no model.", "Traceback"))
    status.take(NodeSkipped("save", "load failed"))

    failed = status.node("load")
    assert (failed.phase, failed.message, failed.details) == (
        "failed",
        "There is no model.",
        "Traceback",
    )
    assert status.node("save").message == "load failed"


def test_the_node_that_ran_is_blamed_for_a_lost_worker() -> None:
    status = RunStatus()
    status.take(RunStarted(("save",), 2))
    status.take(NodeStarted("sample"))

    status.lose("The worker was killed.")

    assert status.node("sample").phase == "failed"
    assert (status.outcome, status.is_running, status.current) == ("failed", False, "")


def test_what_still_ran_is_idle_after_a_stop() -> None:
    status = RunStatus()
    status.take(RunStarted(("save",), 2))
    status.take(NodeStarted("sample"))

    status.take(RunDone("stopped", 1.0, 0, 0))

    assert status.node("sample").phase == "idle"
    assert status.outcome == "stopped"


def test_a_cached_node_is_not_counted_as_work() -> None:
    status = RunStatus()
    status.take(RunStarted(("save",), 1))

    status.take(NodeDone("sample", 0.0, is_cached=True))

    assert status.node("sample").phase == "cached"
    assert status.share == 0.0


def test_pictures_are_gathered_by_the_node_that_wrote_them() -> None:
    status = RunStatus()

    status.take(ImageSaved("save", Path("a.png")))
    status.take(ImageSaved("save", Path("b.png")))

    assert status.node("save").pictures == (Path("a.png"), Path("b.png"))


def test_each_change_is_announced_with_the_node() -> None:
    status = RunStatus()
    told: list[str] = []
    status.changed.connect(told.append)

    status.take(RunStarted(("save",), 1))
    status.take(NodeStarted("save"))

    assert told == ["", "", "save"]
