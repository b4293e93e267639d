"""An annotator's weights: found without loading them, and loaded when they are lent. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.api import Annotator, Model
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.preprocessors.catalogue import WANTED, AnnotatorName
from graphstudio.errors import BadValue, ModelMissing

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class AnnotatorFiles:
    """Load an annotator from its weight files.

    Attributes:
        name: Which one, as the menu calls it.
        files: Its weights, in the order in which the catalogue names them.
    """

    name: AnnotatorName
    files: tuple[Path, ...]

    def load(self, device: torch.device, precision: torch.dtype) -> Annotator:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
            RunError: controlnet-aux cannot be imported.
        """
        from graphstudio.diffusion.preprocessors.loading import load_annotator

        return load_annotator(self.name, self.files, device, precision)


def open_annotator(name: AnnotatorName, folder: Path, *, cache: Path) -> Model[Annotator]:
    """Find an annotator's weights and name it; they are not loaded.

    It runs in float32 whatever the device: none of these networks was made for less.

    Args:
        name: Which one.
        folder: Holds its weights.
        cache: Where content hashes of the weights are remembered.

    Raises:
        BadValue: There is no annotator of this name.
        ModelMissing: Files are not there; all of them are told at once.
    """
    if name not in WANTED:
        raise BadValue(f"There is no annotator {name!r}. Choose one of: {'; '.join(WANTED)}.")
    wanted = WANTED[name]
    found = [_find(folder, file) for file in wanted.files]
    files = tuple(file for file in found if file is not None)
    if len(files) < len(found):
        missing = [file for file, is_there in zip(wanted.files, found, strict=True) if not is_there]
        raise ModelMissing(
            f"{name} needs {' and '.join(missing)} in the folder {folder}, and "
            f"{'it is' if len(missing) == 1 else 'they are'} not there. Get what is missing from "
            f"the repository {wanted.repository} on a model hub and put it there, or choose "
            "another folder.",
            [f"{folder / file} is not there." for file in missing],
        )
    return Model(
        kind="annotator",
        family="",
        name=name,
        digest=digest_files(files, cache=cache),
        size_bytes=sum(file.stat().st_size for file in files),
        source=AnnotatorFiles(name, files),
        precision="float32",
    )


def _find(folder: Path, name: str) -> Path | None:
    usual = folder / name
    return next((one for one in (usual.with_suffix(".safetensors"), usual) if one.is_file()), None)
