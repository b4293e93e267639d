"""Progress where the desktop lists its windows: in the title, and on the launcher's icon."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection, QDBusMessage

_LAUNCHER = "application://graphstudio.desktop"
_PATH, _INTERFACE = "/org/graphstudio/launcher", "com.canonical.Unity.LauncherEntry"


class TaskbarProgress(QObject):
    """Tell desktops how far a run is: those that follow Unity's launcher protocol.

    They are GNOME's dock, KDE and Cinnamon. Where no desktop listens, nothing happens.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[bool, int] = (False, 0)
        self._bus = QDBusConnection.sessionBus()

    def show_share(self, share: float | None) -> None:
        """Show how much is done, 0 to 1; None when nothing runs."""
        shown = (share is not None, round((share or 0.0) * 100))
        if shown == self._shown or not self._bus.isConnected():
            return
        self._shown = shown
        message = QDBusMessage.createSignal(_PATH, _INTERFACE, "Update")
        message.setArguments(
            [_LAUNCHER, {"progress-visible": shown[0], "progress": shown[1] / 100}]
        )
        self._bus.send(message)
