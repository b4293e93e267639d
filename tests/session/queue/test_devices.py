"""Which devices the queue uses."""

import pytest

from graphstudio.session.queue.devices import queue_devices


@pytest.fixture(autouse=True)
def two_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHSTUDIO_QUEUE_DEVICES", raising=False)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "4,7")
    monkeypatch.setattr("graphstudio.engine.places.may_have_gpu", lambda: True)


@pytest.mark.parametrize(
    ("first", "uses_all", "wanted"),
    [
        pytest.param("auto", False, ["auto"], id="the first alone"),
        pytest.param("auto", True, ["cuda:0", "cuda:1"], id="all"),
        pytest.param("cuda:1", True, ["cuda:1", "cuda:0"], id="the chosen one first"),
        pytest.param("cpu", True, ["cpu"], id="the processor has no others"),
    ],
)
def test_the_queue_uses_what_the_preferences_say(
    first: str, uses_all: bool, wanted: list[str]
) -> None:
    assert queue_devices(first, uses_all=uses_all) == wanted


def test_the_environment_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_QUEUE_DEVICES", "cpu, cpu")

    assert queue_devices("cpu", uses_all=False) == ["cpu", "cpu"]


def test_hidden_cards_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")

    assert queue_devices("auto", uses_all=True) == ["auto"]
