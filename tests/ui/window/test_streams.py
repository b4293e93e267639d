"""A run over a stream, as a window shows it."""

import json
from pathlib import Path

from graphstudio.engine.events import (
    NodeDone,
    NodeProgress,
    NodeStarted,
    RunDone,
    RunStarted,
    Warned,
)
from graphstudio.session.worker.protocol import Failed
from graphstudio.ui.window.main_window import MainWindow

from .engine import FakeEngine


def test_the_node_that_gives_the_pictures_counts_them_and_tells_of_the_broken_one(
    window: MainWindow, engine: FakeEngine, root: Path
) -> None:
    window.files.open_template(root / "workflows" / "folder-of-pictures.json")
    page = window.pages.page
    assert page is not None
    job = window.runs.run(page.sheet)
    status = window.runs.of(page.sheet).status

    engine.tell(job, RunStarted(("save",), 5), NodeStarted("each"))
    engine.tell(job, NodeProgress("each", 0, 1000, None), NodeStarted("fit"))
    engine.tell(job, NodeProgress("each", 500, 1000, 60.0))
    half = status.node("each").share
    engine.tell(job, Warned("each", "fox.png: it is no picture."))
    engine.tell(job, NodeDone("fit", 3.0, is_cached=False))
    engine.tell(job, Failed("each", "NodeFailed", "1 of 1000 items failed."))
    engine.tell(job, RunDone("failed", 5.0, 3000, 0))

    assert half == 0.5
    assert status.node("fit").phase == "done"
    look = page.canvas.scene.nodes["each"].look
    assert "1 of 1000 items failed" in look.message


def test_a_template_finds_the_pictures_that_ship_with_the_program(
    window: MainWindow, engine: FakeEngine, root: Path
) -> None:
    window.files.open_template(root / "workflows" / "folder-of-pictures.json")
    page = window.pages.page
    assert page is not None

    window.runs.run(page.sheet)

    asked = engine.runs[-1]
    named = json.loads(asked.workflow)["nodes"]["each"]["values"]["folder"]
    assert (Path(asked.folder) / named).resolve() == root / "resources" / "examples"
