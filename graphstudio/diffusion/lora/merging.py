"""LoRAs merged into a view of a loaded network."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from graphstudio.diffusion.families import TITLES
from graphstudio.diffusion.lora.blocks import BlockWeights, block_of
from graphstudio.diffusion.lora.deltas import delta, fits
from graphstudio.diffusion.lora.loading import Change, LoraWeights
from graphstudio.diffusion.lora.names import layer_name
from graphstudio.diffusion.views import share
from graphstudio.errors import BadValue, ModelBroken

_KINDS = (nn.Linear, nn.Conv2d)


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
        part: What LoRAs call it: "unet", "text_encoder" or "text_encoder_2".
        loras: Their order changes nothing but the last bits.

    Raises:
        ModelBroken: A LoRA is for layers that the network does not have, or for other sizes.
        BadValue: Blocks are named that the network does not have.
    """
    layers = {name: one for name, one in net.named_modules() if isinstance(one, _KINDS)}
    wanted: dict[str, list[tuple[Change, float]]] = {}
    for lora in loras:
        _require_blocks(lora.blocks, layers)
        for name, change in _by_layer(lora, part, layers, net).items():
            strength = lora.strength * (lora.blocks.of(name) if part == "unet" else 1.0)
            if strength:
                wanted.setdefault(name, []).append((change, strength))
    if not wanted:
        return net
    view = share(net)
    for name, changes in wanted.items():
        layer = view.get_submodule(name)
        weight = layers[name].get_parameter("weight")
        total = weight.float()
        for change, strength in changes:
            total = total + strength * delta(change, weight)
        layer.weight = nn.Parameter(total.to(weight.dtype).contiguous(), requires_grad=False)
    return view


def _by_layer(
    lora: Loaded, part: str, layers: Mapping[str, nn.Module], net: nn.Module
) -> dict[str, Change]:
    """Find the layer of each change of a part.

    Raises:
        ModelBroken: There is none, or it is of another size, or it is changed twice.
    """
    found: dict[str, Change] = {}
    wrong: list[str] = []
    changes = [one for one in lora.weights.changes if one.entry.part == part]
    for change in changes:
        name = layer_name(change.entry, layers, net.config)
        if name is None or name in found or not fits(change, layers[name].get_parameter("weight")):
            wrong.append(change.entry.stem)
        else:
            found[name] = change
    if wrong:
        title = TITLES.get(lora.looks, lora.looks)
        looks = f" It looks like a LoRA for {title}." if title else ""
        raise ModelBroken(
            f"{lora.weights.path}: {len(wrong)} of the {len(changes)} layers that it changes in "
            f"the {part} are not there in this model, or are of another size; the first is "
            f"{wrong[0]}.{looks} Choose a LoRA that was trained for this model."
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
