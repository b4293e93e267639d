"""What runs have to say about nodes: state, forecast, troubles and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from graphstudio.session.forecast import Forecast
from graphstudio.session.status import NodeStatus, RunStatus
from graphstudio.session.worker.protocol import Trouble
from graphstudio.ui.canvas.node_item import NodeItem
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.pieces import Pieces
from graphstudio.ui.canvas.previews import Picture
from graphstudio.ui.canvas.pulse import Pulse


class RunMarks(QObject):
    """Keep the looks of nodes up to date with the run of their graph.

    Attributes:
        status: How the run stands.
        shows_pictures: Whether nodes show what they make.
        shows_forecasts: Whether nodes show what the next run would do with them.
        reduces_motion: Whether nothing moves for show.
    """

    def __init__(
        self,
        pieces: Pieces,
        status: RunStatus,
        forecasts: Iterable[Forecast],
        reshaped: Callable[[set[str]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.status = status
        self.shows_pictures = True
        self.shows_forecasts = True
        self.reduces_motion = False
        self._pieces = pieces
        self._reshaped = reshaped
        self._forecasts = {one.node: one for one in forecasts}
        self._troubles: dict[str, tuple[Trouble, ...]] = {}
        self._pulse = Pulse(self)
        self._pulse.beat.connect(self._beat)
        status.changed.connect(self._follow)

    @property
    def is_moving(self) -> bool:
        """Whether the outline of a running node breathes."""
        return self._pulse.is_on

    def let_go(self) -> None:
        """Follow the run no longer."""
        self.status.changed.disconnect(self._follow)
        self._pulse.turn(is_on=False)

    def dress(self, item: NodeItem) -> None:
        """Fill in a node's look."""
        look = item.look
        look.forecast = self._forecasts.get(item.id)
        look.shows_forecast = self.shows_forecasts
        look.troubles = self._troubles.get(item.id, ())
        self._take(look, self.status.node(item.id))

    def set_forecasts(self, forecasts: Iterable[Forecast]) -> None:
        """Show what the next run would do."""
        self._forecasts = {one.node: one for one in forecasts}
        for id_, item in self._pieces.nodes.items():
            new = self._forecasts.get(id_)
            if item.look.forecast != new:
                item.look.forecast = new
                item.update()

    def set_troubles(self, troubles: Iterable[Trouble]) -> None:
        """Show what is in the way of a run, on the nodes it is about."""
        by_node: dict[str, list[Trouble]] = {}
        for one in troubles:
            by_node.setdefault(one.node, []).append(one)
        old, self._troubles = self._troubles, {id_: tuple(some) for id_, some in by_node.items()}
        changed = {
            id_
            for id_ in (old.keys() | self._troubles.keys()) & self._pieces.nodes.keys()
            if old.get(id_) != self._troubles.get(id_)
        }
        self._refresh(changed)

    def show_pictures(self, *, shows: bool) -> None:
        """Let nodes show what they make, or not."""
        if shows != self.shows_pictures:
            self.shows_pictures = shows
            self._refresh(set(self._pieces.nodes))

    def show_forecasts(self, *, shows: bool) -> None:
        """Let nodes show what the next run would do with them, or not."""
        if shows == self.shows_forecasts:
            return
        self.shows_forecasts = shows
        for item in self._pieces.nodes.values():
            item.look.shows_forecast = shows
            item.update()

    def _refresh(self, ids: set[str]) -> None:
        for id_ in ids:
            self._pieces.refresh(id_)
        self._reshaped(ids)

    def _follow(self, id_: str) -> None:
        self._pulse.turn(is_on=bool(self.status.current) and not self.reduces_motion)
        item = self._pieces.nodes.get(id_)
        if item is None:
            return
        before = item.look.preview_share, item.look.message
        self._forget_forecast(id_, item.look)
        self._take(item.look, self.status.node(id_))
        if (item.look.preview_share, item.look.message) != before:
            self._pieces.reshape(id_)
            self._reshaped({id_})
        item.update()
        self._pieces.tell_folded(id_)

    def _forget_forecast(self, id_: str, look: NodeLook) -> None:
        """Let a node that is through not look as if it were still to run.

        What was foretold came true; what comes next is told anew when the run is over.
        """
        phase = self.status.node(id_).phase
        is_through = phase in ("done", "cached", "failed") and look.status.phase != phase
        if self.status.is_running and is_through:
            self._forecasts.pop(id_, None)
            look.forecast = None

    def _take(self, look: NodeLook, status: NodeStatus) -> None:
        look.status = status
        shown = status.preview if self.shows_pictures else None
        if shown is None:
            look.preview = None
        elif look.preview is None or look.preview.shown is not shown:
            look.preview = Picture.decode(shown)

    def _beat(self, brightness: float) -> None:
        item = self._pieces.nodes.get(self.status.current)
        if item is not None:
            item.look.pulse = brightness
            item.update()
