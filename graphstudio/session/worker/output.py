"""What nodes and libraries print, warn of and log in the worker, as lines for the window."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Callable
from typing import Literal

from graphstudio.session.worker.protocol import LogLine

Level = Literal["debug", "info", "warning", "error"]
Say = Callable[[LogLine], None]

_MOST_CHARACTERS = 16 * 1024  # of one line: a tensor may be printed by mistake


def capture(say: Say) -> None:
    """Send everything that Python code prints and logs from here on."""
    sys.stdout = PrintedLines("stdout", "info", say)
    sys.stderr = PrintedLines("stderr", "warning", say)
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    root.addHandler(LoggedLines(say))
    root.setLevel(logging.INFO)


class PrintedLines(io.TextIOBase):
    """Be a stream whose lines are sent one by one, for `sys.stdout` and `sys.stderr`.

    Args:
        source: What the lines are said to come from.
        level: How urgent they are.
        say: Takes each line.
    """

    def __init__(self, source: str, level: Level, say: Say) -> None:
        super().__init__()
        self._source = source
        self._level: Level = level
        self._say = say
        self._rest = threading.local()  # lines of two threads must not mix

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a plain attribute there
        """Take any text."""
        return "utf-8"

    def writable(self) -> bool:
        """Take text."""
        return True

    def write(self, text: str) -> int:
        """Take a piece of text; it is sent when its line is complete."""
        *lines, rest = (getattr(self._rest, "text", "") + text).split("\n")
        # A progress bar overwrites its line again and again: only the last state is worth it.
        self._rest.text = rest.rpartition("\r")[2][-_MOST_CHARACTERS:]
        for line in lines:
            self._send(line)
        return len(text)

    def _send(self, line: str) -> None:
        shown = line.rstrip().rpartition("\r")[2]
        if shown:
            self._say(LogLine(self._level, self._source, shown[:_MOST_CHARACTERS]))


class LoggedLines(logging.Handler):
    """Send what is logged.

    Args:
        say: Takes each line.
    """

    def __init__(self, say: Say) -> None:
        super().__init__()
        self._say = say
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record, with its traceback where it has one."""
        try:
            text = self.format(record)
        except Exception:  # noqa: BLE001 - whoever logs may pass arguments that do not fit
            text = f"{record.msg!r} with {record.args!r}"
        self._say(LogLine(_level(record.levelno), record.name, text[:_MOST_CHARACTERS].rstrip()))


def _level(number: int) -> Level:
    if number >= logging.ERROR:
        return "error"
    if number >= logging.WARNING:
        return "warning"
    return "info" if number >= logging.INFO else "debug"
