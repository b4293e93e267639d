"""Edits of where things stand, and of frames and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphstudio.graph.edits.edit import Group
from graphstudio.graph.elements import Frame, Note, Place
from graphstudio.graph.graph import Graph
from graphstudio.graph.layout import check_place


@dataclass(frozen=True, slots=True)
class Move:
    """Say where nodes stand, many at once; None takes a node's place away."""

    places: Mapping[str, Place | None]

    def apply(self, graph: Graph) -> Move:
        """Move them: all, or none when one cannot be."""
        for id_, place in self.places.items():
            graph.node(id_)
            if place is not None:
                check_place(place)
        return Move({id_: graph.set_place(id_, place) for id_, place in self.places.items()})


@dataclass(frozen=True, slots=True)
class AddFrame:
    """Add a frame."""

    frame: Frame

    def apply(self, graph: Graph) -> RemoveFrame:
        """Add it, unless its id is taken."""
        graph.add_frame(self.frame)
        return RemoveFrame(self.frame.id)


@dataclass(frozen=True, slots=True)
class RemoveFrame:
    """Remove a frame; the nodes in it stay."""

    frame: str

    def apply(self, graph: Graph) -> Group:
        """Remove it, from frames that hold it too; the inverse brings everything back."""
        holders = graph.frames_that_hold(frame=self.frame)
        frame = graph.remove_frame(self.frame)
        return Group((AddFrame(frame), *map(ChangeFrame, holders)))


@dataclass(frozen=True, slots=True)
class ChangeFrame:
    """Put a frame in the place of the one of its id."""

    frame: Frame

    def apply(self, graph: Graph) -> ChangeFrame:
        """Change it, unless there is none."""
        return ChangeFrame(graph.change_frame(self.frame))


@dataclass(frozen=True, slots=True)
class AddNote:
    """Add a note."""

    note: Note

    def apply(self, graph: Graph) -> RemoveNote:
        """Add it, unless its id is taken."""
        graph.add_note(self.note)
        return RemoveNote(self.note.id)


@dataclass(frozen=True, slots=True)
class RemoveNote:
    """Remove a note."""

    note: str

    def apply(self, graph: Graph) -> Group:
        """Remove it, from frames that hold it too; the inverse brings everything back."""
        holders = graph.frames_that_hold(note=self.note)
        note = graph.remove_note(self.note)
        return Group((AddNote(note), *map(ChangeFrame, holders)))


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """Put a note in the place of the one of its id."""

    note: Note

    def apply(self, graph: Graph) -> ChangeNote:
        """Change it, unless there is none."""
        return ChangeNote(graph.change_note(self.note))
