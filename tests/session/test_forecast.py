import pytest

import graphstudio as gs
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.graph.packs import load_all
from graphstudio.session.forecast import forecast


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
    return {one.node: one.verdict for one in forecast(plan, workflow.studio.engine.cache)}


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
