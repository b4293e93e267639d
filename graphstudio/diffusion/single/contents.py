"""What a file of weights holds: told by the names and shapes in its header; no torch.

Every published layout is known by a few names of its own. A file may hold a whole model (denoiser,
autoencoder and text encoders, each under a prefix), or one part without any prefix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graphstudio.diffusion.families import FLUX, REFINER, SD1, SD2, SD3, SDXL

Shapes = Mapping[str, tuple[int, ...]]
Layout = Literal["diffusers", "original", "openclip"]
Network = Literal["unet", "sd3", "flux"]

_DENOISER_PREFIXES = ("model.diffusion_model.", "diffusion_model.", "unet.", "transformer.", "")
_VAE_PREFIXES = ("first_stage_model.", "vae.", "")
_DENOISERS: tuple[tuple[str, Network, Layout], ...] = (
    ("input_blocks.0.0.weight", "unet", "original"),
    ("joint_blocks.0.x_block.attn.qkv.weight", "sd3", "original"),
    ("double_blocks.0.img_attn.qkv.weight", "flux", "original"),
    ("up_blocks.0.resnets.0.conv1.weight", "unet", "diffusers"),
    ("pos_embed.proj.weight", "sd3", "diffusers"),
    ("single_transformer_blocks.0.proj_mlp.weight", "flux", "diffusers"),
)
_CONTROLS: tuple[tuple[str, str, Layout], ...] = (
    ("control_model.", "control_model.input_hint_block.0.weight", "original"),
    ("", "input_hint_block.0.weight", "original"),
    ("", "controlnet_cond_embedding.conv_in.weight", "diffusers"),
)
_WORDS = "token_embedding.weight"
_T5 = "encoder.block.0.layer.0.SelfAttention.q.weight"
_T5_WORDS = ("shared.weight", "encoder.embed_tokens.weight")
_UNETS = {768: SD1, 1024: SD2, 2048: SDXL, 1280: REFINER}
"""Families by how wide the text is that their U-Net reads."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Say where one network lies in a file.

    Attributes:
        prefix: How its names begin.
        layout: In whose names it is stored.
        width: Of its words, for a text encoder; of its latents' channels, for an autoencoder; of
            the text that it reads, for a denoiser or ControlNet (0: not shown).
        is_t5: Whether a text encoder is a T5.
    """

    prefix: str
    layout: Layout
    width: int = 0
    is_t5: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """Say what a file holds.

    Attributes:
        denoiser: Its denoiser; None for none.
        network: Which kind that is; "" for none.
        vae: Its autoencoder; None for none.
        texts: Its text encoders.
        control: Its ControlNet; None for none.
        marks: Names without weights that say how a model was trained, such as "v_pred".
    """

    denoiser: Piece | None
    network: Network | Literal[""]
    vae: Piece | None
    texts: tuple[Piece, ...]
    control: Piece | None
    marks: frozenset[str]


def read_contents(shapes: Shapes) -> Contents:
    """Tell what is in a file by the names and shapes of its weights."""
    control = _find_control(shapes)
    found = None if control else _find_denoiser(shapes)
    return Contents(
        denoiser=found[0] if found else None,
        network=found[1] if found else "",
        vae=_find_vae(shapes),
        texts=_find_texts(shapes),
        control=control,
        marks=frozenset({"v_pred", "ztsnr", "edm_mean"} & shapes.keys()),
    )


def unet_family(width: int) -> str:
    """Name the family of a U-Net by the width of the text it reads; "" for none that is here."""
    return _UNETS.get(width, "")


def config_of(shapes: Shapes, contents: Contents) -> str:
    """Name the folder of the shipped configs that describes a file's denoiser; "" for none."""
    piece = contents.denoiser
    if piece is None:
        return ""
    if contents.network == "unet":
        return unet_family(piece.width)
    if contents.network == "flux":
        return FLUX
    return _sd3_config(shapes, piece)


def blocks(shapes: Shapes, start: str) -> int:
    """Count the blocks that are numbered after a name's start."""
    return len({name[len(start) :].split(".")[0] for name in shapes if name.startswith(start)})


def _sd3_config(shapes: Shapes, piece: Piece) -> str:
    is_original = piece.layout == "original"
    count = blocks(
        shapes, piece.prefix + ("joint_blocks." if is_original else "transformer_blocks.")
    )
    if count == 38:
        return "sd35_large"
    if count != 24:
        return ""
    has_second = any(".attn2." in name for name in shapes if name.startswith(piece.prefix))
    return "sd35_medium" if has_second else f"{SD3}_medium"


def _find_denoiser(shapes: Shapes) -> tuple[Piece, Network] | None:
    for prefix in _DENOISER_PREFIXES:
        for sign, network, layout in _DENOISERS:
            if prefix + sign in shapes:
                width = _text_width(shapes, prefix) if network == "unet" else 0
                return Piece(prefix, layout, width), network
    return None


def _text_width(shapes: Shapes, prefix: str) -> int:
    ends = ("attn2.to_k.weight",)
    found = (s for name, s in shapes.items() if name.startswith(prefix) and name.endswith(ends))
    return next((shape[-1] for shape in found if len(shape) == 2), 0)


def _find_control(shapes: Shapes) -> Piece | None:
    for prefix, sign, layout in _CONTROLS:
        if sign in shapes:
            return Piece(prefix, layout, _text_width(shapes, prefix))
    return None


def _find_vae(shapes: Shapes) -> Piece | None:
    signs: tuple[tuple[str, Layout], ...] = (
        ("decoder.up.0.block.0.conv1.weight", "original"),
        ("decoder.up_blocks.0.resnets.0.conv1.weight", "diffusers"),
    )
    for prefix in _VAE_PREFIXES:
        for sign, layout in signs:
            if prefix + sign in shapes:
                first = shapes.get(f"{prefix}decoder.conv_in.weight", (0, 0))
                return Piece(prefix, layout, first[1])
    return None


def _find_texts(shapes: Shapes) -> tuple[Piece, ...]:
    found = []
    for name, shape in shapes.items():
        if name.endswith(_WORDS) and len(shape) == 2:
            found.append(_clip(shapes, name.removesuffix(_WORDS), shape[1]))
        elif name.endswith(_T5):
            prefix = name.removesuffix(_T5)
            words = (shapes[prefix + one] for one in _T5_WORDS if prefix + one in shapes)
            width = next((one[1] for one in words), shape[-1])
            found.append(Piece(prefix, "diffusers", width, is_t5=True))
    # As families join them: Stable Diffusion 3 names its parts, SDXL numbers them.
    return tuple(sorted(found, key=lambda one: (one.is_t5, "clip_l" not in one.prefix, one.prefix)))


def _clip(shapes: Shapes, prefix: str, width: int) -> Piece:
    if f"{prefix}positional_embedding" in shapes:
        return Piece(prefix, "openclip", width)
    stem = prefix.removesuffix("embeddings.").removesuffix("text_model.")
    return Piece(stem, "diffusers", width)
