"""Do landscapes show what their prompts name?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graphstudio.training.measures.shapes import Setting, sample_in
from graphstudio.training.measures.subject import Subject
from graphstudio.training.measures.table import Table, percent
from graphstudio.training.scene_judge import judge_scene
from graphstudio.training.scene_obedience import (
    ScenePrompt,
    mark_scene,
    mark_scene_verdict,
    scene_prompts,
)

_NOTE = """\
{count} prompts for landscapes that were never drawn for training, one picture each. "Named" is the
share of the elements a prompt names (time, ground, sun or moon, clouds, mountains, houses, trees,
pines, boats) that are there; "exactly" of those there with the side, colour and number it names;
"nothing else" the share of pictures without an element that was not named; "all" wants all of it.
By element (CFG 5, named): {kinds}."""


def measure_landscapes(subject: Subject) -> Table:
    """Mark the pictures of landscape prompts in several settings."""
    prompts = scene_prompts(subject.prompts, subject.seed)
    rows, kinds = [], ""
    for setting in _settings(subject.steps):
        made = sample_in(setting, subject, [prompt.text for prompt in prompts])
        marks = [mark_scene(one, prompt.named) for one, prompt in zip(made, prompts, strict=True)]
        means = np.mean([(one.element, one.exact, one.clean, one.whole) for one in marks], axis=0)
        rows.append((str(setting), *map(percent, means.tolist())))
        kinds = kinds or _by_kind(made, prompts)
    return Table(
        "Landscapes",
        ("", "named", "exactly", "nothing else", "all"),
        tuple(rows),
        _NOTE.format(count=len(prompts), kinds=kinds),
    )


def _settings(steps: int) -> tuple[Setting, ...]:
    # Samplers are compared by shapes, more sharply.
    return (
        Setting("ddim", steps, 5.0),
        Setting("ddim", steps, 1.0),
        Setting("dpm++ 2m", max(steps // 2, 1), 5.0),
    )


def _by_kind(made: Sequence[NDArray[np.uint8]], prompts: Sequence[ScenePrompt]) -> str:
    found = defaultdict[str, list[float]](list)
    for picture, prompt in zip(made, prompts, strict=True):
        seen = judge_scene(picture)
        for element in prompt.named:
            found[element.kind].append(mark_scene_verdict(seen, [element]).element)
    return ", ".join(f"{kind} {percent(float(np.mean(found[kind])))}" for kind in sorted(found))
