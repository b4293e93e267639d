"""One node: its title, how it stands, its values, its wires, its help."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from graphstudio.errors import GraphError
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.document import Document
from graphstudio.graph.edits import Bypass, Edit, Mute, Rename
from graphstudio.session.estimates.outlook import NodeOutlook
from graphstudio.session.forecast import Forecast
from graphstudio.session.status import RunStatus
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.panels.inspector.section import Quiet, Section
from graphstudio.ui.panels.inspector.state_card import StateCard
from graphstudio.ui.panels.inspector.title_field import TitleField
from graphstudio.ui.panels.inspector.wires import WireList
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.theme import icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.form import ValueForm


class NodePage(QWidget):
    """Show and edit one node.

    Attributes:
        jumped: Emits the id of another node that somebody wants to see.
        paint_wanted: Emits the id of the node whose mask shall be painted.
        steps_wanted: Emits the id of the node whose steps shall be gone through.
        said: Emits why something could not be done.
        folded: Emits the name of a section, and whether it is folded now.
        node: The id of the node.
    """

    jumped = Signal(str)
    paint_wanted = Signal(str)
    steps_wanted = Signal(str)
    said = Signal(str)
    folded = Signal(str, bool)

    def __init__(
        self,
        document: Document,
        node: str,
        status: RunStatus,
        appearance: Appearance,
        folder: Path | None,
        folded: frozenset[str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._status = status
        self._appearance = appearance
        self._folded = folded
        self.node = node
        self._definition = document.graph.definition(node)
        self._title = TitleField(self.tr("Title of the node"), self)
        self._title.entered.connect(lambda text: self._do(Rename(node, text), self.tr("Rename")))
        self._mute = IconButton(
            appearance, "mute", self.tr("Mute: it passes nothing on (M)"), None, self,
            is_checkable=True,
        )  # fmt: skip
        self._bypass = IconButton(
            appearance, "bypass", self.tr("Bypass: it passes its input on (B)"), None, self,
            is_checkable=True,
        )  # fmt: skip
        self._mute.clicked.connect(self._toggle_mute)
        self._bypass.clicked.connect(self._toggle_bypass)
        self._kind = self._kind_line()
        self._about: Section | None = None
        self._card = StateCard(appearance, self)
        self._steps = QPushButton(self.tr("Scrub through the steps"), self)
        self._steps.setToolTip(
            self.tr("Look at what the picture was after each step, and fork it from there.")
        )
        icons.dress(self._steps, "steps", appearance.theme)
        self._steps.clicked.connect(lambda: self.steps_wanted.emit(node))
        self._wires = WireList(appearance, self)
        self._wires.jumped.connect(self.jumped)
        self._lay_out(folder)
        self._heard = Subscription(self)
        self._heard.follow(status.changed, self._take_status)
        self.refresh()
        self._take_status(node)

    def refresh(self) -> None:
        """Show what the graph says now; the node must still be there."""
        graph = self._document.graph
        node = graph.nodes[self.node]
        otherwise = self._definition.title if self._definition else node.type
        self._title.show_title(node.title, otherwise)
        self._mute.setChecked(node.is_muted)
        self._bypass.setChecked(node.is_bypassed)
        if self._definition is not None:
            self._wires.show_node(graph, self.node, self._definition)

    def unfold_help(self) -> QWidget:
        """Unfold the help and give it, so that it can be brought into sight."""
        shown = self._kind if self._about is None else self._about
        if isinstance(shown, Section):
            shown.unfold()
        return shown

    def show_forecast(self, forecast: Forecast | None, outlook: NodeOutlook | None = None) -> None:
        """Say what the next run will do with it."""
        self._card.show_forecast(forecast, outlook)

    def _lay_out(self, folder: Path | None) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._title, 1)
        head.addWidget(self._mute)
        head.addWidget(self._bypass)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._kind)
        layout.addWidget(self._card)
        layout.addWidget(self._steps, 0, Qt.AlignmentFlag.AlignLeft)
        if self._definition is None:
            layout.addWidget(self._unknown())
        else:
            values = self._section("values", self.tr("Values"))
            form = ValueForm(self._document, self.node, self._appearance, folder, values)
            form.jumped.connect(self.jumped)
            form.paint_wanted.connect(self.paint_wanted)
            values.content.addWidget(form)
            wires = self._section("wires", self.tr("Wires"))
            wires.content.addWidget(self._wires)
            layout.addWidget(values)
            layout.addWidget(wires)
            self._about = self._help(self._definition)
            layout.addWidget(self._about)
        layout.addStretch(1)

    def _kind_line(self) -> QLabel:
        parts = (self._document.graph.nodes[self.node].type, self.node)
        return Quiet("   ·   ".join(parts), self, "caption")

    def _unknown(self) -> QLabel:
        type_ = self._document.graph.nodes[self.node].type
        text = self.tr(
            "No node pack on this machine has “{0}”. Its values and wires are kept as they are. "
            "Install the pack that has it, or replace it by another node from its context menu."
        )
        label = QLabel(text.format(type_), self)
        label.setWordWrap(True)
        return label

    def _help(self, definition: NodeDefinition) -> Section:
        section = self._section("help", self.tr("About this node"))
        # A label of its own for each paragraph: Qt's Markdown leaves no gap between them.
        for paragraph in (definition.help or definition.summary).split("\n\n"):
            told = Quiet(paragraph, section)
            told.setTextFormat(Qt.TextFormat.MarkdownText)
            told.setOpenExternalLinks(True)
            section.content.addWidget(told)
        return section

    def _section(self, name: str, title: str) -> Section:
        section = Section(self._appearance, title, self, is_folded=name in self._folded)
        section.folded.connect(lambda is_folded: self.folded.emit(name, is_folded))
        return section

    def _take_status(self, node: str) -> None:
        if node in ("", self.node):
            self._card.show_status(self._status.node(self.node))
            self._steps.setVisible(self._status.reels.get(self.node) is not None)

    def _toggle_mute(self) -> None:
        is_muted = not self._document.graph.nodes[self.node].is_muted
        self._do(Mute(self.node, is_muted), self.tr("Mute") if is_muted else self.tr("Unmute"))

    def _toggle_bypass(self) -> None:
        is_on = not self._document.graph.nodes[self.node].is_bypassed
        label = self.tr("Bypass") if is_on else self.tr("Take back bypass")
        self._do(Bypass(self.node, is_on), label)

    def _do(self, edit: Edit, label: str) -> None:
        try:
            self._document.do(edit, label)
        except GraphError as error:
            self.said.emit(str(error))
            self.refresh()
