"""What becomes of errors that nobody caught: they are told and logged, and the window goes on."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal

_LOG = logging.getLogger("graphstudio.ui")


class Mishaps(QObject):
    """Catch what reaches the top of the window's process."""

    happened = Signal(str, str)
    """Emitted with a line for people and the whole traceback."""

    def install(self) -> None:
        """Take the place of the hooks that would print and forget, or end the program."""
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread

    def _take(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        details = "".join(traceback.format_exception(kind, error, trace))
        _LOG.error("%s", details)
        if issubclass(kind, Exception):
            self.happened.emit(f"{kind.__name__}: {error}", details)

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._take(args.exc_type, args.exc_value, args.exc_traceback)
