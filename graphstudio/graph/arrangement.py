"""How a graph lies on the canvas: places, frames, notes. Nothing here changes what is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Self, TypeVar

from graphstudio.errors import GraphError
from graphstudio.graph.elements import Frame, Note, Place
from graphstudio.graph.layout import check_box, check_place
from graphstudio.graph.registry import Registry
from graphstudio.graph.values import close_names
from graphstudio.graph.wiring import Wiring

T = TypeVar("T")


class Arrangement(Wiring):
    """Hold where nodes stand, and the frames and notes around them.

    Attributes:
        places: Where nodes stand; a node that is not here has no place yet.
        frames: The frames by id.
        notes: The notes by id.
    """

    def __init__(self, registry: Registry) -> None:
        super().__init__(registry)
        self._places: dict[str, Place] = {}
        self._frames: dict[str, Frame] = {}
        self._notes: dict[str, Note] = {}
        self.places: Mapping[str, Place] = MappingProxyType(self._places)
        self.frames: Mapping[str, Frame] = MappingProxyType(self._frames)
        self.notes: Mapping[str, Note] = MappingProxyType(self._notes)

    def remove_node(self, id: str) -> None:  # noqa: A002 - what a node's name is called
        """Remove a node with its wires, its place, and from the frames that hold it.

        Raises:
            GraphError: There is none of that id.
        """
        super().remove_node(id)
        self._places.pop(id, None)
        for frame in self.frames_that_hold(node=id):
            self._frames[frame.id] = replace(frame, members=_without(frame.members, id))

    def set_place(self, id: str, place: Place | None) -> Place | None:  # noqa: A002 - as above
        """Say where a node stands; give where it stood.

        Raises:
            GraphError: There is no such node, or no canvas can show the place.
        """
        self.node(id)
        if place is not None:
            check_place(place)
        old = self._places.pop(id, None)
        if place is not None:
            self._places[id] = place
        return old

    def frames_that_hold(
        self, *, node: str = "", frame: str = "", note: str = ""
    ) -> tuple[Frame, ...]:
        """Find the frames that hold a node, a frame or a note by name, as folded ones do."""
        return tuple(
            one
            for one in self._frames.values()
            if node in one.members or frame in one.frames or note in one.notes
        )

    def add_frame(self, frame: Frame) -> None:
        """Add a frame.

        Raises:
            GraphError: The id is taken, no canvas can show it, or it holds what is not there.
        """
        if frame.id in self._frames:
            raise GraphError(f"There is a frame called {frame.id!r} already: choose another id.")
        self._check_frame(frame)
        self._frames[frame.id] = frame

    def change_frame(self, frame: Frame) -> Frame:
        """Put a frame in the place of the one of its id, which is returned.

        Raises:
            GraphError: There is none, no canvas can show the new one, or it holds what is not
                there.
        """
        old = _found(self._frames, frame.id, "frame")
        self._check_frame(frame)
        self._frames[frame.id] = frame
        return old

    def remove_frame(self, id: str) -> Frame:  # noqa: A002 - as above
        """Remove a frame, from the frames that hold it too, and give it back.

        Raises:
            GraphError: There is none.
        """
        old = _found(self._frames, id, "frame")
        del self._frames[id]
        for frame in self.frames_that_hold(frame=id):
            self._frames[frame.id] = replace(frame, frames=_without(frame.frames, id))
        return old

    def add_note(self, note: Note) -> None:
        """Add a note.

        Raises:
            GraphError: The id is taken, or no canvas can show it.
        """
        if note.id in self._notes:
            raise GraphError(f"There is a note called {note.id!r} already: choose another id.")
        check_box(note)
        self._notes[note.id] = note

    def change_note(self, note: Note) -> Note:
        """Put a note in the place of the one of its id, which is returned.

        Raises:
            GraphError: There is none, or no canvas can show the new one.
        """
        old = _found(self._notes, note.id, "note")
        check_box(note)
        self._notes[note.id] = note
        return old

    def remove_note(self, id: str) -> Note:  # noqa: A002 - as above
        """Remove a note, from the frames that hold it too, and give it back.

        Raises:
            GraphError: There is none.
        """
        old = _found(self._notes, id, "note")
        del self._notes[id]
        for frame in self.frames_that_hold(note=id):
            self._frames[frame.id] = replace(frame, notes=_without(frame.notes, id))
        return old

    def _adopt(self, other: Self) -> None:
        super()._adopt(other)
        self._places.update(other._places)
        self._frames.update(other._frames)
        self._notes.update(other._notes)

    def _check_frame(self, frame: Frame) -> None:
        check_box(frame)
        if not frame.is_folded and (frame.members or frame.frames or frame.notes):
            raise GraphError(f"The frame {frame.id!r} is not folded, so it holds nothing by name.")
        for kind, held, known in (
            ("node", frame.members, self._nodes),
            ("frame", frame.frames, self._frames),
            ("note", frame.notes, self._notes),
        ):
            gone = [id_ for id_ in held if id_ not in known]
            if gone:
                raise GraphError(
                    f"The frame {frame.id!r} cannot hold the {kind} {gone[0]!r}, which is not "
                    f"there: leave it out."
                )
        waiting = list(frame.frames)
        while waiting:
            inner = waiting.pop()
            if inner == frame.id:
                raise GraphError(f"The frame {frame.id!r} cannot hold itself: leave it out.")
            waiting.extend(self._frames[inner].frames)

    def _framed(self, frames: Iterable[Frame], say: Callable[[str, str], None]) -> None:
        """Add frames as far as they make sense, and say what does not.

        What they hold is put in last, because one frame may hold another that comes later.
        """
        wanted: list[Frame] = []
        for frame in frames:
            try:
                self.add_frame(replace(frame, members=(), frames=(), notes=()))
            except GraphError as error:
                say(frame.id, str(error))
            else:
                wanted.append(frame)
        for frame in wanted:
            if not frame.is_folded:
                continue
            fitting = replace(
                frame,
                members=tuple(id_ for id_ in frame.members if id_ in self._nodes),
                frames=tuple(id_ for id_ in frame.frames if id_ in self._frames),
                notes=tuple(id_ for id_ in frame.notes if id_ in self._notes),
            )
            try:
                self.change_frame(fitting)
            except GraphError as error:
                say(frame.id, str(error))
            if fitting != frame:
                say(frame.id, f"The frame {frame.id!r} holds something that is not there")


def _without(ids: tuple[str, ...], gone: str) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ != gone)


def _found(items: Mapping[str, T], id_: str, kind: str) -> T:
    if id_ not in items:
        raise GraphError(f"There is no {kind} {id_!r}.{close_names(id_, items)}")
    return items[id_]
