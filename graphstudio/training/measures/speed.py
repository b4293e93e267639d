"""How long does one picture take?"""

from __future__ import annotations

import time
from statistics import median

import torch

from graphstudio.training.measures.subject import Subject
from graphstudio.training.measures.table import Table
from graphstudio.training.sampling import sample

_PICTURES = 5


def measure_speed(subject: Subject) -> Table:
    """Time single pictures, after one that is not counted."""
    seconds = []
    for number in range(_PICTURES + 1):
        started = time.perf_counter()
        sample(
            subject.pipeline,
            ["a red circle on a blue background"],
            steps=subject.steps,
            seed=subject.seed + number,
        )
        seconds.append(time.perf_counter() - started)
    threads = torch.get_num_threads()
    return Table(
        "Time",
        ("", "median", "slowest"),
        (
            (
                f"one picture, {subject.steps} steps, CFG 5, {threads} threads",
                f"{median(seconds[1:]):.2f} s",
                f"{max(seconds[1:]):.2f} s",
            ),
        ),
        f"{_PICTURES} pictures one after the other, on the machine that measured.",
    )
