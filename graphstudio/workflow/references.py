"""Which models the knobs of a file mean: read from its section `models`, and written back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from graphstudio.graph.elements import Json, Port
from graphstudio.graph.graph import Graph
from graphstudio.library.references import Origin, Reference

if TYPE_CHECKING:
    from graphstudio.workflow.schema import ModelEntry, WorkflowFile


@dataclass(frozen=True, slots=True)
class Named:
    """Say which model a knob means while it holds the reference's name.

    It is kept when the knob holds another name: undoing brings the old one back.

    Attributes:
        port: The knob.
        reference: The model.
    """

    port: Port
    reference: Reference

    def holds_in(self, graph: Graph) -> bool:
        """Tell whether the knob still names this model."""
        return bool(value_of(graph, self.port) == self.reference.name)


def value_of(graph: Graph, port: Port) -> Json:
    """Give what a knob holds, its default included; None where there is no such knob."""
    node = graph.nodes.get(port.node)
    if node is None:
        return None
    if port.socket in node.values:
        return node.values[port.socket]
    definition = graph.definition(port.node)
    knob = None if definition is None else definition.input(port.socket)
    return None if knob is None else knob.default


def read_references(file: WorkflowFile) -> tuple[Named, ...]:
    """Read the references of a file; one whose knob is not there is kept for as long as it is."""
    return tuple(
        Named(Port(*key.split(".", 1)), _reference(entry))
        for key, entry in sorted(file.models.items())
        if "." in key
    )


def write_references(graph: Graph, references: Iterable[Named]) -> dict[str, Json]:
    """Write the references that hold in a graph, the first for each knob, only what is known."""
    written: dict[str, Json] = {}
    for one in references:
        if str(one.port) not in written and one.holds_in(graph):
            written[str(one.port)] = _known(asdict(one.reference))
    return written


def _reference(entry: ModelEntry) -> Reference:
    origin = None if entry.origin is None else Origin(**_fields(entry.origin.model_dump()))
    told = _fields(entry.model_dump(exclude={"origin"}))
    return Reference(**told, origin=origin)


def _fields(told: Mapping[str, Json]) -> dict[str, Json]:
    names = {*Reference.__slots__, *Origin.__slots__}
    return {key: value for key, value in told.items() if key in names}


def _known(told: Mapping[str, Json]) -> dict[str, Json]:
    """Leave out what is not known, and turn what is inside into plain values."""
    return {
        key: _known(value) if isinstance(value, Mapping) else value
        for key, value in told.items()
        if value
    }
