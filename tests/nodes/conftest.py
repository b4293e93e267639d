"""The built-in pack, reached as any pack is, and a tiny model for it to work with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import graphstudio as gs
from graphstudio.api import Conditioning, TestContext
from graphstudio.diffusion.folders import Pipeline, open_folder
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from tests.diffusion.tiny import Sizes, write_model

Call = Callable[..., Any]  # Any: a node takes and gives anything


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_all()


@pytest.fixture
def call(registry: Registry) -> Callable[[str], Call]:
    """Give a node's plain function by its id."""
    return lambda id_: registry.require(id_).function


@pytest.fixture
def context() -> TestContext:
    """Give a context that reports nothing and remembers what it was told."""
    return TestContext()


@pytest.fixture
def studio(registry: Registry) -> gs.Studio:
    """Give an engine with an empty cache: what it says it ran, it ran."""
    engine = Engine(cache=MemoryCache(2**26), devices=Devices("cpu"), files=FileHashes())
    return gs.Studio(registry, engine)


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a Stable Diffusion 1.x folder of random weights: 8 cells of 8 px, 3 text layers."""
    return write_model(tmp_path_factory.mktemp("models") / "tiny", Sizes())


@pytest.fixture(scope="session")
def tiny(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """Give the tiny model's parts, to be loaded when a node asks."""
    return open_folder(model_folder, cache=tmp_path_factory.mktemp("digests"))


@pytest.fixture
def red_circle(call: Callable[[str], Call], context: TestContext, tiny: Pipeline) -> Conditioning:
    """Give a prompt as the tiny model reads it."""
    found: Conditioning = call("prompt.encode")(context, tiny.text_encoder, "a red circle")
    return found
