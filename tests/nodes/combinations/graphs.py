"""Random graphs that people could wire: grown from a node back to what it needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from graphstudio.graph import sockets
from graphstudio.graph.definitions import InputDefinition, NodeDefinition
from graphstudio.graph.elements import Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.graph.sockets import SocketType
from tests.nodes.combinations.knobs import Person
from tests.nodes.combinations.models import THEMES

_DEEPEST = 6
_MOST_NODES = 24
_TRIES = 3
_SIDES = (16, 32, 48, 64)
_SAMPLED = 60  # how often a graph is made for its sampler
_HANDS_ON = frozenset({"logic.switch", "logic.reroute"})  # fit everywhere, so would be everywhere
_RESIZES = frozenset(
    {
        *("image.crop", "image.grid", "image.pad", "image.compare", "image.rotate", "image.resize"),
        *("image.tile", "image.crop_to_mask", "image.seamless", "metric.histogram"),
        *("guidance.plot", "scheduler.plot", "upscale.apply", "image.load", "latent.resize"),
    }
)
_ADAPTED = frozenset({"ip_adapter.apply", "prompt.textual_inversion"})
_PATCHED = frozenset({"lora.apply", "lora.apply_denoiser"})
_FITS = {
    "prompt.encode_two": ("xl", "sd3", "flux"),
    "prompt.encode_three": ("sd3",),
    "prompt.aesthetic": ("refiner",),
    "prompt.sizes": ("xl",),
    "prompt.distilled": ("flux",),
    **dict.fromkeys(_ADAPTED, ("sd1", "xl")),
    **dict.fromkeys(_PATCHED, ("builtin", "sd1", "xl")),
}
_AT_ODDS = frozenset({("noise.reseed", "latent.inpaint")})  # kinds that no wire should join
_CLASSES = frozenset({"model.load_classes", "label.choose"})
_PIXELS = frozenset({"model.load_pixel", "prompt.none", "latent.pixels", "latent.from_pixels"})
_PROMPTED = frozenset(
    {
        *("model.load", "prompt.encode", "prompt.encode_two", "prompt.encode_three"),
        *("prompt.regions", "prompt.textual_inversion", "lora.apply", "lora.apply_denoiser"),
    }
)
_AUTOENCODED = frozenset({"latent.encode", "latent.decode", "latent.inpaint"})


@st.composite
def graphs(draw: st.DrawFn, registry: Registry, pictures: Sequence[str]) -> Graph:
    """Give graphs of all nodes, wired only where nothing is known against it."""
    theme = draw(st.sampled_from(THEMES))
    is_themed = draw(st.integers(0, 9)) > 0
    side = draw(st.sampled_from(_SIDES)) if draw(st.integers(0, 3)) > 0 else None
    person = Person(theme if is_themed else "", pictures, side)
    away = _unsuited(theme) if is_themed else frozenset()
    away |= _RESIZES if person.is_sensible and draw(st.integers(0, 3)) > 0 else frozenset()
    known = [one for one in registry.definitions if one.id not in away]
    grower = _Grower(draw, Graph(registry), known, person)
    for _ in range(draw(st.integers(1, 2))):
        goals = [one for one in known if one.id == "latent.sample"] * _SAMPLED + known
        grower.plant(draw(st.sampled_from(goals)), _DEEPEST)
    return grower.graph


def written(graph: Graph) -> str:
    """Write a graph down so that a person sees what it does."""
    snapshot = graph.snapshot()
    lines = [
        f"{id_}: {one['type']} {one['values']}{' bypassed' if one['is_bypassed'] else ''}"
        for id_, one in snapshot["nodes"].items()
    ]
    return "\n".join([*lines, *(f"{a} <- {b}" for a, b in snapshot["wires"].items())])


def _unsuited(theme: str) -> frozenset[str]:
    """Name the nodes that are of no use to a family."""
    strange = frozenset(id_ for id_, themes in _FITS.items() if theme not in themes)
    if theme == "dit":
        return strange | _PIXELS | _PROMPTED
    if theme == "pixel":
        return strange | _CLASSES | _PROMPTED | _AUTOENCODED
    return strange | _CLASSES | _PIXELS


@dataclass
class _Grower:
    draw: st.DrawFn
    graph: Graph
    known: Sequence[NodeDefinition]
    person: Person
    planted: int = 0
    ready: list[tuple[Port, SocketType]] = field(default_factory=list)

    def plant(
        self, definition: NodeDefinition, depth: int, wanted: SocketType | None = None
    ) -> list[tuple[Port, SocketType]]:
        """Add a node with all that it needs; give its outputs."""
        self.planted += 1
        id_ = f"n{self.planted}"
        knobs = [one for one in definition.inputs if one.is_knob]
        values = {one.name: self.draw(self.person.sets(definition.id, one)) for one in knobs}
        is_bypassed = self.draw(st.integers(0, 29)) == 29
        node = Node(id_, definition.id, definition.version, values, is_bypassed=is_bypassed)
        self.graph.add_node(node)
        for one in definition.inputs:
            if self._is_fed(one):
                kind = (wanted or _IMAGE) if one.type.kind == "variable" else one.type
                is_there = self._feed(Port(id_, one.name), kind, depth - 1)
                if one.is_required and not is_there and self.person.is_sensible:
                    self.graph.remove_node(id_)
                    return []
        made = [
            (Port(id_, one.name), (wanted or _IMAGE) if one.type.kind == "variable" else one.type)
            for one in definition.outputs
        ]
        self.ready += made
        return made

    def _is_fed(self, one: InputDefinition) -> bool:
        if one.is_knob:
            return not self.person.is_sensible and self.draw(st.integers(0, 19)) == 19
        return one.is_required or self.draw(st.integers(0, 2)) == 2

    def _feed(self, target: Port, kind: SocketType, depth: int) -> bool:
        for attempt in range(_TRIES):
            for source in self._sources(kind, depth - attempt):
                if self._is_at_odds(source, target):
                    continue
                if self.graph.refusal(source, target) is None:
                    self.graph.connect(source, target)
                    return True
        return False

    def _is_at_odds(self, source: Port, target: Port) -> bool:
        ends = [self.graph.node(one.node).type for one in (source, target)]
        return self.person.is_sensible and tuple(ends) in _AT_ODDS

    def _sources(self, kind: SocketType, depth: int) -> list[Port]:
        """Find or grow outputs of a kind."""
        there = [port for port, one in self.ready if sockets.refusal(one, kind) is None]
        is_full = depth <= 0 or self.planted >= _MOST_NODES
        if there and (is_full or kind.base not in _OFTEN_NEW or self.draw(st.booleans())):
            return self.draw(st.permutations(there))
        is_handed = self.draw(st.integers(0, 19)) == 19
        makers = [
            one for one in self.known if _makes(one, kind) and (one.id in _HANDS_ON) == is_handed
        ]
        if is_full:
            makers = [one for one in makers if not _needs(one)] or makers
        if not makers or depth < -_DEEPEST:
            return []
        maker = self.draw(st.sampled_from(sorted(makers, key=lambda one: len(_needs(one)))))
        made = self.plant(maker, depth, kind)
        return [port for port, one in made if sockets.refusal(one, kind) is None]


_IMAGE = SocketType("Image", "object")
_OFTEN_NEW = frozenset({"Image", "Mask", "Conditioning", "Latent", "Guidance", "Scheduler"})


def _makes(one: NodeDefinition, kind: SocketType) -> bool:
    return any(
        output.type.kind == "variable" or sockets.refusal(output.type, kind) is None
        for output in one.outputs
    )


def _needs(one: NodeDefinition) -> list[InputDefinition]:
    return [given for given in one.inputs if given.is_required and not given.is_knob]
