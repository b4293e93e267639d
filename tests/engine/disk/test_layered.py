"""Two levels, and engines that are started anew."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from graphstudio.api import Image
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.cutoff import CutOff
from graphstudio.engine.devices import Devices
from graphstudio.engine.disk.layered import LayeredCache
from graphstudio.engine.events import NodeDone, NodeStarted
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.engine.results import Result
from tests.engine.disk.writer import key, store
from tests.engine.laboratory import Laboratory, change


def layered(folder: Path) -> LayeredCache:
    return LayeredCache(MemoryCache(10**8), store(folder))


def text(words: str) -> Result:
    return Result.of((words,), 1.0)


def test_what_memory_lets_go_comes_back_from_the_disk(tmp_path: Path) -> None:
    cache = layered(tmp_path)
    cache.put(key(0), text("a fox"))
    cache.flush()

    assert cache.clear() > 0
    assert key(0) in cache
    found = cache.get(key(0))

    assert found is not None
    assert found.outputs == ("a fox",)
    assert key(0) in cache.memory
    assert cache.stats.entries == 1
    cache.disk.close()


def test_one_result_under_two_keys_is_one_file(tmp_path: Path) -> None:
    cache = layered(tmp_path)
    result = text("a fox")

    cache.put(key(0), result)
    cache.put(key(1), result)
    cache.flush()

    assert len([one for one in (tmp_path / "objects").rglob("*") if one.is_file()]) == 1
    assert key(1) in cache
    cache.disk.close()


def test_an_engine_that_starts_anew_runs_nothing_that_was_kept(tmp_path: Path) -> None:
    first, second = _laboratory(tmp_path), _laboratory(tmp_path)
    nodes = {"a": "upper", "end": "upper"}
    wires = {"end.text": "a.value"}
    values = {"a.text": "one"}
    first.run(first.graph(nodes, wires, values))
    assert first.calls == ["upper", "upper"]
    first.engine.cache.flush()

    result = second.run(second.graph(nodes, wires, values), "end")

    assert second.calls == []
    assert second.seen(NodeStarted) == []
    assert second.seen(NodeDone) == [NodeDone("end", 0.0, is_cached=True)]
    assert result.values == {"end": ("ONE",)}


def test_what_is_kept_can_be_explained(tmp_path: Path) -> None:
    lab = _laboratory(tmp_path)
    graph = lab.graph({"a": "upper"}, values={"a.text": "one"})

    lab.run(graph)
    lab.engine.cache.flush()

    index = store(tmp_path).open_index()
    (entry,) = index.entries()
    planned = lab.plan(graph).by_id["a"]
    assert (entry.key, entry.node, entry.title) == (planned.key, "a", planned.title)
    assert '"value text": "\\"one\\""' in entry.parts
    index.close()


def test_what_is_kept_under_a_second_key_has_a_name_too(tmp_path: Path) -> None:
    lab = _laboratory(tmp_path)
    lab.engine.cut_off = CutOff(least_s=0.0, most_share=math.inf)
    wires = {"b.text": "a.value", "c.text": "b.value"}
    graph = lab.graph({"a": "upper", "b": "upper", "c": "upper"}, wires, {"a.text": "one"})
    lab.run(graph)

    lab.run(change(graph, "a", text="oNE"))
    lab.engine.cache.flush()

    index = store(tmp_path).open_index()
    entries = index.entries()
    assert len({one.key for one in entries}) == 7  # two of each node, and one by what came in
    assert {(one.node, one.type) for one in entries} == {(id_, "test.upper") for id_ in "abc"}
    index.close()


def test_what_was_cut_off_can_be_explained_too(tmp_path: Path) -> None:
    lab = _laboratory(tmp_path)
    lab.engine.cut_off = CutOff(least_s=0.0, most_share=math.inf)
    nodes, wires = {"a": "upper", "end": "upper"}, {"end.text": "a.value"}
    lab.run(lab.graph(nodes, wires, {"a.text": "one"}))

    graph = lab.graph(nodes, wires, {"a.text": "One"})
    lab.run(graph)
    lab.engine.cache.flush()

    assert lab.calls == ["upper"]
    index = store(tmp_path).open_index()
    planned = lab.plan(graph).by_id["end"]
    (entry,) = [one for one in index.entries() if one.key == planned.key]
    assert (entry.node, entry.title) == ("end", planned.title)
    index.close()


@pytest.fixture
def _keeps_quick_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphstudio.engine.disk.store._LEAST_S", 0.0)
    monkeypatch.setattr("graphstudio.engine.disk.store._LEAST_S_PER_BYTE", 0.0)


@pytest.mark.usefixtures("_keeps_quick_results")
def test_what_a_bad_node_changes_in_place_is_served_as_it_was_made(tmp_path: Path) -> None:
    first, second = _laboratory(tmp_path), _laboratory(tmp_path)
    nodes = {"picture": "picture", "spoil": "spoil", "mean": "mean"}
    wires = {"spoil.picture": "picture.image", "mean.picture": "picture.image"}

    spoilt = first.run(first.graph(nodes, wires), "spoil")
    first.engine.cache.flush()
    again = first.run(first.graph(nodes, wires), "mean")
    first.engine.cache.flush()
    later = second.run(second.graph(nodes, wires), "mean")

    assert spoilt.outcome == "failed"
    assert again.values == later.values == {"mean": (0.5,)}
    assert first.calls == ["mean"]  # the picture came back from the disk
    assert second.calls == []


@pytest.mark.usefixtures("_keeps_quick_results")
def test_what_a_bad_node_gave_before_and_changes_later_is_served_as_it_was(
    tmp_path: Path,
) -> None:
    shared = torch.zeros(1, 2, 2, 3)

    def greedy(a: int) -> Image:
        shared.add_(a)
        return Image(shared)

    found = []
    for lab in (_laboratory(tmp_path), _laboratory(tmp_path)):
        lab.hooks["make"] = greedy
        for number in (0, 1, 0, 1):
            graph = lab.graph(
                {"make": "make", "mean": "mean"}, {"mean.picture": "make.value"}, {"make.a": number}
            )
            found.append(lab.run(graph, "mean").values["mean"][0])
            lab.engine.cache.flush()

    assert found == [0.0, 1.0] * 4


def _laboratory(folder: Path) -> Laboratory:
    engine = Engine(cache=layered(folder), devices=Devices("cpu"), files=FileHashes())
    return Laboratory(engine)
