"""What the library knows of one model: a file, or a folder that is one model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal[
    "annotator",
    "checkpoint",
    "class_model",
    "controlnet",
    "denoiser",
    "embedding",
    "image_encoder",
    "ip_adapter",
    "lora",
    "model",
    "pipeline",
    "pixel_model",
    "safety_checker",
    "t2i_adapter",
    "text_encoder",
    "unknown",
    "upscaler",
    "vae",
]
"""What a model is good for. "model" is a folder in diffusers layout that reads texts, "checkpoint"
one file that holds denoiser, text encoder and VAE, "denoiser" a U-Net or transformer alone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Describe one model as its header and the files beside it do; nothing of it is loaded.

    Attributes:
        path: The file, or the folder that is one model; absolute.
        kind: What it is good for.
        family: The family it belongs to, one of `diffusion.families`, such as "sdxl"; "" where
            its header does not show it or it belongs to none.
        precision: How its weights are stored: "float32", "float16", "bfloat16", "float8", "int8",
            "4 bit", a GGUF kind such as "Q4_K", or "mixed"; "" where nothing shows it.
        size_bytes: Bytes of all its weight files.
        parameters: Numbers in it; 0 where nothing shows it.
        changed_ns: When it was changed last, nanoseconds since 1970.
        sha256: Hash of the file's content, or of all that a folder's model depends on; "" until
            somebody needed it.
        title: What its author calls it; its name where nothing says more.
        words: Trigger words that its metadata names, the most used first.
        preview: A picture beside it that shows what it does.
        details: What else its metadata says, such as the base model or the licence, for people.
        problem: Why it cannot be used, and what to do; "" for what is sound as far as its header
            shows.
    """

    path: Path
    kind: Kind
    family: str = ""
    precision: str = ""
    size_bytes: int = 0
    parameters: int = 0
    changed_ns: int = 0
    sha256: str = ""
    title: str = ""
    words: tuple[str, ...] = ()
    preview: Path | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def name(self) -> str:
        """Its name in workflows, see `name_of_path`."""
        return name_of_path(self.path)


def name_of_path(path: Path) -> str:
    """Name a model: its file or folder name; a repository in the Hugging Face cache "owner--name".

    That is how the cache itself writes it. A slash would make a path of it in a workflow, seen from
    the workflow's folder, and nobody else would find the model by it.
    """
    above = path.parent
    if above.name == "snapshots" and above.parent.name.startswith("models--"):
        return above.parent.name.removeprefix("models--")
    return path.name
