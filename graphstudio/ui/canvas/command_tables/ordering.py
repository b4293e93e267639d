"""The Arrange menu: where nodes stand, and where the keyboard is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.ui.canvas.command_tables.maker import Maker, has_nodes, has_several
from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.graph.editing.arranging import Edge
    from graphstudio.ui.canvas.canvas import Canvas
    from graphstudio.ui.canvas.verbs.walking import Heading


def arrange_commands(canvas: Callable[[], Canvas | None]) -> list[Command]:
    """Give the commands that tidy, align, nudge and walk."""
    maker = Maker(canvas, QCoreApplication.translate("Arrange", "Arrange"))
    return [*_tidying(maker), *_aligning(maker), *_moving(maker)]


def _tidying(maker: Maker) -> list[Command]:
    make = maker.make
    return [
        make(
            "arrange.tidy",
            QCoreApplication.translate("Canvas", "Tidy the selection"),
            lambda canvas: canvas.verbs.arranging.tidy(),
            "L",
            icon="layout",
            about=QCoreApplication.translate("Canvas", "Lay nodes out from left to right."),
        ),
        make(
            "arrange.tidy_all",
            QCoreApplication.translate("Canvas", "Tidy everything"),
            lambda canvas: canvas.verbs.arranging.tidy_all(),
            "Shift+L",
            icon="layout",
        ),
        make(
            "arrange.snaps",
            QCoreApplication.translate("Canvas", "Snap while dragging"),
            lambda canvas: canvas.verbs.sight.toggle_snap(),
            "G",
            icon="snap",
            is_on=lambda canvas: canvas.bench.settings.snaps,
        ),
        make(
            "arrange.snap",
            QCoreApplication.translate("Canvas", "Snap the selection to the grid"),
            lambda canvas: canvas.verbs.arranging.snap(),
            "Shift+G",
            icon="grid",
            needs=has_nodes,
        ),
    ]


def _aligning(maker: Maker) -> list[Command]:
    translate = QCoreApplication.translate
    edges: list[tuple[Edge, str, str]] = [
        ("left", translate("Canvas", "Align left edges"), "align-left"),
        ("centre", translate("Canvas", "Align centres"), "align"),
        ("right", translate("Canvas", "Align right edges"), "align-right"),
        ("top", translate("Canvas", "Align top edges"), "align-top"),
        ("middle", translate("Canvas", "Align middles"), "align"),
        ("bottom", translate("Canvas", "Align bottom edges"), "align-bottom"),
    ]

    def align(edge: Edge, canvas: Canvas) -> None:
        canvas.verbs.arranging.align(edge)

    keys: dict[Edge, str] = {
        "left": "Ctrl+Shift+Left",
        "right": "Ctrl+Shift+Right",
        "top": "Ctrl+Shift+Up",
        "bottom": "Ctrl+Shift+Down",
    }
    found = [
        maker.make(
            f"arrange.align_{edge}",
            title,
            partial(align, edge),
            *([keys[edge]] if edge in keys else []),
            icon=icon,
            needs=has_several,
        )
        for edge, title, icon in edges
    ]
    across = maker.make(
        "arrange.distribute_across",
        translate("Canvas", "Distribute from left to right"),
        lambda canvas: canvas.verbs.arranging.distribute("across"),
        icon="distribute",
        needs=has_several,
    )
    down = maker.make(
        "arrange.distribute_down",
        translate("Canvas", "Distribute from top to bottom"),
        lambda canvas: canvas.verbs.arranging.distribute("down"),
        icon="distribute",
        needs=has_several,
    )
    return [*found, across, down]


def _moving(maker: Maker) -> list[Command]:
    translate = QCoreApplication.translate
    headings: list[tuple[Heading, str, str, str, str]] = [
        (
            "left",
            "Left",
            translate("Canvas", "Nudge left"),
            translate("Canvas", "Nudge far left"),
            translate("Canvas", "Walk left along the wire"),
        ),
        (
            "right",
            "Right",
            translate("Canvas", "Nudge right"),
            translate("Canvas", "Nudge far right"),
            translate("Canvas", "Walk right along the wire"),
        ),
        (
            "up",
            "Up",
            translate("Canvas", "Nudge up"),
            translate("Canvas", "Nudge far up"),
            translate("Canvas", "Walk up"),
        ),
        (
            "down",
            "Down",
            translate("Canvas", "Nudge down"),
            translate("Canvas", "Nudge far down"),
            translate("Canvas", "Walk down"),
        ),
    ]

    def nudge(heading: Heading, canvas: Canvas) -> None:
        canvas.keyboard.arrow(heading)

    def nudge_far(heading: Heading, canvas: Canvas) -> None:
        canvas.keyboard.nudge_far(heading)

    def walk(heading: Heading, canvas: Canvas) -> None:
        canvas.keyboard.walk(heading)

    found: list[Command] = []
    for heading, key, near, far, along in headings:
        found += [
            maker.make(f"arrange.nudge_{heading}", near, partial(nudge, heading), key),
            maker.make(
                f"arrange.nudge_far_{heading}", far, partial(nudge_far, heading), f"Shift+{key}"
            ),
            maker.make(f"arrange.walk_{heading}", along, partial(walk, heading), f"Ctrl+{key}"),
        ]
    return found
