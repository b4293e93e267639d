import threading
from functools import partial

from pytestqt.qtbot import QtBot

from graphstudio.ui.window.doorway import Doorway


def test_work_from_another_thread_is_done_in_the_windows_in_order(qtbot: QtBot) -> None:
    doorway, done = Doorway(), list[tuple[int, int]]()

    def note(number: int) -> None:
        done.append((number, threading.get_ident()))

    def hand_over() -> None:
        for number in range(3):
            doorway.post(partial(note, number))

    thread = threading.Thread(target=hand_over)
    thread.start()
    thread.join()
    assert done == []
    qtbot.waitUntil(lambda: len(done) == 3)

    assert done == [(number, threading.get_ident()) for number in range(3)]
