"""Errors that nobody caught are told, and the window goes on."""

import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from graphstudio.ui.window.mishaps import Mishaps


@pytest.fixture
def mishaps(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Mishaps:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    mishaps = Mishaps()
    mishaps.install()
    return mishaps


def _fail() -> None:
    raise ValueError("no luck")


def _catch() -> ValueError:
    try:
        _fail()
    except ValueError as error:
        return error
    raise AssertionError


def test_an_error_is_told_in_a_line_and_in_full(mishaps: Mishaps, qtbot: QtBot) -> None:
    error = _catch()

    with qtbot.waitSignal(mishaps.happened) as told:
        sys.excepthook(ValueError, error, error.__traceback__)

    line, details = told.args
    assert line == "ValueError: no luck"
    assert "in _fail" in details


def test_an_error_in_a_thread_is_told_too(mishaps: Mishaps, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mishaps.happened) as told:
        thread = threading.Thread(target=_fail)
        thread.start()
        thread.join()

    assert told.args[0] == "ValueError: no luck"


def test_an_interruption_is_no_error(mishaps: Mishaps, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(mishaps.happened):
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
