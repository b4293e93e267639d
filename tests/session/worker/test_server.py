"""A worker with torch in it: pictures, previews, and what it takes of the machine."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import PIL.Image
import pytest

from graphstudio.engine.events import ImageSaved, NodeProgress, RunDone
from graphstudio.session.worker.protocol import (
    Check,
    Previewed,
    Usage,
    WorkerOptions,
)
from graphstudio.session.worker.server import Checks
from graphstudio.workflow.pictures import read_workflow
from tests.session.worker.pack import one
from tests.session.worker.window import Window


@pytest.fixture
def eager(tmp_path: Path, _nothing_is_left: None) -> Iterator[Window]:
    window = Window(tmp_path / "out", WorkerOptions(device="cpu"))
    window.open()
    yield window
    window.worker.close()


@pytest.mark.slow
def test_an_idle_worker_warms_up_and_says_what_it_takes(eager: Window) -> None:
    usage = eager.wait(Usage, lambda usage: usage.device != "")

    assert usage.device == "CPU"
    assert 0 < usage.used_bytes < usage.total_bytes


@pytest.mark.slow
def test_the_ready_made_workflow_shows_its_latent_and_its_picture(
    window: Window, root: Path
) -> None:
    data = json.loads((root / "workflows" / "text-to-image.json").read_text())
    data["nodes"]["sampler"]["values"]["steps"] = 2
    data["nodes"]["canvas"]["values"] = {"width": 64, "height": 64}

    window.run(json.dumps(data))
    end = window.wait_for_end()

    assert isinstance(end, RunDone)
    assert end.outcome == "done"
    told = window.told
    assert [one.done for one in told if isinstance(one, NodeProgress)] == [0, 1, 2]
    latent, *_, picture = [one for one in told if isinstance(one, Previewed)]
    assert (latent.node, latent.width, latent.is_final) == ("sampler", 64, False)
    with PIL.Image.open(io.BytesIO(latent.image)) as shown:
        red, green, blue = shown.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]  # three numbers
        assert not red == green == blue  # tinted, not grey
    saved = next(one.path for one in told if isinstance(one, ImageSaved))
    assert (picture.node, picture.is_final, picture.path) == ("save", True, str(saved))
    assert json.loads(read_workflow(saved))["nodes"]["sampler"]["values"]["steps"] == 2


@pytest.mark.slow
def test_a_picture_that_is_larger_than_its_preview_has_a_file(window: Window) -> None:
    window.run(one("paint", side=400))
    window.wait_for_end()

    shown, saved = [one for one in window.told if isinstance(one, Previewed)]

    assert (shown.width, shown.height) == (800, 400)
    assert Path(shown.path).is_file()
    assert Path(saved.path).name == "grey_0001.png"


def test_of_the_checks_of_one_sheet_the_newest_waits_and_sheets_take_turns() -> None:
    checks = Checks()
    checks.put(Check(1, "a", "old", ""))
    checks.put(Check(2, "b", "other", ""))
    checks.put(Check(3, "a", "new", ""))

    assert [checks.get().ticket, checks.get().ticket] == [3, 2]
