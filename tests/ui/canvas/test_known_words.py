from pathlib import Path

import pytest

from graphstudio.api import Facts, Foreseen, Known, Latent, node
from graphstudio.graph.elements import Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Pack, Registry
from graphstudio.graph.signature import define
from graphstudio.ui.canvas.known_words import carried_words
from graphstudio.ui.sizes import dimensions


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param({}, "Latent", id="nothing known"),
        pytest.param({"space": "sdxl"}, "Latent (Stable Diffusion XL)", id="its space"),
        pytest.param(
            {"space": "sd1", "width_px": 512, "height_px": 768},
            f"Latent (Stable Diffusion 1.x, {dimensions(512, 768)} px)",
            id="its size",
        ),
        pytest.param(
            {"name": "a", "family": "b"}, "Latent (a, b)", id="a family of somebody's own"
        ),
    ],
)
def test_what_is_known_stands_behind_the_type(facts: Facts, words: str) -> None:
    def foresee(known: Known) -> Foreseen:
        return Foreseen({"latent": facts})

    @node("latent.make", title="Make", foresee=foresee)
    def make() -> Latent:
        """Make."""
        raise NotImplementedError

    definitions = (define(make, pack="test", code=""),)
    graph = Graph(Registry([Pack("test", Path(__file__), definitions)]))
    graph.add_node(Node("make", "latent.make"))

    assert carried_words(graph, Port("make", "latent")) == words
