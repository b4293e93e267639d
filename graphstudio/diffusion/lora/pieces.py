"""Layers, and rows of layers, that are one matrix to a LoRA.

The original code of SD3 and Flux keeps query, key and value in one matrix, and diffusers in three.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from graphstudio.diffusion.lora.deltas import delta
from graphstudio.diffusion.lora.loading import Change


@dataclass(frozen=True, slots=True)
class Piece:
    """Name a layer, or some of its rows.

    Attributes:
        layer: Its name in the network.
        half: Which half of its rows, 0 or 1; None for all of them.
    """

    layer: str
    half: int | None = None

    def take(self, weight: Tensor) -> Tensor:
        """Give the rows of the layer's weight; a view of it."""
        return weight if self.half is None else weight.chunk(2)[self.half]

    def put(self, weight: Tensor, added: Tensor) -> Tensor:
        """Give the layer's weight with something added to the rows; it is not changed itself."""
        if self.half is None:
            return weight + added
        halves = list(weight.chunk(2))
        halves[self.half] = halves[self.half] + added
        return torch.cat(halves)


def whole_weight(
    pieces: Sequence[Piece], layers: Mapping[str, nn.Module], device: str | None = None
) -> Tensor:
    """Join the weights of pieces by their rows.

    Args:
        pieces: At least one.
        layers: All layers of the network by their names.
        device: "meta" joins shapes alone; None stays where the weights are.
    """
    weights = [one.take(layers[one.layer].get_parameter("weight")) for one in pieces]
    if device is not None:
        weights = [one.to(device) for one in weights]
    return weights[0] if len(weights) == 1 else torch.cat(weights)


def piece_delta(
    change: Change, pieces: Sequence[Piece], place: int, layers: Mapping[str, nn.Module]
) -> Tensor:
    """Compute what a change adds to one of the pieces that it is for, at a strength of 1.

    Args:
        change: It fits the pieces together.
        pieces: All that it is for, in order.
        place: Which of them.
        layers: All layers of the network by their names.

    Returns:
        float32, of the piece's shape.
    """
    weights = [one.take(layers[one.layer].get_parameter("weight")) for one in pieces]
    if len(pieces) == 1:
        return delta(change, weights[0])
    first = sum(len(one) for one in weights[:place])
    rows = slice(first, first + len(weights[place]))
    if set(change.numbers) <= {"down", "up", "alpha"}:
        # Rows of the product are rows of its second factor: no large matrix is made.
        numbers = {**change.numbers, "up": change.numbers["up"][rows]}
        return delta(replace(change, numbers=numbers), weights[place])
    return delta(change, torch.cat(weights))[rows]
