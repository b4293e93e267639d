"""Early cut-off: what was made anew and came out the same makes nothing below it run."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from graphstudio.api import Conditioning, Image, Model
from graphstudio.engine.cutoff import CutOff
from graphstudio.engine.events import NodeDone
from tests.engine.laboratory import Laboratory, change, make_engine

PARITY = {"n": "number", "p": "hook", "h": "hook"}
WIRES = {"p.a": "n.value", "h.a": "p.value"}
VALUES = {"n.value": 1, "p.name": "parity", "h.name": "slow"}


@pytest.fixture
def lab() -> Laboratory:
    """A laboratory whose engine takes every node for a slow one."""
    lab = Laboratory(make_engine())
    lab.engine.cut_off = CutOff(least_s=0.0, most_share=math.inf)
    lab.hooks |= {"parity": lambda a: a % 2, "slow": lambda a: a + 10}
    return lab


def test_a_node_that_gave_the_same_again_makes_nothing_below_it_run(lab: Laboratory) -> None:
    graph = lab.graph(PARITY, WIRES, VALUES)
    lab.run(graph)

    result = lab.run(change(graph, "n", value=3))

    assert result.values == {"h": (11,)}
    assert lab.calls == ["number", "parity"]
    assert lab.seen(NodeDone)[-1] == NodeDone("h", 0.0, is_cached=True, is_cut_off=True)


def test_what_was_cut_off_is_kept_under_its_own_key_too(lab: Laboratory) -> None:
    graph = lab.graph(PARITY, WIRES, VALUES)
    lab.run(graph)
    lab.run(change(graph, "n", value=3))

    lab.run(graph)

    assert lab.calls == []
    assert lab.plan(graph).by_id["h"].key in lab.engine.cache


def test_another_value_runs_what_needs_it(lab: Laboratory) -> None:
    graph = lab.graph(PARITY, WIRES, VALUES)
    lab.run(graph)

    result = lab.run(change(graph, "n", value=2))

    assert result.values == {"h": (10,)}
    assert lab.calls == ["number", "parity", "slow"]


def test_below_a_node_that_runs_every_time_nothing_runs_while_it_gives_the_same(
    lab: Laboratory,
) -> None:
    graph = lab.graph(
        {"r": "roll", "p": "hook", "h": "hook"},
        {"p.a": "r.value", "h.a": "p.value"},
        {"p.name": "halved", "h.name": "slow"},
    )
    lab.hooks["halved"] = lambda a: a // 10
    lab.run(graph)

    result = lab.run(graph)

    assert result.values == {"h": (10,)}
    assert lab.calls == ["roll", "halved"]


def test_an_edit_of_the_node_itself_runs_it(lab: Laboratory) -> None:
    graph = lab.graph(PARITY, WIRES, VALUES)
    lab.hooks["other"] = lambda a: a + 20
    lab.run(graph)
    change(graph, "n", value=3)

    result = lab.run(change(graph, "h", name="other"))

    assert result.values == {"h": (21,)}


def test_a_node_with_effects_runs_every_time(lab: Laboratory) -> None:
    graph = lab.graph({"p": "picture", "s": "save"}, {"s.picture": "p.image"})
    lab.run(graph)

    lab.run(graph)

    assert lab.calls == ["save"]


def test_a_node_that_asks_for_its_inputs_late_is_run_again(lab: Laboratory) -> None:
    graph = lab.graph(
        {"n": "number", "p": "hook", "s": "switch"},
        {"p.a": "n.value", "s.on_true": "p.value", "s.on_false": "p.value"},
        {"n.value": 1, "p.name": "parity"},
    )
    lab.run(graph)

    lab.run(change(graph, "n", value=3))

    assert lab.calls == ["switch", "number", "parity", "switch"]


def test_words_for_people_are_no_reason_to_run(lab: Laboratory) -> None:
    def said(text: str) -> Conditioning:
        return Conditioning(torch.ones(1, 1, 1), "sd1", text=text)

    lab.hooks |= {
        "encode": lambda a: said(f"number {a}"),
        "sample": lambda heard: heard.embeds.sum().item(),
    }
    graph = lab.graph(
        {"n": "number", "e": "make", "s": "take"},
        {"e.a": "n.value", "s.value": "e.value"},
        {"e.name": "encode", "s.name": "sample"},
    )
    lab.run(graph)

    lab.run(change(graph, "n", value=1))

    assert lab.calls == ["number", "encode"]


def test_what_has_no_content_runs_what_needs_it(lab: Laboratory) -> None:
    lab.hooks |= {"open": lambda a: object(), "use": lambda _: 1}
    graph = lab.graph(
        {"n": "number", "e": "make", "s": "take"},
        {"e.a": "n.value", "s.value": "e.value"},
        {"e.name": "open", "s.name": "use"},
    )
    lab.run(graph)

    lab.run(change(graph, "n", value=1))

    assert lab.calls == ["number", "open", "use"]


def test_a_result_that_names_a_model_is_made_again_for_its_file_may_be_gone(
    lab: Laboratory,
) -> None:
    model = Model("vae", "sd1", "fox", "0123", 1, source=None)  # type: ignore[arg-type, var-annotated]
    lab.hooks["wrap"] = lambda _: [model]
    graph = lab.graph(
        {"n": "number", "e": "hook", "s": "take"},
        {"e.a": "n.value", "s.value": "e.value"},
        {"e.name": "parity", "s.name": "wrap"},
    )
    lab.run(graph)

    lab.run(change(graph, "n", value=2))

    assert lab.calls == ["number", "parity", "wrap"]


def test_a_picture_that_was_changed_in_place_is_never_found(lab: Laboratory) -> None:
    graph = lab.graph(
        {"n": "number", "p": "hook", "h": "half", "pic": "blur", "src": "picture", "x": "spoil"},
        {
            "p.a": "n.value",
            "pic.amount": "p.value",
            "pic.picture": "src.image",
            "x.picture": "pic.image",
        },
        {"n.value": 1, "p.name": "parity"},
    )
    lab.run(graph, "x")

    result = lab.run(change(graph, "n", value=3), "pic")

    assert isinstance(result.values["pic"][0], Image)
    assert float(result.values["pic"][0].pixels.mean()) == 0.5
    assert lab.calls == ["number", "parity", "blur"]


def test_a_file_that_changed_during_the_run_leaves_nothing_behind(
    lab: Laboratory, tmp_path: Path
) -> None:
    file = tmp_path / "words.txt"
    file.write_text("old", "utf-8")
    lab.hooks["read"] = lambda path: path.write_text("new", "utf-8")
    lab.hooks["same"] = lambda _: 1
    graph = lab.graph(
        {"roll": "roll", "s": "hook", "r": "read"},
        {"s.a": "roll.value", "r.a": "s.value"},
        {"r.path": str(file), "s.name": "same"},
    )
    spoilt = lab.run(graph)
    lab.hooks["read"] = lambda path: None
    file.write_text("old", "utf-8")

    result = lab.run(graph)

    assert (spoilt.values, result.values) == ({"r": ("new",)}, {"r": ("old",)})


def test_quick_nodes_are_run_again_without_a_look(lab: Laboratory) -> None:
    lab.engine.cut_off = CutOff(least_s=3600.0)
    graph = lab.graph(PARITY, WIRES, VALUES)
    lab.run(graph)

    lab.run(change(graph, "n", value=3))

    assert lab.calls == ["number", "parity", "slow"]


def test_inputs_that_take_longer_to_hash_than_the_node_does_are_not_hashed(
    lab: Laboratory,
) -> None:
    lab.engine.cut_off = CutOff(least_s=0.0, most_share=0.0)
    graph = lab.graph(PARITY, WIRES, VALUES)
    lab.run(graph)

    lab.run(change(graph, "n", value=3))

    assert lab.calls == ["number", "parity", "slow"]
