"""A picture in memory, ready to be shown at any size. Made in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFileInfo, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

_SMALLEST_LEVEL_PX = 256
_MOST_ENLARGED_PX = 2048  # beyond it, enlarging takes longer than anybody scrubs


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """Hold a decoded picture and its halves.

    Attributes:
        path: Its file; None for a preview that came from a run.
        image: The picture as it is in the file: what pixel values are read from.
        levels: What is drawn: the whole picture, then each time half as large.
        format: Such as "PNG"; "" for a preview.
        file_bytes: How large the file is; 0 for a preview.
        message: Why there is no picture; "" when there is one.
    """

    path: Path | None
    image: QImage
    levels: tuple[QImage, ...]
    format: str = ""
    file_bytes: int = 0
    message: str = ""

    @property
    def size(self) -> QSize:
        """Width and height in pixels."""
        return self.image.size()

    @property
    def has_alpha(self) -> bool:
        """Whether something may shine through."""
        return self.image.hasAlphaChannel()

    def level(self, scale: float) -> QImage:
        """Give the smallest version that still has a pixel for each one on the screen."""
        number = 0
        while number + 1 < len(self.levels) and scale <= 0.5 ** (number + 1):
            number += 1
        return self.levels[number]


def read(path: Path) -> Plate:
    """Read a picture from a file; one that cannot be read has a message instead."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    kind = reader.format().toStdString().upper()
    image = reader.read()
    if image.isNull():
        return Plate(path, image, (), message=reader.errorString())
    return Plate(path, image, _levels(image), kind, QFileInfo(str(path)).size())


def unpack(data: bytes, size: tuple[int, int] | None = None) -> Plate:
    """Read a picture that came as the bytes of a file.

    Args:
        data: The file.
        size: Width and height of the picture that it stands for: a smaller one is enlarged to
            that, so that the better one takes its place without a jump. None takes it as it is.
    """
    # Not through a QBuffer: Qt would call its Python half while it holds a lock of its own, and
    # two threads that read pictures would wait for each other for ever.
    image = QImage.fromData(data)
    if image.isNull():
        return Plate(None, image, (), message=_damaged())
    if size is not None and max(size) <= _MOST_ENLARGED_PX:
        image = image.scaled(
            QSize(*size),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return Plate(None, image, _levels(image))


def _levels(image: QImage) -> tuple[QImage, ...]:
    """Halve again and again: drawing a large picture small from the whole of it flickers."""
    shape = (
        QImage.Format.Format_ARGB32_Premultiplied
        if image.hasAlphaChannel()
        else QImage.Format.Format_RGB32
    )
    levels = [image.convertToFormat(shape)]
    while max(levels[-1].width(), levels[-1].height()) > _SMALLEST_LEVEL_PX:
        half = levels[-1].scaled(
            max(levels[-1].width() // 2, 1),
            max(levels[-1].height() // 2, 1),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        levels.append(half)
    return tuple(levels)


def _damaged() -> str:
    return QCoreApplication.translate("Viewer", "the preview is damaged")
