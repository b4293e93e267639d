"""The whole program, used in a real X window by a real mouse and a real keyboard.

Each test starts an X server and the program in it, and plays a script with `xdotool`. Where one of
these is missing the tests say so and are skipped: `make -s system-packages` names the packages.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from graphstudio.workflow.pictures import read_workflow
from tests.library.fake_hub import running
from tests.ui.real.families import (
    PHOTO,
    Step,
    outcome,
    sd3,
    sdxl_with_refiner,
    three_controlnets,
)
from tests.ui.real.lost_models import LOST_MODELS, prepare
from tests.ui.real.remembering import STEPS_FILE

_TOOLS = ("Xvfb", "xvfb-run", "xauth", "xdotool")
_MISSING = [tool for tool in _TOOLS if shutil.which(tool) is None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        bool(_MISSING),
        reason=f"{', '.join(_MISSING)} missing: apt-get install $(make -s system-packages)",
    ),
]


@pytest.fixture
def play(root: Path, tmp_path: Path) -> Play:
    """Give something that plays a script and answers with the folder that it left."""
    return Play(root, tmp_path)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with small models of all families."""
    folder = tmp_path_factory.mktemp("models")
    # In a process of its own: torch leaves threads behind, and this one is to stay without it.
    command = [sys.executable, "-m", "tests.ui.real.models", str(folder)]
    subprocess.run(command, cwd=Path(__file__).parents[3], check=True)
    return folder


@pytest.fixture
def _models(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program look for models where some are."""
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", str(written))


class Play:
    """Play a script in a window of its own."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder

    def __call__(self, script: str) -> Path:
        """Play it; what went wrong fails the test."""
        environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "OMP_NUM_THREADS": "1"}
        environment["GRAPHSTUDIO_OUT"] = str(self._folder / "out")
        told = subprocess.run(
            [
                "xvfb-run", "-a", "-s", "-screen 0 1600x1000x24",
                sys.executable, "-m", "tests.ui.real.play", script, str(self._folder),
            ],
            cwd=self._root, env=environment, capture_output=True, text=True, timeout=540,
            check=False,
        )  # fmt: skip
        outcome = self._folder / "outcome.txt"
        assert outcome.is_file(), f"the program ended with {told.returncode}: {told.stderr}"
        assert outcome.read_text() == "done", told.stderr
        assert told.returncode == 0, told.stderr
        return self._folder


def test_a_graph_is_built_run_stopped_changed_and_found_with_the_mouse(play: Play) -> None:
    folder = play("mouse")

    made = sorted((folder / "out").glob("*.png"))
    assert len(made) == 2
    assert "red circle" in read_workflow(made[0])
    assert "green star" in read_workflow(made[1])
    assert _dominant(made[0]) == "blue"
    assert _dominant(made[1]) == "white"


def test_a_graph_is_built_and_run_with_the_keyboard_alone(play: Play) -> None:
    folder = play("keyboard")

    made = sorted((folder / "out").glob("*.png"))
    assert len(made) == 2
    assert _dominant(made[0]) == "blue"
    assert _dominant(made[1]) == "white"


def test_a_picture_is_scrubbed_and_forked_and_the_fork_shares_its_steps(play: Play) -> None:
    folder = play("scrub")

    steps = _steps(folder)
    assert steps["first"] == {"old": [], "new": [*range(1, 21)]}
    assert steps["fork"] == {"old": [*range(1, 9)], "new": [*range(9, 21)]}
    made = sorted((folder / "out").glob("*.png"))
    assert {_dominant(one) for one in made} == {"blue", "white"}


def test_when_the_worker_is_killed_the_next_run_goes_on_where_it_was(play: Play) -> None:
    folder = play("kill")

    steps = _steps(folder)
    done = steps["killed"]["new"][-1]
    assert done >= 5
    assert steps["gone on"]["old"][-1] == steps["gone on"]["new"][0] - 1
    # What was told last may have been on its way to the disk.
    assert steps["gone on"]["new"][0] in (done, done + 1)


@pytest.mark.usefixtures("_models")
def test_sdxl_hands_over_to_its_refiner_in_a_graph_built_with_the_mouse(play: Play) -> None:
    folder = play("sdxl-refiner")

    _expect_one_picture(folder, sdxl_with_refiner(folder))


@pytest.mark.usefixtures("_models")
def test_sd3_gets_three_prompts_in_a_graph_built_with_the_mouse(play: Play) -> None:
    folder = play("sd3")

    _expect_one_picture(folder, sd3(folder))


@pytest.mark.usefixtures("_models")
def test_three_controlnets_lead_in_a_graph_built_with_the_mouse(play: Play, tmp_path: Path) -> None:
    _draw_photo(tmp_path / PHOTO)

    folder = play("three-controlnets")

    _expect_one_picture(folder, three_controlnets(folder))


@pytest.mark.parametrize("case", list(LOST_MODELS))
def test_a_model_that_is_lost_is_had_again_as_the_window_says(
    case: str, play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with running() as hub:
        hub.repositories.update(prepare(case, tmp_path / "models", tmp_path))
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("HF_HUB_OFFLINE", "0")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")

        folder = play(case)

    (made,) = (folder / "out").glob("*.png")
    assert '"lora.apply_denoiser"' in read_workflow(made)
    trash = tmp_path / "data" / "Trash" / "files"
    assert len(list(trash.glob("*"))) == (1 if case.startswith("cut") else 0)


def _steps(folder: Path) -> dict[str, dict[str, list[int]]]:
    """Read which steps a script heard of, and which of them were there already."""
    found: dict[str, dict[str, list[int]]] = json.loads((folder / STEPS_FILE).read_text())
    return found


def _expect_one_picture(folder: Path, steps: Sequence[Step]) -> None:
    """Expect a picture that carries the graph that the steps lead to."""
    (made,) = (folder / "out").glob("*.png")
    workflow = json.loads(read_workflow(made))
    wanted = outcome(steps)
    nodes = workflow["nodes"]
    assert {name: one["type"] for name, one in nodes.items()} == wanted.nodes
    assert workflow["wires"] == wanted.wires
    values = {
        f"{name}.{knob}": value
        for name, one in nodes.items()
        for knob, value in one.get("values", {}).items()
    }
    assert values == wanted.values
    with Image.open(made) as picture:
        assert picture.size == (64, 64)
        assert len(picture.getcolors(64 * 64) or ()) > 100, "it is one flat colour"


def _draw_photo(path: Path) -> None:
    """Draw something that has edges."""
    picture = Image.new("RGB", (64, 64), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((12, 8, 44, 40), fill="red", outline="black", width=2)
    draw.line((4, 60, 60, 44), fill="black", width=3)
    picture.save(path)


def _dominant(path: Path) -> str:
    """Name the colour of a picture's upper left corner."""
    with Image.open(path) as picture:
        red, green, blue = picture.convert("RGB").resize((8, 8)).getpixel((0, 0))  # type: ignore[misc]  # three channels
    if min(red, green, blue) > 200:
        return "white"
    return "blue" if blue > 1.3 * max(red, green) else "another"
