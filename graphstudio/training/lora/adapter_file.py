"""A LoRA as one .safetensors file that diffusers loads, and that says what it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import torch
from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from graphstudio.errors import ModelBroken
from graphstudio.training.checkpoint import write_whole
from graphstudio.training.lora.adapter import TEXT_TARGETS, adapter_state
from graphstudio.training.lora.base_model import BaseModel, Family

_OURS: Final = "graphstudio"
_PEFT: Final = "lora_adapter_metadata"  # diffusers reads rank and alpha there.
_PIPELINES: Final = {"sd1": StableDiffusionPipeline, "sdxl": StableDiffusionXLPipeline}
# Names of the "modelspec" header that other programs show.
_ARCHITECTURES: Final = {
    "sd1": "stable-diffusion-v1/lora",
    "sdxl": "stable-diffusion-xl-v1-base/lora",
}


@dataclass(frozen=True, slots=True)
class AdapterFacts:
    """What the header of a LoRA file says.

    Attributes:
        family: Of the base model: "sd1" or "sdxl".
        base: Name of the base model's folder.
        rank: Of the two matrices.
        alpha: Their product counts alpha / rank times.
        targets: Endings of the U-Net's layers that have an adapter.
        trains_text: Whether the text encoders have one.
        trigger: The word that stood before each caption.
        resolution_px: Side of the pictures.
        steps: Updates of the weights.
        seed: Of the training.
        captions: How many pictures with captions it has seen.
        version: Of the program that made it.
    """

    family: Family
    base: str
    rank: int
    alpha: float
    targets: tuple[str, ...]
    trains_text: bool
    trigger: str
    resolution_px: int
    steps: int
    seed: int
    captions: int
    version: str = metadata.version("graphstudio")


def write_adapter(file: Path, base: BaseModel, facts: AdapterFacts) -> None:
    """Write the adapters of a model, half precision; the file is whole or absent."""
    parts = {"unet": (base.unet, facts.targets)}
    if facts.trains_text:
        folders = base.facts.text_folders
        for name, part in zip(folders, base.texts, strict=True):
            parts[name] = (part.net, TEXT_TARGETS)
    layers = {f"{name}_lora_layers": adapter_state(net) for name, (net, _) in parts.items()}
    header = _header(facts, {name: targets for name, (_, targets) in parts.items()})
    _PIPELINES[facts.family].save_lora_weights(
        file.parent,
        weight_name=file.name,
        save_function=_writer(header),
        **layers,
    )


def read_facts(file: Path) -> AdapterFacts | None:
    """Read the header of a LoRA file; None where another program made it.

    Raises:
        ModelBroken: It is no safetensors file.
    """
    try:
        with safe_open(file, framework="pt") as opened:
            header = opened.metadata() or {}
    except (OSError, SafetensorError) as error:
        raise ModelBroken(f"{file} is no safetensors file ({error}).") from error
    if _OURS not in header:
        return None
    values = json.loads(header[_OURS])
    return AdapterFacts(**(values | {"targets": tuple(values["targets"])}))


def _writer(header: dict[str, str]) -> Callable[[Mapping[str, torch.Tensor], str], None]:
    def write(weights: Mapping[str, torch.Tensor], name: str) -> None:
        content = _with_header(save(dict(sorted(weights.items()))), header)
        write_whole(Path(name), lambda partial: partial.write_bytes(content))

    return write


def _with_header(content: bytes, header: dict[str, str]) -> bytes:
    """Put metadata into a safetensors file, always in the same order; the library shuffles it."""
    end = 8 + int.from_bytes(content[:8], "little")
    entries = json.loads(content[8:end])
    text = json.dumps({"__metadata__": header, **entries}).encode()
    # Tensors begin at a multiple of 8 bytes.
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + content[end:]


def _header(facts: AdapterFacts, targets: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    # Any: JSON. Only what decides the result: other versions of peft know other options.
    peft: dict[str, Any] = {}
    for part, endings in targets.items():
        peft[f"{part}.r"] = facts.rank
        peft[f"{part}.lora_alpha"] = facts.alpha
        peft[f"{part}.target_modules"] = list(endings)
    return {
        "format": "pt",
        _PEFT: json.dumps(peft, sort_keys=True),
        _OURS: json.dumps(asdict(facts), sort_keys=True),
        "modelspec.sai_model_spec": "1.0.0",
        "modelspec.architecture": _ARCHITECTURES[facts.family],
        "modelspec.resolution": f"{facts.resolution_px}x{facts.resolution_px}",
        **({"modelspec.trigger_phrase": facts.trigger} if facts.trigger else {}),
    }
