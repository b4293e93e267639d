"""How strongly a LoRA acts in each part of a denoiser, written as text; no torch."""

import math
import re
from dataclasses import dataclass

from graphstudio.errors import BadValue

_MOST = 10.0
_WEIGHT = re.compile(r"\s*([a-z]+)\s*(\d*)\s*=\s*([+-]?\d*\.?\d+)\s*")
_SIDES = {
    "down_blocks": "in",
    "mid_block": "mid",
    "up_blocks": "out",
    "transformer_blocks": "double",
    "single_transformer_blocks": "single",
}
_LEVELLED = ("in", "out", "double", "single")
_KNOWN = (
    "Write such as in=0.5, mid=1, out=0: in is the way down, mid the middle, out the way up, rest "
    "what stands outside. in0, in1, ... and out0, out1, ... are single levels, in their order. "
    "For Stable Diffusion 3 and Flux: double and single are their two kinds of block, double0, "
    "single7, ... one of them."
)


@dataclass(frozen=True, slots=True)
class BlockWeights:
    """Say how much of a LoRA's strength each block of a denoiser gets.

    Attributes:
        weights: (block, weight), sorted: "in", "mid", "out", "double", "single", "rest", or a level
            such as "in0". A block that is not named gets 1.
    """

    weights: tuple[tuple[str, float], ...] = ()

    def of(self, layer: str) -> float:
        """Say the weight of a layer by its name in diffusers; a level counts before its side."""
        known = dict(self.weights)
        side, level = block_of(layer)
        return known.get(f"{side}{level}", known.get(side, 1.0))


def block_of(layer: str) -> tuple[str, str]:
    """Tell the side and the level of a layer by its name in diffusers; "" where it has no level."""
    first, second, *_ = f"{layer}..".split(".")
    side = _SIDES.get(first, "rest")
    return side, second if side in _LEVELLED else ""


def read_blocks(text: str) -> BlockWeights:
    """Read weights such as "in=0.5, out1=0"; an empty text gives 1 to all.

    Raises:
        BadValue: It is written otherwise; every mistake is reported.
    """
    weights: dict[str, float] = {}
    problems = []
    for piece in text.split(",") if text.strip() else ():
        found = _WEIGHT.fullmatch(piece.lower())
        name = found[1] + found[2] if found is not None else ""
        if found is None or found[1] not in (*_LEVELLED, "mid", "rest"):
            problems.append(f'Blocks: "{piece.strip()}" says nothing.')
        elif found[2] and found[1] in ("mid", "rest"):
            problems.append(f'Blocks: "{name}": {found[1]} has no levels.')
        elif name in weights:
            problems.append(f'Blocks: "{name}" is named twice.')
        elif not math.fabs(float(found[3])) <= _MOST:
            problems.append(f'Blocks: "{name}" is {found[3]}; -{_MOST:g} to {_MOST:g} is taken.')
        else:
            weights[name] = float(found[3])
    if problems:
        raise BadValue(" ".join((*problems, _KNOWN)), problems)
    return BlockWeights(tuple(sorted(weights.items())))
