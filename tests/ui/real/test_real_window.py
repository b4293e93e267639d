"""The whole program, used in a real X window by a real mouse and a real keyboard.

Each test starts an X server and the program in it, and plays a script with `xdotool`. Where one of
these is missing the tests say so and are skipped: `make -s system-packages` names the packages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from graphstudio.workflow.pictures import read_workflow

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


def _dominant(path: Path) -> str:
    """Name the colour of a picture's upper left corner."""
    with Image.open(path) as picture:
        red, green, blue = picture.convert("RGB").resize((8, 8)).getpixel((0, 0))  # type: ignore[misc]  # three channels
    if min(red, green, blue) > 200:
        return "white"
    return "blue" if blue > 1.3 * max(red, green) else "another"
