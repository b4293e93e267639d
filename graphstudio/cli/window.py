"""`graphstudio` and `graphstudio open`: the window."""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from graphstudio.errors import NoWindow

# What the window stands on. PySide reads the source of every module that is imported after it, so
# they come before it: that is a twentieth of the start.
FIRST = (
    "graphstudio.graph.packs",
    "graphstudio.session.gallery.gallery",
    "graphstudio.session.queue.runner",
    "graphstudio.session.workspace.workspace",
)


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
    with _collecting_nothing():
        for module in FIRST:
            import_module(module)
        try:
            from graphstudio.ui.app import Program
        except ImportError as error:
            raise NoWindow(
                f"Qt does not start on this machine: {error}. `graphstudio doctor` says what is "
                "missing."
            ) from error
        program = Program(files)
    return program.run()


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Look for no rubbish: a start makes none, and Python would look again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # what is here now stays, and need never be looked through
        gc.enable()


def _has_screen() -> bool:
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in named)
