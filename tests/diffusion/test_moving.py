"""Networks that are moved, or work in groups: the same numbers, and the cached one as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import nn

from graphstudio.api import Conditioning
from graphstudio.diffusion.autoencoders import Autoencoder
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.moving import Grain, can_move, in_groups, moved
from graphstudio.diffusion.texts import ClipEncoder
from tests.diffusion.tiny import (
    Sizes,
    make_autoencoder,
    make_text_encoder,
    make_tokenizer,
    make_unet,
)

CPU = torch.device("cpu")
GPU = pytest.param(torch.device("cuda"), marks=pytest.mark.gpu, id="cuda")
PLACES = [pytest.param(CPU, id="cpu"), GPU]
GRAINS: list[Grain] = ["block", "leaf"]


def text_encoder() -> ClipEncoder:
    tokenizer = make_tokenizer(77)
    return ClipEncoder(make_text_encoder(tokenizer, Sizes()).eval(), tokenizer, 77)


def denoiser() -> UNetDenoiser:
    return UNetDenoiser(make_unet(Sizes()).eval(), CPU, torch.float32)


def ask_denoiser(net: UNetDenoiser) -> torch.Tensor:
    torch.manual_seed(1)
    sample, text = torch.randn(2, 4, 8, 8), torch.randn(2, 77, 32)
    return net.predict(
        sample.to(net.device), torch.tensor(7, device=net.device), Conditioning(text, "sd1")
    ).cpu()


def ask_text(net: ClipEncoder) -> torch.Tensor:
    return net.encode("a red circle").embeds


def ask_vae(net: Autoencoder) -> torch.Tensor:
    torch.manual_seed(1)
    return net.decode(net.encode(torch.rand(1, 3, 64, 64)))


CASES = [
    pytest.param(denoiser, ask_denoiser, id="unet"),
    pytest.param(text_encoder, ask_text, id="text encoder"),
    pytest.param(lambda: Autoencoder(make_autoencoder(Sizes()).eval()), ask_vae, id="vae"),
]


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("device", PLACES)
@pytest.mark.parametrize(("make", "ask"), CASES)
def test_in_groups_it_says_bit_for_bit_the_same_again_and_again(
    make: Any, ask: Any, device: torch.device, grain: Grain
) -> None:
    net = make()
    wanted = ask(moved(net, device))

    grouped = in_groups(net, device, grain)

    assert torch.equal(ask(grouped), wanted)
    assert torch.equal(ask(grouped), wanted)


@pytest.mark.parametrize(("make", "ask"), CASES)
def test_the_cached_network_keeps_its_tensors_and_gets_no_hooks(make: Any, ask: Any) -> None:
    net = make()
    module = net.unet if isinstance(net, UNetDenoiser) else net.net
    before = {name: (one, one.data_ptr()) for name, one in module.named_parameters()}
    kind = type(module)

    ask(in_groups(net, CPU, "leaf"))

    after = dict(module.named_parameters())
    assert all(after[name] is one and one.data_ptr() == at for name, (one, at) in before.items())
    assert type(module) is kind
    assert not any(hasattr(one, "_diffusers_hook") for one in module.modules())


@pytest.mark.parametrize(("make", "ask"), CASES)
def test_a_moved_network_has_modules_of_its_own_and_the_same_numbers(make: Any, ask: Any) -> None:
    net = make()
    assert can_move(net)

    other = moved(net, CPU)

    assert other is not net
    assert torch.equal(ask(other), ask(net))


def test_weights_of_a_kind_of_their_own_are_not_moved() -> None:
    class Packed(nn.Parameter):
        """Stands for numbers in few bits."""

    net = nn.Linear(3, 3)
    assert can_move(net)

    net.weight = Packed(torch.zeros(3, 3))

    assert not can_move(net)


def test_weights_that_two_places_share_are_one_after_the_move() -> None:
    both = nn.Module()
    both.first, both.second = nn.Linear(3, 3), nn.Linear(3, 3)
    both.second.weight = both.first.weight

    other: Any = moved(both, CPU)

    assert other.first.weight is other.second.weight
    assert other.first.weight is not both.first.weight


def test_a_move_that_fails_half_way_leaves_the_first_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = denoiser()
    before = [one.data_ptr() for one in net.unet.parameters()]
    move, calls = torch.Tensor.to, []

    def full(tensor: torch.Tensor, *args: Any, **more: Any) -> torch.Tensor:
        calls.append(1)
        if len(calls) == 20:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return move(tensor, *args, **more)

    monkeypatch.setattr(torch.Tensor, "to", full)
    with pytest.raises(torch.OutOfMemoryError):
        moved(net, CPU)
    monkeypatch.undo()

    assert [one.data_ptr() for one in net.unet.parameters()] == before
    assert net.device == CPU


def test_what_keeps_tensors_beside_its_modules_cannot_be_moved() -> None:
    @dataclass(frozen=True)
    class Odd:
        net: nn.Module
        more: torch.Tensor

    assert not can_move(Odd(nn.Linear(1, 1), torch.zeros(1)))
    assert not can_move(object())


@pytest.mark.gpu
@pytest.mark.parametrize("grain", GRAINS)
def test_in_groups_less_of_the_device_is_taken_than_the_weights(grain: Grain) -> None:
    net = denoiser()
    weights = sum(one.nbytes for one in net.unet.parameters())
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()

    grouped = in_groups(net, torch.device("cuda"), grain)

    assert torch.cuda.memory_allocated() - before < weights / 2
    ask_denoiser(grouped)
    torch.cuda.synchronize()
    assert torch.cuda.memory_allocated() - before < weights
