"""Does a LoRA's style show with it, not without it, and grow with its weight?"""

from __future__ import annotations

from random import Random

import numpy as np

from graphstudio.errors import ModelMissing
from graphstudio.training.dataset import TEST_PICTURES, described
from graphstudio.training.measures.subject import Subject
from graphstudio.training.measures.table import Table
from graphstudio.training.pencil import draw_pencil, pencil_caption, pencilness
from graphstudio.training.sampling import sample

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
# Higher guidance deepens the paper to brown.
_GUIDANCE = 3.0
_NOTE = """\
The pencil example at several weights: {count} captions of pictures that no training sees, the same
noise for each weight, CFG 3. The figure is `graphstudio.training.pencil.pencilness`, from pixels
alone: 0 for a painted picture, 1 for a drawn one; drawings themselves have {drawn:.2f}."""


def measure_style(subject: Subject) -> Table:
    """Tell how much pictures look like pencil drawings at several weights of the LoRA.

    Raises:
        ModelMissing: The subject has no LoRA.
    """
    if subject.lora is None:
        raise ModelMissing("The question of style needs a LoRA: name its file.")
    count = min(max(subject.prompts // 10, 2), TEST_PICTURES)
    shown = described(subject.seed, range(count))
    random = Random(f"style/{subject.seed}")
    prompts = [pencil_caption(description, random) for description in shown]
    pipeline = subject.pipeline
    pipeline.load_lora_weights(subject.lora, adapter_name="style")
    rows = []
    try:
        for weight in WEIGHTS:
            pipeline.set_adapters("style", weight)
            made = sample(
                pipeline, prompts, steps=subject.steps, guidance=_GUIDANCE, seed=subject.seed
            )
            rows.append((f"weight {weight:g}", f"{np.mean([*map(pencilness, made)]):.2f}"))
    finally:
        pipeline.unload_lora_weights()
    drawn = [pencilness(draw_pencil(description, subject.side_px)) for description in shown]
    return Table(
        "LoRA",
        ("", "pencil style"),
        tuple(rows),
        _NOTE.format(count=count, drawn=np.mean(drawn)),
    )
