"""All values of a node, as a form."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from graphstudio.api import Seed
from graphstudio.errors import GraphStudioError
from graphstudio.graph import editing
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.document import Changed, Document
from graphstudio.graph.edits import ClearValue, Edit, Group, Publish, Roll, Unpublish
from graphstudio.graph.elements import Json, Place, Port
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.fields.making import make_field
from graphstudio.ui.values.fields.number import NumberField
from graphstudio.ui.values.fields.painting import PaintingField
from graphstudio.ui.values.fields.seed import SeedField
from graphstudio.ui.values.form_row import FormRow
from graphstudio.ui.values.kinds import hint_of
from graphstudio.ui.values.reading import reason_of
from graphstudio.ui.values.surroundings import Rolling, Surroundings

_LEFT_OF_NODE = 320  # a node's width and the room for a wire, in scene pixels


class ValueForm(QWidget):
    """Show and edit the knobs of one node, following the document.

    Every change is an edit of the document. What a person does in one go, such as a drag or a
    text typed without leaving it, is one step of the history.

    Attributes:
        jumped: Emits the id of a node that somebody wants to see: what feeds a wired knob.
        paint_wanted: Emits the id of the node whose mask shall be painted.
        rows: The rows by the knob's name, in order.
    """

    jumped = Signal(str)
    paint_wanted = Signal(str)

    def __init__(
        self,
        document: Document,
        node: str,
        appearance: Appearance,
        folder: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._node = node
        self._appearance = appearance
        self._folder = folder
        self.rows: dict[str, FormRow] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(6)
        definition = document.graph.definition(node)
        knobs = [one for one in definition.inputs if one.is_knob] if definition is not None else []
        for knob in knobs:
            self._add_row(knob)
        if not knobs:
            self._box.addWidget(self._nothing(is_known=definition is not None))
        self._box.addStretch(1)
        stops = [stop for row in self.rows.values() for stop in row.stops]
        for first, second in pairwise(stops):
            self.setTabOrder(first, second)
        self.setAccessibleName(self.tr("Values of the node"))
        follow = self._follow
        document.changed.connect(follow)
        self.destroyed.connect(lambda: document.changed.disconnect(follow))
        self.refresh()

    def show_help(self, is_shown: bool) -> None:
        """Write the help of each value under it, or only into its tooltip."""
        for row in self.rows.values():
            row.show_help(is_shown)

    def begin(self, name: str) -> None:
        """Put the keyboard into the editor of a knob."""
        self.rows[name].field.begin()

    def refresh(self) -> None:
        """Show what the graph has."""
        graph = self._document.graph
        if self._node not in graph.nodes:
            self.setEnabled(False)
            return
        node = graph.nodes[self._node]
        public = {
            port.socket: name for name, port in graph.published.items() if port.node == node.id
        }
        for name, row in self.rows.items():
            definition = row.field.definition
            row.show_value(node.values.get(name, definition.default), is_set=name in node.values)
            row.show_public(public.get(name, ""))
            source = graph.inputs(node.id).get(name)
            row.show_source("" if source is None else self._source_caption(source))
            if isinstance(row.field, SeedField):
                row.field.show_rolling(Port(node.id, name) in graph.rolling)

    def _add_row(self, knob: InputDefinition) -> None:
        port = Port(self._node, knob.name)
        rolling = None
        if hint_of(knob, Seed) is not None:
            rolling = Rolling(
                port in self._document.graph.rolling,
                lambda is_on: self._do(
                    knob.name, Roll(port, is_on), self.tr("New seed at each run")
                ),
            )
        field = make_field(knob, Surroundings(self._appearance, self._folder, rolling))
        if isinstance(field, NumberField):
            field.let_drag()
        if isinstance(field, PaintingField):
            field.opened.connect(lambda: self.paint_wanted.emit(self._node))
        row = FormRow(field, self._appearance, self)
        field.taken.connect(lambda value: self._set(knob, value))
        row.reset.connect(lambda: self._reset(knob))
        row.published.connect(lambda name: self._publish(knob, name))
        row.fed.connect(lambda: self._feed(knob))
        row.freed.connect(lambda: self._free(knob))
        row.jumped.connect(lambda: self._jump(knob))
        self.rows[knob.name] = row
        self._box.addWidget(row)

    def _set(self, knob: InputDefinition, value: Json) -> None:
        label = self.tr("Change {name}").format(name=knob.title)
        gesture = self.rows[knob.name].field.gesture
        edit = editing.set_knob(self._document.graph, Port(self._node, knob.name), value)
        self._do(knob.name, edit, label, gesture)

    def _reset(self, knob: InputDefinition) -> None:
        label = self.tr("Reset {name}").format(name=knob.title)
        self._do(knob.name, ClearValue(self._node, knob.name), label)

    def _publish(self, knob: InputDefinition, name: str) -> None:
        """Give a knob a public name, another one, or none."""
        graph, port = self._document.graph, Port(self._node, knob.name)
        old = next((one for one, published in graph.published.items() if published == port), "")
        edits: list[Edit] = [Unpublish(old)] if old else []
        if name:
            edits.append(Publish(name, port))
        label = self.tr("Publish {name}") if name else self.tr("Unpublish {name}")
        if name != old:
            self._do(knob.name, Group(tuple(edits)), label.format(name=knob.title))

    def _feed(self, knob: InputDefinition) -> None:
        graph = self._document.graph
        at = graph.places.get(self._node, Place(0, 0))
        port = Port(self._node, knob.name)
        try:
            edit, _ = editing.feed_from_node(graph, port, Place(at.x - _LEFT_OF_NODE, at.y))
        except GraphStudioError as error:
            self.rows[knob.name].field.refuse(reason_of(error))
            return
        self._do(knob.name, edit, self.tr("Feed {name} from a node").format(name=knob.title))

    def _free(self, knob: InputDefinition) -> None:
        edit = editing.take_value_back(self._document.graph, Port(self._node, knob.name))
        self._do(knob.name, edit, self.tr("Take the wire off {name}").format(name=knob.title))

    def _jump(self, knob: InputDefinition) -> None:
        source = self._document.graph.inputs(self._node).get(knob.name)
        if source is not None:
            self.jumped.emit(source.node)

    def _do(self, name: str, edit: Edit, label: str, gesture: object = None) -> None:
        key = None if gesture is None else (self._node, name, gesture)
        try:
            self._document.do(edit, label, key)
        except GraphStudioError as error:
            self.rows[name].field.refuse(reason_of(error))

    def _follow(self, changed: Changed) -> None:
        del changed  # a form is short: all of it is compared, and only what differs is drawn
        self.refresh()

    def _source_caption(self, source: Port) -> str:
        graph = self._document.graph
        definition = graph.definition(source.node)
        title = graph.nodes[source.node].title or (
            definition.title if definition is not None else graph.nodes[source.node].type
        )
        output = definition.output(source.socket) if definition is not None else None
        if output is None or definition is None or len(definition.outputs) == 1:
            return title
        return f"{title} · {output.title}"

    def _nothing(self, *, is_known: bool) -> QLabel:
        text = (
            self.tr("This node has no values: everything comes in by wire.")
            if is_known
            else self.tr("No loaded pack knows this node, so its values cannot be edited.")
        )
        label = QLabel(text, self)
        label.setWordWrap(True)
        return label
