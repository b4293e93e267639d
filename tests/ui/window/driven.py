"""The whole program, used at full speed from within: to be killed.

`python -m tests.ui.window.driven paused|running` opens the program with two workflows, edits
them in turns and queues runs, and writes a line when each thing is done.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from graphstudio import paths
from graphstudio.graph.edits import SetValue
from graphstudio.ui.app import Program
from graphstudio.ui.window.main_window import MainWindow
from tests.session.worker.pack import workflow

EDITS_A_TURN = 7
RUN_EVERY = 40
TITLES = ("First", "Second")


def flow(steps: int = 3) -> str:
    """Write a workflow that counts for a while."""
    text = workflow(
        {"count": "count", "keep": "keep"},
        {"count.steps": steps, "count.pause": 0.01, "keep.number": 0},
    )
    # Nodes without a place would be tidied on opening, which is an edit.
    places = {"count": {"x": 0, "y": 0}, "keep": {"x": 320, "y": 0}}
    return json.dumps({**json.loads(text), "layout": {"nodes": places}})


class Driver:
    """Edit the two workflows in turns, as fast as the window lets one."""

    def __init__(self, window: MainWindow, files: list[Path]) -> None:
        self._window = window
        self._sheets = [window.files.open(path) for path in files]
        self._count = 0
        self._timer = QTimer(window, interval=0)
        self._timer.timeout.connect(self._work)
        self._timer.start()

    def _work(self) -> None:
        for _ in range(EDITS_A_TURN):
            self._edit()

    def _edit(self) -> None:
        sheet = self._sheets[self._count % 2]
        assert sheet is not None
        self._window.pages.show_sheet(sheet)
        sheet.document.do(SetValue("keep", "number", self._count), f"Edit {self._count}")
        say(f"edit {self._count}")
        if self._count % RUN_EVERY == 0:
            say(f"job {self._window.runs.run(sheet)}")
        self._count += 1


def say(line: str) -> None:
    """Write a line at once: the next moment may be the last."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def files() -> list[Path]:
    """Write the two workflows where nobody else looks."""
    folder = paths.state().parent / "work"
    folder.mkdir(exist_ok=True)
    written = [folder / f"{title}.json" for title in TITLES]
    for path in written:
        path.write_text(flow())
    return written


def main() -> int:
    """Open the program, and work in it until it is killed."""
    program = Program()
    if sys.argv[1] == "paused":
        program.desk.runner.pause()
    drivers: list[Driver] = []
    begin = lambda: drivers.append(Driver(program.window, files()))  # noqa: E731
    QTimer.singleShot(0, program.window, begin)
    return program.run()


if __name__ == "__main__":
    sys.exit(main())
