"""The disk cache as a studio has it: a new process finds what an earlier one made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import PIL.Image
import pytest

from graphstudio import paths
from graphstudio.engine.devices import Devices
from graphstudio.engine.disk.world import describe_world
from graphstudio.errors import BadValue
from graphstudio.session.keeping import (
    VARIABLE,
    asked_budget,
    open_disk_cache,
    parse_size,
)

_RUN = """
import json, sys, threading
from pathlib import Path
from graphstudio.engine.events import NodeDone, NodeStarted
from graphstudio.session.locating import anchored
from graphstudio.session.saving import PictureFolder
from graphstudio.session.studio import Studio
from graphstudio.session.values import assignments

file = Path(sys.argv[1])
studio = Studio.open()
graph = anchored(studio.read(file).graph, file.parent)
assignments(graph, sys.argv[3:]).apply(graph)
events = []
result = studio.run(studio.plan(graph), save=PictureFolder(Path(sys.argv[2]), "{}"),
                    emit=events.append)
print(json.dumps({
    "outcome": result.outcome,
    "started": [one.node for one in events if isinstance(one, NodeStarted)],
    "cached": [one.node for one in events if isinstance(one, NodeDone) and one.is_cached],
    "paths": [str(one) for one in result.saved],
    "torch": "torch" in sys.modules,
}))
"""

_WORLD = """
import sys
from graphstudio.engine.devices import Devices
from graphstudio.engine.disk.world import describe_world
print(describe_world(Devices("cpu")).digest, "torch" in sys.modules)
"""


def run(workflow: Path, out: Path, *settings: str) -> dict[str, Any]:
    """Run a workflow in a process of its own, and say what it did."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(workflow), str(out), *settings],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["outcome"] == "done"
    return found


def pixels(found: dict[str, Any]) -> bytes:
    (path,) = found["paths"]
    with PIL.Image.open(path) as picture:
        return picture.tobytes()


@pytest.mark.slow
def test_a_second_process_paints_nothing_and_never_imports_torch(
    root: Path, tmp_path: Path
) -> None:
    workflow = root / "workflows" / "text-to-image.json"

    first = run(workflow, tmp_path, "sampler.steps=3")
    second = run(workflow, tmp_path, "sampler.steps=3")
    other = run(workflow, tmp_path, "sampler.steps=3", "decode.tile=64")

    assert "sampler" in first["started"]
    assert second["started"] == ["save"]
    assert second["cached"] == ["decode"]
    assert second["torch"] is False
    assert pixels(second) == pixels(first)
    assert "sampler" in other["cached"]  # its latent is there, whatever is made of it


def test_a_world_needs_no_torch_where_the_device_is_the_cpu() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _WORLD,
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"{describe_world(Devices('cpu')).digest} False\n"


def test_a_machine_without_a_gpu_is_known_as_such_without_torch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GRAPHSTUDIO_DEVICE")
    monkeypatch.setattr("graphstudio.engine.places._GPU_FILES", ("no-such-device",))
    monkeypatch.setattr("platform.system", lambda: "Linux")
    devices = Devices()

    assert devices.kind == "cpu"
    assert devices.chosen is None  # nobody asked torch


def test_another_precision_is_another_world() -> None:
    one, other = (describe_world(Devices("cpu", precision=name)) for name in ("auto", "bfloat16"))

    assert one.digest != other.digest
    assert {name for name in one.parts if one.parts[name] != other.parts[name]} == {"precision"}


def test_a_device_that_is_not_there_keeps_nothing_and_is_no_error() -> None:
    disk = open_disk_cache(Devices("cuda:99"))

    assert disk is not None
    assert "0" * 32 not in disk.results
    assert not (paths.cache() / "results").exists()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("", None), ("on", None), ("off", 0), ("0", 0), ("20 GB", 20 * 2**30), ("1.5k", 1536)],
)
def test_the_environment_says_how_much_is_kept(
    monkeypatch: pytest.MonkeyPatch, text: str, wanted: int | None
) -> None:
    monkeypatch.setenv(VARIABLE, text)

    assert asked_budget() == wanted
    assert (open_disk_cache(Devices("cpu")) is None) == (wanted == 0)


@pytest.mark.parametrize("text", ["-1", "much", "5 XB", "1e9"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="is no size"):
        parse_size(text, "--to")
