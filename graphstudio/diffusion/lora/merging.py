"""LoRAs merged into a view of a loaded network."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from graphstudio.diffusion.families import TITLES
from graphstudio.diffusion.lora.blocks import BlockWeights, block_of
from graphstudio.diffusion.lora.deltas import fits
from graphstudio.diffusion.lora.keys import PARTS
from graphstudio.diffusion.lora.loading import Change, LoraWeights
from graphstudio.diffusion.lora.names import find_pieces
from graphstudio.diffusion.lora.pieces import Piece, piece_delta, whole_weight
from graphstudio.diffusion.views import share
from graphstudio.errors import BadValue, ModelBroken

_KINDS = (nn.Linear, nn.Conv2d)
_CALLED = dict(
    zip(PARTS, ("denoiser", "text encoder", "second text encoder", "T5 encoder"), strict=True)
)


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """Hold a loaded LoRA and how strongly it acts.

    Attributes:
        weights: Its numbers, on the network's device.
        looks: The family that it looks like, "" if nothing tells.
        strength: 1 is as it was trained.
        blocks: How much of the strength each block gets.
    """

    weights: LoraWeights
    looks: str
    strength: float
    blocks: BlockWeights


@torch.no_grad()
def merge(net: nn.Module, part: str, loras: Sequence[Loaded]) -> nn.Module:
    """Merge LoRAs into a view of a network.

    Each changed weight is W plus the sum of strength * delta, summed in float32 and rounded once.

    Args:
        net: Not changed; the view shares with it every weight that no LoRA changes.
        part: What LoRAs call it: one of `PARTS`.
        loras: Their order changes nothing but the last bits.

    Raises:
        ModelBroken: A LoRA is for layers that the network does not have, or for other sizes.
        BadValue: Blocks are named that the network does not have.
    """
    layers = {name: one for name, one in net.named_modules() if isinstance(one, _KINDS)}
    wanted: dict[str, list[tuple[Change, tuple[Piece, ...], int, float]]] = {}
    for lora in loras:
        _require_blocks(lora.blocks, layers)
        for change, pieces in _places(lora, part, layers, net):
            for place, piece in enumerate(pieces):
                strength = lora.strength * (lora.blocks.of(piece.layer) if part == "unet" else 1.0)
                if strength:
                    wanted.setdefault(piece.layer, []).append((change, pieces, place, strength))
    if not wanted:
        return net
    view = share(net)
    for name, changes in wanted.items():
        layer = view.get_submodule(name)
        weight = layers[name].get_parameter("weight")
        total = weight.float()
        for change, pieces, place, strength in changes:
            added = strength * piece_delta(change, pieces, place, layers)
            total = pieces[place].put(total, added)
        layer.weight = nn.Parameter(total.to(weight.dtype).contiguous(), requires_grad=False)
    return view


def _places(
    lora: Loaded, part: str, layers: Mapping[str, nn.Module], net: nn.Module
) -> list[tuple[Change, tuple[Piece, ...]]]:
    """Find the layers of each change of a part.

    Raises:
        ModelBroken: There are none, or they are of another size, or one is changed twice.
    """
    found: list[tuple[Change, tuple[Piece, ...]]] = []
    taken: set[Piece] = set()
    wrong: list[str] = []
    changes = [one for one in lora.weights.changes if one.entry.part == part]
    for change in changes:
        pieces = find_pieces(change.entry, layers, net.config)
        is_new = bool(pieces) and not taken & {*pieces}
        if not is_new or not fits(change, whole_weight(pieces, layers, "meta")):
            wrong.append(change.entry.stem)
        else:
            found.append((change, pieces))
            taken |= {*pieces}
    if wrong:
        title = TITLES.get(lora.looks, lora.looks)
        looks = f" It looks like a LoRA for {title}." if title else ""
        raise ModelBroken(
            f"{lora.weights.path}: {len(wrong)} of the {len(changes)} layers that it changes in "
            f"the {_CALLED[part]} are not there in this model, or are of another size; the first "
            f"is {wrong[0]}.{looks} Choose a LoRA that was trained for this model."
        )
    return found


def _require_blocks(blocks: BlockWeights, layers: Mapping[str, nn.Module]) -> None:
    known = set(_block_names(layers))
    unknown = [name for name, _ in blocks.weights if name not in known]
    if unknown:
        raise BadValue(
            f"Blocks: this model has no {', '.join(unknown)}. It has {', '.join(sorted(known))}."
        )


def _block_names(layers: Mapping[str, nn.Module]) -> Iterator[str]:
    for layer in layers:
        side, level = block_of(layer)
        yield side
        yield side + level
