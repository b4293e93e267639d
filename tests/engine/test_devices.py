"""Which device, how exactly."""

import subprocess
import sys
from dataclasses import replace

import pytest
import torch

from graphstudio.api import Model
from graphstudio.diffusion.movers import NetworkMover
from graphstudio.engine.devices import Devices
from graphstudio.errors import RunError
from tests.engine.test_models import Source, model


def precise(precision: str) -> Model[torch.nn.Module]:
    return Model("vae", "sd1", "fox", "digest", 1, Source(), precision=precision)


def test_the_environment_chooses_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_DEVICE", "cpu")

    assert Devices().device == torch.device("cpu")


def test_what_is_said_in_code_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_DEVICE", "nonsense")

    assert Devices("cpu").device == torch.device("cpu")


@pytest.mark.parametrize("choice", ["gpu", "cuda:x", "cpu:1", "mps:0", "cuda:-1"])
def test_a_device_that_does_not_exist_is_refused_with_those_that_do(choice: str) -> None:
    with pytest.raises(RunError, match="take auto, cpu, cuda"):
        _ = Devices(choice).device


def test_a_gpu_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)

    with pytest.raises(RunError, match="'cuda:1' was asked for, and torch does not find it"):
        _ = Devices("cuda:1").device


def test_auto_takes_a_gpu_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)

    assert Devices("auto").device == torch.device("cuda:0")


def test_auto_takes_the_processor_where_there_is_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)

    assert Devices("auto").device == torch.device("cpu")


@pytest.mark.parametrize(
    ("device", "precision", "expected"),
    [
        pytest.param("cpu", "auto", torch.float32, id="auto on the processor"),
        pytest.param("cuda", "auto", torch.float16, id="auto on a gpu"),
        pytest.param("cpu", "bfloat16", torch.bfloat16, id="as asked for"),
    ],
)
def test_auto_precision_goes_by_the_device(
    monkeypatch: pytest.MonkeyPatch, device: str, precision: str, expected: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)

    assert Devices(device).precision(precise(precision)) == expected


def test_an_unknown_precision_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(RunError, match=r"fox: 'float8' is no precision.*bfloat16"):
        Devices("cpu").precision(precise("float8"))


def test_a_network_is_lent_and_put_away() -> None:
    devices = Devices("cpu")

    with devices.lease(model("a")) as net:
        assert isinstance(net, torch.nn.Module)

    assert [one.name for one in devices.loaded] == ["a"]
    assert devices.put_away() > 0
    assert devices.loaded == ()


def test_the_budget_that_is_said_holds() -> None:
    devices = Devices("cpu", budget_bytes=1_500_000)
    for name in ("a", "b"):
        with devices.lease(model(name)):
            pass

    assert [one.name for one in devices.loaded] == ["b"]


def test_importing_the_devices_imports_no_torch() -> None:
    program = (
        "import sys\n"
        "from graphstudio.engine.devices import Devices\n"
        "Devices().put_away()\n"
        "print('torch' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"


def test_a_precision_that_was_chosen_holds_for_models_that_leave_it_open() -> None:
    devices = Devices("cpu", precision="bfloat16")

    assert devices.precision(precise("auto")) == torch.bfloat16
    assert devices.precision(precise("float16")) == torch.float16


def test_the_device_is_known_without_asking_once_somebody_asked() -> None:
    devices = Devices("cpu")
    assert devices.chosen is None

    _ = devices.device

    assert devices.chosen == torch.device("cpu")


def placed(place: str) -> Model[torch.nn.Module]:
    return replace(model("a"), place=place)


def test_a_network_runs_where_it_was_placed() -> None:
    devices = Devices("cpu")

    with devices.lease(placed("cpu")):
        pass

    assert [one.device for one in devices.loaded] == ["cpu"]
    assert devices.device_of(placed("auto")) == devices.device


def test_one_card_by_two_names_is_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    devices = Devices("cuda")

    assert devices.device_of(placed("cuda:0")) == devices.device
    assert devices.device_of(placed("cuda:1")) == torch.device("cuda:1")
    assert devices.precision(placed("cpu")) == torch.float32
    assert devices.precision(placed("cuda:1")) == torch.float16


def test_a_place_that_is_not_there_is_refused_with_what_to_do() -> None:
    with pytest.raises(RunError, match=r"'cuda:9' was asked for.*Choose auto, or another device"):
        Devices("cpu").device_of(placed("cuda:9"))


@pytest.mark.gpu
def test_on_a_card_what_is_put_away_comes_back_without_being_read() -> None:
    source = Source()
    devices = Devices("cuda", mover=NetworkMover())
    for _ in range(2):
        with devices.lease(model("a", source)) as net:
            assert next(net.buffers()).device.type == "cuda"
        devices.put_away(is_final=False)

    assert len(source.loads) == 1
    assert [(one.device, one.is_waiting) for one in devices.loaded] == [("cpu", True)]
