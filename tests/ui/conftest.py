"""What every test of the window runs under: one dressed application, and nothing left behind."""

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QThreadPool
from PySide6.QtWidgets import QApplication, QWidget

from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import fonts, style
from graphstudio.ui.theme.appearance import palette
from graphstudio.ui.theme.tokens import DARK, Theme

_PATIENCE_MS = 10_000
_ENDING_S = 2.0  # for a thread that has done its work and is about to end


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """Give the one application in its dark dress, so that sizes are those of the program."""
    fonts.load()
    qapp.setStyle("Fusion")
    qapp.setFont(fonts.ui())
    qapp.setPalette(palette(DARK))
    qapp.setStyleSheet(style.sheet(DARK))
    return qapp


@pytest.fixture
def theme() -> Theme:
    """Give the theme that the application wears."""
    return DARK


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Settings:
    """Give preferences that nobody has changed yet."""
    return Settings(tmp_path / "settings.ini")


@pytest.fixture(autouse=True)
def _nothing_stays(qapp: QApplication) -> Iterator[None]:
    windows, threads = _windows(qapp), _threads()
    # Other tests of this process may have imported torch: looking through all that for rubbish
    # takes longer than most tests. What is there already is not looked at, now or later.
    gc.freeze()
    yield
    assert QThreadPool.globalInstance().waitForDone(_PATIENCE_MS), "A job is still in the pool."
    qapp.processEvents()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = _windows(qapp) - windows
    assert not left, f"These windows were left open, give them to qtbot.addWidget: {left}"
    alive = {one for one in _threads() - threads if _goes_on(one)}
    assert not alive, f"These threads were left running: {alive}"


def _windows(app: QApplication) -> set[QWidget]:
    # Qt keeps the last tooltip and its desktop's bits for itself.
    return {
        widget
        for widget in app.topLevelWidgets()
        if widget.metaObject().className() not in ("QTipLabel", "QDesktopWidget")
    }


def _goes_on(thread: threading.Thread) -> bool:
    thread.join(_ENDING_S)
    return thread.is_alive()


def _threads() -> set[threading.Thread]:
    # Python never forgets a foreign thread that once ran Python code: Qt's own are such. watchdog
    # keeps one thread for all that is ever watched, until the process ends.
    return {
        one
        for one in threading.enumerate()
        if not isinstance(one, threading._DummyThread) and type(one).__name__ != "InotifyFD"
    }
