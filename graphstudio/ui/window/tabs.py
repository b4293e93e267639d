"""The tabs in the middle of the window: open workflows, and pages such as the start page."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

from graphstudio.ui.theme import icons, style
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme
from graphstudio.ui.window.tab_cross import TabCross

_LONGEST_TITLE_PX = 180


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
        self.setIconSize(QSize(14, 14))
        self.tabBar().setExpanding(False)
        # Qt would cut every title short before it begins to scroll: we cut only long ones.
        self.tabBar().setElideMode(Qt.TextElideMode.ElideNone)
        style.set_role(self.tabBar(), "sheets")
        self.tabBar().setAccessibleName(self.tr("Tabs"))
        self.currentChanged.connect(self._tell_shown)
        self.tabBar().tabMoved.connect(self._tell_moved)
        self._icons: dict[QWidget, str] = {}
        appearance.changed.connect(self._wear)

    @property
    def pages(self) -> tuple[QWidget, ...]:
        """The pages from left to right."""
        found = (self.widget(index) for index in range(self.count()))
        return tuple(page for page in found if page is not None)

    def add(self, page: QWidget, title: str, icon: str) -> None:
        """Add a page at the end and bring it to the front."""
        index = self.addTab(page, title)
        cross = TabCross(self._appearance, self.tabBar())
        cross.clicked.connect(lambda: self.close_asked.emit(page))
        self.tabBar().setTabButton(index, QTabBar.ButtonPosition.RightSide, cross)
        self._icons[page] = icon
        self.setTabIcon(index, icons.icon(icon, self._appearance.theme.secondary))
        self.setCurrentIndex(index)

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self.setCurrentWidget(page)

    def rename(self, page: QWidget, title: str, hint: str, *, is_clean: bool) -> None:
        """Say what a page's tab says; a dot marks edits that are not saved."""
        index = self.indexOf(page)
        room, right = _LONGEST_TITLE_PX, Qt.TextElideMode.ElideRight
        shown = self.tabBar().fontMetrics().elidedText(title, right, room)
        self.setTabText(index, shown.replace("&", "&&"))
        self.setTabToolTip(index, hint)
        unsaved = self.tr("{title}, not saved").format(title=title)
        self.tabBar().setAccessibleTabName(index, title if is_clean else unsaved)
        cross = self.tabBar().tabButton(index, QTabBar.ButtonPosition.RightSide)
        assert isinstance(cross, TabCross)
        cross.is_unsaved = not is_clean

    def remove(self, page: QWidget) -> None:
        """Take a page out and destroy it."""
        self.removeTab(self.indexOf(page))
        del self._icons[page]
        page.hide()
        page.deleteLater()

    def step(self, by: int) -> None:
        """Go to another tab, around the ends."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def _wear(self, theme: Theme) -> None:
        for page, icon in self._icons.items():
            self.setTabIcon(self.indexOf(page), icons.icon(icon, theme.secondary))

    def _tell_shown(self, index: int) -> None:
        self.shown.emit(self.widget(index) if index >= 0 else None)

    def _tell_moved(self, old: int, new: int) -> None:
        del old
        self.moved.emit(self.widget(new), new)
