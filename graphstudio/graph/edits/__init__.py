"""Edits: frozen values that change a graph and answer with what undoes them.

`edit.apply(graph)` gives the exact inverse, or raises a `GraphError` and leaves the graph as it
was. Undo, redo, the crash journal and `--set` are all made of these. `to_json` and `from_json`
write them down.
"""

from graphstudio.graph.edits.edit import Edit, Group
from graphstudio.graph.edits.journal import from_json, to_json
from graphstudio.graph.edits.layout import (
    AddFrame,
    AddNote,
    ChangeFrame,
    ChangeNote,
    Move,
    RemoveFrame,
    RemoveNote,
)
from graphstudio.graph.edits.nodes import (
    AddNode,
    AppendText,
    Bypass,
    ClearValue,
    CutText,
    Mute,
    RemoveNode,
    Rename,
    Roll,
    SetValue,
)
from graphstudio.graph.edits.texts import Describe, Publish, Unpublish
from graphstudio.graph.edits.wires import Connect, Disconnect

__all__ = [
    "AddFrame",
    "AddNode",
    "AddNote",
    "AppendText",
    "Bypass",
    "ChangeFrame",
    "ChangeNote",
    "ClearValue",
    "Connect",
    "CutText",
    "Describe",
    "Disconnect",
    "Edit",
    "Group",
    "Move",
    "Mute",
    "Publish",
    "RemoveFrame",
    "RemoveNode",
    "RemoveNote",
    "Rename",
    "Roll",
    "SetValue",
    "Unpublish",
    "from_json",
    "to_json",
]
