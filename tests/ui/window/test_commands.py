"""Every command, in every state in which somebody may ask for it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from graphstudio.ui.window.main_window import MainWindow

Setting = Callable[[MainWindow, Path], object]

# These end the program, or open a window of their own that waits for a person.
_LEFT_OUT = {"file.quit", "file.open", "file.save", "file.save_as"}


def _nothing(window: MainWindow, template: Path) -> None:
    del template
    for sheet in window.desk.workspace.sheets:
        window.desk.workspace.close(sheet)


def _empty(window: MainWindow, template: Path) -> None:
    if not _is_back(window, nodes=0):
        _nothing(window, template)
        window.files.new()


def _graph(window: MainWindow, template: Path) -> None:
    if not _is_back(window, nodes=10):
        _nothing(window, template)
        window.files.open_template(template)
    canvas = window.pages.canvas
    assert canvas is not None
    canvas.verbs.sight.select_all()


def _is_back(window: MainWindow, nodes: int) -> bool:
    """Take back what the last command did, and say whether that left the one page as it was."""
    sheets, page = window.desk.workspace.sheets, window.pages.page
    if page is None or len(sheets) != 1:
        return False
    page.canvas.close_popups()
    while page.sheet.document.undo():
        continue
    return len(page.sheet.document.graph.nodes) == nodes


@pytest.mark.parametrize("lay_out", [_nothing, _empty, _graph])
def test_no_command_fails_whatever_is_open(
    window: MainWindow, template: Path, lay_out: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    wrong: list[str] = []
    for command in window.desk.commands.all():
        if command.id in _LEFT_OUT:
            continue
        lay_out(window, template)

        try:
            window.desk.commands.run(command.id)
            QThreadPool.globalInstance().waitForDone()
            QApplication.processEvents()
        except Exception as error:  # noqa: BLE001 - every one is a fault, and all shall be told
            wrong.append(f"{command.id}: {error!r}")

    assert wrong == []
