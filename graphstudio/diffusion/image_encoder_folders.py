"""An image encoder's folder: looked at without loading it. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.api import ImageEncoder, Model
from graphstudio.diffusion.configs import read_json, require_number
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import ModelBroken, ModelMissing

if TYPE_CHECKING:
    import torch

_KIND = "clip_vision_model"
_EYES = "preprocessor_config.json"
_ADVICE = "Choose the folder `image_encoder` that came with the IP-Adapter."


@dataclass(frozen=True, slots=True)
class ImageEncoderFolder:
    """Load a `CLIPVisionModelWithProjection` from its folder.

    Attributes:
        folder: Holds config.json and the weights.
        eyes: The folder whose preprocessor_config.json says how pictures are brought to it; None
            does it as CLIP was trained, at the size of config.json.
        variant: Which weights: "" or such as "fp16".
    """

    folder: Path
    eyes: Path | None = None
    variant: str = ""

    def load(self, device: torch.device, precision: torch.dtype) -> ImageEncoder:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_image_encoder

        return load_image_encoder(self, device, precision)


def open_image_encoder(
    folder: Path, *, cache: Path | None, precision: str = "auto"
) -> Model[ImageEncoder]:
    """Look at an image encoder and name it; its weights are not loaded.

    Args:
        folder: Holds config.json and the weights, and may hold preprocessor_config.json; that of a
            folder `feature_extractor` beside it, as in model folders, is as good.
        cache: Where content hashes of the weights are remembered; None leaves the digest empty.
        precision: "auto", "float32", "float16" or "bfloat16".

    Returns:
        Its facts: width (of what it sees at each place), projected_width (of the one vector) and
        native_px (the side of the square that it looks at).

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or it is something else.
    """
    if not folder.is_dir():
        raise ModelMissing(f"{folder} is no folder. {_ADVICE}")
    config = read_json(folder / "config.json")
    kind = config.get("model_type") or config.get("_class_name")
    if kind != _KIND:
        raise ModelBroken(
            f"{folder} holds {kind or 'something unnamed'}, not an image encoder ({_KIND}). "
            f"{_ADVICE}"
        )
    weights = find_weights(folder, "model")
    if "visual_projection.weight" not in weights.tensors:
        raise ModelBroken(
            f"{folder} holds an image encoder without its last part (visual_projection), which "
            f"IP-Adapters need. {_ADVICE}"
        )
    eyes = next((one for one in _with_eyes(folder) if (one / _EYES).is_file()), None)
    read = (folder / "config.json", *((eyes / _EYES,) if eyes else ()), *weights.files)
    return Model(
        kind="image_encoder",
        family="",
        name=folder.resolve().name,
        digest=digest_files(read, cache=cache),
        size_bytes=weights.size_bytes,
        source=ImageEncoderFolder(folder, eyes, weights.variant),
        facts=(
            ("width", require_number(folder, config, "hidden_size")),
            ("projected_width", require_number(folder, config, "projection_dim")),
            ("native_px", require_number(folder, config, "image_size")),
            ("parameters", weights.parameters),
        ),
        precision=precision,
    )


def is_image_encoder(folder: Path) -> bool:
    """Say whether a folder says that it is an image encoder."""
    try:
        return read_json(folder / "config.json").get("model_type") == _KIND
    except (ModelMissing, ModelBroken):
        return False


def _with_eyes(folder: Path) -> tuple[Path, ...]:
    return folder, folder.resolve().parent / "feature_extractor"
