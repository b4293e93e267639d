"""Pictures of the class for prior preservation, made by the base model where there are too few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from diffusers import DDIMScheduler, StableDiffusionPipeline, StableDiffusionXLPipeline
from PIL import Image

from graphstudio.training.checkpoint import write_whole
from graphstudio.training.lora.base_model import DTYPES, BaseFacts, BaseModel, load_base
from graphstudio.training.lora.picture_folder import list_pictures
from graphstudio.training.sampling import sample

_AT_A_TIME = 10


def add_class_pictures(
    folder: Path,
    prompt: str,
    wanted: int,
    facts: BaseFacts,
    *,
    side_px: int,
    seed: int,
    device: str,
    precision: str,
    tell: Callable[[str], None],
) -> None:
    """Make pictures until a folder holds as many as wanted; those that are there stay.

    Args:
        folder: It is made where there is none.
        prompt: What they show.
        wanted: How many pictures the folder is to hold.
        facts: The base model that makes them.
        side_px: Their side.
        seed: Each picture's own seed is this and the number in its name.
        device: Where they are made.
        precision: "fp32", "bf16" or "fp16".
        tell: Told how many are there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lacking = wanted - len(list_pictures(folder))
    if lacking <= 0:
        return
    pipeline = _pipeline(load_base(facts, device, precision), precision)
    names = _free_numbers(folder)
    for start in range(0, lacking, _AT_A_TIME):
        for number in [next(names) for _ in range(min(_AT_A_TIME, lacking - start))]:
            # One at a time: a picture hangs on its number alone, not on which ones lacked.
            (made,) = sample(pipeline, [prompt], seed=seed + number, height=side_px, width=side_px)
            write_whole(_file(folder, number), Image.fromarray(made).save)
        tell(f"{len(list_pictures(folder))} of {wanted} pictures of the class are in {folder}")


def _free_numbers(folder: Path) -> Iterator[int]:
    return (number for number in count() if not _file(folder, number).exists())


def _file(folder: Path, number: int) -> Path:
    return folder / f"class-{number:04}.png"


def _pipeline(base: BaseModel, precision: str) -> Any:  # Any: diffusers has no types
    parts = {
        "vae": base.autoencoder.to(DTYPES[precision]),
        "unet": base.unet,
        "scheduler": DDIMScheduler.from_config(base.facts.schedule),
        "text_encoder": base.texts[0].net,
        "tokenizer": base.texts[0].tokenizer,
    }
    if base.facts.family == "sd1":
        return StableDiffusionPipeline(
            **parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False
        )
    return StableDiffusionXLPipeline(
        **parts,
        text_encoder_2=base.texts[1].net,
        tokenizer_2=base.texts[1].tokenizer,
        force_zeros_for_empty_prompt=base.facts.is_empty_zero,
        add_watermarker=False,
    )
