"""Does a negative prompt take its element away?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graphstudio.training.measures.subject import Subject
from graphstudio.training.measures.table import Table, percent
from graphstudio.training.sampling import sample
from graphstudio.training.scene_obedience import NEGATIVES, Negative, shows

_NOTE = """\
{count} pictures of each prompt with the same noise, without and with the negative prompt, CFG 5.
"Removed" is the share of the pictures that showed the element and no longer do. Colours and grounds
are harder than elements: something has to stand in their place."""


@dataclass(slots=True)
class _Tally:
    """Pictures that showed an element without the negative prompt, and those that lost it."""

    pictures: int = 0
    shown: int = 0
    removed: int = 0

    def add(self, before: Sequence[bool], after: Sequence[bool]) -> None:
        self.pictures += len(before)
        self.shown += sum(before)
        self.removed += sum(was and not still for was, still in zip(before, after, strict=True))

    def cells(self) -> tuple[str, str]:
        share = percent(self.removed / self.shown) if self.shown else "never shown"
        return f"{self.shown} of {self.pictures}", share


def measure_negatives(subject: Subject) -> Table:
    """Compare pictures with a negative prompt and without."""
    count = max(subject.prompts // 20, 2)
    totals = defaultdict[str, _Tally](_Tally)
    rows = []
    for negative in NEGATIVES:
        before = _shown(subject, negative, count, "")
        after = _shown(subject, negative, count, negative.negative)
        one = _Tally()
        for tally in (one, totals[f"all of kind {negative.kind}"], totals["all"]):
            tally.add(before, after)
        rows.append((negative.prompt, negative.negative, *one.cells()))
    rows += [(name, "", *totals[name].cells()) for name in sorted(totals, reverse=True)]
    return Table(
        "Negative prompts",
        ("prompt", "negative prompt", "shown without it", "removed"),
        tuple(rows),
        _NOTE.format(count=count),
    )


def _shown(subject: Subject, negative: Negative, count: int, text: str) -> list[bool]:
    made = sample(
        subject.pipeline,
        [negative.prompt] * count,
        steps=subject.steps,
        seed=subject.seed,
        each={"negative_prompt": [text] * count},
    )
    return [shows(picture, negative.unwanted) for picture in made]
