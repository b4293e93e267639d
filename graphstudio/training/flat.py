"""All weights of a module in one flat tensor: one thing to step, to share and to save."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn

# Every weight starts on a 64-byte border. CPU kernels give other last bits on other alignments, and
# a resumed run must equal an uninterrupted one.
_ALIGNMENT = 16


def flat_size(module: nn.Module) -> int:
    """Count the elements that ``flatten`` needs, padding included."""
    return sum(_padded(parameter.numel()) for parameter in module.parameters())


def flatten(module: nn.Module) -> torch.Tensor:
    """Copy a module's weights into one new tensor: (size,), float32, with zeros between."""
    flat = torch.zeros(flat_size(module))
    for start, parameter in _places(module):
        flat[start : start + parameter.numel()] = parameter.detach().reshape(-1).cpu()
    return flat


def adopt(module: nn.Module, weights: torch.Tensor, gradients: torch.Tensor | None = None) -> None:
    """Let a module's weights (and gradients) live in flat tensors: shared, not copied."""
    for start, parameter in _places(module):
        stop = start + parameter.numel()
        parameter.data = weights[start:stop].view(parameter.shape)
        if gradients is not None:
            parameter.grad = gradients[start:stop].view(parameter.shape)


def _places(module: nn.Module) -> Iterator[tuple[int, nn.Parameter]]:
    start = 0
    for parameter in module.parameters():
        yield start, parameter
        start += _padded(parameter.numel())


def _padded(count: int) -> int:
    return -(-count // _ALIGNMENT) * _ALIGNMENT
