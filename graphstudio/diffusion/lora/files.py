"""A LoRA's file, looked at without loading it: what it is, and what it is for. No torch."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphstudio.api import Model, ModelFacts
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.families import FLUX, REFINER, SD1, SD2, SD3, SDXL, TITLES
from graphstudio.diffusion.ip_adapter_names import ATTENTIONS, PROJECTION
from graphstudio.diffusion.lora.keys import PARTS, Entry, read_entries
from graphstudio.diffusion.weights import read_header, read_metadata
from graphstudio.errors import ModelBroken

if TYPE_CHECKING:
    import torch

    from graphstudio.diffusion.lora.loading import LoraWeights

FAMILIES = (SD1, SD2, SDXL, REFINER, SD3, FLUX)
"""Families that LoRAs can be applied to so far."""

_WIDTHS = {768: SD1, 1024: SD2, 2048: SDXL, 1280: REFINER}
# Inside of their blocks: SD3 medium, SD 3.5 large, Flux.
_INNER_WIDTHS = {1536: SD3, 2432: SD3, 3072: FLUX}
# Pieces of names that U-Nets have not, and who has them.
_FOREIGN = {
    "double_blocks": FLUX,
    "single_blocks": FLUX,
    "single_transformer_blocks": FLUX,
    "joint_blocks": SD3,
    "text_encoder_3.": SD3,
    "lora_prior_": "Stable Cascade",
}
_TRANSFORMERS = (
    "double_blocks",
    "single_blocks",
    "single_transformer_blocks",
    "joint_blocks",
    "lora_transformer_",
    "transformer.",
    "diffusion_model.",
    "base_model.model.",
)
_ARCHITECTURES = {
    "stable-diffusion-v1": "sd1",
    "stable-diffusion-v2": "sd2",
    "stable-diffusion-xl": "sdxl",
    "sd_v1": "sd1",
    "sd_v2": "sd2",
    "sdxl": "sdxl",
    "stable-diffusion-3": SD3,
    "sd3": SD3,
    "flux": FLUX,
}


# The layers that read the prompt, and those of a text encoder that read what comes before.
_READING = ("attn2.to_k", "attn2.processor.to_k", "attn2_to_k")
_INNER = ("attn.to_q", "attn_to_q", "attn.to_k", "attn_to_k", "attn.to_v", "attn_to_v")
_TEXT = ("q_proj", "k_proj", "v_proj", "self_attn.to_q", "self_attn.to_k", "self_attn.to_v")


@dataclass(frozen=True, slots=True)
class LoraFile:
    """Read a LoRA's numbers from its file.

    Attributes:
        path: A safetensors file.
    """

    path: Path

    def load(self, device: torch.device, precision: torch.dtype) -> LoraWeights:
        """Load the numbers onto a device, as exact as they are stored.

        Raises:
            ModelMissing: The file is not there.
            ModelBroken: It is there and cannot be trusted.
        """
        from graphstudio.diffusion.lora.loading import load_lora

        del precision  # they are merged in float32, whatever the network's precision
        return load_lora(self.path, device)


def open_lora(file: Path, *, cache: Path | None) -> Model[LoraWeights]:
    """Look at a LoRA's file and name it; its numbers are not loaded.

    Args:
        file: A safetensors file in any form that diffusers reads for one of `FAMILIES`, or
            LyCORIS.
        cache: Where content hashes are remembered; None leaves the digest empty.

    Returns:
        Its family is the one that it looks like, "" where nothing tells. Its facts: for each of
        its parts (`keys.PARTS`) how many weights of that network it changes; is_transformer, where
        what it changes shows that it is one; conditioning_width (of prompts that its U-Net reads),
        text_width (of its first text encoder) and trigger (words that wake it, from its metadata)
        where they are known.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, a pickle, no LoRA, or holds what is not understood here.
    """
    header, told = read_header(file), read_metadata(file)
    entries, unknown = read_entries(header)
    try:
        is_transformer = _has_piece(header, *_TRANSFORMERS)
        reads = None if is_transformer else _width(entries, header, *_READING)
        inner = (_width(entries, header, *_INNER) or 0) if is_transformer else None
        facts = _facts(entries, header, reads, told.get("modelspec.trigger_phrase", ""))
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise ModelBroken(f"{file} is damaged: its shapes make no sense ({error}).") from error
    looks = next(_signs(header, reads, inner, told), "")
    if unknown or not entries:
        raise ModelBroken(_refusal(file, unknown, len(header), looks))
    return Model(
        kind="lora",
        family=looks,
        name=file.stem,
        digest=digest_files((file,), cache=cache),
        size_bytes=file.stat().st_size,
        source=LoraFile(file),
        facts=(*facts, *((("is_transformer", True),) if is_transformer else ())),
    )


def _refusal(file: Path, unknown: Sequence[str], total: int, looks: str) -> str:
    if any(name.endswith("query_norm.scale") for name in unknown):
        return (
            f"{file} is a control LoRA for Flux: it makes the model see a second picture, which is "
            "not supported. Use a ControlNet for Flux instead."
        )
    title = TITLES.get(looks, looks)
    for_whom = f" It looks like a LoRA for {title}." if title else ""
    if any(name.startswith((PROJECTION, ATTENTIONS)) for name in unknown):
        return f"{file} is an IP-Adapter, not a LoRA: Load IP-Adapter takes it."
    advice = "Choose a LoRA for Stable Diffusion 1.x, 2.x, XL, 3 or for Flux."
    if not unknown:
        return f"{file} holds no LoRA: there is nothing in it. {advice}"
    return (
        f"{file}: {len(unknown)} of its {total} entries are not understood, the first is "
        f"{unknown[0]}.{for_whom} {advice}"
    )


def _facts(
    entries: Sequence[Entry], header: Mapping[str, Any], reads: int | None, trigger: str
) -> ModelFacts:
    facts: dict[str, str | int | float | bool] = {}
    changed = Counter[str]()
    for one in entries:
        changed[one.part] += _changed(one, header)
    facts |= {part: changed[part] for part in PARTS if part in changed}
    text = [one for one in entries if one.part == "text_encoder"]
    width = _width(text, header, *_TEXT)
    facts |= {"conditioning_width": reads} if reads else {}
    facts |= {"text_width": width} if width else {}
    facts |= {"trigger": trigger} if trigger else {}
    return tuple(facts.items())


def _width(entries: Sequence[Entry], header: Mapping[str, Any], *layers: str) -> int | None:
    """Tell how wide the input is of the first plain LoRA whose layer ends in one of these."""
    for one in entries:
        if one.stem.endswith(layers) and "down" in one.keys:
            return int(_shape(header, one.keys["down"])[1])
    return None


def _changed(entry: Entry, header: Mapping[str, Any]) -> int:
    """Count the weights that an entry changes."""
    shapes = {number: _shape(header, key) for number, key in entry.keys.items()}
    if "down" in shapes:
        kernel = shapes.get("mid", shapes["down"])[2:]
        return shapes["up"][0] * shapes["down"][1] * math.prod(kernel)
    if "hada_w1_a" in shapes:
        return _product(shapes, "hada_w1", "hada_t1")
    return _product(shapes, "lokr_w1", "") * _product(shapes, "lokr_w2", "lokr_t2")


def _product(shapes: Mapping[str, Sequence[int]], name: str, core: str) -> int:
    """Count what a matrix holds that is stored whole, or as two factors, or with a core too."""
    if name in shapes:
        return math.prod(shapes[name])
    a, b = shapes[f"{name}_a"], shapes[f"{name}_b"]
    return a[1] * b[1] * math.prod(shapes[core][2:]) if core in shapes else a[0] * b[1]


def _shape(header: Mapping[str, Any], key: str) -> list[int]:
    shape = [int(side) for side in header[key]["shape"]]
    if len(shape) < 2 and not key.endswith((".alpha", ".lora_magnitude_vector", "_scale")):
        raise ValueError(f"{key} is no matrix")
    return shape


def _has_piece(names: Iterable[str], *pieces: str) -> bool:
    """Tell whether one of some pieces begins a name, or a part of one."""
    told = "".join(f"\n{name}" for name in names)  # one long text is searched in no time
    return any(f"{before}{one}" in told for one in pieces for before in "\n._")


def _signs(
    names: Mapping[str, Any], width: int | None, inner: int | None, told: Mapping[str, str]
) -> Iterator[str]:
    """Give what a file seems to be for, the surest sign first."""
    for piece, family in _FOREIGN.items():
        if _has_piece(names, piece):
            yield family
    if width in _WIDTHS:
        yield _WIDTHS[width]
    if inner in _INNER_WIDTHS:
        yield _INNER_WIDTHS[inner]
    if inner is None and any(name.startswith(("lora_te2_", "text_encoder_2.")) for name in names):
        yield "sdxl"
    said = " ".join(
        told.get(key, "") for key in ("modelspec.architecture", "ss_base_model_version")
    ).lower()
    for word, family in _ARCHITECTURES.items():
        if word in said:
            yield family
