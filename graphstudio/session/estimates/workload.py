"""What decides how long a node takes and how much memory: told from the graph, before a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from graphstudio.api import Facts
from graphstudio.engine.plan import Link, Plan, PlannedNode
from graphstudio.graph.definitions import MISSING, InputDefinition
from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph

_HEAVY = frozenset({"Image", "Latent", "Mask", "Model"})  # what made these does not slow who reads

_FLOAT8_BYTES = 1.1  # norms and the ends of a network stay as they are, see `tuning.offers`


@dataclass(frozen=True, slots=True)
class ModelUse:
    """Name a network that a node lends.

    Attributes:
        what: What people call it: "model", "VAE".
        family: Of what; "" where it is not known.
        name: Of its file or folder.
        parameters: How many numbers it has; 0 where it is not known.
        place: Where it runs: "auto" with all others, or as `Model.place`.
        is_float8: Whether its weights are kept in 8 bits.
    """

    what: str
    family: str = ""
    name: str = ""
    parameters: int = 0
    place: str = "auto"
    is_float8: bool = False

    @property
    def likeness(self) -> str:
        """The same for networks that take the same time: other weights are no slower."""
        told = f"{self.what} {self.family} {self.parameters or self.name}"
        told += "" if self.place == "auto" else f" on {self.place}"
        return f"{told} in 8 bits" if self.is_float8 else told

    def weights_bytes(self, precision_bytes: int) -> int:
        """Count the bytes of its weights, where a number takes so many if nothing else is said."""
        return int(self.parameters * (_FLOAT8_BYTES if self.is_float8 else precision_bytes))


def model_use(facts: Facts, what: str) -> ModelUse:
    """Read what is known of a network off its facts.

    Args:
        facts: As `foresight.facts_of` says them.
        what: What to call it where they do not say it.
    """
    return ModelUse(
        what=str(facts.get("what", what)),
        family=str(facts.get("family", facts.get("space", ""))),
        name=str(facts.get("name", "")),
        parameters=int(facts.get("parameters", 0)),
        place=str(facts.get("place", "auto")),
        is_float8=bool(facts.get("is_float8", False)),
    )


@dataclass(frozen=True, slots=True)
class Workload:
    """Say what a node will have to do.

    Attributes:
        node: Its id.
        title: What people read on it.
        kind: Its definition's id.
        models: The networks that it lends; those that it only hands on are left out.
        way: Equal for nodes that do the same to things of other sizes: how they are set, as far
            as that changes the time, and what kinds of node feed them.
        megapixels: Of all pictures together; None where nobody knows yet.
        pictures: How many there are, as far as is known.
        steps: How many it was asked for; None where it is not asked.
    """

    node: str
    title: str
    kind: str
    models: tuple[ModelUse, ...] = ()
    way: str = ""
    megapixels: float | None = None
    pictures: int = 1
    steps: float | None = None

    @property
    def likeness(self) -> str:
        """Equal for nodes that lend alike networks."""
        return ", ".join(sorted(one.likeness for one in self.models))


def workloads(graph: Graph, plan: Plan) -> dict[str, Workload]:
    """Say of each planned node what it will have to do, after all that feed it.

    Args:
        graph: What the plan is of.
        plan: Its nodes.
    """
    teller = _Teller(graph, plan)
    return {node.id: teller.tell(node) for node in plan.nodes}


class _Teller:
    """Go through the nodes in their order and remember what those below need."""

    def __init__(self, graph: Graph, plan: Plan) -> None:
        self._graph = graph
        self._plan = plan
        self._told: dict[str, Workload] = {}
        self._handed: dict[str, tuple[ModelUse, ...]] = {}  # along what leaves a node

    def tell(self, node: PlannedNode) -> Workload:
        size = self._size(node)
        models = tuple(dict.fromkeys(self._models(node)))
        lends = node.definition.wants_context
        self._handed[node.id] = () if lends else models
        told = Workload(
            node=node.id,
            title=node.title,
            kind=node.definition.id,
            models=models if lends else (),
            way=self._way(node),
            megapixels=size[0] if size else None,
            pictures=size[1] if size else 1,
            steps=_steps(node),
        )
        self._told[node.id] = told
        return told

    def _models(self, node: PlannedNode) -> Iterator[ModelUse]:
        for link in node.links:
            source = self._plan.by_id[link.source]
            if self._carries(link) == "Model":
                yield model_use(self._facts(link), source.definition.id)
            else:
                yield from self._handed[link.source]

    def _way(self, node: PlannedNode) -> str:
        parts: list[str] = [node.definition.id, *_manners(node)]
        for link in node.links:
            source = self._plan.by_id[link.source]
            if self._carries(link) in _HEAVY:
                parts += [link.input, source.definition.id, *_manners(source)]
            else:
                parts += [link.input, self._told[link.source].way]
        return blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()

    def _size(self, node: PlannedNode) -> tuple[float, int] | None:
        """Find the largest thing that comes in or goes out: megapixels, and how many pictures."""
        outputs = [Port(node.id, one.name) for one in node.definition.outputs]
        told = [self._facts(link) for link in node.links] + [self._graph.facts(o) for o in outputs]
        found: list[tuple[float, int]] = []
        for facts in told:
            if "width_px" in facts and "height_px" in facts:
                count = int(facts.get("batch", 1))
                area = int(facts["width_px"]) * int(facts["height_px"])
                found.append((count * area / 1e6, count))
        return max(found, default=None)

    def _carries(self, link: Link) -> str:
        return self._plan.by_id[link.source].definition.outputs[link.output].type.base

    def _facts(self, link: Link) -> Facts:
        name = self._plan.by_id[link.source].definition.outputs[link.output].name
        return self._graph.facts(Port(link.source, name))


def _steps(node: PlannedNode) -> float | None:
    """Say how many steps it was asked for, of which a part may be left out."""
    steps = _value(node, "steps")
    if steps is None:
        return None
    start, end, strength = (_value(node, name) for name in ("start", "end", "strength"))
    part = (1.0 if end is None else end) - (start or 0.0)
    return max(steps * max(part, 0.0) * (1.0 if strength is None else strength), 1.0)


def _value(node: PlannedNode, name: str) -> float | None:
    value = node.arguments.get(name)
    if value is None and not any(link.input == name for link in node.links):
        known = node.definition.input(name)
        value = None if known is None or known.default is MISSING else known.default
    return float(value) if isinstance(value, int | float) else None


def _manners(node: PlannedNode) -> Iterator[str]:
    """Tell how a node is set, as far as that may change its time.

    0 and 1 switch things off: guidance 1 asks the network once, a tile of 0 is no tile.
    """
    for knob in node.definition.inputs:
        value = node.arguments.get(knob.name)
        if value is None or not knob.is_knob:
            continue
        if isinstance(value, bool) or _is_choice(knob):
            yield f"{knob.name}={value}"
        elif isinstance(value, int | float):
            yield f"{knob.name}={value if value in (0, 1) else 'some'}"


def _is_choice(knob: InputDefinition) -> bool:
    return knob.enum is not None or knob.type.kind == "choice"
