"""The sheet that finds a node to add, wherever the pointer is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QStackedLayout, QWidget

from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.registry import Registry
from graphstudio.ui.search.description import Description
from graphstudio.ui.search.find_list import FindList
from graphstudio.ui.search.finds import Habits, browse, seek
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.look import bare_text
from graphstudio.ui.values.popover import Popover

_SIZE = QSize(640, 440)
_LINE_PX = 44
_PAGE = 8
_MOST_RECENT = 12


class NodeSearch(Popover):
    """Find a node by typing. The keyboard alone does everything; so does the mouse.

    Attributes:
        chosen: Emits the chosen `NodeDefinition`; the sheet has closed by then.
        line: Where people type.
        list: What was found.
    """

    chosen = Signal(object)

    def __init__(
        self, registry: Registry, settings: Settings, appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parent, appearance)
        self._registry = registry
        self._settings = settings
        self._definitions: Sequence[NodeDefinition] = registry.definitions
        self.setAccessibleName(self.tr("Add a node"))
        self.line = QLineEdit(self)
        self.line.setFrame(False)
        self.line.setFont(fonts.ui(15))
        self.line.setAccessibleName(self.tr("Find a node"))
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._seek)
        self.list = FindList(appearance, self)
        self.list.setAccessibleName(self.tr("Nodes that were found"))
        self.list.chosen.connect(self._choose)
        self.list.starred.connect(self._star)
        self._description = Description(appearance, self)
        self.list.shown.connect(self._description.show_node)
        self._lens = QLabel(self)
        self._caption = QLabel(self)
        self._caption.setFont(fonts.ui(11))
        self._keys = QLabel(self)
        self._keys.setFont(fonts.ui(11))
        self._nothing = QLabel(self)
        self._nothing.setFont(fonts.ui(13))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._lines = [QFrame(self), QFrame(self), QFrame(self)]
        self._lay_out()
        self._restyle()
        appearance.changed.connect(self._restyle)

    @property
    def told(self) -> str:
        """What is said in place of nodes; "" while there are some."""
        return self._nothing.text() if self._stack.currentIndex() else ""

    def open_search(
        self,
        point: QPoint,
        definitions: Sequence[NodeDefinition] | None = None,
        caption: str = "",
    ) -> None:
        """Open with the line at a point.

        Args:
            point: Where, in global pixels.
            definitions: What may be chosen; None offers every node.
            caption: Why not all nodes are offered, such as "Takes a Latent".
        """
        self._definitions = self._registry.definitions if definitions is None else definitions
        self._caption.setText(caption)
        self._caption.setVisible(bool(caption))
        self.line.clear()
        self._seek("")
        self.open_at(point - QPoint(24, _LINE_PX // 2), _SIZE)
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Walk through the list with the keyboard in the line."""
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no key typed here may reach the canvas or the menus
                return True
            if event.type() == QEvent.Type.KeyPress and self._press(event):
                return True
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Tab:
                self.list.move_by(1)
            case Qt.Key.Key_Up | Qt.Key.Key_Backtab:
                self.list.move_by(-1)
            case Qt.Key.Key_PageDown:
                self.list.move_by(_PAGE, wraps=False)
            case Qt.Key.Key_PageUp:
                self.list.move_by(-_PAGE, wraps=False)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.list.current is not None:
                    self._choose(self.list.current)
            case Qt.Key.Key_D if is_control:
                if self.list.current is not None:
                    self._star(self.list.current)
            case Qt.Key.Key_Escape:
                self.close_up()
            case _:
                return False
        return True

    def _seek(self, wanted: str) -> None:
        habits = Habits(self._settings.favourite_nodes, self._settings.recent_nodes)
        if wanted.strip():
            sections = seek(wanted, self._definitions, habits, self._registry)
        else:
            titles = (self.tr("Favourites"), self.tr("Recent"))
            sections = browse(self._definitions, habits, titles)
        self.list.set_sections(sections)
        self._nothing.setText(self._regret(wanted))
        self._stack.setCurrentIndex(0 if sections else 1)
        for part in (self._description, self._lines[1]):
            part.setVisible(bool(sections))

    def _regret(self, wanted: str) -> str:
        if not self._definitions:
            return self.tr("No node fits this wire.")
        return self.tr("No node is found by “{wanted}”. Try fewer letters.").format(wanted=wanted)

    def _choose(self, definition: NodeDefinition) -> None:
        others = [id_ for id_ in self._settings.recent_nodes if id_ != definition.id]
        self._settings.recent_nodes = tuple([definition.id, *others][:_MOST_RECENT])
        self.close_up()
        self.chosen.emit(definition)

    def _star(self, definition: NodeDefinition) -> None:
        starred = tuple(self._settings.favourite_nodes)
        if definition.id in starred:
            self._settings.favourite_nodes = tuple(one for one in starred if one != definition.id)
        else:
            self._settings.favourite_nodes = (*starred, definition.id)
        self._seek(self.line.text())
        self.list.show_definition(definition)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(16, 0, 16, 0)
        top.setSpacing(10)
        top.addWidget(self._lens)
        top.addWidget(self.line, 1)
        top.addWidget(self._caption, 0, Qt.AlignmentFlag.AlignVCenter)
        found = QWidget(self)
        self._stack = QStackedLayout(found)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(found, 1)
        middle.addWidget(self._lines[1])
        middle.addWidget(self._description)
        self._description.setFixedWidth(252)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(16, 7, 16, 7)
        self._keys.setText(
            self.tr("↑ ↓  choose      Enter  add      Ctrl+D  favourite      Esc  close")
        )
        bottom.addWidget(self._keys)
        self._lines[1].setFixedWidth(1)
        for line in (self._lines[0], self._lines[2]):
            line.setFixedHeight(1)
        self.sheet.setContentsMargins(1, 1, 1, 1)
        self.sheet.addLayout(top)
        self.sheet.addWidget(self._lines[0])
        self.sheet.addLayout(middle, 1)
        self.sheet.addWidget(self._lines[2])
        self.sheet.addLayout(bottom)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self.line.setStyleSheet(bare_text(theme, _LINE_PX))
        self.line.setPlaceholderText(self.tr("Find a node"))
        self._lens.setPixmap(icons.pixmap("search", QColor(theme.secondary), 18, 2.0))
        for label in (self._keys, self._nothing):
            label.setStyleSheet(f"background: transparent; color: {theme.secondary.name()};")
        self._caption.setStyleSheet(
            f"background: {theme.accent_quiet.name()}; color: {theme.text.name()};"
            " border-radius: 4px; padding: 3px 8px;"
        )
        for line in self._lines:
            line.setStyleSheet(f"background: {theme.border.name()}; border: none;")
