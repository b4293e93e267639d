"""The canvas's part of the Edit menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.ui.canvas.command_tables.maker import Maker, has_any, has_one, has_things
from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.ui.canvas.canvas import Canvas


def edit_commands(canvas: Callable[[], Canvas | None]) -> list[Command]:
    """Give the commands that copy, delete and select."""
    translate = QCoreApplication.translate
    maker = Maker(canvas, translate("Edit", "Edit"))
    return [*_carrying(maker), *_deleting(maker), *_selecting(maker)]


def _carrying(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "edit.cut",
            QCoreApplication.translate("Canvas", "Cut"),
            lambda canvas: canvas.verbs.clipboard.cut(),
            "Ctrl+X",
            icon="cut",
            needs=has_things,
        ),
        make(
            "edit.copy",
            QCoreApplication.translate("Canvas", "Copy"),
            lambda canvas: canvas.verbs.clipboard.copy(),
            "Ctrl+C",
            icon="copy",
            needs=has_things,
        ),
        make(
            "edit.paste",
            QCoreApplication.translate("Canvas", "Paste"),
            lambda canvas: canvas.verbs.clipboard.paste(),
            "Ctrl+V",
            icon="paste",
        ),
        make(
            "edit.paste_with_wires",
            QCoreApplication.translate("Canvas", "Paste with incoming wires"),
            lambda canvas: canvas.verbs.clipboard.paste_with_wires(),
            "Ctrl+Shift+V",
            about=QCoreApplication.translate(
                "Canvas", "Wire what is pasted to what fed the originals."
            ),
        ),
        make(
            "edit.duplicate",
            QCoreApplication.translate("Canvas", "Duplicate"),
            lambda canvas: canvas.verbs.clipboard.duplicate(),
            "Ctrl+D",
            "Shift+D",
            icon="duplicate",
            needs=has_things,
            about=QCoreApplication.translate("Canvas", "Or drag with Alt held."),
        ),
    ]


def _deleting(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "edit.delete",
            QCoreApplication.translate("Canvas", "Delete"),
            lambda canvas: canvas.verbs.nodes.delete(),
            "Del",
            "Backspace",
            icon="delete",
            needs=has_any,
        ),
        make(
            "edit.delete_and_reconnect",
            QCoreApplication.translate("Canvas", "Delete and reconnect"),
            lambda canvas: canvas.verbs.nodes.delete_and_heal(),
            "Ctrl+Del",
            "Ctrl+Backspace",
            needs=has_things,
            about=QCoreApplication.translate(
                "Canvas", "Wire what fed the deleted nodes to what they fed."
            ),
        ),
        make(
            "edit.rename",
            QCoreApplication.translate("Canvas", "Rename"),
            lambda canvas: canvas.verbs.naming.edit_selected(),
            "F2",
            icon="rename",
            needs=has_one,
        ),
    ]


def _selecting(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "edit.select_all",
            QCoreApplication.translate("Canvas", "Select all"),
            lambda canvas: canvas.verbs.sight.select_all(),
            "Ctrl+A",
            icon="select-all",
        ),
        make(
            "edit.invert",
            QCoreApplication.translate("Canvas", "Invert the selection"),
            lambda canvas: canvas.verbs.sight.invert(),
            "Ctrl+I",
        ),
        make(
            "edit.select_upstream",
            QCoreApplication.translate("Canvas", "Select what feeds it"),
            lambda canvas: canvas.verbs.sight.select_upstream(),
            "Ctrl+[",
            needs=has_things,
        ),
        make(
            "edit.select_downstream",
            QCoreApplication.translate("Canvas", "Select what it feeds"),
            lambda canvas: canvas.verbs.sight.select_downstream(),
            "Ctrl+]",
            needs=has_things,
        ),
        make(
            "edit.find",
            QCoreApplication.translate("Canvas", "Find in graph…"),
            lambda canvas: canvas.find_bar.begin(),
            "Ctrl+F",
            icon="find",
        ),
        make(
            "edit.escape",
            QCoreApplication.translate("Canvas", "Go back by one"),
            lambda canvas: canvas.keyboard.escape(),
            "Esc",
            is_listed=False,
            about=QCoreApplication.translate(
                "Canvas", "Leave the gesture, the row or the selection."
            ),
        ),
    ]
