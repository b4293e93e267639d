"""What is noted of a run: seconds without loading, steps that were really done, peaks."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from graphstudio.api import Denoiser, Model
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import (
    Event,
    NodeDone,
    NodeFailed,
    NodeProgress,
    NodeStarted,
    RunDone,
    StepKept,
)
from graphstudio.errors import RunError
from graphstudio.session.estimates.recorder import Recorder, likeness_of
from graphstudio.session.estimates.records import NodeRecord, Records
from graphstudio.session.estimates.workload import ModelUse, Workload

UNET = ModelUse("model", "sd1", "dream", 5_000_000)
SAMPLE = Workload("s", "Sample", "latent.sample", (UNET,), "way", 0.25, 1, 20.0)
DONE = RunDone("done", 9.0, 1, 0)


class NowhereSource:
    """Loads nothing."""

    def load(self, device: object, precision: object) -> Denoiser:
        raise AssertionError


@dataclass
class Meter:
    """Says a number, and counts how often it was started."""

    peak: int = 300
    started: int = 0

    def start(self) -> None:
        self.started += 1

    def read(self) -> int | None:
        return self.peak


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path / "estimates.sqlite")


def take(records: Records, *events: Event, meter: Meter | None = None) -> tuple[NodeRecord, ...]:
    recorder = Recorder({"s": SAMPLE}, records, Devices("cpu"), meter or Meter())
    for event in events:
        recorder.take(event)
    return records.alike("latent.sample", SAMPLE.likeness, "")


def steps(first: int, last: int, total: int) -> list[NodeProgress]:
    return [NodeProgress("s", done, total, None) for done in range(first, last + 1)]


def test_a_node_that_ran_is_noted_with_all_that_was_foreseen(records: Records) -> None:
    (noted,) = take(records, NodeStarted("s"), *steps(0, 20, 20), NodeDone("s", 4.0, False), DONE)

    assert (noted.way, noted.megapixels, noted.steps) == ("way", 0.25, 20.0)
    assert (noted.calls, noted.seconds, noted.peak_bytes) == (20, 4.0, 300)
    assert noted.is_whole
    assert noted.is_first


def test_a_run_that_went_on_in_the_middle_counts_the_steps_that_it_did(records: Records) -> None:
    kept = [StepKept("s", f"k{done}", done, 20, is_old=True) for done in range(1, 13)]

    events: list[Event] = [
        NodeStarted("s"),
        *kept,
        *steps(12, 20, 20),
        NodeDone("s", 1.6, False),
        DONE,
    ]
    (noted,) = take(records, *events)

    assert (noted.calls, noted.is_whole) == (8, False)


def test_a_kept_result_and_a_failure_are_not_noted(records: Records) -> None:
    failed = (NodeStarted("s"), NodeFailed("s", RunError("no")))

    assert take(records, NodeDone("s", 0.0, True), *failed, DONE) == ()


def test_loading_is_told_apart_and_its_peak_left_out(records: Records) -> None:
    facts = (("parameters", 5_000_000),)
    model: Model[Denoiser] = Model("denoiser", "sd1", "dream", "d", 1, NowhereSource(), facts)
    meter = Meter()
    recorder = Recorder({"s": SAMPLE}, records, Devices("cpu"), meter)

    recorder.take(NodeStarted("s"))
    recorder.note_load(model, 3.0)
    recorder.take(NodeDone("s", 5.0, False))
    recorder.take(DONE)

    (noted,) = records.alike("latent.sample", SAMPLE.likeness, "")
    assert noted.seconds == 2.0
    assert meter.started == 2
    assert likeness_of(model) == UNET.likeness
    assert records.loads("first " + UNET.likeness, "") == (3.0,)


def test_a_second_try_after_a_lack_of_memory_is_not_noted(records: Records) -> None:
    devices = Devices("cpu")
    recorder = Recorder({"s": SAMPLE}, records, devices, Meter())

    recorder.take(NodeStarted("s"))
    devices.shortages += 1
    recorder.take(NodeDone("s", 5.0, False))
    recorder.take(DONE)

    assert records.alike("latent.sample", SAMPLE.likeness, "") == ()


def test_a_record_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")

    assert take(Records(tmp_path / "state" / "x"), NodeStarted("s"), DONE) == ()
