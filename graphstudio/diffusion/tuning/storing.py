"""Weights in another form than their file's: 8 bits, or channels beside each other.

A weight of 8 bits is a number of type e4m3 (4 bits of exponent, 3 of mantissa, arXiv:2209.05433)
times a scale for each row, and is widened when its layer is used. Only the large matrices of the
blocks are: norms, biases, what is told to all blocks, and the first and last layers stay exact, as
in diffusers' layerwise casting, which has no scales.
"""

from dataclasses import is_dataclass, replace
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphstudio.api import ModelSource, Tuning
from graphstudio.diffusion.views import find_parts
from graphstudio.errors import BadValue

Net = TypeVar("Net")

_BLOCKS = frozenset(
    {"down_blocks", "mid_block", "up_blocks", "transformer_blocks", "single_transformer_blocks"}
)
_NARROW = torch.float8_e4m3fn
_MOST = torch.finfo(_NARROW).max


def load_stored(
    source: ModelSource[Net], tuning: Tuning, device: torch.device, precision: torch.dtype
) -> Net:
    """Load a network into the machine's memory, change the form of its weights, and move it.

    Args:
        source: Gives a network that nobody else holds: it is changed in place.
        tuning: Which form.
        device: Where it goes.
        precision: What it counts in.

    Raises:
        BadValue: The device knows no numbers of 8 bits.
    """
    if tuning.float8 and device.type == "mps":
        raise BadValue(
            "Apple's GPU knows no numbers of 8 bits. Take Store in 8 Bits out, or run on the CPU."
        )
    net = source.load(torch.device("cpu") if tuning.float8 else device, precision)
    for module in find_parts(net, nn.Module):
        if tuning.float8:
            narrow(module)
            module.to(device)
        if tuning.channels_last:
            # Any: the stubs of torch know no memory format here
            keep: dict[str, Any] = {"memory_format": torch.channels_last}
            module.to(**keep)
    return _placed(net, device)


def narrow(net: nn.Module) -> int:
    """Keep the matrices of a network's blocks in 8 bits, in place; say how many bytes that saves.

    Args:
        net: On the CPU; used by nobody else.
    """
    saved = 0
    for name, module in net.named_modules():
        kind = _KINDS.get(type(module))
        parts = name.split(".")
        if kind is None or parts[0] not in _BLOCKS or any("norm" in part for part in parts):
            continue
        assert isinstance(module, nn.Linear | nn.Conv2d)
        before = module.weight.nbytes
        few, scale = _narrowed(module.weight.detach())
        module.weight = nn.Parameter(few, requires_grad=False)
        module.register_buffer("scale", scale)
        module.__class__ = kind
        saved += before - few.nbytes - scale.nbytes
    return saved


def _narrowed(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Give a weight in 8 bits, and what each of its rows is multiplied by."""
    most = weight.float().flatten(1).abs().amax(1)
    scale = (most / _MOST).to(weight.dtype).clamp(min=torch.finfo(weight.dtype).tiny)
    rows = scale.view(-1, *[1] * (weight.ndim - 1))
    return (weight / rows).clamp(-_MOST, _MOST).to(_NARROW), rows.contiguous()


class _NarrowLinear(nn.Linear):
    """A linear layer whose weight is kept in 8 bits."""

    scale: Tensor

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - as in torch
        """Widen the weight, and apply it."""
        wide = self.weight.to(self.scale.dtype) * self.scale
        return functional.linear(input, wide, self.bias)


class _NarrowConv(nn.Conv2d):
    """A convolution whose weight is kept in 8 bits."""

    scale: Tensor

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - as in torch
        """Widen the weight, and apply it."""
        wide = self.weight.to(self.scale.dtype) * self.scale
        answer: Tensor = self._conv_forward(input, wide, self.bias)
        return answer


_KINDS: dict[type[nn.Module], type[nn.Linear] | type[nn.Conv2d]] = {
    nn.Linear: _NarrowLinear,
    nn.Conv2d: _NarrowConv,
}


def _placed(net: Net, device: torch.device) -> Net:
    """Say in a network's wrapper where it is now."""
    if is_dataclass(net) and not isinstance(net, type) and hasattr(net, "device"):
        return replace(net, device=device)
    return net
