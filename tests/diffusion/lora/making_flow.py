"""Tiny random LoRAs for SD3 and Flux, in the names that their trainers write."""

from collections.abc import Mapping

import torch
from torch import Tensor

from tests.diffusion.lora.making import Numbers

Pair = tuple[Tensor, Tensor]
Names = Mapping[str, tuple[str, ...]]
IMAGE = ("attn.to_q", "attn.to_k", "attn.to_v")
TEXT = ("attn.add_q_proj", "attn.add_k_proj", "attn.add_v_proj")

DOUBLE: Names = {
    "img_attn.qkv": IMAGE,
    "img_attn.proj": ("attn.to_out.0",),
    "img_mlp.0": ("ff.net.0.proj",),
    "img_mlp.2": ("ff.net.2",),
    "img_mod.lin": ("norm1.linear",),
    "txt_attn.qkv": TEXT,
    "txt_attn.proj": ("attn.to_add_out",),
    "txt_mlp.0": ("ff_context.net.0.proj",),
    "txt_mlp.2": ("ff_context.net.2",),
    "txt_mod.lin": ("norm1_context.linear",),
}
LINEAR1: Names = {"linear1": (*IMAGE, "proj_mlp")}
SINGLE: Names = {"linear2": ("proj_out",), "modulation.lin": ("norm.linear",)}
JOINT: Names = {
    "x_block.attn.qkv": IMAGE,
    "x_block.attn.proj": ("attn.to_out.0",),
    "x_block.mlp.fc1": ("ff.net.0.proj",),
    "x_block.mlp.fc2": ("ff.net.2",),
    "x_block.adaLN_modulation.1": ("norm1.linear",),
    "context_block.attn.qkv": TEXT,
    "context_block.attn.proj": ("attn.to_add_out",),
    "context_block.mlp.fc1": ("ff_context.net.0.proj",),
    "context_block.mlp.fc2": ("ff_context.net.2",),
    "context_block.adaLN_modulation.1": ("norm1_context.linear",),
}
XLABS_DOUBLE: Names = {
    "processor.qkv_lora1": IMAGE,
    "processor.proj_lora1": ("attn.to_out.0",),
    "processor.qkv_lora2": TEXT,
    "processor.proj_lora2": ("attn.to_add_out",),
}
XLABS_SINGLE: Names = {"processor.qkv_lora": IMAGE, "processor.proj_lora": ("proj_out",)}


def joined(numbers: Numbers, names: Names, theirs: str, ours: str) -> dict[str, Pair]:
    """Join matrices as the original code joins its layers.

    Args:
        numbers: By the layers' names in diffusers.
        names: For each layer of a block in the original code, those of diffusers, in order.
        theirs: What the original code calls these blocks.
        ours: What diffusers calls them.
    """
    found = {}
    blocks = sorted({name.split(".")[1] for name in numbers if name.startswith(f"{ours}.")})
    for block in blocks:
        for name, layers in names.items():
            stems = [f"{ours}.{block}.{layer}" for layer in layers]
            if set(stems) <= set(numbers):
                up = torch.cat([numbers[stem][1] for stem in stems])
                found[f"{theirs}.{block}.{name}"] = numbers[stems[0]][0], up
    return found


def shared(numbers: Numbers, *all_names: Names) -> dict[str, Pair]:
    """Give layers that are one matrix in the original code the same first matrix."""
    found = dict(numbers)
    for names in all_names:
        for layers in names.values():
            first, *others = layers
            for stem in numbers:
                if stem.endswith(f".{first}") and others:
                    block = stem.removesuffix(first)
                    found |= {
                        f"{block}{one}": (numbers[stem][0].clone(), numbers[f"{block}{one}"][1])
                        for one in others
                        if f"{block}{one}" in numbers
                    }
    return found


def swapped(numbers: Numbers, *layers: str) -> dict[str, Pair]:
    """Swap the halves of the second matrix, where the original code has them the other way."""
    found = dict(numbers)
    for layer in layers:
        down, up = found[layer]
        found[layer] = down, torch.cat(up.chunk(2)[::-1])
    return found


def dotted(prefix: str, numbers: Numbers, *, alpha: float | None = None) -> dict[str, Tensor]:
    """Write `diffusion_model.double_blocks.0.img_attn.qkv.lora_down.weight`."""
    found: dict[str, Tensor] = {}
    for name, (down, up) in numbers.items():
        found |= {f"{prefix}{name}.lora_down.weight": down, f"{prefix}{name}.lora_up.weight": up}
        found |= {} if alpha is None else {f"{prefix}{name}.alpha": torch.tensor(alpha)}
    return found


def xlabs(numbers: Numbers) -> dict[str, Tensor]:
    """Write `double_blocks.0.processor.qkv_lora1.down.weight`."""
    found: dict[str, Tensor] = {}
    for name, (down, up) in numbers.items():
        found |= {f"{name}.down.weight": down, f"{name}.up.weight": up}
    return found
