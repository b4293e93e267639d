"""Open the program, and let a script use it: `python -m tests.ui.real.play SCRIPT FOLDER`.

A script is a generator: it does something with the hands, and yields what must come true before
it goes on. It runs inside the program, so that it can look where things are; what it does goes
through the X server.
"""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from graphstudio.ui.app import Program
from graphstudio.ui.window.main_window import MainWindow
from tests.ui.real.scripts import SCRIPTS, Claim, Script

_LOOK_MS = 40
_PATIENCE_S = 90.0
_SETTLE_S = 0.15


class Player:
    """Play a script in a window, and end the program with it."""

    def __init__(self, window: MainWindow, script: Script, folder: Path) -> None:
        self._window = window
        self._script = script
        self._folder = folder
        self._claim: Claim = window.isVisible
        self._since = time.monotonic()
        self._timer = QTimer(window, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def end_timer(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        self._timer.stop()
        try:
            if self._claim() and time.monotonic() - self._since > _SETTLE_S:
                self._claim = next(self._script)
                self._since = time.monotonic()
            elif time.monotonic() - self._since > _PATIENCE_S:
                self._script.throw(TimeoutError("what the script waits for did not come true"))
        except StopIteration:
            self._end("done")
        except Exception:  # noqa: BLE001 - whatever it is, the test shall read it
            self._window.grab().save(str(self._folder / "failed.png"))
            self._end(traceback.format_exc())
        else:
            self._timer.start()

    def _end(self, word: str) -> None:
        (self._folder / "outcome.txt").write_text(word)
        self._window.close()
        QApplication.quit()


def play(name: str, folder: Path) -> int:
    """Play one of the scripts; what it leaves is in the folder."""
    program = Program()
    player = Player(program.window, SCRIPTS[name](program.window, folder), folder)
    code = program.run()
    player.end_timer()
    return code


if __name__ == "__main__":
    sys.exit(play(sys.argv[1], Path(sys.argv[2])))
