"""Do shapes obey their prompts? Marked by the judge, on combinations that were never trained on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphstudio.training.measures.subject import Subject
from graphstudio.training.measures.table import Table, percent
from graphstudio.training.obedience import Marks, held_out_prompts, mark, mean_marks
from graphstudio.training.sampling import sample

_NOTE = """\
{count} held-out prompts, one picture each: combinations of colour, shape and place (or relation)
that were never trained on; one in five shows a colour and shape that were never drawn together.
"Shape" is the share of shapes of the right colour and form at the right place; "all" wants
background and every shape right, and nothing else in the picture. Seconds are wall time a picture,
ten at once."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How pictures are sampled."""

    sampler: str
    steps: int
    guidance: float

    def __str__(self) -> str:
        """Name the setting as the tables do."""
        return f"{self.sampler}, {self.steps} steps, CFG {self.guidance:g}"


def measure_shapes(subject: Subject) -> Table:
    """Mark the pictures of held-out prompts in several settings."""
    return Table(
        "Shapes",
        ("", "background", "colour at place", "shape", "all but shape", "all", "s / picture"),
        tuple(_row(subject, setting) for setting in settings(subject.steps)),
        _NOTE.format(count=subject.prompts),
    )


def settings(steps: int) -> tuple[Setting, ...]:
    """List the settings that are compared."""
    return (
        Setting("ddim", steps, 5.0),
        Setting("ddim", steps, 2.5),
        Setting("ddim", steps, 1.0),
        Setting("ddim", round(2.5 * steps), 5.0),
        Setting("dpm++ 2m", max(steps // 2, 1), 5.0),
        Setting("dpm++ 2m", max(steps // 2, 1), 2.5),
    )


def sample_in(
    setting: Setting, subject: Subject, prompts: Sequence[str]
) -> list[NDArray[np.uint8]]:
    """Make a picture for each prompt: (height, width, 3), 0..255."""
    return sample(
        subject.pipeline,
        prompts,
        sampler=setting.sampler,
        steps=setting.steps,
        guidance=setting.guidance,
        seed=subject.seed,
    )


def cells(marks: Marks) -> tuple[str, ...]:
    """Write marks as the table's cells."""
    return tuple(
        percent(share)
        for share in (
            marks.background,
            marks.colour_at_place,
            marks.shape,
            marks.whole_without_shape,
            marks.whole,
        )
    )


def _row(subject: Subject, setting: Setting) -> tuple[str, ...]:
    prompts = held_out_prompts(subject.prompts, subject.seed)
    started = time.perf_counter()
    made = sample_in(setting, subject, [prompt.text for prompt in prompts])
    seconds = (time.perf_counter() - started) / len(prompts)
    marks = [mark(picture, prompt.wanted) for picture, prompt in zip(made, prompts, strict=True)]
    return (str(setting), *cells(mean_marks(marks)), f"{seconds:.2f}")
