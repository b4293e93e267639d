"""What a LoRA adds to the weights of one layer; all is computed in float32.

LoRA    up @ down                    Hu et al., arXiv:2106.09685, eq. 3
LoCon   up @ core @ down             a convolution in three steps (LyCORIS, arXiv:2309.14859)
LoHa    (a1 @ b1) * (a2 @ b2)        Hyeon-Woo et al., arXiv:2108.06098, eq. 2
LoKr    kron(w1, w2)                 LyCORIS, arXiv:2309.14859, section 3
DoRA    m * (W + d) / |W + d| - W    Liu et al., arXiv:2402.09353, eq. 5
"""

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor

from graphstudio.diffusion.lora.loading import Change


def fits(change: Change, weight: Tensor) -> bool:
    """Tell from shapes alone whether a change is made for a weight."""
    numbers = {name: value.to("meta") for name, value in change.numbers.items()}
    try:
        added = delta(replace(change, numbers=numbers), weight.to("meta"))
    except RuntimeError:  # how torch says that factors do not fit each other
        return False
    return added.shape == weight.shape


def delta(change: Change, weight: Tensor) -> Tensor:
    """Compute what a change adds to a layer's weight, at a strength of 1.

    Args:
        change: On the weight's device; it fits.
        weight: (out, in) or (out, in, height, width), of any precision; not changed.

    Returns:
        float32, of the weight's shape.
    """
    factors = product(change)
    if factors.flatten(1).shape != weight.flatten(1).shape:
        raise RuntimeError(f"{tuple(factors.shape)} is not {tuple(weight.shape)}")
    added: Tensor = change.scale * factors.reshape(weight.shape)
    magnitude = _magnitude(change, weight)
    if magnitude is None:
        return added
    whole = weight.float()
    moved = whole + added
    over = [axis for axis in range(moved.dim()) if magnitude.shape[axis] == 1]
    lengths: Tensor = torch.linalg.vector_norm(moved, dim=over, keepdim=True)
    return moved * (magnitude / lengths) - whole


def product(change: Change) -> Tensor:
    """Multiply its factors out: float32, what a layer gets before it is scaled.

    Raises:
        RuntimeError: They do not fit each other.
    """
    numbers = {name: value.float() for name, value in change.numbers.items()}
    if "down" in numbers:
        return _two_steps(numbers["down"], numbers["up"], numbers.get("mid"))
    if "hada_w1_a" in numbers:
        return _factors(numbers, "hada_w1", "hada_t1") * _factors(numbers, "hada_w2", "hada_t2")
    first, second = _factors(numbers, "lokr_w1", ""), _factors(numbers, "lokr_w2", "lokr_t2")
    return torch.kron(first.reshape(*first.shape, *[1] * (second.dim() - 2)), second)


def _two_steps(down: Tensor, up: Tensor, core: Tensor | None) -> Tensor:
    if core is not None:
        return torch.einsum("or,rshw,si->oihw", up.flatten(1), core, down.flatten(1))
    return (up.flatten(1) @ down.flatten(1)).reshape(len(up), *down.shape[1:])


def _factors(numbers: Mapping[str, Tensor], name: str, core: str) -> Tensor:
    if name in numbers:
        return numbers[name]
    first, second = numbers[f"{name}_a"], numbers[f"{name}_b"]
    if core in numbers:
        return torch.einsum("rs...,ro,si->oi...", numbers[core], first, second)
    return first @ second


def _magnitude(change: Change, weight: Tensor) -> Tensor | None:
    """Give DoRA's lengths: one number for each output, or (an older kind) for each input."""
    numbers = {name: value.float() for name, value in change.numbers.items()}
    if "magnitude" in numbers:  # peft stores them in one row
        return numbers["magnitude"].reshape(-1, *[1] * (weight.dim() - 1))
    scale = numbers.get("dora_scale")
    return None if scale is None else scale.reshape(*scale.shape[:2], *[1] * (weight.dim() - 2))
