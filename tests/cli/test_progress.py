"""What people read in a terminal while a run goes."""

from pathlib import Path

import pytest

from graphstudio.cli.progress import Progress
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import NodeDone, NodeStarted, StepKept
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.engine.plan import Plan
from graphstudio.graph.packs import load_all
from graphstudio.session.studio import Studio


@pytest.fixture
def plan(root: Path) -> Plan:
    engine = Engine(cache=MemoryCache(1 << 20), devices=Devices("cpu"), files=FileHashes())
    studio = Studio(load_all(), engine)
    return studio.plan(studio.read(root / "workflows" / "text-to-image.json").graph)


def test_a_node_that_went_on_says_after_how_many_steps(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress(plan) as progress:
        progress.take(NodeStarted("sampler"))
        for done in range(1, 21):
            progress.take(StepKept("sampler", f"key {done}", done, 20, is_old=done <= 8))
        progress.take(NodeDone("sampler", 1.3, is_cached=False))

    assert capsys.readouterr().err.split() == ["Sample", "1.3", "s,", "after", "8", "kept", "steps"]


def test_the_next_picture_of_a_stream_has_steps_of_its_own(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress(plan) as progress:
        progress.take(NodeStarted("sampler"))
        progress.take(StepKept("sampler", "a1", 1, 2, is_old=True))
        progress.take(StepKept("sampler", "a2", 2, 2))
        progress.take(StepKept("sampler", "b1", 1, 2))
        progress.take(NodeDone("sampler", 1.3, is_cached=False))

    assert capsys.readouterr().err.split() == ["Sample", "1.3", "s"]
