"""What the small files of a model folder say, read and found to belong together; no torch."""

from dataclasses import dataclass
from pathlib import Path

from graphstudio.diffusion.configs import Config, read_json, require_number
from graphstudio.diffusion.families import (
    TextPart,
    denoiser_part,
    read_family,
    require_parts_fit,
    text_parts,
)
from graphstudio.diffusion.tokenizers import check_tokenizer
from graphstudio.errors import ModelMissing

SCHEDULER = "scheduler/scheduler_config.json"


@dataclass(frozen=True, slots=True)
class Description:
    """Hold what a folder says about itself.

    Attributes:
        family: Its family.
        part: The folder of its denoiser.
        net: The denoiser's config.json.
        vae: The autoencoder's.
        text_parts: Its text encoders, in the order in which their states are joined.
        texts: Their config.json, in the same order.
        schedule: The scheduler's.
    """

    family: str
    part: str
    net: Config
    vae: Config
    text_parts: tuple[TextPart, ...]
    texts: tuple[Config, ...]
    schedule: Config


def describe(folder: Path, *, has_words: bool = True) -> Description:
    """Read what a model folder says about itself.

    Args:
        folder: Holds model_index.json and the parts.
        has_words: Whether the tokenizers are in it too, and are looked at.

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or parts do not belong together, or to a family that is
            here.
    """
    index = read_index(folder)
    first = folder / "text_encoder" / "config.json"
    family = read_family(folder, index, read_json(first) if first.is_file() else None)
    part = denoiser_part(family)[0]
    net, vae = (read_json(folder / name / "config.json") for name in (part, "vae"))
    schedule = read_json(folder / SCHEDULER)
    parts, texts = text_parts(family, index), []
    for one in parts:
        text = read_json(folder / one.encoder / "config.json")
        words = require_number(folder / one.encoder, text, "vocab_size")
        if has_words:
            check_tokenizer(folder / one.tokenizer, words)
        texts.append(text)
    require_parts_fit(folder, family, net, vae, tuple(texts))
    return Description(family, part, net, vae, parts, tuple(texts), schedule)


def read_index(folder: Path) -> Config:
    """Read the model_index.json of a model folder.

    Raises:
        ModelMissing: The folder or the file is not there.
        ModelBroken: The file is damaged.
    """
    if folder.is_file():
        raise ModelMissing(
            f"{folder} is a file. A model that is one file goes into Load Checkpoint; here belongs "
            "a model folder in diffusers layout, the one that holds model_index.json."
        )
    if not folder.is_dir():
        raise ModelMissing(f"{folder} is not there. Check the path, or choose another model.")
    if not (folder / "model_index.json").is_file():
        raise ModelMissing(
            f"{folder} holds no model_index.json, so it is no model folder in diffusers layout. "
            "Choose the folder that holds that file."
        )
    return read_json(folder / "model_index.json")
