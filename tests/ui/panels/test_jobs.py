import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from graphstudio.ui.jobs import Jobs


def test_work_is_done_in_a_thread_and_its_result_comes_to_this_one(qtbot: QtBot) -> None:
    owner = QObject()
    jobs = Jobs(owner)
    here = threading.get_ident()
    found: list[tuple[int, int]] = []

    jobs.start(threading.get_ident, lambda there: found.append((there, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(found))

    assert found[0][0] != here
    assert found[0][1] == here


def test_a_result_for_somebody_who_is_gone_is_dropped(qtbot: QtBot) -> None:
    owner = QObject()
    jobs = Jobs(owner)
    gate = threading.Event()
    found: list[bool] = []

    jobs.start(gate.wait, found.append)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    gate.set()
    qtbot.wait(50)

    assert not found
