"""Weight files as people get them: random weights, packed and named as the published ones are.

The weights of a file are windows onto a few common rows of random numbers, so that a network of
345 million takes a few megabytes; each window begins elsewhere, so that no two weights are alike.
"""

import math
from functools import cache
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from graphstudio.diffusion.preprocessors.catalogue import WANTED, AnnotatorName
from graphstudio.diffusion.preprocessors.networks import build_network
from graphstudio.diffusion.preprocessors.unfilled import Unfilled

Weights = dict[str, Tensor]


_STEPS: Final = (31, 7, 3, 1)
"""How far apart in its row the neighbours of a weight are, along each axis."""


def write_weights(name: AnnotatorName, folder: Path) -> None:
    """Write every file that an annotator wants."""
    starts = torch.Generator().manual_seed(0)
    with Unfilled():
        network = build_network(name)
    for module, file in zip(network.modules, WANTED[name].files, strict=True):
        weights = {
            key: _made_up(key, tensor, starts) for key, tensor in module.state_dict().items()
        }
        torch.save(_packed(file, weights), folder / file)


def _made_up(name: str, like: Tensor, starts: torch.Generator) -> Tensor:
    """Make a weight that no layer leaves as it is: biases and the means of batch norms too."""
    if not like.is_floating_point():
        return torch.zeros(like.shape, dtype=like.dtype)
    is_factor = like.ndim == 1 and not name.endswith(("bias", "mean"))
    fan_in = math.prod(like.shape[1:]) if like.ndim > 1 else 100
    row = _row(round(math.log2(fan_in)), is_factor=is_factor)
    steps = _STEPS[-like.ndim :] if like.ndim else ()
    reach = sum((size - 1) * step for size, step in zip(like.shape, steps, strict=True))
    start = int(torch.randint(len(row) - reach, (), generator=starts))
    return row.as_strided(like.shape, steps, start)


@cache
def _row(log_fan_in: int, *, is_factor: bool) -> Tensor:
    """Give numbers as large as torch makes those of a layer of so many inputs; factors: near 1."""
    numbers = torch.rand(400_000, generator=torch.Generator().manual_seed(log_fan_in))
    return 0.9 + 0.2 * numbers if is_factor else (2 * numbers - 1) / math.sqrt(2**log_fan_in)


def _packed(file: str, weights: Weights) -> object:
    if file == "body_pose_model.pth":
        return {name.partition(".")[2]: tensor for name, tensor in weights.items()}
    if file == "netG.pth":
        return _for_several_cards(weights)
    if file == "table5_pidinet.pth":
        return {"epoch": 19, "state_dict": _for_several_cards(weights)}
    if file == "scannet.pt":
        return {"model": _for_several_cards(weights)}
    if file == "res101.pth":
        return {"depth_model": _for_several_cards(weights)}
    if file == "ZoeD_M12_N.pt":
        return {"model": weights}
    return weights


def _for_several_cards(weights: Weights) -> Weights:
    return {f"module.{name}": tensor for name, tensor in weights.items()}
