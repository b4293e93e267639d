"""What every test runs under: no network, no home directory, one thread."""

import gc
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["OMP_NUM_THREADS"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import pytest

# A shared machine stalls now and then: how long one example took says nothing about the code.
# CI tries the same examples each time, people try new ones.
hypothesis.settings.register_profile(
    "steady",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put slow tests first: two workers that end with quick ones end together."""
    items.sort(key=lambda one: one.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Leave all that the imports made out of every later search for rubbish."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    for variable in ("NODES", "MODELS", "OUT", "CACHE", "STATE", "CONFIG", "WILDCARDS"):
        monkeypatch.setenv(f"GRAPHSTUDIO_{variable}", str(home / variable.lower()))
    monkeypatch.setenv("GRAPHSTUDIO_DEVICE", "cpu")
    monkeypatch.delenv("GRAPHSTUDIO_POLICY", raising=False)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    """Two threads are slower for tiny models, and change results in the last bits."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)


@pytest.fixture
def root() -> Path:
    """Give the checkout's top folder."""
    return Path(__file__).parent.parent
