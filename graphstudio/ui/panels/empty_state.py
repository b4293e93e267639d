"""What a panel shows while it has nothing to show: why, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from graphstudio.ui.theme import icons, style
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import mixed

_ICON_PX = 40
_ICON_FROM_PX = 136  # a low panel has room for words alone
_LEAST = QSize(96, 72)


class EmptyState(QWidget):
    """Show an icon, a title, a sentence that says what to do, and perhaps buttons that do it.

    Attributes:
        pressed: The button was pressed.
        other_pressed: The button below it was pressed.
    """

    pressed = Signal()
    other_pressed = Signal()

    def __init__(
        self,
        appearance: Appearance,
        icon: str,
        title: str,
        text: str,
        button: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        # A screen reader reads it when the panel gets the keyboard, and the ring shows where it is.
        self.setObjectName("emptyState")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._appearance = appearance
        self._icon_name = icon
        self._icon = QLabel(self)
        self._title = QLabel(title, self)
        self._text = QLabel(text, self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            label.setWordWrap(True)
        style.set_role(self._title, "heading")
        style.set_role(self._text, "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 8, 24, 8)
        layout.setSpacing(8)
        layout.addStretch(2)
        for widget in (self._icon, self._title, self._text):
            layout.addWidget(widget)
        self._button: QPushButton | None = None
        self._other: QPushButton | None = None
        self._rows = layout
        layout.addStretch(3)
        self.say(title, text)
        self.offer(button)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def say(self, title: str, text: str, icon: str = "") -> None:
        """Say something else than before, perhaps with another icon."""
        if icon:
            self._icon_name = icon
            self._restyle()
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(f"{title}. {text}")

    def offer(self, button: str, other: str = "") -> None:
        """Offer to do something, and perhaps something else; "" offers nothing."""
        self._button = self._offered(self._button, button, self.pressed)
        self._other = self._offered(self._other, other, self.other_pressed)

    def _offered(
        self, button: QPushButton | None, text: str, pressed: SignalInstance
    ) -> QPushButton | None:
        if button is None:
            if not text:
                return None
            button = QPushButton(self)
            button.clicked.connect(pressed)
            last = self._rows.count() - 1  # above the stretch at the foot
            self._rows.insertWidget(last, button, 0, Qt.AlignmentFlag.AlignHCenter)
        button.setText(text)
        button.setAccessibleName(text or self._title.text())
        button.setVisible(bool(text))
        return button

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Need little: the canvas beside the panel is worth more than this."""
        return _LEAST

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the icon out where the words need its room."""
        self._icon.setVisible(event.size().height() >= _ICON_FROM_PX)
        super().resizeEvent(event)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        colour = mixed(theme.panel, theme.secondary, 0.6)
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._icon_name, colour, _ICON_PX, ratio))
