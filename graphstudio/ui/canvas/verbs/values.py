"""Edit, step, reset, wire and publish the values of knobs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt

from graphstudio.graph import editing
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.edits import ClearValue, Publish, Roll, SetValue, Unpublish
from graphstudio.graph.elements import Json, Place, Port
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.editors import Rolling
from graphstudio.ui.canvas.geometry import GAP, ROW, WIDTH
from graphstudio.ui.canvas.in_place import InPlace
from graphstudio.ui.canvas.snapping import on_grid
from graphstudio.ui.canvas.verbs.walking import Walking
from graphstudio.ui.values.kinds import kind_of
from graphstudio.ui.values.scrub import step

_GAP_PX = 80.0


class Values:
    """Do things to knobs.

    Args:
        bench: Where they show.
        walking: Where the keyboard is.
        in_place: Holds the editor.
        paint: Called with a node's id to open the painter, which edits in a place of its own.
    """

    def __init__(
        self,
        bench: Bench,
        walking: Walking,
        in_place: InPlace,
        paint: Callable[[str], object],
    ) -> None:
        self._bench = bench
        self._walking = walking
        self._in_place = in_place
        self._paint = paint

    def definition(self, port: Port) -> InputDefinition | None:
        """Describe a knob that can be edited: none that is wired, none of an unknown node."""
        graph = self._bench.graph
        if port.node not in graph.nodes or port.socket in graph.inputs(port.node):
            return None
        definition = graph.definition(port.node)
        knob = None if definition is None else definition.input(port.socket)
        return knob if knob is not None and knob.is_knob else None

    def value(self, port: Port) -> Json:
        """Say what a knob is set to, or its default."""
        definition = self.definition(port)
        default = None if definition is None else definition.default
        return self._bench.graph.nodes[port.node].values.get(port.socket, default)

    def is_number(self, port: Port) -> bool:
        """Tell whether dragging across it makes sense."""
        definition = self.definition(port)
        return definition is not None and kind_of(definition) in ("number", "seed")

    def edit(self, port: Port) -> None:
        """Open the editor of a knob, or turn a yes or no over."""
        definition = self.definition(port)
        rect = self._bench.scene.row_rect(port.node, port.socket)
        if definition is None or rect.isNull():
            self._bench.say(self._why_not(port))
            return
        self._walking.focus(port, "input")
        if kind_of(definition) == "painting":
            self._paint(port.node)
            return
        self._bench.view.reveal(rect, glides=False)
        self._in_place.edit(
            rect,
            definition,
            self.value(port),
            self._setter(port, definition),
            lambda: self.definition(port) is not None,
            walk=lambda rows: self._edit_next(port, rows),
            rolling=self._rolling(port, definition),
        )

    def step(self, port: Port, notches: int) -> None:
        """Turn a number up or down; a row of steps is one step of undo."""
        definition = self.definition(port)
        if definition is not None:
            value = step(definition, self.value(port), notches, Qt.KeyboardModifier.NoModifier)
            edit = SetValue(port.node, port.socket, value)
            self._bench.do(edit, _change_label(definition), ("step", port))

    def reset(self, port: Port) -> None:
        """Give a knob its default back."""
        if port.socket in self._bench.graph.nodes[port.node].values:
            label = QCoreApplication.translate("Canvas", "Reset to default")
            self._bench.do(ClearValue(port.node, port.socket), label)

    def feed_from_node(self, port: Port) -> None:
        """Make a node that holds the value, and wire it to the knob."""
        rect = self._bench.scene.node_rect(port.node)
        at = self._bench.scene.socket_pos(port, "input")
        place = Place(on_grid(rect.left() - WIDTH - _GAP_PX), on_grid(at.y() - ROW - GAP))
        made = self._bench.attempt(lambda: editing.feed_from_node(self._bench.graph, port, place))
        if made is not None:
            edit, node = made
            if self._bench.do(edit, QCoreApplication.translate("Canvas", "Feed from a node")):
                self._walking.go_to(node)

    def take_value_back(self, port: Port) -> None:
        """Take the wire off a knob and give the knob its value."""
        edit = self._bench.attempt(lambda: editing.take_value_back(self._bench.graph, port))
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Take the value back"))

    def publish(self, port: Port) -> None:
        """Let runs set an input by name, or no longer."""
        graph = self._bench.graph
        own = [name for name, published in graph.published.items() if published == port]
        if own:
            label = QCoreApplication.translate("Canvas", "Unpublish")
            self._bench.do(Unpublish(own[0]), label)
            return
        name, number = port.socket, 2
        while name in graph.published:
            name, number = f"{port.socket}_{number}", number + 1
        label = QCoreApplication.translate("Canvas", "Publish as {name}").format(name=name)
        if self._bench.do(Publish(name, port), label):
            self._bench.say(label)

    def is_published(self, port: Port) -> bool:
        """Tell whether runs can set an input by name."""
        return port in self._bench.graph.published.values()

    def roll(self, port: Port, *, is_rolling: bool) -> None:
        """Let a seed get a new value for each run, or keep it."""
        label = QCoreApplication.translate("Canvas", "New seed at each run")
        self._bench.do(Roll(port, is_rolling), label)

    def reset_here(self) -> None:
        """Give the knob that the keyboard is at its default back."""
        if self._walking.port is not None:
            self.reset(self._walking.port)

    def feed_here(self) -> None:
        """Make a node that feeds the knob that the keyboard is at."""
        if self._walking.port is not None:
            self.feed_from_node(self._walking.port)

    def take_back_here(self) -> None:
        """Take the wire off the knob that the keyboard is at."""
        if self._walking.port is not None:
            self.take_value_back(self._walking.port)

    def publish_here(self) -> None:
        """Let runs set the input that the keyboard is at by name, or no longer."""
        if self._walking.port is not None:
            self.publish(self._walking.port)

    def is_published_here(self) -> bool:
        """Tell whether runs can set the input that the keyboard is at."""
        return self._walking.port is not None and self.is_published(self._walking.port)

    def _edit_next(self, port: Port, rows: int) -> None:
        shape = self._bench.scene.nodes[port.node].look.shape
        names = [row.name for row in shape.knobs]
        at = names.index(port.socket) + rows if port.socket in names else -1
        if not 0 <= at < len(names):
            return
        following = Port(port.node, names[at])
        definition = self.definition(following)
        if definition is not None and kind_of(definition) in ("switch", "painting", "curve"):
            # To arrive at a switch must not turn it over, nor open what is drawn on.
            self._walking.focus(following, "input")
        else:
            self.edit(following)

    def _setter(self, port: Port, definition: InputDefinition) -> Callable[[Json], None]:
        gesture = object()  # what one editor takes is one step of undo

        def commit(value: Json) -> None:
            if value != self.value(port) or type(value) is not type(self.value(port)):
                edit = editing.set_knob(self._bench.graph, port, value)
                self._bench.document.do(edit, _change_label(definition), gesture)

        return commit

    def _rolling(self, port: Port, definition: InputDefinition) -> Rolling | None:
        if kind_of(definition) != "seed":
            return None
        is_on = port in self._bench.graph.rolling
        return Rolling(is_on, lambda wanted: self.roll(port, is_rolling=wanted))

    def _why_not(self, port: Port) -> str:
        graph = self._bench.graph
        feed = graph.inputs(port.node).get(port.socket)
        if feed is not None:
            text = QCoreApplication.translate("Canvas", "{input} gets its value from {node}.")
            return text.format(input=port.socket, node=graph.caption(feed.node))
        if graph.definition(port.node) is None:
            return QCoreApplication.translate(
                "Canvas", "Values of an unknown node can only be seen: install its pack first."
            )
        text = QCoreApplication.translate("Canvas", "{input} takes a wire: press C to connect it.")
        return text.format(input=port.socket)


def _change_label(definition: InputDefinition) -> str:
    label = QCoreApplication.translate("Canvas", "Change {name}")
    return label.format(name=definition.title)
