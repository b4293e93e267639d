"""One value of a form: its name, its editor, and everything else that can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from graphstudio.graph.elements import Json
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tips import wrapped
from graphstudio.ui.values.fields.button import FieldButton
from graphstudio.ui.values.fields.field import Field, is_same
from graphstudio.ui.values.look import bare_button, bare_text

_LABEL_PX = 104


class FormRow(QWidget):
    """Lay out one value.

    Attributes:
        reset: Emits when the default is wanted back.
        published: Emits the public name that is wanted; "" for none.
        fed: Emits when a node is wanted that feeds the value.
        freed: Emits when the wire is to go.
        jumped: Emits when the node that feeds it is to be seen.
        field: The editor.
        more: Opens the menu of everything else.
    """

    reset = Signal()
    published = Signal(str)
    fed = Signal()
    freed = Signal()
    jumped = Signal()

    def __init__(self, field: Field, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._appearance = appearance
        self._shown: Json = _NEVER
        self._is_set = self._is_wired = False
        self._public = ""
        self._label = QLabel(field.definition.title, self)
        self._label.setBuddy(field)
        self._label.setToolTip(wrapped(field.definition.help))
        self._label.setFixedHeight(24)
        self.more = FieldButton("more", self.tr("More"), self.open_menu, self)
        self.more.setAccessibleName(
            self.tr("More about {name}").format(name=field.definition.title)
        )
        self._source = QToolButton(self)
        self._source.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._source.setIconSize(QSize(14, 14))
        self._source.setFixedHeight(24)
        self._source.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._source.clicked.connect(self._jump)
        self._below = QLabel(self)
        self._below.setWordWrap(True)
        self._below.setFont(fonts.ui(11))
        self._is_helpful = False
        self._name = QLineEdit(self)
        self._name.setFrame(False)
        self._name.setAccessibleName(
            self.tr("Public name of {name}").format(name=field.definition.title)
        )
        self._name.editingFinished.connect(self._rename)
        self._lay_out()
        field.reason_changed.connect(lambda _: self._tell())
        appearance.changed.connect(self._restyle)
        self._restyle()
        self._tell()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops in it, in order."""
        return (*self.field.stops, self._source, self._name, self.more)

    @property
    def told(self) -> str:
        """What stands below the editor: why a value is refused, or its help."""
        return self._below.text()

    @property
    def source(self) -> str:
        """What feeds the value; "" when no wire does."""
        return self._source.text() if self._is_wired else ""

    def show_value(self, value: Json, *, is_set: bool) -> None:
        """Show a value, unless it shows already: what is being typed stays."""
        if self._shown is _NEVER or not is_same(value, self._shown):
            self.field.show_value(value)
            self._shown = value
        if is_set != self._is_set:
            self._is_set = is_set
            self._restyle()

    def show_public(self, name: str) -> None:
        """Show by which name runs set the value; "" for none."""
        self._public = name
        self._name.setText(name)
        self._public_row.setVisible(bool(name))

    def show_source(self, caption: str) -> None:
        """Show what feeds the value in place of the editor; "" shows the editor."""
        self._is_wired = bool(caption)
        self._source.setText(caption)
        self._source.setToolTip(
            self.tr("Fed by {source}. Press to go there.").format(source=caption)
        )
        self._source.setAccessibleName(
            self.tr("{name}, fed by {source}").format(
                name=self.field.definition.title, source=caption
            )
        )
        self._source.setVisible(self._is_wired)
        self.field.setVisible(not self._is_wired)

    def show_help(self, is_shown: bool) -> None:
        """Write the help under the editor, or only into the tooltip."""
        self._is_helpful = is_shown
        self._tell()

    def make_menu(self) -> QMenu:
        """Make the menu of everything else that can be done."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        reset = self._action(menu, "reset", self.tr("Reset to default"), self.reset.emit)
        reset.setEnabled(self._is_set and not self._is_wired)
        menu.addSeparator()
        if self._is_wired:
            self._action(menu, "link", self.tr("Go to what feeds it"), self.jumped.emit)
            self._action(menu, "unlink", self.tr("Take the wire off"), self.freed.emit)
        else:
            self._action(menu, "value", self.tr("Feed from a node"), self.fed.emit)
        menu.addSeparator()
        if self._public:
            self._action(menu, "close", self.tr("Unpublish"), lambda: self.published.emit(""))
        else:
            name = self.field.definition.name
            self._action(menu, "export", self.tr("Publish"), lambda: self.published.emit(name))
        return menu

    def open_menu(self) -> None:
        """Open the menu below its button."""
        menu = self.make_menu()
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

    def _action(self, menu: QMenu, icon: str, text: str, act: object) -> QAction:
        action = menu.addAction(icons.icon(icon, self._appearance.theme), text)
        action.triggered.connect(act)
        return action

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(3)
        self._public_row = QWidget(self)
        public = QHBoxLayout(self._public_row)
        public.setContentsMargins(8, 0, 0, 0)
        public.setSpacing(6)
        self._mark = QLabel(self._public_row)
        public.addWidget(self._mark)
        public.addWidget(self._name, 1)
        self._name.setFont(fonts.ui(11))
        self._public_row.hide()
        is_tall = self.field.grows
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self.more, 0, 2)
        row = 1 if is_tall else 0
        column, columns = (0, 3) if is_tall else (1, 1)
        grid.addWidget(self.field, row, column, 1, columns)
        grid.addWidget(self._source, row, column, 1, columns)
        grid.addWidget(self._public_row, row + 1, column, 1, columns)
        grid.addWidget(self._below, row + 2, column, 1, columns)
        grid.setColumnStretch(1, 1)
        self._label.setFixedWidth(_LABEL_PX)

    def _tell(self) -> None:
        """Say why a value is refused, else the help where it is wanted."""
        reason = self.field.reason
        help_ = self.field.definition.help if self._is_helpful else ""
        theme = self._appearance.theme
        colour = theme.danger if reason else theme.secondary
        self._below.setStyleSheet(f"background: transparent; color: {colour.name()};")
        self._below.setText(reason or help_)
        self._below.setVisible(bool(reason or help_))

    def _jump(self) -> None:
        self.jumped.emit()

    def _rename(self) -> None:
        if self._name.text() != self._public:
            self.published.emit(self._name.text().strip())
            self._name.setText(self._public)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self._label.setFont(fonts.ui(12, "medium" if self._is_set else "regular"))
        colour = theme.text if self._is_set else theme.secondary
        self._label.setStyleSheet(f"background: transparent; color: {colour.name()};")
        self.more.dress(theme)
        self._name.setStyleSheet(bare_text(theme))
        self._mark.setPixmap(icons.pixmap("export", QColor(theme.accent), 12, 2.0))
        self._mark.setToolTip(self.tr("Runs set it by this name"))
        self._source.setIcon(icons.icon("link", QColor(theme.accent)))
        self._source.setStyleSheet(
            bare_button(theme, 4)
            + f"QToolButton {{ background: {theme.accent_quiet.name()}; color: {theme.text.name()};"
            " padding: 0 8px; text-align: left; }"
        )
        self._tell()


_NEVER: Json = object()
