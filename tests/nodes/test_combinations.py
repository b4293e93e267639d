"""Whatever the built-in nodes are wired to and set to: they run, or they say why not.

A failure is never an error from inside torch, numpy or diffusers. GRAPHSTUDIO_TRIES, a number,
tries so many times as many examples.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, note, settings
from hypothesis import strategies as st

import graphstudio as gs
from graphstudio.api import Foreseen, Image, Known, Mask
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.errors import BadValue
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.elements import Node
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Pack, Registry
from tests.nodes.combinations.alone import arguments, try_node
from tests.nodes.combinations.graphs import graphs, written
from tests.nodes.combinations.knobs import Person
from tests.nodes.combinations.models import write_models, write_pictures
from tests.nodes.combinations.outcomes import Odd, check_value, look
from tests.nodes.combinations.supply import Supply

TRIES = int(os.environ.get("GRAPHSTUDIO_TRIES", "1"))
GRAPHS = 100 * TRIES
CALLS = 4 * TRIES
SAMPLINGS = 50 * TRIES


@pytest.fixture(scope="module")
def devices() -> Devices:
    return Devices("cpu")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return write_pictures(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a model folder that holds everything; it is the user's for this module."""
    place = tmp_path_factory.mktemp("everything")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHSTUDIO_MODELS", str(place / "models"))
        patch.setenv("GRAPHSTUDIO_CACHE", str(place / "cache"))
        yield write_models(place / "models")


@pytest.fixture(scope="module")
def supply(models: Path, registry: Registry, devices: Devices) -> Supply:
    return Supply(registry, devices)


@pytest.fixture
def installed(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make that folder the user's."""
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", str(models))
    monkeypatch.setenv("GRAPHSTUDIO_CACHE", str(models.parent / "cache"))


@pytest.mark.slow
@pytest.mark.timeout(0)  # people may try for hours
@pytest.mark.usefixtures("installed")
def test_a_graph_runs_or_is_refused_in_words(
    registry: Registry, devices: Devices, pictures: list[str]
) -> None:
    engine = Engine(cache=MemoryCache(2**26), devices=devices, files=FileHashes())
    studio = gs.Studio(registry, engine)
    gave, used = Counter[str](), Counter[str]()

    @settings(max_examples=GRAPHS)
    @given(graphs(registry, pictures))
    def check(graph: Graph) -> None:
        note(written(graph))
        look(studio, graph, Counter(), gave)
        used.update(node.type for node in graph.nodes.values())

    check()

    # Graphs that never get anywhere would find nothing. Nodes are counted and not graphs: these are
    # few, and one node that cannot be set at random is enough to count most of them out.
    assert gave.total() > used.total() / 4
    assert len(gave) > len(registry.definitions) / 3
    assert len(used) > len(registry.definitions) / 2


@pytest.mark.slow
@pytest.mark.timeout(0)  # people may try for hours
@pytest.mark.usefixtures("installed")
def test_a_node_by_itself_works_or_says_why_not(
    registry: Registry, supply: Supply, pictures: list[str]
) -> None:
    person, outcomes = Person("", pictures, None), Counter[str]()

    for definition in registry.definitions:

        def check(inputs: dict[str, Any], tried: NodeDefinition) -> None:
            note(tried.id)
            outcomes[try_node(tried, supply, inputs, Counter())] += 1

        given_all = given(arguments(definition, supply, person), st.just(definition))
        settings(max_examples=CALLS)(given_all(check))()

    assert outcomes["ran"] > sum(outcomes.values()) / 3


@pytest.mark.slow
@pytest.mark.timeout(0)  # people may try for hours
@pytest.mark.usefixtures("installed")
def test_a_sampler_of_any_family_samples_or_says_why_not(
    registry: Registry, supply: Supply, pictures: list[str]
) -> None:
    sample, outcomes = registry.require("latent.sample"), Counter[str]()
    person = Person("", pictures, 16)

    @settings(max_examples=SAMPLINGS)
    @given(
        st.sampled_from(supply.families).flatmap(
            lambda family: arguments(sample, supply, person, family)
        )
    )
    def check(inputs: dict[str, Any]) -> None:
        outcomes[try_node(sample, supply, inputs, Counter())] += 1

    check()

    assert outcomes["ran"] > sum(outcomes.values()) / 5


@pytest.mark.parametrize(
    ("error", "is_odd"),
    [
        pytest.param(BadValue("Choose another."), False, id="a refusal"),
        pytest.param(IndexError("index 3 is out of bounds"), True, id="an error from inside"),
    ],
)
def test_an_error_from_inside_is_told_from_a_refusal(
    registry: Registry, error: Exception, is_odd: bool
) -> None:
    def torn(seed: int = 0) -> int:
        raise error

    definition = replace(registry.require("value.seed"), function=torn)
    torn_pack = Registry([Pack("torn", Path(), (definition,))])
    engine = Engine(cache=MemoryCache(2**20), devices=Devices("cpu"), files=FileHashes())
    graph = Graph(torn_pack)
    graph.add_node(Node("seed", "value.seed"))

    expected = pytest.raises(Odd, match="out of bounds") if is_odd else nullcontext()
    with expected:
        assert look(gs.Studio(torn_pack, engine), graph, Counter(), Counter()) == "failed in words"


def test_a_fault_in_the_foresight_of_a_node_is_told_from_a_refusal(registry: Registry) -> None:
    def torn(known: Known) -> Foreseen:
        raise KeyError("order")

    definition = replace(registry.require("value.seed"), foresee=torn)
    torn_pack = Registry([Pack("torn", Path(), (definition,))])
    engine = Engine(cache=MemoryCache(2**20), devices=Devices("cpu"), files=FileHashes())
    graph = Graph(torn_pack)
    graph.add_node(Node("seed", "value.seed"))

    with pytest.raises(Odd, match="KeyError: 'order'"):
        look(gs.Studio(torn_pack, engine), graph, Counter(), Counter())


@pytest.mark.parametrize(
    ("value", "what"),
    [
        pytest.param(Image(torch.full((1, 2, 2, 3), 1.5)), "range", id="too bright"),
        pytest.param(Mask(torch.full((1, 2, 2), float("nan"))), "range", id="no number"),
        pytest.param(Image(torch.zeros(1, 2, 2, 1)), "shape", id="one channel"),
        pytest.param(Image(torch.zeros(1, 3, 2, 2).movedim(1, 3)), "layout", id="strided"),
        pytest.param(Mask(torch.zeros(1, 2, 2, dtype=torch.float64)), "dtype", id="too exact"),
    ],
)
def test_what_no_wire_may_carry_is_found(value: Image | Mask, what: str) -> None:
    with pytest.raises(Odd) as caught:
        check_value("some.node", value)

    assert caught.value.key == f"some.node {what}"
