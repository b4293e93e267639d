"""What weights are good for, and for which family: by the names and shapes in their header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphstudio.diffusion.families import DIT, FLUX, REFINER, SD1, SD2, SD3, SDXL
from graphstudio.diffusion.ip_adapter_names import ATTENTIONS, PROJECTION
from graphstudio.library.entries import Kind

_LORA = (
    ".lora_down.",
    ".lora_up.",
    ".lora_A.",
    ".lora_B.",
    ".lora.",
    "_lora.",
    ".hada_w1",
    ".lokr_w1",
    ".oft_",
)
_CONTROLNET = ("control_model.", "controlnet_cond_embedding.", "controlnet_blocks.", "lllite_unet")
_DENOISER = (
    "model.diffusion_model.",
    "diffusion_model.",
    "double_blocks.",
    "joint_blocks.",
    "transformer_blocks.",
    "down_blocks.",
    "input_blocks.",
)
_VAE = ("first_stage_model.", "encoder.conv_in.", "decoder.conv_in.")
_TEXT = (
    "cond_stage_model.",
    "conditioner.embedders.",
    "embeddings.token_embedding.",
    "model.layers.",
    "shared.weight",
    "enc.blk.",
    "text_encoders.",
    "text_model.",
)
_OTHERS: tuple[tuple[tuple[str, ...], Kind, str], ...] = (
    (("emb_params", "clip_g", "clip_l", "string_to_param"), "embedding", "a textual inversion"),
    ((ATTENTIONS, PROJECTION), "ip_adapter", "an IP-Adapter"),
    (("concept_embeds",), "safety_checker", "a safety checker"),
    (("vision_model.",), "image_encoder", "an image encoder"),
    (_TEXT, "text_encoder", "a text encoder"),
    # ESRGAN and the transformers, older ESRGAN, Compact, SPAN, PLKSR.
    (("conv_first.", "model.0.weight", "body.", "conv_1.", "feats."), "upscaler", "an upscaler"),
)
_ADAPTER = (".block1.", ".resnets.", ".in_conv.")  # of a T2I-Adapter, below its body
_WORD_WIDTHS = frozenset({768, 1024})  # of the text encoders of which one reads a prompt alone
# Width of the text that cross-attention reads, by family: the surest sign of it.
_FAMILIES = {768: SD1, 1024: SD2, 1280: REFINER, 2048: SDXL}
_NAMES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("double_blocks.", "single_transformer_blocks.", "unet_double_blocks"), FLUX),
    (("joint_blocks.",), SD3),
)
# How trainers and the ModelSpec (Stability AI, 2023) name architectures.
_NAMED: tuple[tuple[str, str], ...] = (
    ("flux", FLUX),
    ("stable-diffusion-v3", SD3),
    ("sd3", SD3),
    ("stable-diffusion-xl-v1-refiner", REFINER),
    ("stable-diffusion-xl", SDXL),
    ("sdxl", SDXL),
    ("pony", SDXL),
    ("illustrious", SDXL),
    ("stable-diffusion-v2", SD2),
    ("sd_v2", SD2),
    ("sd 2", SD2),
    ("stable-diffusion-v1", SD1),
    ("sd_v1", SD1),
    ("sd 1", SD1),
    ("sd_1", SD1),
)


def kind_of(header: Mapping[str, Any]) -> tuple[Kind, str]:
    """Tell what a file is good for, and what people call it.

    Args:
        header: From `diffusion.weights.read_header`.
    """
    if any(part in name for name in header for part in _LORA):
        return "lora", "a LoRA"
    if _begins(header, _CONTROLNET):
        return "controlnet", "a ControlNet"
    if _begins(header, _DENOISER):
        if _begins(header, _VAE):
            return "checkpoint", "a checkpoint"
        return "denoiser", "a denoiser without text encoder and VAE"
    if any(name.startswith(("adapter.", "body.")) for name in header) and any(
        part in name for name in header for part in _ADAPTER
    ):
        return "t2i_adapter", "a T2I-Adapter"
    if _begins(header, _VAE):
        return "vae", "a VAE"
    for parts, kind, what in _OTHERS:
        if _begins(header, parts):
            return kind, what
    if _is_word(header):
        return "embedding", "a textual inversion"
    return "unknown", "a safetensors file of a kind that is not known here"


def family_of(header: Mapping[str, Any]) -> str:
    """Find the family by what the keys of cross-attention read, or by the network's own names."""
    for name, entry in header.items():
        if ("attn2" in name and "to_k" in name) or name.endswith(".to_k_ip.weight"):
            shape = entry.get("shape", ())
            is_up = ".lora_up" in name or ".lora_B" in name  # reads the rank, not the text
            if len(shape) >= 2 and not is_up:
                return _FAMILIES.get(shape[1], "")
    for parts, family in _NAMES:
        if any(part in name for name in header for part in parts):
            return family
    if "clip_g" in header and "clip_l" in header:
        return SDXL
    return _family_of_word(header)


def family_named(text: str) -> str:
    """Find the family that a trainer, a model page or a GGUF file names; "" for another one."""
    lowered = text.casefold()
    return next((family for part, family in _NAMED if part in lowered), "")


def family_of_class(name: str) -> str:
    """Find the family of a network or a pipeline by its class in diffusers; "" for another one."""
    if name.startswith(("StableDiffusion3", "SD3")):
        return SD3
    if name.startswith("StableDiffusionXL"):
        return SDXL
    if name.startswith("Flux"):
        return FLUX
    return DIT if name.startswith("DiT") else ""


def _family_of_word(header: Mapping[str, Any]) -> str:
    if not _is_word(header) or any(part in name for name in header for part in _LORA):
        return ""
    (entry,) = header.values()
    return {768: SD1, 1024: SD2}.get(entry["shape"][-1], "")


def _is_word(header: Mapping[str, Any]) -> bool:
    """Tell whether a file holds nothing but a few rows, as wide as a text encoder's words."""
    shapes = [entry.get("shape", ()) for entry in header.values()]
    return len(shapes) == 1 and len(shapes[0]) in (1, 2) and shapes[0][-1] in _WORD_WIDTHS


def _begins(names: Iterable[str], starts: tuple[str, ...]) -> bool:
    return any(name.startswith(starts) for name in names)
