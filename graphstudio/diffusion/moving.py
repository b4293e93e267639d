"""Loaded networks between a device and the machine's memory: as a whole, or a group at a time.

A cached network is never touched: what is given is a copy of its modules with tensors of its own.
So a move that runs out of memory half-way leaves nothing half-moved behind.
"""

import copy
from dataclasses import fields, is_dataclass
from itertools import chain
from typing import Any, Literal, TypeVar, cast

import torch
from diffusers.hooks import apply_group_offloading
from torch import Tensor, nn

from graphstudio.diffusion.views import find_parts, replace_parts

Wrapped = TypeVar("Wrapped")
Grain = Literal["block", "leaf"]
"""What is on the device at a time: a block and the next one, or a single layer."""

_CPU = torch.device("cpu")


def can_move(net: object) -> bool:
    """Tell whether all of a loaded network is in modules, so that `moved` gives the whole of it.

    Weights in few bits are tensors of a kind of their own, which only who packed them can copy.
    """
    modules = find_parts(net, nn.Module)
    weights = chain.from_iterable(one.parameters() for one in modules)
    return bool(modules) and _is_plain(net) and all(type(one) is nn.Parameter for one in weights)


def moved(net: Wrapped, device: torch.device, *, is_pinned: bool = False) -> Wrapped:
    """Give the same network on another device; tensors that are there already are shared.

    Args:
        net: A module, or a wrapper of some for which `can_move` holds; not changed.
        device: Where to.
        is_pinned: Whether it stays at one place in the machine's memory, from where a GPU fetches
            it by itself, about twice as fast.
    """

    def put(tensor: Tensor) -> Tensor:
        there = tensor.detach().to(device)
        return there.pin_memory() if is_pinned and not there.is_pinned() else there

    def copied(module: nn.Module) -> nn.Module:
        tensors = chain(module.parameters(), module.buffers())
        memo = {id(one): _like(one, put(one)) for one in tensors}
        return copy.deepcopy(module, cast("dict[int, Any]", memo))

    return _with_device(replace_parts(net, nn.Module, copied), device)


def in_groups(net: Wrapped, device: torch.device, grain: Grain) -> Wrapped:
    """Give the same network working on a device while its weights stay in the machine's memory.

    Blocks (or layers) are fetched when it is their turn and let go after it; on CUDA the next one
    comes while one works. The numbers are those of the network that is on the device as a whole.

    Args:
        net: As for `moved`, in the machine's memory; not changed.
        device: Where it works.
        grain: What is fetched at a time. Autoencoders take layers in any case: they are asked to
            encode and decode, which a block of them cannot notice.
    """

    def grouped(module: nn.Module) -> nn.Module:
        view = moved(module, _CPU)
        is_whole = grain == "block" and not hasattr(module, "decode")
        apply_group_offloading(
            view,
            onload_device=device,
            offload_device=_CPU,
            offload_type="block_level" if is_whole else "leaf_level",
            num_blocks_per_group=1 if is_whole else None,
            use_stream=device.type == "cuda",
        )
        return _seen_on(view, device)

    return _with_device(replace_parts(net, nn.Module, grouped), device)


def _is_plain(value: object) -> bool:
    """Tell whether no tensor lies beside the modules: in a field, a list, a plain object."""
    if isinstance(value, nn.Module | torch.device | torch.dtype | str | int | float | None):
        return True
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    if is_dataclass(value) and not isinstance(value, type):
        return all(_is_plain(getattr(value, one.name)) for one in fields(value))
    return type(value).__module__.startswith("transformers.")  # tokenizers and the like


def _with_device(net: Wrapped, device: torch.device) -> Wrapped:
    return replace_parts(net, torch.device, lambda _: device)


def _like(tensor: Tensor, other: Tensor) -> Tensor:
    """Make a parameter of what stands for one; always another object than the first."""
    if isinstance(tensor, nn.Parameter):
        return nn.Parameter(other, requires_grad=tensor.requires_grad)
    return other.view_as(other)


def _seen_on(module: nn.Module, device: torch.device) -> nn.Module:
    """Have a module say that it is where it works, not where its weights wait.

    Networks of transformers look at their weights; those of diffusers know already.
    """
    kind = type(module)
    if kind.__module__.startswith("transformers."):
        told = property(lambda _: device)
        names = {"device": told, "__module__": kind.__module__}
        module.__class__ = type(kind.__name__, (kind,), names)
    return module
