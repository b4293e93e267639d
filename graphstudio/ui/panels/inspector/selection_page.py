"""Several nodes: which they are, how they stand, and what can be done with all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from graphstudio.graph.document import Document
from graphstudio.graph.edits import Bypass, Group, Mute
from graphstudio.session.status import RunStatus
from graphstudio.ui.brush import guarded
from graphstudio.ui.panels.painting import row_ground
from graphstudio.ui.panels.problems.notices import title_of
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.panels.times import duration
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance

_ROW_PX = 28
_SHOWN = 100


class NodeButton(QAbstractButton):
    """Show one node of several in a row."""

    def __init__(
        self, document: Document, node: str, status: RunStatus, appearance: Appearance,
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._node = node
        self._document = document
        self._status = status
        self._appearance = appearance
        self.setText(title_of(document.graph, node))
        self.setFixedHeight(_ROW_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(self.text())

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint its colour, its title and how it stands."""
        theme = self._appearance.theme
        painter = QPainter(self)
        box = self.rect()
        row_ground(
            painter,
            box,
            theme,
            is_selected=False,
            is_hovered=self.underMouse(),
            has_focus=self.hasFocus(),
        )
        graph = self._document.graph
        definition = graph.definition(self._node) if self._node in graph.nodes else None
        outputs = definition.outputs if definition else ()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.wire(outputs[0].type) if outputs else theme.secondary)
        painter.drawRoundedRect(QRect(12, box.center().y() - 4, 10, 10), 3, 3)
        now = self._status.node(self._node)
        note = duration(now.seconds) if now.phase == "done" else ""
        painter.setFont(fonts.ui(11))
        painter.setPen(theme.secondary)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box.adjusted(0, 0, -12, 0), right, note)
        painter.setFont(fonts.ui(12))
        painter.setPen(theme.danger if now.phase == "failed" else theme.text)
        painter.drawText(box.adjusted(32, 0, -64, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class SelectionPage(QWidget):
    """Show several nodes.

    Attributes:
        chosen: Emits the id of the one that somebody wants to see alone.
    """

    chosen = Signal(str)

    def __init__(
        self,
        document: Document,
        nodes: Sequence[str],
        status: RunStatus,
        appearance: Appearance,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._nodes = tuple(nodes)
        self._title = QLabel(self.tr("{0} nodes").format(len(nodes)), self)
        self._title.setFont(fonts.ui(15, "semibold"))
        self._mute = QPushButton(self)
        self._bypass = QPushButton(self)
        self._mute.clicked.connect(self._toggle_mute)
        self._bypass.clicked.connect(self._toggle_bypass)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._mute)
        buttons.addWidget(self._bypass)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addLayout(buttons)
        rows = QVBoxLayout()
        rows.setContentsMargins(-4, 0, -4, 0)
        rows.setSpacing(0)
        for node in self._nodes[:_SHOWN]:
            button = NodeButton(document, node, status, appearance, self)
            button.clicked.connect(lambda _on=False, node=node: self.chosen.emit(node))
            rows.addWidget(button)
        layout.addLayout(rows)
        layout.addStretch(1)
        self._heard = Subscription(self)
        self._heard.follow(status.changed, self._repaint)
        self.refresh()

    def refresh(self) -> None:
        """Show what the graph says now."""
        self._mute.setText(self.tr("Unmute") if self._are_muted() else self.tr("Mute"))
        self._bypass.setText(
            self.tr("Take back bypass") if self._are_bypassed() else self.tr("Bypass")
        )
        self.update()

    def _repaint(self, _node: str) -> None:
        for button in self.findChildren(NodeButton):
            button.update()

    def _are_muted(self) -> bool:
        return all(self._document.graph.nodes[node].is_muted for node in self._nodes)

    def _are_bypassed(self) -> bool:
        return all(self._document.graph.nodes[node].is_bypassed for node in self._nodes)

    def _toggle_mute(self) -> None:
        is_on = not self._are_muted()
        edit = Group(tuple(Mute(node, is_on) for node in self._nodes))
        self._document.do(edit, self._mute.text())

    def _toggle_bypass(self) -> None:
        is_on = not self._are_bypassed()
        edit = Group(tuple(Bypass(node, is_on) for node in self._nodes))
        self._document.do(edit, self._bypass.text())
