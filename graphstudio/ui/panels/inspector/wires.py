"""What is wired to a node: each socket with its type, and links to what is at the other end."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from graphstudio.graph.definitions import InputDefinition, NodeDefinition, OutputDefinition
from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.sockets import describe
from graphstudio.ui.panels.problems.notices import title_of
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tips import wrapped


class WireList(QWidget):
    """List the sockets of a node.

    Attributes:
        jumped: Emits the id of a node whose link was followed.
    """

    jumped = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def show_node(self, graph: Graph, node: str, definition: NodeDefinition) -> None:
        """List the sockets of a node, and the knobs that are wired."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        feeding = graph.inputs(node)
        for socket in definition.inputs:
            source = feeding.get(socket.name)
            if socket.is_knob and source is None:
                continue
            ends = [] if source is None else [source.node]
            self._add(socket, ends, graph, is_input=True, is_missing=socket.is_required)
        for output in definition.outputs:
            ends = [target.node for target in graph.targets(Port(node, output.name))]
            self._add(output, ends, graph, is_input=False, is_missing=False)

    def _add(
        self,
        socket: InputDefinition | OutputDefinition,
        ends: list[str],
        graph: Graph,
        *,
        is_input: bool,
        is_missing: bool,
    ) -> None:
        theme = self._appearance.theme
        row = self._grid.rowCount()
        dot = QLabel("●", self)
        dot.setStyleSheet(f"color: {theme.wire(socket.type).name()};")
        name = QLabel(socket.title, self)
        name.setToolTip(wrapped(f"{describe(socket.type)}\n{socket.help}".strip()))
        links = ", ".join(
            f'<a style="color:{theme.accent.name()};text-decoration:none" href="{escape(end)}">'
            f"{escape(title_of(graph, end))}</a>"
            for end in dict.fromkeys(ends)
        )
        arrow = "←" if is_input else "→"
        nothing = self.tr("must be wired") if is_missing else self.tr("not wired")
        tone = theme.danger if is_missing else theme.secondary
        quiet = f'<span style="color:{tone.name()}">{escape(nothing)}</span>'
        other = QLabel(f"{arrow} {links}" if links else quiet, self)
        other.setTextFormat(Qt.TextFormat.RichText)
        other.setWordWrap(True)
        other.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        other.setAccessibleName(f"{socket.title} {arrow} {', '.join(ends) or nothing}")
        other.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        other.linkActivated.connect(self.jumped)
        for column, label in enumerate((dot, name, other)):
            label.setFont(fonts.ui(12))
            self._grid.addWidget(label, row, column)
