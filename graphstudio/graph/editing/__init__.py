"""What gestures mean: pure functions from a graph to the edit that does it.

Nothing here changes a graph; a document does the edit, and its undo takes it back. Sizes are
those of nodes as they show, width and height in scene pixels, because only a canvas knows them.
"""

from graphstudio.graph.editing.arranging import align, distribute, nudge, snap
from graphstudio.graph.editing.clipboard import Pasted, copy_text, duplicate, paste
from graphstudio.graph.editing.finding import find
from graphstudio.graph.editing.fitting import first_fit, first_fit_inside
from graphstudio.graph.editing.folding import FoldedPorts, fold, folded_ports, group, unfold
from graphstudio.graph.editing.forking import Fork, ForkKind, fork, fork_refusal
from graphstudio.graph.editing.framing import (
    carried,
    frame_around,
    is_pinned,
    members,
    move,
    unframe,
)
from graphstudio.graph.editing.holding import (
    Contents,
    contents,
    frames_around,
    hidden,
    hidden_nodes,
    holder,
    holders,
    kept_inside,
)
from graphstudio.graph.editing.knobs import feed_from_node, set_knob, take_value_back
from graphstudio.graph.editing.marking import (
    recolour,
    resize_node,
    toggle_bypass,
    toggle_collapse,
    toggle_mute,
    toggle_pin,
)
from graphstudio.graph.editing.mending import replace_type
from graphstudio.graph.editing.removing import cut, delete, delete_and_heal, extract
from graphstudio.graph.editing.tidying import tidy
from graphstudio.graph.editing.wiring import (
    add_connected,
    add_node,
    connect,
    definitions_for,
    insertion,
    move_wires,
    probe,
    reroute,
)

__all__ = [
    "Contents",
    "FoldedPorts",
    "Fork",
    "ForkKind",
    "Pasted",
    "add_connected",
    "add_node",
    "align",
    "carried",
    "connect",
    "contents",
    "copy_text",
    "cut",
    "definitions_for",
    "delete",
    "delete_and_heal",
    "distribute",
    "duplicate",
    "extract",
    "feed_from_node",
    "find",
    "first_fit",
    "first_fit_inside",
    "fold",
    "folded_ports",
    "fork",
    "fork_refusal",
    "frame_around",
    "frames_around",
    "group",
    "hidden",
    "hidden_nodes",
    "holder",
    "holders",
    "insertion",
    "is_pinned",
    "kept_inside",
    "members",
    "move",
    "move_wires",
    "nudge",
    "paste",
    "probe",
    "recolour",
    "replace_type",
    "reroute",
    "resize_node",
    "set_knob",
    "snap",
    "take_value_back",
    "tidy",
    "toggle_bypass",
    "toggle_collapse",
    "toggle_mute",
    "toggle_pin",
    "unfold",
    "unframe",
]
