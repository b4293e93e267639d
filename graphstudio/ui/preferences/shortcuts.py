"""Change the shortcuts: find a command, add keys to it or take them away."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListView, QPushButton

from graphstudio.ui.command_row import CommandRow
from graphstudio.ui.commands import Commands
from graphstudio.ui.preferences.cards import Section
from graphstudio.ui.preferences.shortcut_card import ShortcutCard
from graphstudio.ui.preferences.shortcut_list import ShortcutList
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import icons, style
from graphstudio.ui.theme.appearance import Appearance


class _SteadyList(QListView):
    """Keep the chosen row in sight when the card below grows."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())


class ShortcutsSection(Section):
    """Show every command with its keys, and a card in which the chosen one is changed."""

    def __init__(self, settings: Settings, commands: Commands, appearance: Appearance) -> None:
        super().__init__(self.tr("Shortcuts"), settings, appearance)
        self._commands = commands
        self.field = QLineEdit()
        style.set_role(self.field, "search")
        self.field.setPlaceholderText(self.tr("Find a command by its name or by its keys"))
        self.field.setAccessibleName(self.tr("Find a command"))
        self.field.setClearButtonEnabled(True)
        self._glass = self.field.addAction(
            icons.icon("search", appearance.theme.secondary),
            QLineEdit.ActionPosition.LeadingPosition,
        )
        icons.dress(self._glass, "search", appearance.theme, "secondary")
        self._everything_back = QPushButton(self.tr("Reset all"))
        self._everything_back.setAccessibleName(self.tr("Reset all shortcuts"))
        self._everything_back.clicked.connect(commands.reset_all)
        self.model = ShortcutList(commands, self)
        self.list = self._make_list()
        self.detail = ShortcutCard(commands, appearance)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.field, 1)
        top.addWidget(self._everything_back)
        self._none = QLabel(self.tr("No command matches. Try fewer letters."))
        style.set_role(self._none, "empty")
        self.column.addLayout(top)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self._none, 1, Qt.AlignmentFlag.AlignCenter)
        self.column.addWidget(self.detail)
        self.field.textChanged.connect(self._find)
        commands.remapped.connect(self._show_reset)
        appearance.changed.connect(self._wear)
        self._show_reset()
        self._find("")

    def choose(self, id_: str) -> None:
        """Mark a command and open its card."""
        self.list.setCurrentIndex(self.model.index(self.model.row(id_)))

    def _make_list(self) -> QListView:
        found = _SteadyList()
        found.setModel(self.model)
        self._row = CommandRow(self.appearance)
        found.setItemDelegate(self._row)
        found.setUniformItemSizes(True)
        found.setMinimumHeight(220)
        found.setAccessibleName(self.tr("Commands and their shortcuts"))
        found.selectionModel().currentChanged.connect(self._show)
        found.activated.connect(self._edit)
        return found

    def _find(self, wanted: str) -> None:
        self.model.find(wanted)
        has_any = self.model.rowCount() > 0
        self.list.setVisible(has_any)
        self._none.setVisible(not has_any)
        self.detail.setVisible(has_any)
        if has_any:
            self.list.setCurrentIndex(self.model.index(0))

    def _show(self, current: QModelIndex) -> None:
        if current.isValid():
            self.detail.show_command(self.model.command(current.row()).id)

    def _edit(self) -> None:
        self.detail.recorder.setFocus(Qt.FocusReason.TabFocusReason)
        self.detail.recorder.click()

    def _show_reset(self) -> None:
        self._everything_back.setEnabled(bool(self.settings.shortcuts))

    def _wear(self) -> None:
        icons.redress(self._glass, self.appearance.theme)
