"""The folder of a ControlNet or its like: looked at without loading it. No torch."""

from pathlib import Path

from graphstudio.api import ControlNet, Model
from graphstudio.diffusion.configs import AGAIN, read_json, require_number
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.families import SD1, SD2, SDXL, TITLES
from graphstudio.diffusion.sources import ControlNetFolder
from graphstudio.diffusion.t2i_folders import T2I_ADAPTER, open_t2i_adapter
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import ModelBroken, ModelMissing

_KIND = "ControlNetModel"


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
        Its facts: conditioning_width, in_channels.

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or it is something else or for another family.
    """
    if not folder.is_dir():
        raise ModelMissing(f"{folder} is no folder. Choose the folder of a ControlNet.")
    config = read_json(folder / "config.json")
    if config.get("_class_name") != _KIND:
        found = config.get("_class_name") or config.get("model_type") or "something unnamed"
        raise ModelBroken(
            f"{folder} holds {found}, not a {_KIND} or "
            f"{T2I_ADAPTER}. Choose the folder of a ControlNet or of a T2I-Adapter."
        )
    added, width = config.get("addition_embed_type"), config.get("cross_attention_dim")
    if added not in (None, "text_time"):
        raise ModelBroken(
            f"{folder} is a ControlNet with further inputs ({added!r}), which is not supported. "
            f"Choose one for {', '.join(TITLES[one] for one in (SD1, SD2, SDXL))}."
        )
    family = SDXL if added else SD2 if width == 1024 else SD1
    if config.get("controlnet_conditioning_channel_order", "rgb") not in {"rgb", "bgr"}:
        raise ModelBroken(f"{folder / 'config.json'} orders its channels in no known way. {AGAIN}")
    weights = find_weights(folder, "diffusion_pytorch_model")
    return Model(
        kind="controlnet",
        family=family,
        name=folder.resolve().name,
        digest=digest_files((folder / "config.json", *weights.files), cache=cache),
        size_bytes=weights.size_bytes,
        source=ControlNetFolder(folder, weights.variant),
        facts=(
            ("conditioning_width", require_number(folder, config, "cross_attention_dim")),
            ("in_channels", require_number(folder, config, "in_channels")),
            ("parameters", weights.parameters),
        ),
        precision=precision,
    )


def is_leading(folder: Path) -> bool:
    """Say whether a folder says that it is a ControlNet or a T2I-Adapter."""
    return _class_name(folder) in {_KIND, T2I_ADAPTER}


def _class_name(folder: Path) -> object:
    try:
        return read_json(folder / "config.json").get("_class_name")
    except (ModelMissing, ModelBroken):
        return None
