"""The panels of the window: where each stands, and how it is made.

The code of a panel is imported when somebody first sees it: a start must be quick.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QWidget

from graphstudio.ui.window.desk import Desk
from graphstudio.ui.window.docks import Docks

if TYPE_CHECKING:
    from graphstudio.ui.panels.gallery.panel import GalleryPanel
    from graphstudio.ui.panels.history.panel import HistoryPanel
    from graphstudio.ui.panels.inspector.panel import InspectorPanel
    from graphstudio.ui.panels.library.panel import LibraryPanel
    from graphstudio.ui.panels.log.panel import LogPanel
    from graphstudio.ui.panels.memory.panel import MemoryPanel
    from graphstudio.ui.panels.models.panel import ModelsPanel
    from graphstudio.ui.panels.problems.panel import ProblemsPanel
    from graphstudio.ui.panels.queue.panel import QueuePanel

_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """Say where a panel stands at first.

    Attributes:
        name: What settings call it.
        area: At which edge.
        icon: One of the theme's.
        shortcut: Shows and hides it.
    """

    name: str
    area: Qt.DockWidgetArea
    icon: str
    shortcut: str


PANELS = (
    PanelSpec("library", _LEFT, "library", "Ctrl+Shift+1"),
    PanelSpec("inspector", _RIGHT, "inspector", "Ctrl+Shift+2"),
    PanelSpec("history", _RIGHT, "history", "Ctrl+Shift+3"),
    PanelSpec("queue", _BOTTOM, "queue", "Ctrl+Shift+4"),
    PanelSpec("gallery", _BOTTOM, "gallery", "Ctrl+Shift+5"),
    PanelSpec("problems", _BOTTOM, "problems", "Ctrl+Shift+6"),
    PanelSpec("log", _BOTTOM, "log", "Ctrl+Shift+7"),
    PanelSpec("memory", _BOTTOM, "memory", "Ctrl+Shift+8"),
    PanelSpec("models", _LEFT, "model", "Ctrl+Shift+9"),
)


class Panels(QObject):
    """Give each panel its dock; what it shows is set by `Following`."""

    def __init__(self, desk: Desk, docks: Docks) -> None:
        super().__init__(docks)
        self._docks = docks
        makers = _makers(desk)
        titles = _titles()
        for spec in PANELS:
            docks.add(spec.name, titles[spec.name], spec.area, makers[spec.name])

    @property
    def inspector(self) -> InspectorPanel:
        """What the selected node is set to."""
        return cast("InspectorPanel", self._docks["inspector"].panel)

    @property
    def library(self) -> LibraryPanel:
        """Every node there is."""
        return cast("LibraryPanel", self._docks["library"].panel)

    @property
    def history(self) -> HistoryPanel:
        """What was done."""
        return cast("HistoryPanel", self._docks["history"].panel)

    @property
    def queue(self) -> QueuePanel:
        """What runs and what waits."""
        return cast("QueuePanel", self._docks["queue"].panel)

    @property
    def gallery(self) -> GalleryPanel:
        """Every picture made."""
        return cast("GalleryPanel", self._docks["gallery"].panel)

    @property
    def problems(self) -> ProblemsPanel:
        """What is in the way."""
        return cast("ProblemsPanel", self._docks["problems"].panel)

    @property
    def log(self) -> LogPanel:
        """What was printed."""
        return cast("LogPanel", self._docks["log"].panel)

    @property
    def memory(self) -> MemoryPanel:
        """What the engine holds."""
        return cast("MemoryPanel", self._docks["memory"].panel)

    @property
    def models(self) -> ModelsPanel:
        """Every model on this machine."""
        return cast("ModelsPanel", self._docks["models"].panel)


def _makers(desk: Desk) -> Mapping[str, Callable[[], QWidget]]:
    return {
        "library": partial(_library, desk),
        "inspector": partial(_inspector, desk),
        "history": partial(_history, desk),
        "queue": partial(_queue, desk),
        "gallery": partial(_gallery, desk),
        "problems": partial(_problems, desk),
        "log": partial(_log, desk),
        "memory": partial(_memory, desk),
        "models": partial(_models, desk),
    }


def _library(desk: Desk) -> QWidget:
    from graphstudio.ui.panels.library.panel import LibraryPanel

    return LibraryPanel(desk.registry, desk.settings, desk.appearance)


def _inspector(desk: Desk) -> QWidget:
    from graphstudio.ui.panels.inspector.panel import InspectorPanel

    return InspectorPanel(desk.appearance)


def _history(desk: Desk) -> QWidget:
    from graphstudio.ui.panels.history.panel import HistoryPanel

    return HistoryPanel(desk.appearance)


def _queue(desk: Desk) -> QWidget:
    from graphstudio.ui.panels.queue.panel import QueuePanel

    return QueuePanel(desk.runner, desk.registry, desk.appearance)


def _gallery(desk: Desk) -> QWidget:
    from graphstudio.ui.panels.gallery.panel import GalleryPanel

    return GalleryPanel(desk.gallery, desk.settings, desk.appearance)


def _problems(desk: Desk) -> QWidget:
    from graphstudio.ui.panels.problems.panel import ProblemsPanel

    return ProblemsPanel(desk.appearance)


def _log(desk: Desk) -> QWidget:
    from graphstudio.ui.panels.log.panel import LogPanel

    return LogPanel(desk.appearance)


def _memory(desk: Desk) -> QWidget:
    from graphstudio.ui.panels.memory.panel import MemoryPanel

    return MemoryPanel(desk.runner, desk.appearance)


def _models(desk: Desk) -> QWidget:
    from graphstudio.ui.panels.models.panel import ModelsPanel

    shelf = desk.shelf
    return ModelsPanel(shelf.open(), shelf, desk.settings, desk.appearance)


def _titles() -> Mapping[str, str]:
    translate = QCoreApplication.translate
    return {
        "library": translate("Panels", "Nodes"),
        "inspector": translate("Panels", "Inspector"),
        "history": translate("Panels", "History"),
        "queue": translate("Panels", "Queue"),
        "gallery": translate("Panels", "Gallery"),
        "problems": translate("Panels", "Problems"),
        "log": translate("Panels", "Log"),
        "memory": translate("Panels", "Memory"),
        "models": translate("Panels", "Models"),
    }
