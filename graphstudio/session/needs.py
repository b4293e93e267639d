"""What a run needs in memory for its models, known from file headers before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphstudio.engine.plan import Plan
from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph


@dataclass(frozen=True, slots=True)
class NeededWeights:
    """Say how large one network is.

    Attributes:
        what: What people call it: "model", "text encoder", "VAE", "ControlNet".
        name: Of its file or folder.
        parameters: How many numbers it has.
    """

    what: str
    name: str
    parameters: int

    @property
    def full_bytes(self) -> int:
        """Bytes in full precision (float32), as on a processor."""
        return 4 * self.parameters

    @property
    def half_bytes(self) -> int:
        """Bytes in half precision, as on a graphics card."""
        return 2 * self.parameters


def needed_weights(graph: Graph, plan: Plan) -> tuple[NeededWeights, ...]:
    """List the networks that planned nodes name, each once, the largest first.

    A network with a LoRA on it counts once: it shares what it does not change.
    """
    found = {one for node in plan.nodes for one in _named(graph, node.id)}
    return tuple(sorted(found, key=lambda one: (-one.parameters, one.what, one.name)))


def _named(graph: Graph, node: str) -> Iterable[NeededWeights]:
    definition = graph.definition(node)
    for output in () if definition is None else definition.outputs:
        port = Port(node, output.name)
        facts = graph.facts(port)
        if "parameters" in facts and graph.targets(port):
            yield NeededWeights(str(facts["what"]), str(facts["name"]), int(facts["parameters"]))
