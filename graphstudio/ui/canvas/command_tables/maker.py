"""Make commands of the canvas in front."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.ui.canvas.canvas import Canvas

Act: TypeAlias = "Callable[[Canvas], object]"
Claim: TypeAlias = "Callable[[Canvas], bool]"

SCOPE = "canvas"


class Maker:
    """Make commands of one group.

    Args:
        canvas: Gives the canvas in front; None when there is none.
        group: What they are listed under, translated.
    """

    def __init__(self, canvas: Callable[[], Canvas | None], group: str) -> None:
        self._canvas = canvas
        self._group = group

    def make(
        self,
        id_: str,
        title: str,
        act: Act,
        *keys: str,
        icon: str = "",
        needs: Claim | None = None,
        is_on: Claim | None = None,
        about: str = "",
        is_listed: bool = True,
    ) -> Command:
        """Make one.

        Args:
            id_: "group.verb", for ever.
            title: What menus call it, translated.
            act: Does it on a canvas.
            keys: Its shortcuts; the first is shown.
            icon: One of the theme's.
            needs: Tells whether it can be done on a canvas now; None is always.
            is_on: Tells whether it is on, for what can be on and off.
            about: One sentence on what it does, translated.
            is_listed: Whether the palette offers it.
        """

        def run() -> None:
            canvas = self._canvas()
            if canvas is not None:
                act(canvas)

        def claims(claim: Claim | None) -> bool:
            canvas = self._canvas()
            return canvas is not None and (claim is None or claim(canvas))

        return Command(
            id=id_,
            title=title,
            run=run,
            shortcuts=keys,
            group=self._group,
            icon=icon,
            is_enabled=lambda: claims(needs),
            is_checked=None if is_on is None else lambda: claims(is_on),
            help=about,
            scope=SCOPE,
            is_listed=is_listed,
        )


def has_things(canvas: Canvas) -> bool:
    """Tell whether nodes, frames or notes are selected."""
    chosen = canvas.selection
    return bool(chosen.nodes or chosen.frames or chosen.notes)


def has_any(canvas: Canvas) -> bool:
    """Tell whether anything is selected, a wire too."""
    return bool(canvas.selection)


def has_group(canvas: Canvas) -> bool:
    """Tell whether a folded frame is selected."""
    frames = canvas.document.graph.frames
    return any(frames[id_].is_folded for id_ in canvas.selection.frames)


def is_in_group(canvas: Canvas) -> bool:
    """Tell whether the inside of a group shows alone."""
    return bool(canvas.scene.within)


def has_wire(canvas: Canvas) -> bool:
    """Tell whether a wire is selected."""
    return bool(canvas.selection.wires)


def has_nodes(canvas: Canvas) -> bool:
    """Tell whether nodes are selected."""
    return bool(canvas.selection.nodes)


def has_several(canvas: Canvas) -> bool:
    """Tell whether two nodes or more are selected."""
    return len(canvas.selection.nodes) > 1


def has_one(canvas: Canvas) -> bool:
    """Tell whether one thing is selected."""
    return len(canvas.selection) == 1


def is_at_node(canvas: Canvas) -> bool:
    """Tell whether the keyboard is at a node."""
    return bool(canvas.verbs.walking.node)


def is_at_row(canvas: Canvas) -> bool:
    """Tell whether the keyboard is at a row of a node."""
    return canvas.verbs.walking.port is not None


def is_at_knob(canvas: Canvas) -> bool:
    """Tell whether the keyboard is at a knob that can be edited."""
    port = canvas.verbs.walking.port
    return port is not None and canvas.verbs.values.definition(port) is not None


def is_at_wired(canvas: Canvas) -> bool:
    """Tell whether the keyboard is at an input that a wire leads to."""
    port = canvas.verbs.walking.port
    is_fed = port is not None and port.socket in canvas.document.graph.inputs(port.node)
    return is_fed and is_at_input(canvas)


def is_at_input(canvas: Canvas) -> bool:
    """Tell whether the keyboard is at an input."""
    row = canvas.verbs.walking.row
    return is_at_row(canvas) and row is not None and row[1] == "input"
