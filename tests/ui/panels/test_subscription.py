from typing import ClassVar

from psygnal import Signal
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from graphstudio.ui.panels.subscription import Subscription


class Bell:
    rung: ClassVar[Signal] = Signal()


def test_a_widget_that_is_gone_hears_nothing_more(qtbot: QtBot) -> None:
    bell, owner, heard = Bell(), QObject(), list[bool]()
    subscription = Subscription(owner)
    subscription.follow(bell.rung, lambda: heard.append(True))
    bell.rung.emit()

    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    bell.rung.emit()

    assert heard == [True]
