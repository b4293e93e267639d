"""What the chosen node is: its summary, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from graphstudio.graph.definitions import InputDefinition, NodeDefinition, OutputDefinition
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance

Socket = InputDefinition | OutputDefinition


class NodeDetails(QWidget):
    """Describe a node in a few lines."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._definition: NodeDefinition | None = None
        line = QFrame(self)
        style.set_role(line, "line")
        self._title = QLabel(self)
        style.set_role(self._title, "heading")
        self._summary = QLabel(self)
        style.set_role(self._summary, "secondary")
        self._sockets = QLabel(self)
        for label in (self._title, self._summary, self._sockets):
            label.setWordWrap(True)
        self._sockets.setTextFormat(Qt.TextFormat.RichText)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 10, 12, 12)
        inner.setSpacing(4)
        inner.addWidget(self._title)
        inner.addWidget(self._summary)
        inner.addSpacing(4)
        inner.addWidget(self._sockets)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line)
        layout.addLayout(inner)
        appearance.changed.connect(self._restyle)
        self.show_node(None)

    def show_node(self, definition: NodeDefinition | None) -> None:
        """Describe a node; None hides this."""
        self._definition = definition
        self.setVisible(definition is not None)
        self._restyle()

    def _restyle(self) -> None:
        definition = self._definition
        if definition is None:
            return
        self._title.setText(definition.title)
        self._summary.setText(definition.summary)
        sockets = [one for one in definition.inputs if not one.is_knob]
        lines: list[tuple[str, Sequence[Socket]]] = [
            (self.tr("Takes"), sockets),
            (self.tr("Gives"), definition.outputs),
        ]
        self._sockets.setText(
            "<br>".join(self._told(name, found) for name, found in lines if found)
        )

    def _told(self, name: str, sockets: Sequence[Socket]) -> str:
        theme = self._appearance.theme
        told = "&nbsp;&nbsp; ".join(
            f'<span style="color:{theme.wire(one.type).name()}">●</span>&nbsp;'
            f"{escape(one.title).replace(' ', '&nbsp;')}"
            for one in sockets
        )
        return (
            f'<span style="color:{theme.secondary.name()}">{escape(name)}</span>&nbsp;&nbsp;{told}'
        )
