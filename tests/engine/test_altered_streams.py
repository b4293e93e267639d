"""What memory spoils in a run over a stream goes no further than that run, whichever way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import Model
from graphstudio.graph.graph import Graph
from tests.engine.stream_laboratory import StreamLaboratory


class Network:
    """Works whole, or in pieces and a little differently."""

    def __init__(self, value: int = 1) -> None:
        self.value = value

    @contextmanager
    def sparing(self) -> Iterator[tuple[Network, str]]:
        yield Network(100), "It works in pieces: seams are possible."


class Source:
    def load(self, device: torch.device, precision: torch.dtype) -> Network:
        return Network()


MODEL: Model[Any] = Model("vae", "sd1", "big", "digest", 100, Source())


@pytest.fixture
def lab() -> StreamLaboratory:
    return StreamLaboratory()


def let_run_out(lab: StreamLaboratory, *, is_short: bool) -> None:
    """Let the node `hook` run out of memory until its network works in pieces, or never."""

    def work(a: int) -> int:
        with lab.engine.devices.lease(MODEL) as net:
            if is_short and net.value == 1:
                raise torch.OutOfMemoryError("CUDA out of memory")
            return int(a + net.value)

    lab.hooks["hook"] = work


def twice(lab: StreamLaboratory, graph: Graph, target: str) -> tuple[Any, Any]:
    """Run short of memory, and then with enough of it."""
    let_run_out(lab, is_short=True)
    spoilt = lab.run(graph, target).values.get(target)
    let_run_out(lab, is_short=False)
    return spoilt, lab.run(graph, target).values.get(target)


def test_items_fed_by_a_node_that_lacked_memory_are_not_kept(lab: StreamLaboratory) -> None:
    nodes = {"each": "each", "once": "hook", "add": "add", "all": "all"}
    wires = {"add.a": "each.number", "add.b": "once.value", "all.numbers": "add.value"}

    assert twice(lab, lab.graph(nodes, wires), "all") == ((303,), (6,))


def test_what_collects_items_that_lacked_memory_is_not_kept(lab: StreamLaboratory) -> None:
    nodes = {"each": "each", "hook": "hook", "all": "all", "end": "add"}
    wires = {"hook.a": "each.number", "all.numbers": "hook.value", "end.a": "all.value"}

    assert twice(lab, lab.graph(nodes, wires), "end") == ((304,), (7,))


def test_what_collects_items_below_such_a_node_is_not_kept(lab: StreamLaboratory) -> None:
    nodes = {"each": "each", "hook": "hook", "add": "add", "all": "all"}
    wires = {"hook.a": "each.number", "add.a": "hook.value", "all.numbers": "add.value"}

    assert twice(lab, lab.graph(nodes, wires), "all") == ((306,), (9,))


def test_items_made_from_a_file_that_changed_meanwhile_are_not_kept(
    lab: StreamLaboratory, tmp_path: Path
) -> None:
    file = tmp_path / "words.txt"
    file.write_text("old")
    nodes = {"each": "each", "read": "read", "upper": "upper", "paint": "paint", "save": "save"}
    wires = {
        "upper.text": "read.value",
        "paint.value": "each.number",
        "save.picture": "paint.image",
        "save.stem": "upper.value",
    }
    graph = lab.graph(nodes, wires, {"read.path": str(file)})
    lab.hooks["read"] = lambda path: path.write_text("new")
    lab.run(graph)
    del lab.hooks["read"]
    file.write_text("old")

    lab.run(graph)

    assert [stem for _, _, stem in lab.pictures] == ["NEW"] * 3 + ["OLD"] * 3
