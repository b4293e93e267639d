"""A registry of sample nodes, and a graph on it."""

import pytest

from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from tests.graph.samples import make_registry


@pytest.fixture(scope="session")
def registry() -> Registry:
    return make_registry()


@pytest.fixture
def graph(registry: Registry) -> Graph:
    return Graph(registry)
