"""The law of an engine that remembers: results with caches equal results without.

Random graphs with lazy inputs, lists, nodes that round, fail, refuse, or run every time; random
edits of values, wires and switches; budgets that keep all, some or nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphstudio.api import content_hash
from graphstudio.engine.cutoff import CutOff
from graphstudio.engine.events import NodeDone
from graphstudio.engine.executor import Engine
from graphstudio.errors import GraphError
from graphstudio.graph.edits import Bypass, Connect, Edit, Mute, SetValue
from graphstudio.graph.elements import Json, Port, Wire
from graphstudio.graph.graph import Graph
from tests.engine.laboratory import Laboratory, make_engine


class Kind(NamedTuple):
    """What a kind of node takes and gives: "n" a whole number, "f" a number, "p" a picture."""

    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    knobs: Mapping[str, tuple[Json, ...]] = {}


NUMBERS: tuple[Json, ...] = (0, 1, 2, 3)
KINDS = {
    "number": Kind({"value": "n"}, {"value": "n"}, {"value": NUMBERS, "note": ("", "x")}),
    "roll": Kind({}, {"value": "n"}),
    "add": Kind({"a": "n", "b": "n"}, {"value": "n"}, {"a": NUMBERS, "b": NUMBERS}),
    "halves": Kind({"a": "n"}, {"low": "n", "high": "n"}, {"a": NUMBERS}),
    "total": Kind({"items": "n!"}, {"value": "n"}),
    "switch": Kind({"on_true": "n!", "on_false": "n!"}, {"value": "n"}, {"is_on": (True, False)}),
    "stubborn": Kind({"a": "n!"}, {"value": "n"}),
    "maybe": Kind({"a": "n"}, {"value": "n"}),
    "small": Kind({"a": "n"}, {"value": "n"}, {"a": NUMBERS}),
    "hook": Kind({"a": "n"}, {"value": "n"}, {"a": NUMBERS, "name": ("round", "fragile", "big")}),
    "half": Kind({"a": "f"}, {"value": "f"}, {"a": (0.5, 2.0)}),
    "picture": Kind({"value": "f"}, {"image": "p"}, {"size": (1, 2), "value": (0.0, 0.5)}),
    "blur": Kind({"picture": "p!", "amount": "f"}, {"image": "p"}, {"amount": (0.0, 0.5)}),
    "mean": Kind({"picture": "p!"}, {"value": "f"}),
}


@dataclass
class History:
    """Hold a graph, an edit between each two runs, and for each run what `roll` says and what is
    wanted."""

    nodes: dict[str, str]
    wires: dict[str, str]
    values: dict[str, Json]
    edits: list[Edit]
    runs: list[tuple[int, list[str]]]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw a graph that can run, and edits that mostly leave it so."""
    nodes: dict[str, str] = {}
    wires: dict[str, str] = {}
    values: dict[str, Json] = {}
    for number in range(draw(st.integers(2, 9))):
        id_ = f"n{number}"
        kind = draw(st.sampled_from([one for one in KINDS if _can_be_fed(one, nodes)]))
        for name, type_ in KINDS[kind].inputs.items():
            sources = _sources(type_, nodes)
            if sources and (type_.endswith("!") or draw(st.integers(0, 3))):
                wires[f"{id_}.{name}"] = draw(st.sampled_from(sources[-3:]))
        for name, choices in KINDS[kind].knobs.items():
            values[f"{id_}.{name}"] = draw(st.sampled_from(choices))
        nodes[id_] = kind
    edits = [_edit(draw, nodes) for _ in range(draw(st.integers(1, 8)))]
    others = st.lists(st.sampled_from(sorted(nodes)), max_size=2)
    last = sorted(nodes)[-1:]
    runs = [(draw(st.integers(0, 2)), draw(others) + last) for _ in range(len(edits) + 1)]
    return History(nodes, wires, values, edits, runs)


def _can_be_fed(kind: str, nodes: Mapping[str, str]) -> bool:
    needed = [type_ for type_ in KINDS[kind].inputs.values() if type_.endswith("!")]
    return all(_sources(type_, nodes) for type_ in needed)


def _sources(type_: str, nodes: Mapping[str, str]) -> list[str]:
    """Find the outputs that fit an input: whole numbers fit where fractions do."""
    fits = {"n": "n", "f": "nf", "p": "p"}[type_[0]]
    return [
        f"{id_}.{name}"
        for id_, kind in nodes.items()
        for name, gives in KINDS[kind].outputs.items()
        if gives in fits
    ]


def _edit(draw: st.DrawFn, nodes: dict[str, str]) -> Edit:
    id_ = draw(st.sampled_from(sorted(nodes)))
    kind = KINDS[nodes[id_]]
    what = draw(st.sampled_from(["knob"] * 6 + ["wire"] * 2 + ["mute", "bypass"]))
    if what == "knob" and kind.knobs:
        name = draw(st.sampled_from(sorted(kind.knobs)))
        return SetValue(id_, name, draw(st.sampled_from(kind.knobs[name])))
    if what == "wire" and kind.inputs:
        name = draw(st.sampled_from(sorted(kind.inputs)))
        before = dict(list(nodes.items())[: list(nodes).index(id_)])
        sources = _sources(kind.inputs[name], before)
        if sources:
            return Connect(Wire(_port(draw(st.sampled_from(sources))), Port(id_, name)))
    if what == "bypass":
        return Bypass(id_, draw(st.booleans()))
    return Mute(id_, draw(st.booleans()))


def _port(text: str) -> Port:
    node, _, socket = text.partition(".")
    return Port(node, socket)


@pytest.mark.parametrize("budget", [0, 3000, 10**8])
@settings(max_examples=60)
@given(history=histories())
def test_results_with_caches_equal_results_without(budget: int, history: History) -> None:
    lab = Laboratory(_engine(budget, eager()))
    graph = lab.graph(history.nodes, history.wires, history.values)

    for number, (world, targets) in enumerate(history.runs):
        if number:
            history.edits[number - 1].apply(graph)
        told = outcome(lab, graph, targets, world)
        assert told == outcome_without_caches(lab, graph, targets, world)


def test_some_of_it_is_early_cut_off() -> None:
    spared = 0

    @settings(max_examples=100, derandomize=True)
    @given(history=histories())
    def look(history: History) -> None:
        nonlocal spared
        lab = Laboratory(_engine(10**8, eager()))
        graph = lab.graph(history.nodes, history.wires, history.values)
        for edit, (world, targets) in zip([None, *history.edits], history.runs, strict=True):
            if edit is not None:
                edit.apply(graph)
            outcome(lab, graph, targets, world)
            spared += sum(one.is_cut_off for one in lab.seen(NodeDone))

    look()

    assert spared >= 20


def _engine(budget: int, cut_off: CutOff) -> Engine:
    engine = make_engine(budget)
    engine.cut_off = cut_off
    return engine


def eager() -> CutOff:
    """Cut off whatever can be, whatever it costs."""
    return CutOff(least_s=0.0, most_share=math.inf)


def outcome_without_caches(
    lab: Laboratory, graph: Graph, targets: list[str], world: int
) -> tuple[object, ...]:
    """Run with an engine that keeps nothing; see `outcome`."""
    lab.engine, kept = _engine(0, CutOff(least_s=math.inf)), lab.engine
    told = outcome(lab, graph, targets, world)
    lab.engine = kept
    return told


def outcome(lab: Laboratory, graph: Graph, targets: list[str], world: int) -> tuple[object, ...]:
    """Run, and say what came of it: what each target says, and every error in words."""

    def fragile(a: int) -> int:
        if a == 1:
            raise ValueError("one is too few")
        return a

    lab.hooks |= {
        "roll": lambda: world,
        "round": lambda a: a // 4,
        "fragile": fragile,
        "big": lambda a: a + 9,
    }
    try:
        result = lab.run(graph, *targets)
    except GraphError as error:
        return "refused", str(error)
    values = {id_: content_hash(outputs) for id_, outputs in result.values.items()}
    return result.outcome, values, {id_: str(one) for id_, one in result.errors.items()}
