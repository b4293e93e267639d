"""What nodes were like: kept across restarts, bounded, and no matter when it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphstudio.engine import ledger as module
from graphstudio.engine.ledger import MOST_OF_A_NODE, Ledger, entry_of
from graphstudio.graph.graph import Graph
from tests.engine.laboratory import Laboratory, change


@pytest.fixture
def graph(lab: Laboratory) -> Graph:
    """A number, and one that is made of it."""
    return lab.graph({"n": "number", "a": "add"}, {"a.a": "n.value"}, {"n.value": 1})


def test_what_is_noted_is_there_after_a_restart(
    lab: Laboratory, graph: Graph, tmp_path: Path
) -> None:
    plan = lab.plan(graph)
    first = Ledger(tmp_path / "deep" / "ledger.sqlite")
    first.note(plan, ["n", "a"], {"test.add": 2.5})
    first.close()

    second = Ledger(tmp_path / "deep" / "ledger.sqlite")

    assert second.of("a", "test.add") == (entry_of(plan, "a"),)
    assert second.pace() == {"test.add": 2.5}


def test_two_ledgers_share_one_file(lab: Laboratory, graph: Graph, tmp_path: Path) -> None:
    one, other = Ledger(tmp_path / "ledger"), Ledger(tmp_path / "ledger")

    one.note(lab.plan(graph), ["n"])

    assert len(other.of("n", "test.number")) == 1


def test_the_newest_comes_first_and_the_oldest_are_forgotten(lab: Laboratory, graph: Graph) -> None:
    ledger = Ledger()
    for number in range(MOST_OF_A_NODE + 3):
        ledger.note(lab.plan(change(graph, "n", value=number)), ["n"])
    ledger.note(lab.plan(change(graph, "n", value=5)), ["n"])

    told = [one.parts["value value"] for one in ledger.of("n", "test.number")]

    assert told == ["5", "8", "7", "6", "4", "3"]


def test_all_together_are_bounded(
    lab: Laboratory, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    ledger = Ledger()
    ledger.note(lab.plan(graph), ["a"])

    ledger.note(lab.plan(graph), ["n"])

    assert (len(ledger.of("a", "test.add")), len(ledger.of("n", "test.number"))) == (0, 1)


def test_what_runs_every_time_is_left_out(lab: Laboratory) -> None:
    ledger = Ledger()

    ledger.note(lab.plan(lab.graph({"r": "roll"})), ["r"])

    assert ledger.of("r", "test.roll") == ()


def test_a_node_below_one_that_runs_every_time_is_known_again(lab: Laboratory) -> None:
    graph = lab.graph({"r": "roll", "a": "add"}, {"a.a": "r.value"})
    ledger = Ledger()

    for _ in range(3):
        ledger.note(lab.plan(graph), ["a"])

    assert len(ledger.of("a", "test.add")) == 1


@pytest.mark.parametrize(
    "damage", [pytest.param(b"no database at all" * 99, id="other"), pytest.param(b"", id="empty")]
)
def test_a_damaged_file_begins_anew(
    lab: Laboratory, graph: Graph, tmp_path: Path, damage: bytes
) -> None:
    path = tmp_path / "ledger"
    path.write_bytes(damage)

    ledger = Ledger(path)
    ledger.note(lab.plan(graph), ["n"])

    assert len(Ledger(path).of("n", "test.number")) == 1


def test_a_file_that_is_damaged_while_it_is_open_begins_anew(
    lab: Laboratory, graph: Graph, tmp_path: Path
) -> None:
    path = tmp_path / "ledger"
    ledger = Ledger(path)
    for number in range(300):
        ledger.note(lab.plan(change(graph, "n", value=number)), ["n", "a"])
    ledger.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(bytes(data))

    ledger = Ledger(path)
    ledger.note(lab.plan(graph), ["n"])
    ledger.note(lab.plan(graph), ["n"])

    assert len(ledger.of("n", "test.number")) == 1


def test_where_nothing_can_be_written_it_lasts_as_long_as_the_process(
    lab: Laboratory, graph: Graph, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")

    ledger = Ledger(tmp_path / "file" / "ledger")
    ledger.note(lab.plan(graph), ["n"])

    assert len(ledger.of("n", "test.number")) == 1


def test_very_long_values_are_only_told_apart(lab: Laboratory) -> None:
    plan = lab.plan(lab.graph({"w": "write"}, values={"w.folder": "x", "w.text": "a" * 10_000}))

    entry = entry_of(plan, "w")

    assert len(entry.parts["value text"]) < 30
