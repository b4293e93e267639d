"""Asking foreign code for choices."""

import threading

from pytestqt.qtbot import QtBot

from graphstudio.ui.values.finding import Finder


def test_what_is_found_is_told_in_the_thread_that_asked(qtbot: QtBot) -> None:
    finder = Finder()
    threads: list[threading.Thread] = []

    def find() -> list[str]:
        threads.append(threading.current_thread())
        return ["a", "b"]

    with qtbot.waitSignal(finder.found) as found:
        finder.look(find)

    assert found.args == [("a", "b")]
    assert threads[0] is not threading.current_thread()
    assert not finder.is_looking


def test_what_goes_wrong_is_told(qtbot: QtBot) -> None:
    finder = Finder()

    def find() -> list[str]:
        raise ValueError("no such folder")

    with qtbot.waitSignal(finder.failed) as failed:
        finder.look(find)

    assert failed.args == ["no such folder"]


def test_only_the_last_question_is_answered(qtbot: QtBot) -> None:
    finder = Finder()
    may_answer = threading.Event()
    answers: list[tuple[str, ...]] = []
    finder.found.connect(answers.append)

    def find_slowly() -> list[str]:
        may_answer.wait(10)
        return ["old"]

    finder.look(find_slowly)
    finder.look(lambda: ["new"])
    qtbot.waitUntil(lambda: bool(answers))
    may_answer.set()
    qtbot.waitUntil(lambda: not finder.is_looking)

    assert answers == [("new",)]
