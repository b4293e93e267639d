"""A safety checker's folder, looked at without loading it; no torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.api import Model, SafetyChecker
from graphstudio.diffusion.configs import read_json
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import ModelBroken, ModelMissing

if TYPE_CHECKING:
    import torch

_KIND = "StableDiffusionSafetyChecker"
_PROCESSOR = "preprocessor_config.json"


@dataclass(frozen=True, slots=True)
class CheckerFolder:
    """Load a `StableDiffusionSafetyChecker` and its image processor.

    Attributes:
        folder: Holds config.json and the weights.
        processor: Holds preprocessor_config.json.
        variant: Which weights: "" or such as "fp16".
    """

    folder: Path
    processor: Path
    variant: str = ""

    def load(self, device: torch.device, precision: torch.dtype) -> SafetyChecker:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.safety.checking import load_checker

        return load_checker(self, device, precision)


def open_checker(folder: Path, *, cache: Path | None) -> Model[SafetyChecker]:
    """Look at a safety checker and name it.

    It runs in full precision whatever the device: a verdict should not hang on the last bits.

    Args:
        folder: A model folder with `safety_checker` and `feature_extractor` in it, or a folder
            that holds the checker itself, with its preprocessor_config.json in it or beside it
            in `feature_extractor`.
        cache: Where content hashes of the weights are remembered.

    Raises:
        ModelMissing: A file is not there.
        ModelBroken: It is damaged, or something else.
    """
    place = _place(folder)
    config = read_json(place / "config.json")
    if not _names_itself(config.get("architectures")):
        raise ModelBroken(
            f"{place} holds {config.get('architectures') or 'something unnamed'}, no {_KIND}. "
            "Choose the safety_checker folder of a Stable Diffusion 1.x model."
        )
    processor = next((one for one in _processors(place) if (one / _PROCESSOR).is_file()), None)
    if processor is None:
        raise ModelMissing(
            f"{place} has no {_PROCESSOR}, which says how the checker looks at pictures. Put the "
            "model's feature_extractor folder beside it."
        )
    weights = find_weights(place, "model")
    files = (place / "config.json", processor / _PROCESSOR, *weights.files)
    return Model(
        kind="safety_checker",
        family="",
        name=folder.resolve().name,
        digest=digest_files(files, cache=cache),
        size_bytes=weights.size_bytes,
        source=CheckerFolder(place, processor, weights.variant),
        precision="float32",
    )


def is_checker(folder: Path) -> bool:
    """Say whether a folder is, or holds, a safety checker."""
    try:
        return _names_itself(read_json(_place(folder) / "config.json").get("architectures"))
    except (ModelMissing, ModelBroken):
        return False


def _names_itself(architectures: object) -> bool:
    return isinstance(architectures, list) and _KIND in architectures


def _place(folder: Path) -> Path:
    inner = folder / "safety_checker"
    return inner if inner.is_dir() else folder


def _processors(place: Path) -> tuple[Path, Path]:
    return place, place.parent / "feature_extractor"
