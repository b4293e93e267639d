"""What the window has loaded when it can be used: a start must be quick."""

import os
import subprocess
import sys

import pytest

_LATER = {
    "torch": "the engine has a process of its own",
    "diffusers": "the engine has a process of its own",
    "transformers": "the engine has a process of its own",
    "networkx": "no graph is open yet",
    "pydantic": "no workflow file is read yet",
    "PIL": "no picture shows yet",
    "numpy": "nobody paints yet",
    "graphstudio.ui.canvas.canvas": "no graph is open yet",
    "graphstudio.ui.command_palette": "nobody has asked for it yet",
    "graphstudio.ui.painter.painter": "nobody paints yet",
    "graphstudio.ui.panels.gallery.panel": "nobody has seen it yet",
    "graphstudio.ui.panels.viewer.panel": "nobody has seen it yet",
    "graphstudio.ui.preferences.page": "nobody has seen it yet",
}
_START = """
import os, sys
from PySide6.QtCore import QEvent, QObject
from graphstudio.ui.app import Program

class Eye(QObject):
    # Looks when the page has been painted, before anything else happens.
    is_painted = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            page = program.window.tabs.currentWidget()
            self.is_painted = self.is_painted or page is not None and page.isAncestorOf(watched)
        elif self.is_painted:
            print("LOADED", *list(sys.modules), flush=True)
            os._exit(0)
        return False

program = Program()
eye = Eye()
program.app.installEventFilter(eye)
program.app.exec()
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Give the modules of a process whose window has just been painted."""
    home = tmp_path_factory.mktemp("started")
    folders = ("NODES", "MODELS", "OUT", "CACHE", "STATE", "CONFIG")
    environment = {f"GRAPHSTUDIO_{name}": str(home / name.lower()) for name in folders}
    done = subprocess.run(
        [sys.executable, "-c", _START],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = (one for one in done.stdout.splitlines() if one.startswith("LOADED"))
    return frozenset(line.split())


@pytest.mark.parametrize("module", _LATER)
def test_a_window_that_shows_its_start_page_has_not_loaded(
    loaded: frozenset[str], module: str
) -> None:
    assert module not in loaded, _LATER[module]
