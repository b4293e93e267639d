"""The graph as a whole: what it is called, what it is for, what can be set from outside."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from graphstudio.errors import GraphError
from graphstudio.graph.document import Document
from graphstudio.graph.edits import Describe, Edit, Unpublish
from graphstudio.graph.elements import Port
from graphstudio.session.status import RunStatus
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.panels.inspector.section import Quiet, Section
from graphstudio.ui.panels.inspector.title_field import TitleField
from graphstudio.ui.panels.problems.notices import title_of
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.panels.times import duration
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance

_DESCRIPTION_PX = 88


class DescriptionField(QPlainTextEdit):
    """Take a text of several lines; leaving takes what was typed.

    Attributes:
        entered: Emits the new text.
    """

    entered = Signal(str)

    def __init__(self, name: str, placeholder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(_DESCRIPTION_PX)

    def show_text(self, text: str) -> None:
        """Show a text, unless somebody is writing another one."""
        self._text = text
        if not self.hasFocus() and self.toPlainText() != text:
            self.setPlainText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take what was typed."""
        super().focusOutEvent(event)
        if self.toPlainText() != self._text:
            self.entered.emit(self.toPlainText())


class GraphPage(QWidget):
    """Show and edit what the graph tells of itself.

    Attributes:
        jumped: Emits the id of a node that somebody wants to see.
        said: Emits why something could not be done.
    """

    jumped = Signal(str)
    said = Signal(str)

    def __init__(
        self, document: Document, status: RunStatus, appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._status = status
        self._appearance = appearance
        self._title = TitleField(self.tr("Title of the graph"), self)
        self._title.entered.connect(lambda text: self._describe(Describe(title=text)))
        self._facts = Quiet("", self, "caption")
        self._last = Quiet("", self, "caption")
        self._description = DescriptionField(
            self.tr("What the graph is for"), self.tr("Say what this graph is for"), self
        )
        self._description.entered.connect(lambda text: self._describe(Describe(description=text)))
        self._inputs = Section(appearance, self.tr("Inputs for runs from outside"), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._facts)
        layout.addWidget(self._last)
        layout.addWidget(self._description)
        layout.addWidget(self._inputs)
        layout.addStretch(1)
        self._heard = Subscription(self)
        self._heard.follow(status.changed, self._show_run)
        self.refresh()
        self._show_run("")

    def refresh(self) -> None:
        """Show what the graph says now."""
        graph = self._document.graph
        self._title.show_title(graph.title, self.tr("Untitled graph"))
        counts = self.tr("{0} nodes, {1} wires").format(
            len(graph.nodes), sum(1 for _ in graph.wires)
        )
        self._facts.setText(counts)
        self._description.show_text(graph.description)
        self._show_inputs()

    def _show_inputs(self) -> None:
        content = self._inputs.content
        while content.count():
            item = content.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        published = self._document.graph.published
        for name, port in sorted(published.items()):
            content.addWidget(self._row(name, port))
        if not published:
            text = self.tr(
                "None. Give a value a public name in its node, and “graphstudio run --set” "
                "can set it by that name."
            )
            content.addWidget(Quiet(text, self._inputs, "caption"))

    def _row(self, name: str, port: Port) -> QWidget:
        graph, theme = self._document.graph, self._appearance.theme
        row = QWidget(self._inputs)
        label = QLabel(name, row)
        label.setFont(fonts.ui(12, "medium"))
        definition = graph.definition(port.node)
        socket = definition.input(port.socket) if definition else None
        place = f"{title_of(graph, port.node)}, {socket.title if socket else port.socket}"
        link = QLabel(
            f'<a style="color:{theme.accent.name()};text-decoration:none" href="{port.node}">'
            f"{place}</a>",
            row,
        )
        link.setAccessibleName(place)
        link.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        link.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        link.linkActivated.connect(self.jumped)
        remove = IconButton(
            self._appearance,
            "close",
            self.tr("Take the public name {0} back").format(name),
            lambda: self._take_back(name),
            row,
        )
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(link, 1)
        layout.addWidget(remove)
        return row

    def _show_run(self, _node: str) -> None:
        status = self._status
        if status.is_running:
            text = self.tr("Running, {0} of {1} nodes done").format(status.finished, status.nodes)
        elif status.outcome is None:
            text = self.tr("Has not run yet")
        elif status.outcome == "failed" and not status.seconds:  # the engine died with its clock
            text = self.tr("Last run: failed")
        else:
            text = {
                "done": self.tr("Last run: done in {0}"),
                "failed": self.tr("Last run: failed after {0}"),
                "stopped": self.tr("Last run: stopped after {0}"),
            }[status.outcome].format(duration(status.seconds))
        self._last.setText(text)

    def _take_back(self, name: str) -> None:
        self._do(Unpublish(name), self.tr("Take a public name back"))

    def _describe(self, edit: Describe) -> None:
        self._do(edit, self.tr("Describe the graph"))

    def _do(self, edit: Edit, label: str) -> None:
        try:
            self._document.do(edit, label)
        except GraphError as error:
            self.said.emit(str(error))
            self.refresh()
