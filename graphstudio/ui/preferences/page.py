"""The preferences as a page: parts on the left, the chosen part on the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from graphstudio.ui.commands import Commands
from graphstudio.ui.preferences import sections
from graphstudio.ui.preferences.cards import PAGE_WIDTH, Section
from graphstudio.ui.preferences.shortcuts import ShortcutsSection
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import icons, style
from graphstudio.ui.theme.appearance import Appearance

_NAVIGATION_WIDTH = 200


class PreferencesPage(QWidget):
    """Show and change everything the user can choose; each change counts at once.

    Args:
        settings: What is shown and changed.
        commands: Whose shortcuts are.
        appearance: The theme in use.
    """

    def __init__(self, settings: Settings, commands: Commands, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setAccessibleName(self.tr("Preferences"))
        self.shortcuts = ShortcutsSection(settings, commands, appearance)
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        self._sections: list[Section] = []
        self.navigation: list[QPushButton] = []
        self._navigation = QVBoxLayout()
        self._navigation.setContentsMargins(12, 24, 12, 24)
        self._navigation.setSpacing(2)
        self._add("preferences", sections.general(settings, appearance))
        self._add("theme", sections.looks(settings, appearance))
        self._add("canvas", sections.canvas(settings, appearance))
        self._add("memory", sections.engine(settings, appearance))
        self._add("folder", sections.folders(settings, appearance))
        self._add("keyboard", self.shortcuts, scrolls=False)
        self._navigation.addStretch()
        self._navigation.addWidget(self._footnote(settings))
        line = QFrame()
        line.setFixedWidth(1)
        line.setStyleSheet("background: palette(dark);")
        side = QWidget()
        side.setFixedWidth(_NAVIGATION_WIDTH)
        side.setLayout(self._navigation)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(side)
        whole.addWidget(line)
        whole.addWidget(self._stack, 1)
        self._group.idClicked.connect(self._stack.setCurrentIndex)
        self.show_section(0)

    def show_section(self, place: int) -> None:
        """Bring a part to the front, counted from the top, from 0."""
        self._group.button(place).setChecked(True)
        self._stack.setCurrentIndex(place)

    def section(self) -> Section:
        """Give the part that is in front."""
        return self._sections[self._stack.currentIndex()]

    def show_shortcut(self, id_: str) -> None:
        """Bring the shortcuts to the front, with one command chosen."""
        self.show_section(self._stack.count() - 1)
        self.shortcuts.choose(id_)

    def _add(self, icon: str, section: Section, *, scrolls: bool = True) -> None:
        button = QPushButton(f"  {section.accessibleName()}")
        button.setAccessibleName(section.accessibleName())
        style.set_role(button, "navigation")
        button.setCheckable(True)
        button.setIconSize(QSize(16, 16))
        icons.dress(button, icon, self._appearance.theme, "secondary")
        self._group.addButton(button, self._stack.count())
        self._navigation.addWidget(button)
        self.navigation.append(button)
        self._sections.append(section)
        if scrolls:
            section.column.addStretch()
        self._stack.addWidget(_scrolling(section) if scrolls else _centred(section))

    def _footnote(self, settings: Settings) -> QLabel:
        made = QLabel(self.tr("Saved as you change it"))
        made.setToolTip(str(settings.path))
        made.setWordWrap(True)
        style.set_role(made, "caption")
        made.setContentsMargins(10, 0, 10, 0)
        return made


def _centred(section: Section) -> QWidget:
    made = QWidget()
    made.setObjectName("page")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    section.setMaximumWidth(PAGE_WIDTH)
    row = QHBoxLayout(made)
    row.setContentsMargins(32, 24, 32, 24)
    row.addStretch(1)
    row.addWidget(section, 100)
    row.addStretch(1)
    return made


def _scrolling(section: Section) -> QScrollArea:
    made = QScrollArea()
    made.setWidget(_centred(section))
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setAccessibleName(section.accessibleName())
    return made
