"""How well does the autoencoder give unseen pictures back? No picture can be better than that."""

from __future__ import annotations

from typing import Final

import numpy as np
import torch

from graphstudio.training.dataset import described, pictures
from graphstudio.training.latents import encode
from graphstudio.training.measures.shapes import cells
from graphstudio.training.measures.subject import Subject
from graphstudio.training.measures.table import Table
from graphstudio.training.obedience import Marks, mark, mean_marks
from graphstudio.training.scenes import ShapePicture

_BATCH: Final = 25
_NOTE = """\
{count} drawings that no training sees, encoded and decoded; the marks are those of the {shapes}
with shapes: a ceiling for what the denoiser can reach."""


def measure_reconstruction(subject: Subject) -> Table:
    """Encode and decode test pictures, which training never sees."""
    errors: list[float] = []
    marks: list[Marks] = []
    for start in range(0, subject.prompts, _BATCH):
        indices = range(start, min(start + _BATCH, subject.prompts))
        descriptions = described(subject.seed, indices)
        drawn = pictures(descriptions, subject.side_px)
        found = _reconstructed(subject, drawn)
        errors += (found - drawn).square().mean(dim=(1, 2, 3)).tolist()
        pixels = ((found + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
        marks += [
            mark(picture, description)
            for picture, description in zip(pixels, descriptions, strict=True)
            if isinstance(description, ShapePicture)
        ]
    # Pixels run from -1 to 1, so the peak is 2 and its square 4.
    decibels = float(10 * np.log10(4 / np.mean(errors)))
    return Table(
        "Autoencoder",
        ("", "background", "colour at place", "shape", "all but shape", "all", "PSNR"),
        (("drawings", *cells(mean_marks(marks)), f"{decibels:.1f} dB"),),
        _NOTE.format(count=subject.prompts, shapes=len(marks)),
    )


def _reconstructed(subject: Subject, drawn: torch.Tensor) -> torch.Tensor:
    model = subject.pipeline.vae
    with torch.no_grad():
        found: torch.Tensor = model.decode(
            encode(model, drawn) / model.config.scaling_factor
        ).sample
    return found.clamp(-1, 1)
