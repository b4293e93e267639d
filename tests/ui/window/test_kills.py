"""The whole program is killed in the middle of work; the next start has all of it."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.graph.packs import load_all
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.window.desk import Desk
from graphstudio.ui.window.main_window import MainWindow
from tests.session.worker.conftest import memory_blocks
from tests.session.worker.pack import NODES
from tests.ui.window.driven import TITLES, flow

from .conftest import Lay, shut

pytestmark = [pytest.mark.slow, pytest.mark.timeout(150)]

_PATIENCE_S = 20.0
_PATIENCE_MS = 60_000


@pytest.fixture(autouse=True)
def _nodes() -> None:
    folder = paths.user_nodes()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bad.py").write_text(NODES)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """Fail where a process outlives the test, if only as a zombie."""
    me = psutil.Process()
    processes = set(me.children(recursive=True))
    yield
    assert set(me.children(recursive=True)) <= processes


@dataclass(frozen=True, slots=True)
class Killed:
    """Hold what a program had said before it was killed.

    Attributes:
        edits: How many edits it had announced.
        jobs: The runs that it had queued.
    """

    edits: int
    jobs: tuple[str, ...]


def _kill_after(lines: int, mode: str, root: Path) -> Killed:
    """Let the program work, kill it after so many things, and say what it had announced."""
    command = [sys.executable, "-m", "tests.ui.window.driven", mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, text=True) as program:
        assert program.stdout is not None
        try:
            said = [program.stdout.readline() for _ in range(lines)]
            engines = psutil.Process(program.pid).children(recursive=True)
            blocks = _blocks_of([program.pid, *(one.pid for one in engines)])
        finally:  # leaving waits for it to end: for ever, when a time limit struck here
            program.kill()
        said += [line for line in program.stdout if line.endswith("\n")]
    _, alive = psutil.wait_procs(engines, _PATIENCE_S)
    assert alive == [], "The engine's process outlived the window."
    assert blocks & memory_blocks() == set()
    words = [line.split() for line in said]
    edits = [int(word) for kind, word in words if kind == "edit"]
    return Killed(edits[-1] + 1, tuple(word for kind, word in words if kind == "job"))


def _blocks_of(processes: list[int]) -> set[str]:
    """Name the blocks of shared memory that some processes use; others make their own."""
    found: set[str] = set()
    for number in processes:
        maps = Path(f"/proc/{number}/maps")
        if maps.is_file():
            lines = maps.read_text().splitlines()
            found |= {line.rpartition("/dev/shm/")[2] for line in lines if "/dev/shm/" in line}
    return found


def _last_edit(sheet: Sheet) -> int:
    return int(str(sheet.document.graph.node("keep").values["number"]))


@pytest.mark.parametrize("moment", range(10))
def test_a_window_killed_at_any_moment_comes_back_with_all_of_it(
    moment: int, root: Path, lay: Lay, settings: Settings
) -> None:
    lines = random.Random(moment).randrange(2, 1200)
    killed = _kill_after(lines, "paused" if moment % 2 else "running", root)

    desk = lay(load_all())
    window = MainWindow(desk)
    window.show()
    window.begin()
    sheets = {sheet.title: sheet for sheet in desk.workspace.sheets}
    jobs = {job.id: job.state for job in desk.runner.jobs}
    edits = {title: _last_edit(sheet) for title, sheet in sheets.items()}
    labels = {title: sheet.document.history.labels for title, sheet in sheets.items()}
    shut(window)

    # What it was doing when it was killed may have been written down, or not.
    done = max(edits.values()) + 1
    assert killed.edits <= done <= killed.edits + 1
    assert tuple(sheets) == TITLES
    assert labels == {
        title: tuple(f"Edit {number}" for number in range(first, done, 2))
        for first, title in enumerate(TITLES)
    }
    assert set(killed.jobs) <= set(jobs)
    assert len(jobs) - len(killed.jobs) <= 1
    assert "running" not in jobs.values()
    assert list(jobs.values()).count("interrupted") <= 1
    if moment % 2:
        assert set(jobs.values()) <= {"pending"}
    assert window.questions.texts == ()


def test_an_engine_killed_during_a_run_is_told_marked_and_the_next_run_works(
    qapp: object, settings: Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "flow.json"
    path.write_text(flow(steps=2000))
    window = MainWindow(Desk.lay(settings, Appearance(settings)))
    window.show()
    window.begin([path])
    page = window.pages.page
    assert page is not None
    status = window.runs.of(page.sheet).status
    job = window.runs.run(page.sheet, ["count"])
    qtbot.waitUntil(lambda: status.current == "count", timeout=_PATIENCE_MS)
    engine = next(
        one for one in psutil.Process().children() if "graphstudio.session.worker" in one.cmdline()
    )

    os.kill(engine.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: status.outcome == "failed", timeout=_PATIENCE_MS)
    node = status.node("count")
    after = window.runs.run(page.sheet, ["keep"])
    runner = window.desk.runner
    qtbot.waitUntil(lambda: runner.job(after).is_over, timeout=_PATIENCE_MS)
    told, states = window.questions.texts, [runner.job(one).state for one in (job, after)]
    shut(window)

    assert "out of memory" in told[0]
    assert states == ["failed", "done"]
    assert node.phase == "failed"
    assert "out of memory" in node.message
    assert not psutil.pid_exists(engine.pid)
