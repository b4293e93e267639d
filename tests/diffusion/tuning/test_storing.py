"""Weights in 8 bits, and channels beside each other."""

from copy import deepcopy

import pytest
import torch
from torch import nn

from graphstudio.api import Tuning
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.tuning.storing import load_stored, narrow
from graphstudio.diffusion.tuning.wires import tune
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.tuning.conftest import CPU, Paint


def answers(tiny: Loaded, *nets: nn.Module) -> list[torch.Tensor]:
    drawn = torch.Generator().manual_seed(3)
    sample = torch.randn(1, 4, 16, 16, generator=drawn)
    said = torch.randn(1, 77, 32, generator=drawn)
    with torch.no_grad():
        return [net(sample, 300, said)[0] for net in nets]


def test_8_bits_are_closer_to_the_network_than_those_of_diffusers(tiny: Loaded) -> None:
    ours, theirs = deepcopy(tiny.unet.unet), deepcopy(tiny.unet.unet)
    narrow(ours)
    theirs.enable_layerwise_casting(torch.float8_e4m3fn, torch.float32)

    mine, official, plain = answers(tiny, ours, theirs, tiny.unet.unet)

    assert (mine - plain).abs().mean() < (official - plain).abs().mean()
    assert (mine - plain).abs().mean() < 0.1 * plain.abs().mean()


def test_the_weights_that_are_narrowed_are_those_of_the_blocks_without_norms(tiny: Loaded) -> None:
    net = deepcopy(tiny.unet.unet)
    bytes_before = sum(one.nbytes for one in net.parameters())

    saved = narrow(net)

    few = {name for name, one in net.named_parameters() if one.dtype is torch.float8_e4m3fn}
    assert few
    assert all("_block" in name and "norm" not in name and name.endswith("weight") for name in few)
    left = sum(one.nbytes for one in (*net.parameters(), *net.buffers()))
    assert left == bytes_before - saved
    assert left < bytes_before * 0.5


def test_rows_of_zeros_and_of_tiny_and_huge_numbers_stay_what_they_are() -> None:
    layer = nn.Linear(4, 4, bias=False)
    rows = torch.tensor([0.0, 1e-20, 1.0, 1e20])
    layer.weight = nn.Parameter(rows[:, None] * torch.tensor([[1.0, -0.5, 0.25, 1.0]]))
    net = nn.ModuleDict({"mid_block": layer})
    exact = layer(torch.eye(4))

    narrow(net)

    assert torch.allclose(layer(torch.eye(4)), exact, rtol=1e-4, atol=0)


def test_a_model_in_8_bits_is_a_load_of_its_own_of_half_the_size(tiny: Loaded) -> None:
    tuned = tune(tiny.parts.denoiser, float8=True)

    net = tuned.source.load(CPU, torch.float32)

    assert isinstance(net, UNetDenoiser)
    assert tuned.size_bytes == tiny.parts.denoiser.size_bytes // 2
    assert net.precision is torch.float32


def test_half_precision_stays_half(tiny: Loaded, paint: Paint) -> None:
    net = tune(tiny.parts.denoiser, float8=True).source.load(CPU, torch.bfloat16)

    assert isinstance(net, UNetDenoiser)
    kinds = {one.dtype for one in net.unet.parameters()}
    assert kinds == {torch.bfloat16, torch.float8_e4m3fn}
    assert torch.isfinite(paint(tuning={"float8": True})).all()


def test_8_bits_are_refused_on_apples_gpu(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="8 bits"):
        load_stored(
            tiny.parts.denoiser.source, Tuning(float8=True), torch.device("mps"), torch.float16
        )


def test_channels_lie_beside_each_other_and_the_picture_is_the_same_to_the_eye(
    tiny: Loaded, paint: Paint
) -> None:
    net = tune(tiny.parts.denoiser, channels_last=True).source.load(CPU, torch.float32)

    assert isinstance(net, UNetDenoiser)
    assert net.unet.conv_in.weight.is_contiguous(memory_format=torch.channels_last)
    assert torch.allclose(paint(tuning={"channels_last": True}), paint(), atol=1e-3)
