"""Small pictures for lists: decoded in threads, kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from graphstudio.ui.jobs import Jobs

_KEPT = 600


class Thumbnails(QObject):
    """Give small pictures of files; those that are not there yet arrive later.

    Attributes:
        arrived: Emits the `Path` of a picture that can be shown now.
    """

    arrived = Signal(object)

    def __init__(
        self,
        parent: QObject,
        side_px: int = 256,
        find: Callable[[Path], Path | None] | None = None,
    ) -> None:
        """Give pictures of at most `side_px` a side.

        Args:
            parent: Owns it.
            side_px: Longest side of a decoded picture, in device pixels.
            find: Gives the file to decode for a picture, such as a thumbnail made earlier.
                Called in a thread, so it may take its time. None takes the picture itself.
        """
        super().__init__(parent)
        self._side_px = side_px
        self._find = find
        self._jobs = Jobs(self)
        self._kept: OrderedDict[Path, QPixmap | None] = OrderedDict()

    def get(self, path: Path) -> QPixmap | None:
        """Give the picture if it is there, else None and fetch it."""
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        self._kept[path] = None
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        find, side_px = self._find, self._side_px
        self._jobs.start(
            lambda: (path, decoded((find(path) if find else None) or path, side_px)), self._keep
        )
        return None

    def forget(self, path: Path) -> None:
        """Forget a picture whose file changed or is gone."""
        self._kept.pop(path, None)

    def _keep(self, found: tuple[Path, QImage]) -> None:
        path, image = found
        if path in self._kept and not image.isNull():
            self._kept[path] = QPixmap.fromImage(image)
            self.arrived.emit(path)


def decoded(path: Path, side_px: int) -> QImage:
    """Read a picture at no more than a size; a null image if it cannot be read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > side_px:
        # Readers that can (JPEG) decode at the smaller size at once; others scale afterwards.
        reader.setScaledSize(size.scaled(side_px, side_px, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
