"""Open the window: the application, what it stands on, and what ends it."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication

from graphstudio.ui import translation
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import icons, scale
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.window.desk import Desk
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.mishaps import Mishaps


class Program:
    """Hold the application, its window, and what the window stands on.

    Args:
        files: What to open.
    """

    def __init__(self, files: Sequence[Path] = ()) -> None:
        settings = Settings()
        self.app = _application(settings)
        self._mishaps = Mishaps()
        self._mishaps.install()
        self.desk = Desk.lay(settings, Appearance(settings))
        self.window = MainWindow(self.desk)
        self._mishaps.happened.connect(self.window.tell_mishap)
        self.window.show()
        # What takes its time comes after the window is there.
        QTimer.singleShot(0, self.window, lambda: self.window.begin(files))

    def run(self) -> int:
        """Run until the window is closed; give the exit code."""
        with _Interruption(self.app):
            code = self.app.exec()
        self.desk.clear()
        # What threads still do is short by now, and needs Qt to be there to its end.
        QThreadPool.globalInstance().waitForDone()
        return code


def _application(settings: Settings) -> QApplication:
    scale.apply(settings.scale)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("GraphStudio")
    app.setApplicationDisplayName("GraphStudio")
    app.setDesktopFileName("graphstudio")
    app.setWindowIcon(icons.app())
    translation.install(app, settings.language)
    return app


class _Interruption:
    """Let Ctrl-C in the terminal, or a polite kill, close the program as its window would."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        # Python's handlers only run between two of its instructions, and Qt's loop has none:
        # the signal writes into a socket, and the socket wakes the loop.
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._wake)

    def __enter__(self) -> None:
        signal.set_wakeup_fd(self._writer.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._app.closeAllWindows())

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def _wake(self) -> None:
        self._reader.recv(64)
