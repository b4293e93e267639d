"""A registry of sample nodes, and pictures to write."""

import pytest
from PIL import Image

from graphstudio.graph.registry import Registry
from tests.workflow.samples import make_registry


@pytest.fixture(scope="session")
def registry() -> Registry:
    return make_registry()


@pytest.fixture
def picture() -> Image.Image:
    return Image.radial_gradient("L").resize((24, 16)).convert("RGB")
