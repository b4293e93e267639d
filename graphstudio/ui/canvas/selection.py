"""What is selected on the canvas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphstudio.graph.elements import Wire


@dataclass(frozen=True, slots=True)
class Selection:
    """Hold the ids of what is selected; two of them are joined and subtracted like sets."""

    nodes: frozenset[str] = frozenset()
    frames: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    wires: frozenset[Wire] = frozenset()

    @classmethod
    def of(
        cls,
        nodes: Iterable[str] = (),
        frames: Iterable[str] = (),
        notes: Iterable[str] = (),
        wires: Iterable[Wire] = (),
    ) -> Selection:
        """Make one of any collections of ids."""
        return cls(frozenset(nodes), frozenset(frames), frozenset(notes), frozenset(wires))

    def __bool__(self) -> bool:
        return bool(self.nodes or self.frames or self.notes or self.wires)

    def __len__(self) -> int:
        return len(self.nodes) + len(self.frames) + len(self.notes) + len(self.wires)

    def __or__(self, other: Selection) -> Selection:
        return Selection(
            self.nodes | other.nodes,
            self.frames | other.frames,
            self.notes | other.notes,
            self.wires | other.wires,
        )

    def __sub__(self, other: Selection) -> Selection:
        return Selection(
            self.nodes - other.nodes,
            self.frames - other.frames,
            self.notes - other.notes,
            self.wires - other.wires,
        )

    def __xor__(self, other: Selection) -> Selection:
        return Selection(
            self.nodes ^ other.nodes,
            self.frames ^ other.frames,
            self.notes ^ other.notes,
            self.wires ^ other.wires,
        )

    def __and__(self, other: Selection) -> Selection:
        return Selection(
            self.nodes & other.nodes,
            self.frames & other.frames,
            self.notes & other.notes,
            self.wires & other.wires,
        )

    def __ge__(self, other: Selection) -> bool:
        """Tell whether all of the other is selected here."""
        return not other - self


NONE_SELECTED = Selection()
