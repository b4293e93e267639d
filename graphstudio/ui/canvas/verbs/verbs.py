"""All verbs of one canvas."""

from __future__ import annotations

from dataclasses import dataclass

from graphstudio.ui.canvas.verbs.adding import Adding
from graphstudio.ui.canvas.verbs.arranging import Arranging
from graphstudio.ui.canvas.verbs.clipboard import Clipboard
from graphstudio.ui.canvas.verbs.colouring import Colouring
from graphstudio.ui.canvas.verbs.connecting import Connecting
from graphstudio.ui.canvas.verbs.entering import Entering
from graphstudio.ui.canvas.verbs.frames import Frames
from graphstudio.ui.canvas.verbs.naming import Naming
from graphstudio.ui.canvas.verbs.nodes import Nodes
from graphstudio.ui.canvas.verbs.sight import Sight
from graphstudio.ui.canvas.verbs.values import Values
from graphstudio.ui.canvas.verbs.walking import Walking
from graphstudio.ui.canvas.verbs.wires import Wires


@dataclass(frozen=True, slots=True)
class Verbs:
    """Hold what can be done on a canvas, by noun.

    Attributes:
        adding: Look for nodes and add them.
        arranging: Tidy, align, distribute, snap, nudge.
        clipboard: Copy, cut, paste, duplicate.
        colouring: Colour what is selected.
        connecting: Connect by keyboard.
        entering: Go into groups and out of them.
        frames: Frame, fold, write notes.
        naming: Write titles and notes where they stand.
        nodes: Delete, mute, bypass, collapse.
        sight: Zoom, select, find.
        values: Edit, step, reset, wire and publish knobs.
        walking: Go from node to node and from row to row.
        wires: Connect, cut, reroute, probe.
    """

    adding: Adding
    arranging: Arranging
    clipboard: Clipboard
    colouring: Colouring
    connecting: Connecting
    entering: Entering
    frames: Frames
    naming: Naming
    nodes: Nodes
    sight: Sight
    values: Values
    walking: Walking
    wires: Wires
