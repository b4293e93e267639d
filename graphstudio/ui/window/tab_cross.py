"""The cross of a tab: quiet until the pointer is near, and a dot while edits are not saved."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QTabBar, QToolButton

from graphstudio.ui.brush import guarded
from graphstudio.ui.theme import icons
from graphstudio.ui.theme.appearance import Appearance

_SIDE_PX = 20
_ICON_PX = 14
_DOT_PX = 4.0  # radius


class TabCross(QToolButton):
    """Close a tab. The keyboard has Ctrl+W for it, and so never stops here."""

    def __init__(self, appearance: Appearance, bar: QTabBar) -> None:
        super().__init__(bar)
        self._appearance = appearance
        self._is_unsaved = False
        self.setObjectName("tabCross")
        self.setAutoRaise(True)
        self.setFixedSize(_SIDE_PX, _SIDE_PX)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip(QCoreApplication.translate("Tabs", "Close (Ctrl+W)"))
        self.setAccessibleName(QCoreApplication.translate("Tabs", "Close tab"))

    @property
    def is_unsaved(self) -> bool:
        """Whether a dot says that there are edits that no file has."""
        return self._is_unsaved

    @is_unsaved.setter
    def is_unsaved(self, is_unsaved: bool) -> None:
        self._is_unsaved = is_unsaved
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be small."""
        return QSize(_SIDE_PX, _SIDE_PX)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the dot, or the cross in as much ink as it deserves."""
        theme, painter = self._appearance.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_near = self.underMouse()
        if is_near:
            option = QStyleOptionToolButton()
            self.initStyleOption(option)
            self.style().drawPrimitive(
                QStyle.PrimitiveElement.PE_PanelButtonTool, option, painter, self
            )
        box = QRectF(self.rect())
        if self._is_unsaved and not is_near:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.text)
            painter.drawEllipse(QPointF(box.center()), _DOT_PX, _DOT_PX)
            return
        pad = (_SIDE_PX - _ICON_PX) / 2
        tone = theme.text if is_near else theme.disabled
        icons.paint(painter, box.adjusted(pad, pad, -pad, -pad), "close", tone)
