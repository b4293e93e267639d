"""The mask as pixels while it is painted: what the document has, and the stroke under way.

Undo takes back the pixels that a mark changed, so a step costs as much as its mark and not as
all marks before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphstudio.api.painting import Mark, read_mark
from graphstudio.diffusion.painting import (
    NO_BOX,
    Box,
    Dot,
    Grey,
    blend,
    box_of,
    cover_stroke,
    lay,
    reach,
)

_MOST_KEPT_BYTES = 256 * 1024**2
_QUICK_MARKS = 8  # more of them are made in a thread


@dataclass(frozen=True, slots=True, eq=False)
class _Patch:
    box: Box
    before: Grey


class Paper:
    """Hold one mask of a fixed size.

    Attributes:
        shown: (height, width), what is to be seen: the marks, and the stroke under way.
    """

    def __init__(self, width: int, height: int) -> None:
        self.shown: Grey = np.zeros((height, width), np.uint8)
        self._grey: Grey = np.zeros((height, width), np.uint8)
        self._cover: Grey = np.zeros((height, width), np.uint8)
        self._live = NO_BOX
        self._lines: list[str] = []
        self._patches: list[_Patch | None] = []
        self._kept_bytes = 0

    @classmethod
    def of(cls, width: int, height: int, lines: Sequence[str]) -> Paper:
        """Make one with marks on it; many marks take seconds, so this is for a thread.

        Raises:
            BadValue: A line is no mark.
        """
        paper = cls(width, height)
        paper.show(lines)
        return paper

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.shown.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.shown.shape[0])

    @property
    def share(self) -> float:
        """How much of it is chosen, 0..1."""
        return float(self._grey.mean()) / 255

    def is_near(self, lines: Sequence[str]) -> bool:
        """Tell whether few steps lead to these marks."""
        same = self._same(lines)
        return None not in self._patches[same:] and len(lines) - same <= _QUICK_MARKS

    def show(self, lines: Sequence[str]) -> Box:
        """Show these marks, and say which pixels may be different now.

        Raises:
            BadValue: A line is no mark; nothing has changed.
        """
        same = self._same(lines)
        marks = [read_mark(line) for line in lines]
        changed = self.lift()
        if None in self._patches[same:]:
            same = 0
            self._grey[:] = 0
            self._lines, self._patches, self._kept_bytes = [], [], 0
            changed = Box(0, 0, self.width, self.height)
        while len(self._lines) > same:
            changed = changed.with_(self._take_off())
        for line, mark in zip(lines[same:], marks[same:], strict=True):
            changed = changed.with_(self._add(line, mark))
        self.shown[changed.pixels] = self._grey[changed.pixels]
        return changed

    def draw(self, stroke: Sequence[Dot], hardness: float, opacity: float, *, erases: bool) -> Box:
        """Lead the stroke under way on, and say which pixels may be different now.

        Its first dot was drawn before, unless it is the only one.
        """
        box = box_of(stroke, self.width, self.height)
        if box.is_empty:
            return box
        whole = Box(0, 0, self.width, self.height)
        cover_stroke(self._cover, stroke, hardness, whole, goes_on=len(stroke) > 1)
        part = self.shown[box.pixels]
        part[:] = self._grey[box.pixels]
        blend(part, self._cover[box.pixels], opacity, erases=erases)
        self._live = self._live.with_(box)
        return box

    def lift(self) -> Box:
        """Take the stroke under way off, and say which pixels may be different now."""
        box, self._live = self._live, NO_BOX
        self._cover[box.pixels] = 0
        self.shown[box.pixels] = self._grey[box.pixels]
        return box

    def _same(self, lines: Sequence[str]) -> int:
        """Count the first marks that are on it already."""
        for at, (old, new) in enumerate(zip(self._lines, lines, strict=False)):
            if old != new:
                return at
        return min(len(self._lines), len(lines))

    def _add(self, line: str, mark: Mark) -> Box:
        box = reach(mark, self.width, self.height)
        patch = _Patch(box, self._grey[box.pixels].copy())
        lay(mark, self._grey)
        self._lines.append(line)
        self._patches.append(patch)
        self._kept_bytes += patch.before.nbytes
        self._forget_oldest()
        return box

    def _take_off(self) -> Box:
        self._lines.pop()
        patch = self._patches.pop()
        assert patch is not None
        self._grey[patch.box.pixels] = patch.before
        self._kept_bytes -= patch.before.nbytes
        return patch.box

    def _forget_oldest(self) -> None:
        for at, patch in enumerate(self._patches[:-1]):
            if self._kept_bytes <= _MOST_KEPT_BYTES:
                return
            if patch is not None:
                self._kept_bytes -= patch.before.nbytes
                self._patches[at] = None
