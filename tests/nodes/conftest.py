"""The built-in pack, reached as any pack is."""

from collections.abc import Callable
from typing import Any

import pytest

from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry

Call = Callable[..., Any]  # Any: a node takes and gives anything


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_all()


@pytest.fixture
def call(registry: Registry) -> Callable[[str], Call]:
    """Give a node's plain function by its id."""
    return lambda id_: registry.require(id_).function
