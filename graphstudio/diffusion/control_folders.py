"""The folder of a ControlNet or its like: looked at without loading it. No torch."""

from pathlib import Path

from graphstudio.api import ControlNet, Model, ModelFacts
from graphstudio.diffusion.configs import AGAIN, Config, read_json, require_number
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.families import FLUX, SD1, SD2, SD3, SDXL, TITLES
from graphstudio.diffusion.sources import ControlNetFolder
from graphstudio.diffusion.t2i_folders import T2I_ADAPTER, open_t2i_adapter
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import ModelBroken, ModelMissing

_KIND = "ControlNetModel"
_FAMILIES = {"SD3ControlNetModel": SD3, "FluxControlNetModel": FLUX, "ControlNetUnionModel": SDXL}


def open_leading(folder: Path, *, cache: Path | None, precision: str = "auto") -> Model[ControlNet]:
    """Look at a ControlNet or a T2I-Adapter, whichever a folder holds, and name it.

    Args:
        folder: Holds config.json and the weights.
        cache: Where content hashes of the weights are remembered; None leaves the digest empty.
        precision: "auto", "float32", "float16" or "bfloat16".

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or it is something else or for another family.
    """
    is_adapter = _class_name(folder) == T2I_ADAPTER
    return (open_t2i_adapter if is_adapter else open_controlnet)(
        folder, cache=cache, precision=precision
    )


def open_controlnet(
    folder: Path, *, cache: Path | None, precision: str = "auto"
) -> Model[ControlNet]:
    """Look at a ControlNet in diffusers layout and name it; its weights are not loaded.

    Args:
        folder: Holds config.json and the weights.
        cache: Where content hashes of the weights are remembered; None leaves the digest empty.
        precision: "auto", "float32", "float16" or "bfloat16".

    Returns:
        Its facts: conditioning_width (of the prompts that it reads, if it reads any), in_channels,
        sees ("pixels" or "latent": the form in which it follows a picture), latent_channels (of
        the latents that it leads), is_hint_shifted (whether its latent is moved by the
        autoencoder's shift factor), modes (how many kinds of guide it was trained for, where it
        has to be told which one it is).

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or it is something else or for another family.
    """
    if not folder.is_dir():
        raise ModelMissing(f"{folder} is no folder. Choose the folder of a ControlNet.")
    config = read_json(folder / "config.json")
    kind = config.get("_class_name")
    if kind != _KIND and kind not in _FAMILIES:
        found = kind or config.get("model_type") or "something unnamed"
        raise ModelBroken(
            f"{folder} holds {found}, not a {_KIND} or "
            f"{T2I_ADAPTER}. Choose the folder of a ControlNet or of a T2I-Adapter."
        )
    family = _FAMILIES.get(str(kind)) or _unet_family(folder, config)
    weights = find_weights(folder, "diffusion_pytorch_model")
    facts = {SD3: _sd3_facts, FLUX: _flux_facts}.get(family, _unet_facts)
    return Model(
        kind="controlnet",
        family=family,
        name=folder.resolve().name,
        digest=digest_files((folder / "config.json", *weights.files), cache=cache),
        size_bytes=weights.size_bytes,
        source=ControlNetFolder(folder, weights.variant),
        facts=(*facts(folder, config), ("parameters", weights.parameters)),
        precision=precision,
    )


def is_leading(folder: Path) -> bool:
    """Say whether a folder says that it is a ControlNet or a T2I-Adapter."""
    return _class_name(folder) in {_KIND, T2I_ADAPTER, *_FAMILIES}


def _class_name(folder: Path) -> object:
    try:
        return read_json(folder / "config.json").get("_class_name")
    except (ModelMissing, ModelBroken):
        return None


def _unet_family(folder: Path, config: Config) -> str:
    added, width = config.get("addition_embed_type"), config.get("cross_attention_dim")
    if added not in (None, "text_time"):
        raise ModelBroken(
            f"{folder} is a ControlNet with further inputs ({added!r}), which is not supported. "
            f"Choose one for {', '.join(TITLES[one] for one in (SD1, SD2, SDXL))}."
        )
    if config.get("controlnet_conditioning_channel_order", "rgb") not in {"rgb", "bgr"}:
        raise ModelBroken(f"{folder / 'config.json'} orders its channels in no known way. {AGAIN}")
    return SDXL if added else SD2 if width == 1024 else SD1


def _unet_facts(folder: Path, config: Config) -> ModelFacts:
    return (
        ("conditioning_width", require_number(folder, config, "cross_attention_dim")),
        ("in_channels", require_number(folder, config, "in_channels")),
        ("sees", "pixels"),
        *_modes(folder, config, "num_control_type"),
    )


def _sd3_facts(folder: Path, config: Config) -> ModelFacts:
    channels = require_number(folder, config, "in_channels")
    if config.get("extra_conditioning_channels"):
        raise ModelBroken(
            f"{folder} is a ControlNet for inpainting, which sees a mask besides; that is not "
            "supported. Choose one that follows a picture."
        )
    # Those for Stable Diffusion 3.5 large read no prompt.
    reads = config.get("joint_attention_dim") is not None
    width = require_number(folder, config, "joint_attention_dim") if reads else 0
    return (
        *((("conditioning_width", width),) if width else ()),
        ("in_channels", channels),
        ("sees", "latent"),
        ("latent_channels", channels),
        # One option tells of two habits: their text's vector is left out, and their picture's
        # latent is not moved.
        ("is_hint_shifted", config.get("force_zeros_for_pooled_projection", True) is False),
    )


def _flux_facts(folder: Path, config: Config) -> ModelFacts:
    channels = require_number(folder, config, "in_channels")
    sees_pixels = config.get("conditioning_embedding_channels") is not None
    return (
        ("conditioning_width", require_number(folder, config, "joint_attention_dim")),
        ("in_channels", channels // 4),  # 2 x 2 cells are one token
        ("sees", "pixels" if sees_pixels else "latent"),
        ("latent_channels", channels // 4),
        *_modes(folder, config, "num_mode"),
    )


def _modes(folder: Path, config: Config, name: str) -> ModelFacts:
    """Say how many kinds of guide a union ControlNet knows; nothing for the others."""
    return () if config.get(name) is None else (("modes", require_number(folder, config, name)),)
