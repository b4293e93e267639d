"""A table of figures that can be printed and put into a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one kind; ``note`` says what they mean and how many pictures they are from."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str

    def markdown(self) -> str:
        """Write the table as Markdown, under a heading of the third level."""
        lines = [f"### {self.title}", "", _line(self.head), _line(["---"] * len(self.head))]
        return "\n".join([*lines, *map(_line, self.rows), "", self.note])


def percent(share: float) -> str:
    """Write a share 0..1 as a whole percentage."""
    return f"{share:.0%}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
