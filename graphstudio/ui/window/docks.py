"""The panels around the tabs. Each is built when it is first seen: a start must be quick."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QMainWindow,
    QScrollArea,
    QTabWidget,
    QWidget,
)

Panel = TypeVar("Panel", bound=QWidget)

_LINKS = ("<a ", "](")  # as HTML and Markdown have them
_LINE_PX = 16  # what stands less far apart is read as one line
_NARROW_PX, _WIDE_PX, _LOW_PX = 240, 320, 216  # low: a row of the gallery below its tabs


class Dock(QDockWidget):
    """Hold one panel, which is built when the dock is first seen."""

    built = Signal(object)
    """Emitted with the panel when it has just been built."""
    left = Signal(int)
    """Emitted when Tab leads out of the panel: 1 at its end, -1 at its beginning."""

    def __init__(
        self, name: str, title: str, make: Callable[[], QWidget], parent: QMainWindow
    ) -> None:
        super().__init__(title, parent)
        self._window = parent
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable
            | QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        self._make = make
        self._panel: QWidget | None = None
        self.setWidget(QWidget(self))
        self.visibilityChanged.connect(self._build_if_seen)

    @property
    def panel(self) -> QWidget:
        """The panel, built now if nobody has seen it yet."""
        if self._panel is None:
            self._panel = self._make()
            placeholder = self.widget()
            self.setWidget(self._panel)
            placeholder.deleteLater()
            self.built.emit(self._panel)
        return self._panel

    @property
    def is_in_front(self) -> bool:
        """Whether it can be seen now: it is open, and none of its neighbours covers it."""
        # Qt puts those behind others outside the window. Its visible region would not tell: a
        # panel that fills its dock leaves nothing of it to be seen.
        is_inside = self._window.rect().intersects(self.geometry())
        return self.isVisible() and (self.isFloating() or is_inside)

    @property
    def is_built(self) -> bool:
        """Whether anybody has seen the panel."""
        return self._panel is not None

    def show_title(self, is_shown: bool) -> None:
        """Show a title bar, or none."""
        if is_shown == (self.titleBarWidget() is None):
            return
        old = self.titleBarWidget()
        self.setTitleBarWidget(None if is_shown else QWidget(self))  # type: ignore[arg-type]  # None is Qt's own
        if old is not None:
            old.deleteLater()

    def reveal(self) -> None:
        """Show it in front of those that share its place, and put the keyboard into it."""
        self.show()
        self.raise_()
        self.panel.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(QApplication.focusWidget(), QScrollArea):
            self.focusNextPrevChild(True)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, N802 - Qt's name
        """Let Tab walk as one reads: Qt's own order is that in which things were made."""
        stops = [one for one in self.findChildren(QWidget) if _is_stop(one)]
        stops.sort(key=self._reading_order)
        focused = QApplication.focusWidget()
        step = 1 if next else -1
        place = stops.index(focused) + step if focused in stops else 0
        if 0 <= place < len(stops):
            reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
            stops[place].setFocus(reason)
        else:
            self.left.emit(step)
        return True

    def _reading_order(self, widget: QWidget) -> tuple[int, int]:
        place = widget.mapTo(self, widget.rect().topLeft())
        return place.y() // _LINE_PX, place.x()

    def _build_if_seen(self, is_visible: bool) -> None:
        if is_visible:
            _ = self.panel


class Docks(QObject):
    """Hold the docks of a window by name."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._docks: dict[str, Dock] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.trim)
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        # The sides go down to the foot, as in other programs with a timeline in the middle.
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)

    def add(
        self,
        name: str,
        title: str,
        area: Qt.DockWidgetArea,
        make: Callable[[], QWidget],
    ) -> Dock:
        """Add a dock; those of one area share a place, with tabs, the first one in front."""
        dock = Dock(name, title, make, self._window)
        neighbour = next(
            (one for one in self._docks.values() if _area(self._window, one) == area), None
        )
        self._window.addDockWidget(area, dock)
        dock.dockLocationChanged.connect(self._trim_soon)
        dock.topLevelChanged.connect(self._trim_soon)
        dock.visibilityChanged.connect(self._trim_soon)
        if neighbour is not None:
            self._window.tabifyDockWidget(neighbour, dock)
            neighbour.raise_()
        self._docks[name] = dock
        return dock

    def __getitem__(self, name: str) -> Dock:
        return self._docks[name]

    @property
    def all(self) -> tuple[Dock, ...]:
        """Every dock, in the order in which they were added."""
        return tuple(self._docks.values())

    def spread(self) -> None:
        """Give the areas their standard sizes."""
        for area, size, direction in (
            (Qt.DockWidgetArea.LeftDockWidgetArea, _NARROW_PX, Qt.Orientation.Horizontal),
            (Qt.DockWidgetArea.RightDockWidgetArea, _WIDE_PX, Qt.Orientation.Horizontal),
            (Qt.DockWidgetArea.BottomDockWidgetArea, _LOW_PX, Qt.Orientation.Vertical),
        ):
            docks = [one for one in self.all if _area(self._window, one) == area]
            if docks:
                self._window.resizeDocks([docks[0]], [size], direction)

    def toggle(self, name: str) -> None:
        """Hide a dock that is seen; bring one to the front that is not."""
        dock = self._docks[name]
        if dock.is_in_front:
            dock.hide()
        else:
            dock.reveal()

    def is_seen(self, name: str) -> bool:
        """Tell whether a dock is open, if perhaps behind others."""
        return not self._docks[name].isHidden()

    def trim(self) -> None:
        """Let docks that share a place show their tabs alone: a title would say it twice."""
        for dock in self.all:
            dock.show_title(not self._window.tabifiedDockWidgets(dock) or dock.isFloating())

    def _trim_soon(self) -> None:
        self._soon.start()


def _area(window: QMainWindow, dock: QDockWidget) -> Qt.DockWidgetArea:
    return window.dockWidgetArea(dock)


def _is_stop(widget: QWidget) -> bool:
    """Tell whether Tab stops at a widget: where it can be seen, and something can be done."""
    is_mute = isinstance(widget, QLabel) and not any(one in widget.text() for one in _LINKS)
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return (
        takes_tab
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        and not is_mute
        and not isinstance(widget, QScrollArea)  # it shows what has the keyboard in it
    )
