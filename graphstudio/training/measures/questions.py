"""Every question that can be asked of the built-in model, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from graphstudio.errors import BadValue
from graphstudio.training.measures.controlled import measure_edges
from graphstudio.training.measures.edits import measure_image_to_image, measure_inpainting
from graphstudio.training.measures.landscapes import measure_landscapes
from graphstudio.training.measures.negatives import measure_negatives
from graphstudio.training.measures.reconstruction import measure_reconstruction
from graphstudio.training.measures.shapes import measure_shapes
from graphstudio.training.measures.speed import measure_speed
from graphstudio.training.measures.style import measure_style
from graphstudio.training.measures.subject import Subject
from graphstudio.training.measures.table import Table

QUESTIONS: Final[dict[str, Callable[[Subject], Table]]] = {
    "autoencoder": measure_reconstruction,
    "shapes": measure_shapes,
    "landscapes": measure_landscapes,
    "negative": measure_negatives,
    "img2img": measure_image_to_image,
    "inpaint": measure_inpainting,
    "edges": measure_edges,
    "lora": measure_style,
    "time": measure_speed,
}


def questions_for(subject: Subject) -> tuple[str, ...]:
    """Name the questions that a subject can be asked with what it has."""
    missing = {
        name
        for name, part in (("edges", subject.controlnet), ("lora", subject.lora))
        if part is None
    }
    return tuple(name for name in QUESTIONS if name not in missing)


def ask(subject: Subject, name: str) -> Table:
    """Ask one question.

    Raises:
        BadValue: There is no such question.
        ModelMissing: It needs a part that the subject does not have.
    """
    if name not in QUESTIONS:
        raise BadValue(f"--ask {name}: choose of {', '.join(QUESTIONS)}.")
    return QUESTIONS[name](subject)
