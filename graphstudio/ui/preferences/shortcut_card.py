"""Where the shortcuts of one command are changed."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from graphstudio.ui.commands import Command, Commands, native
from graphstudio.ui.preferences.key_recorder import KeyRecorder
from graphstudio.ui.theme import icons, style
from graphstudio.ui.theme.appearance import Appearance


class ShortcutCard(QFrame):
    """Show a command's shortcuts as buttons that remove them, and a recorder that adds one."""

    def __init__(self, commands: Commands, appearance: Appearance) -> None:
        super().__init__()
        self._commands = commands
        self._appearance = appearance
        self._id = ""
        self._wanted = ""
        style.set_role(self, "card")
        self._title = QLabel()
        style.set_role(self._title, "heading")
        self._help = QLabel()
        self._help.setWordWrap(True)
        style.set_role(self._help, "secondary")
        self.recorder = KeyRecorder()
        self.recorder.recorded.connect(self._take)
        self.reset = QPushButton(self.tr("Reset"))
        style.set_role(self.reset, "quiet")
        self.reset.clicked.connect(self._reset)
        self.keys: list[QPushButton] = []
        self._keys = QHBoxLayout()
        self._keys.setSpacing(8)
        self._warning = self._make_warning()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._help)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(10)
        whole.addLayout(words)
        whole.addLayout(self._keys)
        whole.addWidget(self._warning)
        commands.remapped.connect(self._renew)

    def show_command(self, id_: str) -> None:
        """Show another command."""
        self._id = id_
        self._wanted = ""
        self._warning.hide()
        command = self._commands.command(id_)
        self._title.setText(command.title)
        self._help.setText(command.help)
        self._help.setVisible(bool(command.help))
        self.recorder.setAccessibleName(
            self.tr("Add a shortcut for {title}").format(title=command.title)
        )
        self._show_keys()

    def _make_warning(self) -> QWidget:
        made = QWidget()
        self.conflict = QLabel()
        self.conflict.setWordWrap(True)
        style.set_role(self.conflict, "notice-warning")
        self.take_over = QPushButton(self.tr("Use it here"))
        self.take_over.clicked.connect(self._take_over)
        self.leave = QPushButton(self.tr("Leave it there"))
        style.set_role(self.leave, "quiet")
        self.leave.clicked.connect(made.hide)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.conflict, 1)
        row.addWidget(self.take_over)
        row.addWidget(self.leave)
        made.hide()
        return made

    def _show_keys(self) -> None:
        while self._keys.count():
            item = self._keys.takeAt(0)
            widget = item.widget() if item else None
            if widget in self.keys:
                widget.hide()
                widget.deleteLater()
        shortcuts = self._commands.shortcuts(self._id)
        self.keys = [self._make_key(one) for one in shortcuts]
        for key in self.keys:
            self._keys.addWidget(key)
        self._keys.addWidget(self.recorder)
        self._keys.addStretch()
        self._keys.addWidget(self.reset)
        self.reset.setEnabled(self._commands.is_remapped(self._id))
        for one, following in pairwise([*self.keys, self.recorder, self.reset]):
            QWidget.setTabOrder(one, following)

    def _make_key(self, shortcut: str) -> QPushButton:
        made = QPushButton(f"{native(shortcut)} ")
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        made.setIconSize(QSize(12, 12))
        icons.dress(made, "close", self._appearance.theme, "secondary")
        said = self.tr("Remove {shortcut}").format(shortcut=native(shortcut))
        made.setToolTip(said)
        made.setAccessibleName(said)
        made.clicked.connect(lambda: self._remove(shortcut))
        return made

    def _take(self, shortcut: str) -> None:
        self._wanted = shortcut
        others = self._commands.conflicts(self._id, shortcut)
        if not others:
            self._commands.take(self._id, shortcut)
            self.recorder.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.conflict.setText(
            self.tr("{shortcut} already does: {commands}").format(
                shortcut=native(shortcut), commands=", ".join(_name(one) for one in others)
            )
        )
        self._warning.show()
        self.take_over.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_over(self) -> None:
        self._warning.hide()
        self._commands.take(self._id, self._wanted)

    def _remove(self, shortcut: str) -> None:
        kept = [one for one in self._commands.shortcuts(self._id) if one != shortcut]
        self._commands.remap(self._id, kept)
        self.recorder.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reset(self) -> None:
        self._commands.reset(self._id)

    def _renew(self, id_: str) -> None:
        if id_ == self._id:
            self._show_keys()


def _name(command: Command) -> str:
    return f"{command.group}: {command.title}" if command.group else command.title
