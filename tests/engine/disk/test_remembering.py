"""The same law for what is kept on disk, over restarts, with little room and with damage.

The random graphs and edits are those of the law for what is kept in memory.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.disk.layered import LayeredCache
from graphstudio.engine.events import NodeDone
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from tests.engine.disk.writer import store
from tests.engine.laboratory import Laboratory
from tests.engine.test_remembering import (
    History,
    eager,
    histories,
    outcome,
    outcome_without_caches,
)


@pytest.fixture(autouse=True)
def _keep_quick_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphstudio.engine.disk.store._LEAST_S", 0.0)
    monkeypatch.setattr("graphstudio.engine.disk.store._LEAST_S_PER_BYTE", 0.0)


def engine_on(folder: Path, memory_bytes: int, disk_bytes: int) -> Engine:
    cache = LayeredCache(MemoryCache(memory_bytes), store(folder, disk_bytes))
    engine = Engine(cache=cache, devices=Devices("cpu"), files=FileHashes())
    engine.cut_off = eager()
    return engine


def close(engine: Engine) -> None:
    assert isinstance(engine.cache, LayeredCache)
    engine.cache.disk.close()


def damage(folder: Path, places: list[int]) -> None:
    """Flip a bit in each place, counted through all files one after another."""
    files = sorted(one for one in folder.rglob("*") if one.is_file() and one.stat().st_size)
    for place in places:
        if files:
            file = files[place % len(files)]
            data = bytearray(file.read_bytes())
            data[place // len(files) % len(data)] ^= 1 << place % 8
            file.write_bytes(data)


Break = tuple[bool, list[int]]
BREAKS = st.tuples(st.booleans(), st.lists(st.integers(0, 10**6), max_size=3))


@pytest.mark.slow
@pytest.mark.parametrize(("memory", "disk"), [(0, 10**8), (10**8, 10**8), (3000, 2000)])
@settings(max_examples=40)
@given(history=histories(), data=st.data())
def test_results_over_restarts_equal_results_without_caches(
    memory: int,
    disk: int,
    history: History,
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    lab = Laboratory(engine_on(folder, memory, disk))
    graph = lab.graph(history.nodes, history.wires, history.values)
    try:
        for number, (world, targets) in enumerate(history.runs):
            if number:
                history.edits[number - 1].apply(graph)
                is_restarted, places = data.draw(BREAKS)
                if is_restarted:
                    close(lab.engine)
                    damage(folder, places)
                    lab.engine = engine_on(folder, memory, disk)
            told = outcome(lab, graph, targets, world)
            assert told == outcome_without_caches(lab, graph, targets, world)
            lab.engine.cache.flush()
    finally:
        close(lab.engine)
        shutil.rmtree(folder)


def test_some_of_it_comes_from_the_disk(tmp_path_factory: pytest.TempPathFactory) -> None:
    spared = 0

    @settings(max_examples=20, derandomize=True)
    @given(history=histories())
    def look(history: History) -> None:
        nonlocal spared
        folder = tmp_path_factory.mktemp("cache")
        lab = Laboratory(engine_on(folder, 0, 10**8))
        graph = lab.graph(history.nodes, history.wires, history.values)
        for edit, (world, targets) in zip([None, *history.edits], history.runs, strict=True):
            if edit is not None:
                edit.apply(graph)
            outcome(lab, graph, targets, world)
            spared += sum(one.is_cached for one in lab.seen(NodeDone))
            close(lab.engine)
            lab.engine = engine_on(folder, 0, 10**8)
        close(lab.engine)

    look()

    assert spared >= 20
