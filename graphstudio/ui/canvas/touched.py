"""What an edit touches: the least that a view of the graph must look at again."""

from __future__ import annotations

from dataclasses import dataclass, field

from graphstudio.graph.edits import (
    AddFrame,
    AddNode,
    AddNote,
    AppendText,
    Bypass,
    ChangeFrame,
    ChangeNote,
    ClearValue,
    Connect,
    CutText,
    Describe,
    Disconnect,
    Edit,
    Group,
    Move,
    Mute,
    Publish,
    RemoveFrame,
    RemoveNode,
    RemoveNote,
    Rename,
    Roll,
    SetValue,
)


@dataclass(slots=True)
class Touched:
    """Gather ids. None of the lists says what happened: the graph does.

    Attributes:
        nodes: Nodes that came, went, or look different.
        places: Nodes that may only stand elsewhere.
        wired: Nodes to or from which a wire came or went.
        frames: Frames.
        notes: Notes.
        is_everything: Whether an edit was of a kind that says too little.
    """

    nodes: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    wired: set[str] = field(default_factory=set)
    frames: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    is_everything: bool = False


def touched(edit: Edit) -> Touched:
    """Find what an edit, done or undone, touches."""
    found = Touched()
    _gather(edit, found)
    return found


def _gather(edit: Edit, found: Touched) -> None:
    match edit:
        case Group(edits):
            for one in edits:
                _gather(one, found)
        case Move(places):
            found.places.update(places)
        case Connect(wire):
            found.wired.update((wire.source.node, wire.target.node))
        case Disconnect(target):
            found.wired.add(target.node)
        case _ if not (_gather_nodes(edit, found) or _gather_boxes(edit, found)):
            found.is_everything = True


def _gather_nodes(edit: Edit, found: Touched) -> bool:
    match edit:
        case AddNode(node):
            found.nodes.add(node.id)
        case RemoveNode(id_) | SetValue(id_) | ClearValue(id_) | AppendText(id_) | CutText(id_):
            found.nodes.add(id_)
        case Rename(id_) | Mute(id_) | Bypass(id_):
            found.nodes.add(id_)
        case Publish(_, port) | Roll(port):
            found.nodes.add(port.node)
        case _:
            return False
    return True


def _gather_boxes(edit: Edit, found: Touched) -> bool:
    match edit:
        case AddFrame(frame) | ChangeFrame(frame):
            found.frames.add(frame.id)
        case RemoveFrame(id_):
            found.frames.add(id_)
        case AddNote(note) | ChangeNote(note):
            found.notes.add(note.id)
        case RemoveNote(id_):
            found.notes.add(id_)
        case _:
            return isinstance(edit, Describe)
    return True
