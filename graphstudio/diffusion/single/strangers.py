"""Files that are something else than was asked for, named in words; no torch."""

from __future__ import annotations

from pathlib import Path

from graphstudio.diffusion.single.contents import Contents, Shapes
from graphstudio.errors import ModelBroken

_LORA = (".lora_down.", ".lora_up.", ".lora_A.", ".lora_B.", ".hada_w1", ".lokr_w1")
# Names that no other family has, and what people call the family.
_FAMILIES = (
    ("distilled_guidance_layer.", "Chroma"),
    ("double_stream_modulation_img.", "Flux.2"),
    ("patchify_proj.", "LTX-Video"),
    ("txt_norm.weight", "Qwen-Image"),
    ("cap_embedder.", "Lumina 2 or Z-Image"),
    ("head.modulation", "Wan"),
    ("clip_txt_mapper.", "Stable Cascade"),
    ("txt_in.individual_token_refiner.", "HunyuanVideo"),
    ("cond_seq_linear.", "AuraFlow"),
    ("cross_attn.kv_linear.", "PixArt or Sana"),
)
_WAY_OUT = (
    "Get the model as a folder in diffusers layout: Load Diffusers Pipeline runs most families."
)


def refuse_stranger(file: Path, shapes: Shapes, contents: Contents, wanted: str) -> ModelBroken:
    """Say what a file is that holds nothing of what was wanted.

    Args:
        file: The file.
        shapes: What its header says.
        contents: What was recognised in it.
        wanted: What should be in it, such as "a denoiser".

    Returns:
        The error to raise.
    """
    return ModelBroken(f"{file} holds no {wanted}. {_describe(shapes, contents)}")


def _describe(shapes: Shapes, contents: Contents) -> str:
    if any(mark in name for name in shapes for mark in _LORA):
        return "It is a LoRA: use Apply LoRA, behind a model."
    if contents.control is not None:
        return "It is a ControlNet: use Load ControlNet."
    parts = [
        word
        for word, found in (
            ("a denoiser: use Load Denoiser", contents.denoiser),
            ("a VAE: use Load VAE", contents.vae),
            ("a text encoder: use Load Text Encoders", contents.texts),
        )
        if found
    ]
    if parts:
        return f"It holds {', and '.join(parts)}."
    for mark, title in _FAMILIES:
        if any(mark in name for name in shapes):
            return f"It looks like {title}, which is not read from one file. {_WAY_OUT}"
    sample = ", ".join(sorted(shapes)[:3]) or "nothing"
    return f"Its weights are of no kind that is known here ({sample}). {_WAY_OUT}"


def refuse_family(file: Path, shapes: Shapes, contents: Contents) -> ModelBroken:
    """Say why a denoiser is of no family that is run from one file.

    Returns:
        The error to raise.
    """
    for mark, title in _FAMILIES:
        if any(mark in name for name in shapes):
            return ModelBroken(
                f"{file} looks like {title}, which is not read from one file. {_WAY_OUT}"
            )
    assert contents.denoiser is not None
    width = contents.denoiser.width
    told = f"its U-Net reads a text {width} wide" if width else "its blocks are of another number"
    return ModelBroken(
        f"{file} holds a denoiser of no family that is known here: {told}. Choose the folder of "
        "a model that is built like it as config (a folder with model_index.json; it needs no "
        "weights), or get the model as a folder in diffusers layout."
    )
