"""Tiny random LoRAs, written in every form that trainers write."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

Numbers = Mapping[str, tuple[Tensor, Tensor]]
"""By layer: what comes first (rank, in, ...) and what comes last (out, rank, ...)."""

ATTENTION = ("to_q", "to_k", "to_v", "to_out.0")
EVERYTHING = (
    *ATTENTION,
    "ff.net.0.proj",
    "ff.net.2",
    "proj_in",
    "proj_out",
    "conv1",
    "conv2",
    "conv_shortcut",
    "time_emb_proj",
    "downsamplers.0.conv",
    "upsamplers.0.conv",
)
TEXT = ("q_proj", "k_proj", "v_proj", "out_proj")
TEXT_EVERYTHING = (*TEXT, "fc1", "fc2")


def make_numbers(
    net: nn.Module, endings: tuple[str, ...], *, rank: int = 3, seed: int = 5, size: float = 0.2
) -> dict[str, tuple[Tensor, Tensor]]:
    """Draw both matrices for each layer whose name ends so."""
    draw = torch.Generator().manual_seed(seed)
    numbers = {}
    for name, layer in net.named_modules():
        if not isinstance(layer, nn.Linear | nn.Conv2d) or not name.endswith(endings):
            continue
        out, inner, *kernel = layer.weight.shape
        down = size * torch.randn(rank, inner, *kernel, generator=draw)
        up = size * torch.randn(out, rank, *[1] * len(kernel), generator=draw)
        numbers[name] = (down, up)
    return numbers


def kohya(prefix: str, numbers: Numbers, *, alpha: float | None = None) -> dict[str, Tensor]:
    """Write `lora_unet_down_blocks_0_..._to_q.lora_down.weight`."""
    found: dict[str, Tensor] = {}
    for name, (down, up) in numbers.items():
        stem = f"{prefix}_{name.replace('.', '_')}"
        found |= {f"{stem}.lora_down.weight": down, f"{stem}.lora_up.weight": up}
        found |= {} if alpha is None else {f"{stem}.alpha": torch.tensor(alpha)}
    return found


def peft(prefix: str, numbers: Numbers) -> dict[str, Tensor]:
    """Write `unet.down_blocks.0...to_q.lora_A.weight`."""
    return _written(numbers, lambda name: (f"{prefix}.{name}.lora_A", f"{prefix}.{name}.lora_B"))


def diffusers(prefix: str, numbers: Numbers) -> dict[str, Tensor]:
    """Write `unet.down_blocks.0...to_q.lora.down.weight`."""
    return _written(
        numbers, lambda name: (f"{prefix}.{name}.lora.down", f"{prefix}.{name}.lora.up")
    )


def old_attention(prefix: str, numbers: Numbers) -> dict[str, Tensor]:
    """Write `unet.down_blocks.0...attn1.processor.to_q_lora.down.weight`; attention alone."""

    def ends(name: str) -> tuple[str, str]:
        block, _, layer = name.removesuffix(".0").rpartition(".")
        stem = f"{prefix}{block}.processor.{layer}_lora"
        return f"{stem}.down", f"{stem}.up"

    return _written(numbers, ends)


def old_text(prefix: str, numbers: Numbers) -> dict[str, Tensor]:
    """Write `text_encoder....self_attn.to_q_lora.down.weight`; attention alone."""

    def ends(name: str) -> tuple[str, str]:
        block, _, layer = name.rpartition(".")
        stem = f"{prefix}.{block}.to_{layer.removesuffix('_proj')}_lora"
        return f"{stem}.down", f"{stem}.up"

    return _written(numbers, ends)


def diffusers_text(prefix: str, numbers: Numbers) -> dict[str, Tensor]:
    """Write `text_encoder....q_proj.lora_linear_layer.down.weight`."""
    return _written(
        numbers,
        lambda name: (
            f"{prefix}.{name}.lora_linear_layer.down",
            f"{prefix}.{name}.lora_linear_layer.up",
        ),
    )


def write(
    file: Path, tensors: Mapping[str, Tensor], *, options: Mapping[str, object] | None = None
) -> Path:
    """Write a LoRA's file, with peft's options in its metadata if there are any."""
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {} if options is None else {"lora_adapter_metadata": json.dumps(options)}
    contiguous = {name: value.contiguous() for name, value in tensors.items()}
    save_file(contiguous, file, metadata={"format": "pt", **told})
    return file


def _written(numbers: Numbers, ends: Callable[[str], tuple[str, str]]) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    for name, (down, up) in numbers.items():
        first, last = ends(name)
        found |= {f"{first}.weight": down, f"{last}.weight": up}
    return found
