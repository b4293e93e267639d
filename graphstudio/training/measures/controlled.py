"""Do pictures follow the edges that a ControlNet is given?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from graphstudio.errors import ModelMissing
from graphstudio.training.captions import caption
from graphstudio.training.dataset import TEST_PICTURES, described
from graphstudio.training.drawing import draw
from graphstudio.training.edges import as_hint, edge_agreement, edge_map
from graphstudio.training.measures.subject import Subject
from graphstudio.training.measures.table import Table
from graphstudio.training.sampling import sample
from graphstudio.training.scenes import Description, Landscape

_NOTE = """\
{count} drawings that no training sees, half of them landscapes, sampled from their captions and
their edges. Agreement is the intersection over union of edge pixels, 0 to 1; in brackets how many
times that without the ControlNet."""


def measure_edges(subject: Subject) -> Table:
    """Compare the edges of pictures with those asked for, with the ControlNet and without it.

    Raises:
        ModelMissing: The subject has no ControlNet.
    """
    if subject.controlnet is None:
        raise ModelMissing("The question of edges needs a ControlNet: name its folder.")
    shown = _half_landscapes(max(subject.prompts // 5, 2), subject.seed)
    random = Random(f"edges/{subject.seed}")
    prompts = [caption(description, random) for description in shown]
    maps = [edge_map(draw(description, subject.side_px)) for description in shown]
    pipeline = subject.controlled(subject.controlnet)
    found = {
        name: _agreement(
            maps,
            sample(
                pipeline,
                texts,
                steps=subject.steps,
                seed=subject.seed,
                each={"image": [as_hint(edges) for edges in maps]},
                controlnet_conditioning_scale=scale,
            ),
        )
        for name, texts, scale in (
            ("without the ControlNet", prompts, 0.0),
            ("with it", prompts, 1.0),
            ("with it, no caption", [""] * len(prompts), 1.0),
        )
    }
    alone = found["without the ControlNet"]
    return Table(
        "Edges",
        ("", "exactly", "to within one pixel"),
        tuple((name, *_cells(values, alone)) for name, values in found.items()),
        _NOTE.format(count=len(shown)),
    )


def _agreement(
    maps: Sequence[NDArray[np.bool_]], made: Sequence[NDArray[np.uint8]]
) -> tuple[float, ...]:
    pairs = [(edges, edge_map(picture)) for edges, picture in zip(maps, made, strict=True)]
    return tuple(
        float(np.mean([edge_agreement(wanted, found, tolerance) for wanted, found in pairs]))
        for tolerance in (0, 1)
    )


def _cells(values: Sequence[float], alone: Sequence[float]) -> Iterator[str]:
    for value, without in zip(values, alone, strict=True):
        yield f"{value:.3f} ({value / without:.1f})"


def _half_landscapes(count: int, seed: int) -> list[Description]:
    unseen = described(seed, range(TEST_PICTURES))
    scenes = [one for one in unseen if isinstance(one, Landscape)]
    shapes = [one for one in unseen if not isinstance(one, Landscape)]
    return [*shapes[: count - count // 2], *scenes[: count // 2]]
