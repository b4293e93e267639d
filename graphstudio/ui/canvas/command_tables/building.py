"""The Graph menu: what there is in the graph, and how it is wired."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.ui.canvas.command_tables.maker import (
    Maker,
    has_any,
    has_group,
    has_nodes,
    has_things,
    has_wire,
    is_at_node,
    is_in_group,
)
from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.ui.canvas.canvas import Canvas


def graph_commands(canvas: Callable[[], Canvas | None]) -> list[Command]:
    """Give the commands that add, wire and group."""
    maker = Maker(canvas, QCoreApplication.translate("Graph", "Graph"))
    return [*_adding(maker), *_wiring(maker), *_grouping(maker)]


def _adding(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "graph.add",
            QCoreApplication.translate("Canvas", "Add a node…"),
            lambda canvas: canvas.verbs.adding.search(),
            "Tab",
            "Shift+A",
            icon="add",
            about=QCoreApplication.translate("Canvas", "Or double-click the empty canvas."),
        ),
        make(
            "graph.add_note",
            QCoreApplication.translate("Canvas", "Add a note"),
            lambda canvas: canvas.add_note(),
            "N",
            icon="note",
        ),
    ]


def _wiring(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "graph.connect",
            QCoreApplication.translate("Canvas", "Connect…"),
            lambda canvas: canvas.verbs.connecting.connect(),
            "C",
            icon="link",
            needs=is_at_node,
            about=QCoreApplication.translate("Canvas", "Pick the other end from a list."),
        ),
        make(
            "graph.disconnect",
            QCoreApplication.translate("Canvas", "Disconnect"),
            lambda canvas: canvas.verbs.wires.disconnect(),
            "Shift+C",
            icon="unlink",
            needs=has_any,
            about=QCoreApplication.translate("Canvas", "Cut every wire of the selected nodes."),
        ),
        make(
            "graph.insert",
            QCoreApplication.translate("Canvas", "Insert a node into the wire…"),
            lambda canvas: canvas.verbs.adding.search_between_selected(),
            "Shift+I",
            icon="add",
            needs=has_wire,
            about=QCoreApplication.translate("Canvas", "Or drop a node on the wire."),
        ),
        make(
            "graph.reroute",
            QCoreApplication.translate("Canvas", "Insert a reroute"),
            lambda canvas: canvas.verbs.wires.reroute_selected(),
            "R",
            icon="reroute",
            needs=has_any,
            about=QCoreApplication.translate("Canvas", "Or double-click the wire."),
        ),
        make(
            "graph.probe",
            QCoreApplication.translate("Canvas", "Probe with a preview"),
            lambda canvas: canvas.verbs.wires.probe(),
            "Shift+V",
            icon="eye",
            needs=is_at_node,
            about=QCoreApplication.translate("Canvas", "Or click the node with V held."),
        ),
        make(
            "graph.extract",
            QCoreApplication.translate("Canvas", "Take out of the wires"),
            lambda canvas: canvas.verbs.nodes.extract(),
            "Ctrl+Shift+X",
            needs=has_nodes,
            about=QCoreApplication.translate(
                "Canvas", "The nodes stay, and the gap closes. Or shake the node."
            ),
        ),
    ]


def _grouping(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "graph.frame",
            QCoreApplication.translate("Canvas", "Frame the selected nodes"),
            lambda canvas: canvas.verbs.frames.frame(),
            "Ctrl+G",
            "Ctrl+J",
            icon="group",
            needs=has_nodes,
        ),
        make(
            "graph.unframe",
            QCoreApplication.translate("Canvas", "Remove the frame"),
            lambda canvas: canvas.verbs.frames.unframe(),
            "Ctrl+Shift+G",
            icon="ungroup",
            needs=has_things,
        ),
        make(
            "graph.subgraph",
            QCoreApplication.translate("Canvas", "Make a group, or unfold it"),
            lambda canvas: canvas.verbs.frames.fold(),
            "Ctrl+Alt+G",
            icon="subgraph",
            needs=has_things,
            about=QCoreApplication.translate(
                "Canvas", "Fold the frame into one node, or unfold it: that makes a subgraph."
            ),
        ),
        make(
            "graph.enter",
            QCoreApplication.translate("Canvas", "Go into the group"),
            lambda canvas: canvas.verbs.entering.enter_selected(),
            "I",
            icon="forward",
            needs=has_group,
            about=QCoreApplication.translate("Canvas", "Or double-click it, or press Enter."),
        ),
        make(
            "graph.leave",
            QCoreApplication.translate("Canvas", "Leave the group"),
            lambda canvas: canvas.verbs.entering.leave(),
            "U",
            icon="back",
            needs=is_in_group,
            about=QCoreApplication.translate(
                "Canvas", "Or press Backspace while nothing is selected."
            ),
        ),
    ]
