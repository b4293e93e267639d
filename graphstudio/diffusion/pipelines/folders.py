"""A whole pipeline's folder, looked at without loading it; no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphstudio.api import Model, Pipeline
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.pipelines.parts import Part, read_contents

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class PipelineFolder:
    """Load a whole pipeline from its folder.

    Attributes:
        folder: Holds model_index.json and one folder for each part.
        class_name: Its pipeline.
        parts: What it is made of.
        options: What else its constructor is told.
    """

    folder: Path
    class_name: str
    parts: tuple[Part, ...]
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)  # Any: JSON

    def load(self, device: torch.device, precision: torch.dtype) -> Pipeline:
        """Load all parts onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted, or make no pictures.
        """
        from graphstudio.diffusion.pipelines.loading import load_pipeline

        return load_pipeline(self, device, precision)


def open_pipeline(folder: Path, *, cache: Path, precision: str = "auto") -> Model[Pipeline]:
    """Look at a whole pipeline in diffusers layout, of any family that diffusers has.

    Its fact class_name says which pipeline it is.

    Args:
        folder: Holds model_index.json.
        cache: Where content hashes of the weights are remembered.
        precision: "auto", "float32", "float16" or "bfloat16", for all of its networks.

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or a part is not one of diffusers or transformers.
    """
    found = read_contents(folder)
    return Model(
        kind="pipeline",
        family="",
        name=folder.resolve().name,
        digest=digest_files(found.files, cache=cache),
        size_bytes=found.size_bytes,
        source=PipelineFolder(folder, found.class_name, found.parts, found.options),
        facts=(("class_name", found.class_name),),
        precision=precision,
    )
