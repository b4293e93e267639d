"""Weight files that have a header and nothing else of worth."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from math import prod
from pathlib import Path

LORA = {"lora_unet_down_attn2_to_k.lora_down.weight": [4, 768]}
"""Shapes of a LoRA for Stable Diffusion 1.x."""
CHECKPOINT = {
    "model.diffusion_model.input_blocks.1.attn2.to_k.weight": [2, 2048],
    "first_stage_model.decoder.conv_in.bias": [2],
}
"""Shapes of a checkpoint for SDXL."""


def write_weights(
    path: Path,
    shapes: Mapping[str, list[int]] | None = None,
    metadata: Mapping[str, str] | None = None,
    *,
    dtype: str = "F16",
    filling: bytes = b"\0",
) -> Path:
    """Write a safetensors file.

    Args:
        path: Where to.
        shapes: By name; None for those of `LORA`.
        metadata: What it says of itself.
        dtype: Of all tensors.
        filling: The byte that it consists of.
    """
    header: dict[str, object] = {"__metadata__": dict(metadata)} if metadata else {}
    end = 0
    for name, shape in (LORA if shapes is None else shapes).items():
        size = prod(shape) * (4 if dtype == "F32" else 2 if dtype in ("F16", "BF16") else 1)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + filling * end)
    return path
