"""A LoRA's numbers, read from its file and checked."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from graphstudio.diffusion.lora.keys import Entry, read_entries
from graphstudio.diffusion.pouring import refuse_blank
from graphstudio.diffusion.weights import read_header, read_metadata
from graphstudio.errors import ModelBroken

_Told = dict[str, Any]  # Any: JSON of peft's own options


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Hold what a LoRA does to one layer.

    Attributes:
        entry: Which layer, as the file calls it.
        numbers: By what they are ("down", "up", ...), as exact as they are stored.
        scale: What their product is multiplied by: alpha / rank, or 1 where no alpha is stored.
    """

    entry: Entry
    numbers: Mapping[str, Tensor]
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class LoraWeights:
    """Hold a loaded LoRA.

    Attributes:
        path: Its file.
        changes: One for each layer.
    """

    path: Path
    changes: tuple[Change, ...]


def load_lora(path: Path, device: torch.device) -> LoraWeights:
    """Read a LoRA's file onto a device.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, or its numbers are not finite.
    """
    entries, _ = read_entries(read_header(path))
    told = _read_options(path)
    try:
        stored = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelBroken(f"{path} cannot be read ({error}). Download it again.") from error
    changes = []
    for entry in entries:
        # Copied, for a file that is overwritten meanwhile would change its mapping in memory.
        numbers = {number: stored[key].to(device, copy=True) for number, key in entry.keys.items()}
        for number, value in numbers.items():
            if not torch.isfinite(value).all():
                raise ModelBroken(
                    f"{path}: {entry.keys[number]} holds numbers that are not finite. Download it "
                    "again, or choose another LoRA."
                )
        changes.append(Change(entry, numbers, _scale(entry, numbers, told)))
    refuse_blank(path, (value for one in changes for value in one.numbers.values()))
    return LoraWeights(path, tuple(changes))


def _read_options(path: Path) -> _Told:
    """Read peft's options, which our own trainer and diffusers store; empty without."""
    text = read_metadata(path).get("lora_adapter_metadata", "{}")
    try:
        told = json.loads(text)
        return dict(told)
    except (ValueError, TypeError) as error:
        raise ModelBroken(f"{path}: its metadata about alpha is damaged ({error}).") from error


def _scale(entry: Entry, numbers: Mapping[str, Tensor], told: _Told) -> float:
    rank = _rank(numbers)
    if rank is None:
        return 1.0
    if "alpha" in numbers:
        return float(numbers["alpha"].float().item()) / rank
    part, _, layer = entry.stem.partition(".")
    alpha: Any = told.get(f"{part}.lora_alpha", told.get(f"{part}.alpha", rank))
    for pattern, value in (told.get(f"{part}.alpha_pattern") or {}).items():
        if re.match(rf"(.*\.)?({pattern})$", layer):
            alpha = value
            break
    return float(alpha) / (math.sqrt(rank) if told.get(f"{part}.use_rslora") else rank)


def _rank(numbers: Mapping[str, Tensor]) -> int | None:
    """Tell the rank that alpha is divided by; None for factors that are stored whole."""
    for number in ("down", "hada_w1_b", "lokr_w2_b", "lokr_w1_b"):
        if number in numbers:
            return int(numbers[number].shape[0])
    return None
