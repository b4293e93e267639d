"""How a file's denoiser differs from its family's config, and how it was trained; no torch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graphstudio.diffusion.descriptions import Description
from graphstudio.diffusion.families import FLUX
from graphstudio.diffusion.single.contents import Shapes, blocks
from graphstudio.diffusion.single.files import Opened
from graphstudio.diffusion.single.sources import Changes
from graphstudio.diffusion.single.storage import read_told
from graphstudio.errors import ModelBroken

_CHANNELS = (4, 9)  # of a latent; of two and a mask, for inpainting
_OTHER_FLUX = {384: "Flux.1 Fill", 128: "Flux.1 Depth or Canny"}


def changes_of(opened: Opened) -> Changes:
    """Say what a file shows to be otherwise than the config of its family.

    Raises:
        ModelBroken: It is a kind of its family that does not run here.
    """
    piece, shapes = opened.contents.denoiser, opened.shapes
    assert piece is not None
    prefix = piece.prefix
    is_original = piece.layout == "original"
    if opened.contents.network == "unet":
        first = "input_blocks.0.0.weight" if is_original else "conv_in.weight"
        channels = shapes.get(prefix + first, (0, 4))[1]
        if channels not in _CHANNELS:
            raise ModelBroken(
                f"{opened.file} holds a U-Net that sees {channels} channels: it is led by a "
                "picture in a way of its own (InstructPix2Pix, depth, upscaling). Get its folder "
                "in diffusers layout, for Load Diffusers Pipeline."
            )
        return (("in_channels", channels),) if channels != 4 else ()
    if opened.contents.network == "flux":
        return _flux_changes(opened.file, shapes, prefix, is_original=is_original)
    return ()


def _flux_changes(file: Path, shapes: Shapes, prefix: str, *, is_original: bool) -> Changes:
    channels = shapes.get(prefix + ("img_in.weight" if is_original else "x_embedder.weight"), ())
    if channels[-1:] != (64,):
        kind = _OTHER_FLUX.get(channels[-1] if channels else 0, "a Flux with further inputs")
        raise ModelBroken(
            f"{file} looks like {kind}, which sees a picture besides; it does not run from one "
            "file. Get its folder in diffusers layout, for Load Diffusers Pipeline."
        )
    both = "double_blocks." if is_original else "transformer_blocks."
    single = "single_blocks." if is_original else "single_transformer_blocks."
    guides = ("guidance_in.", "time_text_embed.guidance_embedder.")
    return (
        (
            "guidance_embeds",
            any(name.startswith(prefix + guides[not is_original]) for name in shapes),
        ),
        ("num_layers", blocks(shapes, prefix + both)),
        ("num_single_layers", blocks(shapes, prefix + single)),
    )


def trained_as(opened: Opened, described: Description, usual: str) -> Description:
    """Say how a denoiser was trained to predict, by what its file tells and what somebody said."""
    if described.schedule.get("_class_name", "").startswith("FlowMatch"):
        schedule = described.schedule
        if described.family == FLUX and not described.net.get("guidance_embeds"):
            schedule = schedule | {"shift": 1.0, "use_dynamic_shifting": False}  # schnell
        return replace(described, schedule=schedule)
    told = read_told(opened.file).get("modelspec.prediction_type", "")
    marks = opened.contents.marks
    shown = {"v": "v_prediction", "epsilon": "epsilon"}.get(told, "")
    shown = "v_prediction" if "v_pred" in marks else shown
    custom = described.schedule.get("prediction_type", usual)
    kept = str(custom) if opened.wish.config is not None else usual
    schedule = described.schedule | {"prediction_type": opened.wish.prediction or shown or kept}
    if "ztsnr" in marks:
        # Such a model was shown pure noise, where the sampler has to start (arXiv:2305.08891).
        schedule |= {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}
    return replace(described, schedule=schedule)
