"""What the window costs until it can be used, in CPU time of its process, next to bare Qt.

The bar is 1.0 s on an idle machine where bare Qt (an empty window with a menu) takes 0.28 s, once
all bytecode is written. So the ratio is 3.6; a shared machine takes more, and the test holds the
start to what it allows: it must not get slower unseen. With the library of models it was seen at
5.3 to 5.8. Run with -s to see the figures.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark

_ROUNDS = 5
_MOST = 7.0
_MOST_WITH_WORK = 9.0

_WATCH = """
import os, time

def watch(app, window):
    end = time.monotonic() + 0.05
    while time.monotonic() < end:
        app.processEvents()
    assert window.isVisible()
    print(time.process_time(), flush=True)
    os._exit(0)
"""
_BARE = """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
window.menuBar().addMenu("File")
window.setCentralWidget(QLabel("Hello"))
window.show()
watch(app, window)
"""
_PROGRAM = """
from importlib import import_module
from graphstudio.cli.app import main
from graphstudio.cli.window import FIRST
for module in FIRST:
    import_module(module)
from graphstudio.ui.app import Program
Program.run = lambda self: watch(self.app, self.window)
main({arguments!r})
"""


def test_the_start_page_costs_little_more_than_bare_qt(tmp_path: Path) -> None:
    bare, taken = _seconds(_BARE, tmp_path), _seconds(_PROGRAM.format(arguments=[]), tmp_path)

    print(f"\nstart page: {taken:.2f} s of CPU, {taken / bare:.1f} times bare Qt ({bare:.2f} s)")
    assert taken <= _MOST * bare


def test_a_workflow_on_its_canvas_costs_little_more_than_the_start_page(
    root: Path, tmp_path: Path
) -> None:
    file = str(root / "workflows" / "text-to-image.json")

    bare = _seconds(_BARE, tmp_path)
    taken = _seconds(_PROGRAM.format(arguments=["open", file]), tmp_path)

    print(f"\na workflow: {taken:.2f} s of CPU, {taken / bare:.1f} times bare Qt ({bare:.2f} s)")
    assert taken <= _MOST_WITH_WORK * bare


def _seconds(code: str, home: Path) -> float:
    """Median CPU time of fresh processes that run this code; the first one writes bytecode."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(home / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def once(number: int) -> float:
        for variable in ("STATE", "CACHE", "CONFIG", "OUT"):
            environment[f"GRAPHSTUDIO_{variable}"] = str(home / f"{number}" / variable)
        done = subprocess.run(
            [sys.executable, "-c", _WATCH + code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return float(done.stdout.splitlines()[-1])

    once(-1)
    return statistics.median(once(number) for number in range(_ROUNDS))
