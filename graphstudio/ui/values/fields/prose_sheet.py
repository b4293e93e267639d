"""The larger editor of a text: the same text, with room to think."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from graphstudio.graph.elements import Json
from graphstudio.ui.theme import fonts
from graphstudio.ui.values.fields.prose import ProseField
from graphstudio.ui.values.popover import Popover

_SHARE = 0.8  # of the window
_MOST = QSize(820, 560)
_TEXT_SCALE = 1.25


class ProseSheet(Popover):
    """Edit the text of a field in a larger one.

    Attributes:
        field: The larger one.
    """

    def __init__(self, small: ProseField) -> None:
        super().__init__(small, small.surroundings.appearance)
        self._small = small
        theme = small.surroundings.appearance.theme
        title = QLabel(small.definition.title, self)
        title.setFont(fonts.ui(14, "semibold"))
        self._count = QLabel(self)
        self._count.setFont(fonts.ui(11))
        help_ = QLabel(small.definition.help, self)
        help_.setFont(fonts.ui(11))
        help_.setWordWrap(True)
        for label in (self._count, help_):
            label.setStyleSheet(f"background: transparent; color: {theme.secondary.name()};")
        self.field = ProseField(
            small.definition, small.surroundings, self,
            scale=_TEXT_SCALE, grows_with_text=False, can_enlarge=False,
        )  # fmt: skip
        self.field.show_value(small.text.toPlainText())
        self.field.taken.connect(self._take)
        self.field.finished.connect(self.close_up)
        self.field.enlarged.connect(self.close_up)
        self.field.text.textChanged.connect(self._tell)
        done = QPushButton(self.tr("Done"), self)
        done.setDefault(True)
        done.setToolTip(self.tr("Keep the text (Esc or Ctrl+Enter)"))
        done.clicked.connect(self.close_up)
        self._lay_out(title, help_, done)
        self._tell()

    def close_up(self) -> None:
        """Take the text and go away; a refused text stays, with its reason."""
        if self.field.take():
            super().close_up()

    def _lay_out(self, title: QLabel, help_: QLabel, done: QPushButton) -> None:
        self.sheet.setContentsMargins(20, 16, 20, 16)
        self.sheet.setSpacing(8)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self._count)
        bottom.addWidget(help_, 1)
        bottom.addWidget(done, 0, Qt.AlignmentFlag.AlignBottom)
        self.sheet.addLayout(top)
        self.sheet.addWidget(self.field, 1)
        self.sheet.addLayout(bottom)

    def _take(self, value: Json) -> None:
        self._small.taken.emit(value)
        self.field.show_value(value)

    def _tell(self) -> None:
        text = self.field.text.toPlainText()
        self._count.setText(
            self.tr("{words} words, {characters} characters").format(
                words=len(text.split()), characters=len(text)
            )
        )


def open_sheet(small: ProseField) -> ProseSheet:
    """Open the larger editor of a field in the middle of its window."""
    sheet = ProseSheet(small)
    small.sheet = sheet
    sheet.closed.connect(lambda: _forget(small, sheet))
    window: QWidget = small.window()
    size = (window.size() * _SHARE).boundedTo(_MOST)
    corner = QPoint((window.width() - size.width()) // 2, (window.height() - size.height()) // 2)
    sheet.open_at(window.mapToGlobal(corner), size)
    sheet.field.begin()
    return sheet


def _forget(small: ProseField, sheet: ProseSheet) -> None:
    small.sheet = None
    sheet.deleteLater()
