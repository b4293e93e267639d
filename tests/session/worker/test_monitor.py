"""Memory over time: samples, runs, and a floor that rises."""

import pickle
from dataclasses import replace

import pytest

from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.session.worker.history import (
    MemorySample,
    Rise,
    RunMemory,
    find_rise,
    thinned,
)
from graphstudio.session.worker.monitor import Monitor

MIB = 2**20


def runs(*floors_mib: float) -> list[RunMemory]:
    return [
        RunMemory(f"r{place}", place, place + 0.5, 0, 0, int(floor * MIB))
        for place, floor in enumerate(floors_mib)
    ]


def test_a_run_is_noted_with_its_floors_and_its_peak() -> None:
    monitor = Monitor(Devices("cpu"), MemoryCache(MIB), None)

    monitor.begin("run")
    held = b"x" * (64 * MIB)
    middle = monitor.sample()
    del held
    monitor.end()

    (run,) = monitor.history().runs
    assert run.run == "run"
    assert run.started <= middle.at <= run.ended
    assert run.peak >= middle.used >= run.floor_before + 60 * MIB
    assert run.floor_after <= run.peak - 60 * MIB


def test_samples_come_in_order_and_cross_to_the_window() -> None:
    monitor = Monitor(Devices("cpu"), MemoryCache(MIB), None)
    taken = [monitor.sample() for _ in range(3)]

    history = monitor.history()

    assert history.samples == tuple(taken)
    assert pickle.loads(pickle.dumps(history)) == history


def test_an_end_without_a_beginning_is_no_run() -> None:
    monitor = Monitor(Devices("cpu"), MemoryCache(MIB), None)

    monitor.end()

    assert monitor.history().runs == ()


@pytest.mark.parametrize(
    ("floors", "wanted"),
    [
        pytest.param([0, 500, *range(500, 700, 10)], Rise(190 * MIB, 20), id="rises steadily"),
        pytest.param([0, 500, *[500.0] * 30], None, id="level"),
        pytest.param([0, 500, *[500, 540] * 10], None, id="up and down"),
        pytest.param([0, 500, *[500] * 10, *[800] * 10], None, id="one step"),
        pytest.param([0, 500, 600, 700], None, id="too few"),
        pytest.param([0, 500, *(500 + n for n in range(20))], None, id="too little"),
        pytest.param([*range(0, 4000, 100), *[4000] * 20], None, id="long ago"),
    ],
)
def test_a_rising_floor_is_told_from_noise(floors: list[float], wanted: Rise | None) -> None:
    assert find_rise(runs(*floors)) == wanted


def test_thinning_keeps_the_highest_peaks_and_the_order() -> None:
    plain = MemorySample(0.0, 1, 1, 1, 1)
    samples = [replace(plain, at=float(at), peak=at % 7) for at in range(100)]

    found = thinned(samples, 10)

    assert len(found) == 10
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert {one.peak for one in found} == {6}
    assert thinned([], 10) == ()
