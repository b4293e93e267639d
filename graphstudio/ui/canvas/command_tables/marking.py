"""The Node menu: what is done to nodes and to their rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.ui.canvas.command_tables.maker import (
    Maker,
    has_nodes,
    has_things,
    is_at_input,
    is_at_knob,
    is_at_node,
    is_at_wired,
)
from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.ui.canvas.canvas import Canvas


def node_commands(canvas: Callable[[], Canvas | None]) -> list[Command]:
    """Give the commands that mark nodes and edit their rows."""
    maker = Maker(canvas, QCoreApplication.translate("Node", "Node"))
    return [*_marking(maker), _painting(maker), *_editing(maker), *_rows(maker)]


def _marking(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "node.mute",
            QCoreApplication.translate("Canvas", "Mute"),
            lambda canvas: canvas.verbs.nodes.mute(),
            "M",
            "Ctrl+M",
            icon="mute",
            needs=has_nodes,
            is_on=lambda canvas: canvas.verbs.nodes.are_muted(),
            about=QCoreApplication.translate(
                "Canvas", "Neither the nodes nor what needs them runs."
            ),
        ),
        make(
            "node.bypass",
            QCoreApplication.translate("Canvas", "Bypass"),
            lambda canvas: canvas.verbs.nodes.bypass(),
            "B",
            "Ctrl+B",
            icon="bypass",
            needs=has_nodes,
            is_on=lambda canvas: canvas.verbs.nodes.are_bypassed(),
            about=QCoreApplication.translate("Canvas", "What comes in passes the nodes by."),
        ),
        make(
            "node.collapse",
            QCoreApplication.translate("Canvas", "Collapse"),
            lambda canvas: canvas.verbs.nodes.collapse(),
            "H",
            "Alt+C",
            icon="collapse",
            needs=has_nodes,
            is_on=lambda canvas: canvas.verbs.nodes.are_collapsed(),
        ),
        make(
            "node.pin",
            QCoreApplication.translate("Canvas", "Pin"),
            lambda canvas: canvas.verbs.nodes.pin(),
            "P",
            icon="pin",
            needs=has_nodes,
            is_on=lambda canvas: canvas.verbs.nodes.are_pinned(),
            about=QCoreApplication.translate(
                "Canvas", "The nodes stay where they are while others are moved and tidied."
            ),
        ),
        make(
            "node.colour",
            QCoreApplication.translate("Canvas", "Colour…"),
            lambda canvas: canvas.verbs.colouring.choose(),
            "Shift+H",
            icon="colour",
            needs=has_things,
        ),
    ]


def _painting(maker: Maker) -> Command:
    return maker.make(
        "node.paint",
        QCoreApplication.translate("Canvas", "Paint the mask…"),
        lambda canvas: canvas.paint(),
        "K",
        icon="brush",
        needs=lambda canvas: canvas.has_painting,
        about=QCoreApplication.translate(
            "Canvas", "Open the painter of the node. Or click its painting."
        ),
    )


def _editing(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "node.edit",
            QCoreApplication.translate("Canvas", "Edit the row"),
            lambda canvas: canvas.keyboard.enter(),
            "Return",
            "Enter",
            icon="edit",
            about=QCoreApplication.translate(
                "Canvas", "The one that the keyboard is at, else the first of the node."
            ),
        ),
        make(
            "node.first_row",
            QCoreApplication.translate("Canvas", "Go through the rows"),
            lambda canvas: canvas.verbs.walking.next_row(1),
            "]",
            needs=is_at_node,
            about=QCoreApplication.translate("Canvas", "Then Up and Down go from row to row."),
        ),
        make(
            "node.replace",
            QCoreApplication.translate("Canvas", "Replace by another kind…"),
            lambda canvas: canvas.verbs.adding.search_replacement(),
            icon="refresh",
            needs=is_at_node,
            about=QCoreApplication.translate(
                "Canvas", "Values and wires are kept as far as they fit. Mends unknown nodes."
            ),
        ),
        make(
            "node.help",
            QCoreApplication.translate("Canvas", "Help on the node"),
            lambda canvas: canvas.show_help(),
            "F1",
            icon="help",
            needs=is_at_node,
        ),
        make(
            "node.menu",
            QCoreApplication.translate("Canvas", "Show the menu"),
            lambda canvas: canvas.show_menu(),
            "Shift+F10",
            "Menu",
            icon="menu",
            is_listed=False,
        ),
    ]


def _rows(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "row.reset",
            QCoreApplication.translate("Canvas", "Reset the value"),
            lambda canvas: canvas.verbs.values.reset_here(),
            "Ctrl+Alt+R",
            icon="reset",
            needs=is_at_knob,
        ),
        make(
            "row.feed",
            QCoreApplication.translate("Canvas", "Feed the value from a node"),
            lambda canvas: canvas.verbs.values.feed_here(),
            "Ctrl+Alt+F",
            icon="value",
            needs=is_at_knob,
            about=QCoreApplication.translate(
                "Canvas", "Make a node that holds the value, to feed several from one place."
            ),
        ),
        make(
            "row.take_back",
            QCoreApplication.translate("Canvas", "Take the value back"),
            lambda canvas: canvas.verbs.values.take_back_here(),
            "Ctrl+Alt+B",
            needs=is_at_wired,
            about=QCoreApplication.translate("Canvas", "Cut the wire, and keep the value."),
        ),
        make(
            "row.publish",
            QCoreApplication.translate("Canvas", "Publish the input"),
            lambda canvas: canvas.verbs.values.publish_here(),
            "Ctrl+Alt+P",
            icon="export",
            needs=is_at_input,
            is_on=lambda canvas: canvas.verbs.values.is_published_here(),
            about=QCoreApplication.translate("Canvas", "Runs can then set it by name."),
        ),
    ]
