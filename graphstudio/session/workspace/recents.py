"""The files that were worked on, newest first."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import ClassVar

from psygnal import Signal

from graphstudio.errors import WorkflowFileError
from graphstudio.workflow.atomic import replace_file

_MOST = 30

_log = logging.getLogger(__name__)


class Recents:
    """Hold the newest files. Several windows share one list.

    Attributes:
        changed: Emits the list after this window has changed it.
    """

    changed: ClassVar[Signal] = Signal(object)

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, newest first; some may be gone by now."""
        try:
            found = json.loads(self._file.read_bytes())
        except (OSError, ValueError):  # none yet, or damaged: only a convenience is lost
            return ()
        return tuple(Path(one) for one in found if isinstance(one, str))

    def add(self, path: Path) -> None:
        """Put a file at the top."""
        path = path.absolute()
        self._write((path, *(one for one in self.paths if one != path))[:_MOST])

    def forget(self, path: Path) -> None:
        """Take a file off the list."""
        self._write(tuple(one for one in self.paths if one != path))

    def clear(self) -> None:
        """Take every file off the list."""
        self._write(())

    def _write(self, paths: tuple[Path, ...]) -> None:
        if paths == self.paths:
            return
        try:
            replace_file(self._file, json.dumps([str(one) for one in paths], indent=1).encode())
        except WorkflowFileError as error:  # no reason to fail at opening or saving a workflow
            _log.warning("%s", error)
        self.changed.emit(paths)
