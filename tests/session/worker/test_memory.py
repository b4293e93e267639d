"""What a worker says of its memory, and what it lets go."""

import json
from pathlib import Path

import pytest

from graphstudio.engine.events import RunDone
from graphstudio.session.worker.protocol import (
    AskMemory,
    Check,
    Checked,
    FreeMemory,
    LetGo,
    MemoryTold,
    RunForeseen,
)
from tests.session.worker.window import Window


def ask(window: Window) -> MemoryTold:
    window.worker.send(AskMemory())
    return window.wait(MemoryTold)


@pytest.mark.slow
def test_models_and_results_are_told_and_let_go(window: Window, root: Path) -> None:
    data = json.loads((root / "workflows" / "text-to-image.json").read_text())
    data["nodes"]["sampler"]["values"]["steps"] = 2
    data["nodes"]["canvas"]["values"] = {"width": 64, "height": 64}
    text = json.dumps(data)
    assert ask(window).models == ()

    window.run(text)
    assert isinstance(window.wait_for_end(), RunDone)

    told = ask(window)
    assert {one.kind for one in told.models} == {"denoiser", "text_encoder", "vae"}
    assert all(one.size_bytes > 0 and one.leases == 0 for one in told.models)
    assert {one.node for one in told.results} <= set(data["nodes"])
    assert all(one.title for one in told.results)
    assert told.result_count >= 8
    assert told.free_bytes > 0

    window.worker.send(LetGo(told.models[0].id))
    less = ask(window)
    while len(less.models) == 3:  # it is let go in a thread of its own
        less = ask(window)
    assert [one.id for one in less.models] == [one.id for one in told.models[1:]]

    window.worker.send(FreeMemory())
    while ask(window).models or ask(window).state_bytes:
        pass
    assert ask(window).result_count == 0

    (foreseen,) = [one for one in window.told if isinstance(one, RunForeseen)]
    assert len(foreseen.outlook.nodes) == len(data["nodes"])
    window.worker.send(Check(1, "sheet", text, ""))
    checked = window.wait(Checked)
    assert checked.outlook.unknown == ()
    assert checked.outlook.seconds.low < checked.outlook.seconds.high
