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
from tests.ui.real.scripts import SCRIPTS
from tests.ui.real.sight import Claim, Script

_LOOK_MS = 40
_PATIENCE_S = 90.0
# Nobody acts on what they have not seen yet: what has just come true may still have its popup, or
# its glide, on the screen.
_SETTLE_S = 0.15
_DOUBLE_CLICK_MS = 1500


class Player:
    """Play a script in a window, and end the program with it."""

    def __init__(self, window: MainWindow, script: Script, folder: Path) -> None:
        self._window = window
        self._script = script
        self._folder = folder
        self._claim: Claim = window.isVisible
        self._since = time.monotonic()
        self._true_since: float | None = None
        self._timer = QTimer(window, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def end_timer(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        self._timer.stop()
        try:
            if not self._claim():
                self._true_since = None
            elif self._true_since is None:
                self._true_since = time.monotonic()
            elif time.monotonic() - self._true_since > _SETTLE_S:
                self._claim = next(self._script)
                self._since, self._true_since = time.monotonic(), None
            if time.monotonic() - self._since > _PATIENCE_S:
                self._script.throw(TimeoutError(f"this did not come true: {self._claim!r}"))
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
    # On a machine with much to do two clicks of a pair may come a second apart.
    QApplication.setDoubleClickInterval(_DOUBLE_CLICK_MS)
    player = Player(program.window, SCRIPTS[name](program.window, folder), folder)
    code = program.run()
    player.end_timer()
    return code


if __name__ == "__main__":
    sys.exit(play(sys.argv[1], Path(sys.argv[2])))
