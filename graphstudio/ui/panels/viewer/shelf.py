"""The plates that are in memory: those looked at last, and the neighbours of the present one."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from graphstudio.ui.jobs import Jobs
from graphstudio.ui.panels.viewer.plate import Plate, read

_KEPT = 6


class Shelf(QObject):
    """Read pictures in threads and keep the last few.

    Attributes:
        arrived: Emits a `Plate` that was not there when it was asked for.
    """

    arrived = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = Jobs(self)
        self._kept: OrderedDict[Path, Plate] = OrderedDict()
        self._awaited: set[Path] = set()

    def get(self, path: Path) -> Plate | None:
        """Give a picture if it is there, else None and read it."""
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        if path not in self._awaited:
            self._awaited.add(path)
            self._jobs.start(lambda: read(path), self._keep)
        return None

    def forget(self, path: Path) -> None:
        """Forget a picture whose file changed or is gone."""
        self._kept.pop(path, None)

    def _keep(self, plate: Plate) -> None:
        assert plate.path is not None
        self._awaited.discard(plate.path)
        self._kept[plate.path] = plate
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(plate)
