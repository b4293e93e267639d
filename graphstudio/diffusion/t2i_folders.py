"""A T2I-Adapter's folder: looked at without loading it. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.api import ControlNet, Model
from graphstudio.diffusion.configs import AGAIN, Config, read_json, require_number
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.families import SD1, SDXL
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import ModelBroken

if TYPE_CHECKING:
    import torch

T2I_ADAPTER = "T2IAdapter"
"""What its config.json calls it."""

_FAMILIES = {"full_adapter": SD1, "light_adapter": SD1, "full_adapter_xl": SDXL}


@dataclass(frozen=True, slots=True)
class T2IAdapterFolder:
    """Load a `T2IAdapter` from its folder.

    Attributes:
        folder: Holds config.json and the weights.
        variant: Which weights: "" or such as "fp16".
    """

    folder: Path
    variant: str = ""

    def load(self, device: torch.device, precision: torch.dtype) -> ControlNet:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_t2i_adapter

        return load_t2i_adapter(self.folder, self.variant, device, precision)


def open_t2i_adapter(
    folder: Path, *, cache: Path | None, precision: str = "auto"
) -> Model[ControlNet]:
    """Look at a T2I-Adapter in diffusers layout and name it; its weights are not loaded.

    Args:
        folder: Holds config.json and the weights.
        cache: Where content hashes of the weights are remembered; None leaves the digest empty.
        precision: "auto", "float32", "float16" or "bfloat16".

    Returns:
        Its facts: features (channels of what it gives, in words such as "320 640 1280 1280"),
        hint_channels (1 for grey guides, or 3) and step_px (what both sides of a picture must be
        multiples of).

    Raises:
        ModelMissing: A file is not there.
        ModelBroken: A file is damaged, or it is of a kind that is not here.
    """
    config = read_json(folder / "config.json")
    kind, hint = config.get("adapter_type", "full_adapter"), config.get("in_channels", 3)
    if kind not in _FAMILIES or hint not in (1, 3):
        raise ModelBroken(
            f"{folder} is a T2I-Adapter of the kind {kind!r} with {hint!r} channels, which is not "
            f"supported. Choose one of: {', '.join(_FAMILIES)}, with 1 or 3 channels."
        )
    weights = find_weights(folder, "diffusion_pytorch_model")
    return Model(
        kind="t2i_adapter",
        family=_FAMILIES[kind],
        name=folder.resolve().name,
        digest=digest_files((folder / "config.json", *weights.files), cache=cache),
        size_bytes=weights.size_bytes,
        source=T2IAdapterFolder(folder, weights.variant),
        facts=(
            ("features", _features(folder, config, kind)),
            ("hint_channels", hint),
            ("step_px", require_number(folder, config, "downscale_factor")),
            ("parameters", weights.parameters),
        ),
        precision=precision,
    )


def _features(folder: Path, config: Config, kind: str) -> str:
    channels = config.get("channels")
    if (
        not isinstance(channels, list)
        or not channels
        or not all(map(str.isdigit, map(str, channels)))
    ):
        raise ModelBroken(
            f"{folder / 'config.json'} has no sensible channels ({channels!r}). {AGAIN}"
        )
    # The light one has a level more than it names.
    return " ".join(map(str, channels + channels[-1:] * (kind == "light_adapter")))
