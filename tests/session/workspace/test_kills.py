"""A window is killed in the middle of work; the next one has all of it."""

import random
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from graphstudio.session.workspace.workspace import Workspace
from tests.session.workspace.busy import work
from tests.session.workspace.sayings import tell
from tests.workflow.samples import make_registry


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(10))
def test_a_window_killed_at_any_moment_has_kept_all_that_was_done(
    moment: int, tmp_path: Path, root: Path
) -> None:
    patience = random.Random(moment).randrange(1, 1500)

    announced = _killed_after(patience, tmp_path / "killed", moment, root)
    window = Workspace(make_registry(), tmp_path / "killed")
    window.restore()
    found = _told(window)
    window.close_down()

    # What it was doing when it was killed may have been written down, or not.
    wanted = [_done(tmp_path / str(count), moment, count) for count in (announced, announced + 1)]
    assert found in wanted
    assert window.losses == ()


def _killed_after(lines: int, state: Path, seed: int, root: Path) -> int:
    """Let a window work, kill it after so many things, and say how many it had announced."""
    command = [sys.executable, "-m", "tests.session.workspace.busy", str(state), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, text=True) as window:
        assert window.stdout is not None
        for _ in range(lines):
            window.stdout.readline()
        window.kill()
        announced = [line for line in window.stdout if line.endswith("\n")]
    return int(announced[-1]) if announced else lines


def _done(state: Path, seed: int, count: int) -> list[object]:
    """Do the same so many times without being killed."""
    window = Workspace(make_registry(), state)
    for _ in islice(work(window, seed), count):
        continue
    told = _told(window)
    window.close_down()
    return told


def _told(window: Workspace) -> list[object]:
    return [(sheet.title, tell(sheet.document)) for sheet in window.sheets]
