import math
import pickle
from pathlib import Path

import pytest

import graphstudio as gs
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.cutoff import CutOff
from graphstudio.engine.devices import Devices
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.engine.ledger import Ledger
from graphstudio.graph.packs import load_all


@pytest.fixture
def workflow() -> gs.Workflow:
    """A switch between a text that is made from two, and a plain one."""
    engine = Engine(cache=MemoryCache(1 << 20), devices=Devices("cpu"), files=FileHashes())
    workflow = gs.Workflow(studio=gs.Studio(load_all(), engine))
    slow = workflow.add("value.join", id="slow", first="a", second="b")
    quick = workflow.add("value.text", id="quick", text="c")
    switch = workflow.add("logic.switch", id="switch", on_true=slow, on_false=quick)
    workflow.add("value.join", id="end", first=switch, second="!")
    return workflow


def told(workflow: gs.Workflow) -> dict[str, str]:
    plan = workflow.studio.plan(workflow.graph, ["end"])
    return {one.node: one.verdict for one in workflow.studio.forecast(plan)}


def test_what_only_a_lazy_input_needs_runs_if_asked(workflow: gs.Workflow) -> None:
    assert told(workflow) == {
        "slow": "if asked",
        "quick": "if asked",
        "switch": "runs",
        "end": "runs",
    }


def test_after_a_run_the_end_is_cached_and_nothing_else_is_needed(workflow: gs.Workflow) -> None:
    workflow.run(targets=["end"])

    assert told(workflow) == {
        "slow": "not needed",
        "quick": "not needed",
        "switch": "not needed",
        "end": "cached",
    }


def test_a_change_at_the_end_runs_the_end_alone(workflow: gs.Workflow) -> None:
    workflow.run(targets=["end"])

    workflow.set("end.second", "?")

    assert told(workflow)["end"] == "runs"
    assert told(workflow)["switch"] == "cached"


def whys(workflow: gs.Workflow, *targets: str) -> dict[str, str]:
    plan = workflow.studio.plan(workflow.graph, targets)
    return {one.node: one.why for one in workflow.studio.forecast(plan)}


def test_what_changed_is_said_with_its_name_and_both_values(workflow: gs.Workflow) -> None:
    workflow.run(targets=["slow"])

    workflow.set("slow.first", "a ")

    assert whys(workflow, "slow") == {"slow": 'first: "a" → "a "'}


def test_below_it_the_node_that_changed_is_named(workflow: gs.Workflow) -> None:
    workflow.run(targets=["end"])

    workflow.set("slow.first", "a ")

    assert whys(workflow, "end")["end"] == 'Join Texts (slow): first: "a" → "a "'


def test_a_result_that_was_let_go_is_told_apart_from_a_change(workflow: gs.Workflow) -> None:
    workflow.run(targets=["slow"])

    workflow.studio.engine.cache.clear()

    assert whys(workflow, "slow") == {"slow": "nothing changed; its result is not kept"}


def test_a_slow_node_below_a_change_may_turn_out_not_to_run(workflow: gs.Workflow) -> None:
    studio = workflow.studio
    studio.engine.cut_off = CutOff(least_s=0.0, most_share=math.inf)
    slow = workflow.add("value.join", id="early", first="a", second="b")
    workflow.add("value.join", id="last", first="<", second=slow)
    workflow.run(targets=["last"])
    workflow.set("early.first", "a ")

    plan = studio.plan(workflow.graph, ["last"])
    told = {one.node: one for one in studio.forecast(plan)}

    assert (told["early"].verdict, told["last"].verdict) == ("runs", "may run")
    assert told["last"].why.endswith("it is spared if what comes in turns out to be the same")


def test_a_new_process_knows_what_changed(workflow: gs.Workflow, tmp_path: Path) -> None:
    def studio() -> gs.Studio:
        ledger = Ledger(tmp_path / "ledger")
        return gs.Studio(workflow.studio.registry, workflow.studio.engine, ledger=ledger)

    graph = workflow.graph
    first = studio()
    first.run(first.plan(graph, ["slow"]), save=lambda *_: [])
    workflow.set("slow.second", "z")

    second = studio()
    told = second.forecast(second.plan(graph, ["slow"]))

    assert told[0].why == 'second: "b" → "z"'
    assert pickle.loads(pickle.dumps(told)) == told
