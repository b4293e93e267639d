"""The tabs in the middle of the window: open workflows, and pages such as the start page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QTabWidget, QToolButton, QWidget

from graphstudio.ui.theme import icons
from graphstudio.ui.theme.appearance import Appearance


class Tabs(QTabWidget):
    """Hold the pages. What a closed page means is for the listener to decide."""

    close_asked = Signal(object)
    """Emitted with the page whose cross was pressed."""
    shown = Signal(object)
    """Emitted with the page that is in front now; None when there is none."""
    moved = Signal(object, int)
    """Emitted with a page and the index that it was dragged to."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setDocumentMode(True)
        self.setMovable(True)
        self.setAccessibleName(self.tr("Open workflows and pages"))
        self.tabBar().setExpanding(False)
        self.tabBar().setAccessibleName(self.tr("Tabs"))
        self.currentChanged.connect(self._tell_shown)
        self.tabBar().tabMoved.connect(self._tell_moved)

    @property
    def pages(self) -> tuple[QWidget, ...]:
        """The pages from left to right."""
        found = (self.widget(index) for index in range(self.count()))
        return tuple(page for page in found if page is not None)

    def add(self, page: QWidget, title: str, icon: str = "") -> None:
        """Add a page at the end and bring it to the front."""
        index = self.addTab(page, title)
        self.tabBar().setTabButton(
            index, QTabBar.ButtonPosition.RightSide, self._close_button(page)
        )
        if icon:
            self.setTabIcon(index, icons.icon(icon, self._appearance.theme))
        self.setCurrentIndex(index)

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self.setCurrentWidget(page)

    def rename(self, page: QWidget, title: str, hint: str, *, is_clean: bool) -> None:
        """Say what a page's tab says; a dot marks edits that are not saved."""
        index = self.indexOf(page)
        shown = title.replace("&", "&&")
        self.setTabText(index, shown if is_clean else f"● {shown}")
        self.setTabToolTip(index, hint)

    def remove(self, page: QWidget) -> None:
        """Take a page out and destroy it."""
        self.removeTab(self.indexOf(page))
        page.hide()
        page.deleteLater()

    def step(self, by: int) -> None:
        """Go to another tab, around the ends."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def _close_button(self, page: QWidget) -> QToolButton:
        button = QToolButton(self.tabBar())
        icons.dress(button, "close", self._appearance.theme, "secondary")
        button.setAutoRaise(True)
        button.setObjectName("tabCross")
        button.setToolTip(self.tr("Close (Ctrl+W)"))
        button.setAccessibleName(self.tr("Close tab"))
        button.clicked.connect(lambda: self.close_asked.emit(page))
        return button

    def _tell_shown(self, index: int) -> None:
        self.shown.emit(self.widget(index) if index >= 0 else None)

    def _tell_moved(self, old: int, new: int) -> None:
        del old
        self.moved.emit(self.widget(new), new)
