"""What the engine's tests share."""

import pytest

from tests.engine.laboratory import Laboratory


@pytest.fixture
def lab() -> Laboratory:
    """Give a laboratory of its own to each test."""
    return Laboratory()
