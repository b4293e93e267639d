"""Everything that decides how one node is painted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from graphstudio.session.forecast import Forecast
from graphstudio.session.status import IDLE, NodeStatus
from graphstudio.session.worker.protocol import Trouble
from graphstudio.ui.canvas.geometry import NodeShape
from graphstudio.ui.canvas.hit import HitKind, Side
from graphstudio.ui.canvas.node_face import NodeFace
from graphstudio.ui.canvas.previews import Picture


@dataclass(slots=True)
class NodeLook:
    """Hold how a node looks now.

    Attributes:
        shape: Where its parts are.
        read: Reads what can be read on it, when somebody looks.
        colour: "#rrggbb" of its header; "" takes the category's.
        is_known: Whether a pack has its definition.
        is_pinned: Whether it stays where it is while others move.
        is_group: Whether it stands for the nodes in a folded frame.
        status: How the run stands with it.
        forecast: What the next run would do with it; None while nobody knows.
        shows_forecast: Whether that is painted.
        troubles: What is in its way.
        preview: What it shows.
        caption: What stands at the right of its header while no run has anything to say.
        is_selected: Whether it is selected.
        is_hovered: Whether the mouse is over it.
        hovered: Which of its sockets or rows the mouse is over.
        hovered_part: Which of its parts the mouse is over.
        is_focused: Whether the keyboard is at it.
        focused_row: At which of its rows.
        focused_side: On which side that row is; None for no row.
        refusals: Which of its sockets the loose wire cannot end at; None without a loose wire.
        pulse: How bright the outline of a running node is, 0 to 1.
    """

    shape: NodeShape
    read: Callable[[], NodeFace]
    colour: str = ""
    is_known: bool = True
    is_pinned: bool = False
    is_group: bool = False
    status: NodeStatus = IDLE
    forecast: Forecast | None = None
    shows_forecast: bool = True
    troubles: tuple[Trouble, ...] = ()
    preview: Picture | None = None
    caption: str = ""
    is_selected: bool = False
    is_hovered: bool = False
    hovered: tuple[str, Side] | None = None
    hovered_part: HitKind = "empty"
    is_focused: bool = False
    focused_row: str = ""
    focused_side: Side | None = None
    refusals: Mapping[tuple[str, Side], str] | None = None
    pulse: float = 1.0
    _face: NodeFace | None = field(default=None, init=False)

    @property
    def face(self) -> NodeFace:
        """What can be read on it."""
        if self._face is None:
            self._face = self.read()
        return self._face

    def forget_face(self) -> None:
        """Read it anew the next time, because the graph has changed."""
        self._face = None

    @property
    def preview_share(self) -> float:
        """Height of its picture by its width; 0 while there is none."""
        return 0.0 if self.preview is None else self.preview.share

    @property
    def is_faint(self) -> bool:
        """Whether it does not run, and should look so."""
        return self.face.is_muted or self.face.is_bypassed or self.status.phase == "skipped"

    @property
    def error(self) -> str:
        """What went wrong, or stands in its way; "" where all is well."""
        if self.status.phase == "failed":
            return self.status.message
        return next((one.message for one in self.troubles if not one.is_warning), "")

    @property
    def warning(self) -> str:
        """What it has to say without stopping; "" for nothing."""
        if self.status.warnings:
            return self.status.warnings[-1]
        return next((one.message for one in self.troubles if one.is_warning), "")

    @property
    def message(self) -> str:
        """What stands at the bottom of it, in words; "" where nothing has to be said."""
        said = self.error or self.warning
        if said:
            # On the node itself nobody has to be told which node is meant.
            told = said.removeprefix(f"{self.face.title} ({self.face.id}): ")
            return told[:1].upper() + told[1:]
        if self.is_known:
            return ""
        return QCoreApplication.translate(
            "Canvas", "No pack has this node: install its pack, or put another node in its place."
        )
