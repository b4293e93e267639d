"""What values take, and the tensors in them."""

import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from PIL import Image as Pillow

from graphstudio.api import Image, Latent
from graphstudio.engine.sizes import measure

MEBI = 2**20


@dataclass
class Plain:
    """Hold something the ordinary way."""

    data: object


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(torch.zeros(MEBI, dtype=torch.uint8), id="tensor"),
        pytest.param(torch.zeros(MEBI, dtype=torch.uint8)[:1], id="view of a tensor"),
        pytest.param(np.zeros(MEBI, np.uint8), id="array"),
        pytest.param(np.zeros(MEBI, np.uint8)[:1], id="view of an array"),
        pytest.param(b"\0" * MEBI, id="bytes"),
        pytest.param(Pillow.new("L", (1024, 1024)), id="picture"),
        pytest.param([torch.zeros(MEBI // 4)], id="list"),
        pytest.param({"a": (torch.zeros(MEBI // 4),)}, id="dict"),
        pytest.param(Image(torch.zeros(MEBI // 4)), id="slotted dataclass"),
        pytest.param(Plain(torch.zeros(MEBI // 4)), id="dataclass"),
        pytest.param(torch.nn.Linear(512, 512, bias=False), id="network"),
        pytest.param(torch.nn.Parameter(torch.zeros(MEBI // 4)), id="parameter"),
    ],
)
def test_a_value_takes_what_its_data_takes(value: object) -> None:
    assert MEBI <= measure(value).cpu_bytes < MEBI + 20_000


def test_what_occurs_twice_counts_once() -> None:
    tensor = torch.zeros(MEBI // 4)
    twice = Latent(samples=tensor, family="sd1", masked_samples=tensor.view(2, -1))

    assert measure((twice, tensor)).cpu_bytes < 1.1 * MEBI


def test_a_tensor_without_storage_takes_nothing() -> None:
    assert measure(torch.zeros(MEBI, device="meta")).cpu_bytes == 0


def test_a_sparse_tensor_can_be_measured() -> None:
    places, values = torch.tensor([[0], [1]]), torch.tensor([1.0])
    sparse = torch.sparse_coo_tensor(places, values, (9, 9), check_invariants=True)

    assert measure(sparse).tensors == (sparse,)


def test_circles_and_depth_do_no_harm() -> None:
    circle: list[object] = []
    circle.append(circle)
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]

    assert measure(circle).cpu_bytes < 1000
    assert measure(deep).cpu_bytes > 100_000


def test_the_tensors_in_a_value_are_found_once_each() -> None:
    one, two = torch.zeros(1), torch.zeros(1)
    found = measure([one, {"x": Plain(two)}, one]).tensors

    assert {id(tensor) for tensor in found} == {id(one), id(two)}
    assert len(found) == 2


def test_measuring_never_imports_torch() -> None:
    program = (
        "import sys\n"
        "from graphstudio.engine.results import Result\n"
        "Result.of((1, 'a', [2.0], {'b': object()}), 0.1)\n"
        "print('torch' in sys.modules, 'numpy' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False False"
