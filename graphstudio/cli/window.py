"""`graphstudio` and `graphstudio open`: the window."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from graphstudio.errors import NoWindow


def open_window(files: Sequence[Path]) -> int:
    """Open the window with these files; give the exit code when it is closed.

    Raises:
        NoWindow: There is no screen, or Qt does not start here.
    """
    if sys.platform == "linux" and not _has_screen():
        raise NoWindow(
            "There is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). "
            "Run a workflow without one: graphstudio run FILE. All commands: graphstudio --help."
        )
    try:
        from graphstudio.ui.app import open_window as open_it
    except ImportError as error:
        raise NoWindow(
            f"Qt does not start on this machine: {error}. `graphstudio doctor` says what is "
            "missing."
        ) from error
    return open_it(files)


def _has_screen() -> bool:
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in named)
