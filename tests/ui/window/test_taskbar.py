"""Progress on the launcher's icon, where a desktop listens."""

import pytest
from PySide6.QtDBus import QDBusMessage

from graphstudio.ui.window.taskbar import TaskbarProgress


class Bus:
    """Keep what is sent."""

    def __init__(self, *, is_connected: bool = True) -> None:
        self.sent: list[QDBusMessage] = []
        self._is_connected = is_connected

    def isConnected(self) -> bool:  # noqa: N802 - Qt's name
        return self._is_connected

    def send(self, message: QDBusMessage) -> None:
        self.sent.append(message)


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def taskbar(qapp: object, bus: Bus, monkeypatch: pytest.MonkeyPatch) -> TaskbarProgress:
    taskbar = TaskbarProgress()
    monkeypatch.setattr(taskbar, "_bus", bus)
    return taskbar


def test_a_share_is_shown_and_taken_away(taskbar: TaskbarProgress, bus: Bus) -> None:
    taskbar.show_share(0.5)
    taskbar.show_share(None)

    words = [message.arguments()[1] for message in bus.sent]
    assert words == [
        {"progress-visible": True, "progress": 0.5},
        {"progress-visible": False, "progress": 0.0},
    ]


def test_the_bus_is_not_flooded_with_what_it_knows(taskbar: TaskbarProgress, bus: Bus) -> None:
    taskbar.show_share(0.501)
    taskbar.show_share(0.502)

    assert len(bus.sent) == 1


def test_without_a_bus_nothing_happens(
    taskbar: TaskbarProgress, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = Bus(is_connected=False)
    monkeypatch.setattr(taskbar, "_bus", deaf)

    taskbar.show_share(0.5)

    assert deaf.sent == []
