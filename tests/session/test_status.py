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
    StepKept,
    Warned,
)
from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.outlook import NodeOutlook, Outlook
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Failed, Previewed, RunForeseen


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


def foreseen(**seconds: float | None) -> RunForeseen:
    nodes = [
        NodeOutlook(id_, id_, None if took is None else Estimate(took, took / 2, took * 2))
        for id_, took in seconds.items()
    ]
    return RunForeseen(Outlook(tuple(nodes)))


def test_the_time_left_is_that_of_the_node_and_of_all_that_follow() -> None:
    status = RunStatus()
    status.take(foreseen(encode=1.0, sample=20.0, decode=2.0, save=0.5))
    status.take(RunStarted(("save",), 4))
    before = status.seconds_left
    status.take(NodeStarted("encode"))
    status.take(NodeDone("encode", 0.9, is_cached=False))
    status.take(NodeStarted("sample"))
    status.take(NodeProgress("sample", 5, 20, 12.0))

    assert before == 23.5
    assert status.seconds_left == 14.5


def test_the_time_left_is_not_told_where_a_node_is_not_known() -> None:
    status = RunStatus()
    status.take(foreseen(sample=20.0, decode=None))
    status.take(RunStarted(("decode",), 2))
    unknown = status.seconds_left
    status.take(NodeStarted("decode"))
    status.take(NodeDone("decode", 1.0, is_cached=False))

    assert unknown is None
    assert status.seconds_left == 20.0


def test_a_run_that_is_over_has_no_time_left() -> None:
    status = RunStatus()
    status.take(foreseen(sample=20.0))
    status.take(RunStarted(("sample",), 1))
    status.take(RunDone("stopped", 1.0, 0, 0))

    assert status.seconds_left is None


def test_steps_that_an_earlier_run_left_are_counted_for_the_picture_at_hand() -> None:
    status = RunStatus()
    status.take(RunStarted(("save",), 1))
    status.take(NodeStarted("sample"))

    status.take(StepKept("sample", "a1", 1, 3, is_old=True))
    status.take(StepKept("sample", "a2", 2, 3, is_old=True))
    status.take(StepKept("sample", "a3", 3, 3))
    first = status.node("sample").kept
    status.take(StepKept("sample", "b1", 1, 3))  # the next picture of a stream

    assert (first, status.node("sample").kept) == (2, 0)
