"""The canvas's part of the View menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.ui.canvas.command_tables.maker import Maker, has_nodes
from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.ui.canvas.canvas import Canvas


def view_commands(canvas: Callable[[], Canvas | None]) -> list[Command]:
    """Give the commands that zoom and show."""
    maker = Maker(canvas, QCoreApplication.translate("View", "View"))
    return [*_zooming(maker), *_showing(maker)]


def _zooming(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "view.frame_selection",
            QCoreApplication.translate("Canvas", "Frame the selection"),
            lambda canvas: canvas.verbs.sight.frame_selection(),
            "F",
            ".",
            icon="fit",
        ),
        make(
            "view.frame_all",
            QCoreApplication.translate("Canvas", "Frame all"),
            lambda canvas: canvas.verbs.sight.frame_all(),
            "Home",
            "Ctrl+0",
            icon="fit",
        ),
        make(
            "view.zoom_one",
            QCoreApplication.translate("Canvas", "Zoom to 100 %"),
            lambda canvas: canvas.verbs.sight.zoom_to(1.0),
            "Ctrl+1",
            icon="zoom-one",
        ),
        make(
            "view.zoom_in",
            QCoreApplication.translate("Canvas", "Zoom in"),
            lambda canvas: canvas.verbs.sight.zoom_in(),
            "Ctrl++",
            "Ctrl+=",
            icon="zoom-in",
        ),
        make(
            "view.zoom_out",
            QCoreApplication.translate("Canvas", "Zoom out"),
            lambda canvas: canvas.verbs.sight.zoom_out(),
            "Ctrl+-",
            icon="zoom-out",
        ),
    ]


def _showing(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "view.minimap",
            QCoreApplication.translate("Canvas", "Map of the graph"),
            lambda canvas: canvas.verbs.sight.toggle_minimap(),
            icon="minimap",
            is_on=lambda canvas: canvas.bench.settings.shows_minimap,
        ),
        make(
            "view.picture",
            QCoreApplication.translate("Canvas", "Show the node's picture large"),
            lambda canvas: canvas.show_picture(),
            "Shift+Space",
            icon="viewer",
            needs=has_nodes,
        ),
        make(
            "view.steps",
            QCoreApplication.translate("Canvas", "Scrub through the steps"),
            lambda canvas: canvas.show_steps(),
            "Shift+S",
            icon="steps",
            needs=lambda canvas: canvas.has_steps,
            about=QCoreApplication.translate(
                "Canvas", "Look at what the picture was after each step, and fork it from there."
            ),
        ),
    ]
