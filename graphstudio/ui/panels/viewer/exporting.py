"""What leaves the viewer and the gallery: to the clipboard, to a file, to the file manager."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage


def copy_picture(path: Path, image: QImage) -> None:
    """Put a picture on the clipboard, for programs that paste pixels and those that paste files."""
    data = QMimeData()
    data.setImageData(image)
    data.setUrls([QUrl.fromLocalFile(str(path))])
    QGuiApplication.clipboard().setMimeData(data)


def copy_files(paths: Sequence[Path]) -> None:
    """Put files on the clipboard; as text they are their names."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    data.setText("\n".join(map(str, paths)))
    QGuiApplication.clipboard().setMimeData(data)


def save_copy(path: Path, target: Path) -> str:
    """Copy a file as it is, with the workflow in it; give the reason if that fails, else ""."""
    try:
        shutil.copy2(path, target)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def show_in_folder(path: Path) -> None:
    """Open the folder of a file in the desktop's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
