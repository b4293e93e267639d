"""`graphstudio doctor`, told in the log: it starts torch, so it runs in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess

from graphstudio.session.worker.protocol import LogLine


class Examination(QObject):
    """Examine the machine, and tell each finding as it comes.

    Args:
        tell: Takes the lines.
    """

    def __init__(self, tell: Callable[[LogLine], object], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = tell
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.readyReadStandardOutput.connect(self._read)

    def start(self) -> None:
        """Begin, unless an examination is under way."""
        if self._process.state() == QProcess.ProcessState.NotRunning:
            self._tell(LogLine("info", "doctor", self.tr("Examining this machine …")))
            self._process.start(sys.executable, ["-m", "graphstudio", "doctor"])

    def end(self) -> None:
        """End an examination that is under way."""
        self._process.kill()
        self._process.waitForFinished(1000)

    def _read(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine().data()).decode(errors="replace").rstrip()
            if line:
                self._tell(LogLine("info", "doctor", line))
