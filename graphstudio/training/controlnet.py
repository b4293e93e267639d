"""Train a ControlNet for edges of the built-in model, and write it as a diffusers folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from PIL import Image

from graphstudio.training.captions import caption
from graphstudio.training.checkpoint import write_text, write_whole
from graphstudio.training.dataset import described
from graphstudio.training.drawing import draw
from graphstudio.training.edges import CANNY, as_hint, edge_map
from graphstudio.training.folder import make_readable
from graphstudio.training.measures.subject import load_subject
from graphstudio.training.sampling import sample
from graphstudio.training.sheet import contact_sheet, loss_curves
from graphstudio.training.stages import Stages

if TYPE_CHECKING:
    from diffusers import ControlNetModel, StableDiffusionControlNetPipeline

    from graphstudio.training.preset import Preset
    from graphstudio.training.trainer import TrainingProgress

_SHOWN: Final = 8
_CARD: Final = """\
---
license: apache-2.0
library_name: diffusers
pipeline_tag: image-to-image
language: en
---

# Edges for GraphStudio's built-in model

![Edges, and what the model makes of them](contact-sheet.png)

A ControlNet (arXiv:2302.05543) that makes the built-in model follow edges: white lines on black, as
Canny finds them with thresholds {low} and {high}, {side} x {side} pixels. Above the edges, below
what 20 steps of DDIM at guidance 5 make of them; no picture of these was trained on.

```python
from diffusers import ControlNetModel, StableDiffusionControlNetPipeline

edges = ControlNetModel.from_pretrained("DIR")  # this folder
pipeline = StableDiffusionControlNetPipeline.from_pretrained(
    "resources/models/builtin", controlnet=edges, safety_checker=None
)
```

Trained by `graphstudio train controlnet --preset {preset} --seed {seed}` on {pictures:,} pictures
that the project draws, {steps:,} steps of {batch}, rate {rate:g} with AdamW, falling in the last
{anneal:,}; the U-Net stays frozen. {weights:.2f} M weights. The loss is in
[loss-curves.png](loss-curves.png); `graphstudio train measure --ask edges --controlnet DIR` says
how well it follows edges. Licence: Apache-2.0, as the program.
"""


def train_controlnet(
    base: Path,
    out: Path,
    *,
    preset: Preset,
    seed: int,
    work: Path,
    report: Callable[[TrainingProgress], None],
    processes: int = 1,
) -> Path:
    """Train a ControlNet for edges, write it to ``out`` and give that.

    Args:
        base: The built-in model, a diffusers folder.
        out: The diffusers folder to write, with card, contact sheet and loss curve.
        preset: Step counts.
        seed: Of pictures, weights and noise.
        work: Where checkpoints live. A second call with the same folder goes on where the first was
            killed.
        report: Told after every step.
        processes: How many processes share the work on a CPU; the result does not depend on it.
    """
    trained = Stages(preset, seed, work, report, processes).edges(base)
    model = cast("ControlNetModel", trained.model)
    count = model.num_parameters()
    model.half().save_pretrained(out, safe_serialization=True)
    curve = loss_curves({"edges": trained.losses})
    write_whole(out / "loss-curves.png", lambda path: curve.save(path, optimize=True))
    sheet = show_edges(load_subject(base).controlled(out), preset, seed)
    write_whole(out / "contact-sheet.png", lambda path: sheet.save(path, optimize=True))
    write_text(out / "README.md", _card(preset, seed, count))
    make_readable(out)
    return out


def show_edges(
    pipeline: StableDiffusionControlNetPipeline, preset: Preset, seed: int
) -> Image.Image:
    """Draw the edges of pictures that were never trained on, and below what follows them."""
    shown = described(seed, range(_SHOWN))
    maps = [as_hint(edge_map(draw(description, preset.side_px))) for description in shown]
    random = Random(seed)
    made = sample(
        pipeline,
        [caption(description, random) for description in shown],
        steps=preset.sample_steps,
        seed=seed,
        each={"image": maps},
    )
    return contact_sheet([*(np.asarray(hint) for hint in maps), *made], columns=_SHOWN)


def _card(preset: Preset, seed: int, weights: int) -> str:
    course = preset.edges
    return _CARD.format(
        low=CANNY[0],
        high=CANNY[1],
        side=preset.side_px,
        preset=preset.name,
        seed=seed,
        pictures=preset.further_pictures,
        steps=course.steps,
        batch=course.batch * course.shards,
        rate=course.rate,
        anneal=course.anneal,
        weights=weights / 1e6,
    )
