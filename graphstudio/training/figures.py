"""What a trained model is worth, in figures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline

from graphstudio.training.dataset import described, pictures
from graphstudio.training.latents import encode
from graphstudio.training.obedience import Marks, TestPrompt, mark, mean_marks
from graphstudio.training.sampling import sample
from graphstudio.training.scenes import ShapePicture

_BATCH: Final = 25


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """How well the autoencoder gives unseen pictures back; ``ceiling`` is the judge's mark."""

    psnr_db: float
    ceiling: Marks


@dataclass(frozen=True, slots=True)
class Setting:
    """How pictures are sampled."""

    sampler: str
    steps: int
    guidance: float


@dataclass(frozen=True, slots=True)
class Obedience:
    """The marks of one setting, and the seconds that one picture took."""

    setting: Setting
    marks: Marks
    seconds_each: float


def settings(steps: int) -> tuple[Setting, ...]:
    """List the settings that the figure table shows."""
    return (
        Setting("ddim", steps, 5.0),
        Setting("dpm++ 2m", max(steps // 2, 1), 5.0),
        Setting("ddim", steps, 1.0),
    )


def reconstruction(model: AutoencoderKL, seed: int, side_px: int, count: int) -> Reconstruction:
    """Encode and decode test pictures, which training never sees."""
    errors: list[float] = []
    marks: list[Marks] = []
    for start in range(0, count, _BATCH):
        descriptions = described(seed, range(start, min(start + _BATCH, count)))
        drawn = pictures(descriptions, side_px)
        with torch.no_grad():
            found = model.decode(encode(model, drawn) / model.config.scaling_factor).sample
        found = found.clamp(-1, 1)
        errors += (found - drawn).square().mean(dim=(1, 2, 3)).tolist()
        pixels = ((found + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
        marks += [
            mark(picture, description)
            for picture, description in zip(pixels, descriptions, strict=True)
            if isinstance(description, ShapePicture)
        ]
    # Pixels run from -1 to 1, so the peak is 2 and its square 4.
    return Reconstruction(float(10 * np.log10(4 / np.mean(errors))), mean_marks(marks))


def obedience(
    pipeline: StableDiffusionPipeline, prompts: Sequence[TestPrompt], setting: Setting, seed: int
) -> Obedience:
    """Sample a picture for each prompt and let the judge mark them."""
    started = time.perf_counter()
    made = sample(
        pipeline,
        [prompt.text for prompt in prompts],
        sampler=setting.sampler,
        steps=setting.steps,
        guidance=setting.guidance,
        seed=seed,
    )
    seconds = (time.perf_counter() - started) / len(prompts)
    marks = [mark(picture, prompt.wanted) for picture, prompt in zip(made, prompts, strict=True)]
    return Obedience(setting, mean_marks(marks), seconds)


def figure_table(size_bytes: int, reconstructed: Reconstruction, rows: Sequence[Obedience]) -> str:
    """Write all figures as one Markdown table."""
    head = "| | background | colour at place | shape | all but shape | all | s / picture |"
    decibels = f"Autoencoder on unseen pictures: {reconstructed.psnr_db:.1f} dB PSNR."
    lines = [
        f"Folder: {size_bytes / 1e6:.1f} MB. {decibels}",
        "",
        head,
        "|---|---|---|---|---|---|---|",
        _row("reconstructed drawings (ceiling)", reconstructed.ceiling, ""),
    ]
    for row in rows:
        name = f"{row.setting.sampler}, {row.setting.steps} steps, CFG {row.setting.guidance:g}"
        lines.append(_row(name, row.marks, f"{row.seconds_each:.2f}"))
    return "\n".join(lines)


def _row(name: str, marks: Marks, seconds: str) -> str:
    shares = (
        marks.background,
        marks.colour_at_place,
        marks.shape,
        marks.whole_without_shape,
        marks.whole,
    )
    return f"| {name} | {' | '.join(f'{share:.0%}' for share in shares)} | {seconds} |"
