"""What the worker takes, and whether its device still answers."""

import pytest
import torch

from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.session.worker.usage import Meter, is_lost

GPU = torch.device("cuda:0")


def test_before_a_device_is_chosen_it_has_no_name() -> None:
    usage = Meter(Devices("cpu"), MemoryCache(1 << 20)).read()

    assert usage.device == ""
    assert 0 < usage.used_bytes < usage.total_bytes


def test_a_processor_is_measured_by_what_this_process_takes() -> None:
    devices = Devices("cpu")
    _ = devices.device

    assert Meter(devices, MemoryCache(1 << 20)).read().device == "CPU"


def test_a_gpu_is_measured_by_what_everybody_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    devices = Devices("cpu")
    monkeypatch.setattr(Devices, "chosen", GPU)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (1 << 30, 4 << 30))
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "Fox 3000")

    usage = Meter(devices, MemoryCache(1 << 20)).read()

    assert (usage.device, usage.used_bytes, usage.total_bytes) == ("Fox 3000", 3 << 30, 4 << 30)


def test_a_gpu_that_answers_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: None)

    assert not is_lost(GPU)


def test_a_gpu_whose_every_call_fails_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(device: torch.device) -> None:
        raise RuntimeError("CUDA error: device-side assert triggered")

    monkeypatch.setattr(torch.cuda, "synchronize", fail)

    assert is_lost(GPU)


def test_a_processor_is_never_lost() -> None:
    assert not is_lost(torch.device("cpu"))
    assert not is_lost(None)
