"""Grey the sockets that cannot take a wire, and say why."""

from __future__ import annotations

import time
from collections.abc import Iterator
from html import escape

from PySide6.QtWidgets import QToolTip

from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.hit import Side
from graphstudio.ui.canvas.pointer import Pointer

_BUDGET_S = 0.012  # of each move of the mouse; what is left is looked at with the next one
_PAUSE_S = 0.1  # between two times that what was found is shown: each paints all nodes anew


class Refusals:
    """Look at the sockets in sight, some with each move, those nearest to the wire first.

    Args:
        bench: Where it happens.
        fixed: The socket that the wire hangs on.
        side: Which kind of socket that is.
    """

    def __init__(self, bench: Bench, fixed: Port, side: Side) -> None:
        self._bench = bench
        self._fixed = fixed
        self._far: Side = "input" if side == "output" else "output"
        self._reasons: dict[tuple[str, str, Side], str] = {}
        self._seen: set[str] = set()
        self._waiting: Iterator[str] = iter(())
        self._told = ""
        self._shown = 0
        self._shown_at = float("-inf")

    def look_on(self) -> None:
        """Look at sockets until the time is used up."""
        until = time.monotonic() + _BUDGET_S
        is_done = False
        while not is_done and time.monotonic() < until:
            node = next(self._waiting, None)
            if node is not None:
                self._look_at(node)
            else:
                is_done = not self._refill()
        is_time = is_done or time.monotonic() > self._shown_at + _PAUSE_S
        if is_time and len(self._reasons) != self._shown:
            self._shown, self._shown_at = len(self._reasons), time.monotonic()
            self._bench.scene.show_refusals(self._reasons)

    def tell(self, reason: str | None, pointer: Pointer) -> None:
        """Say at the mouse why the wire cannot lead here; None takes that back."""
        if reason == self._told or (reason is None and not self._told):
            return
        self._told = reason or ""
        viewport = self._bench.view.viewport()
        QToolTip.showText(viewport.mapToGlobal(pointer.view), _as_tip(self._told), viewport)

    def clear(self) -> None:
        """Show all sockets as they are."""
        self._bench.scene.clear_refusals()
        if self._told:
            QToolTip.hideText()

    def _refill(self) -> bool:
        """Queue what has come into sight; False when all of it was looked at."""
        scene = self._bench.scene
        sight = self._bench.view.visible_rect()
        in_sight = {item.id for item in scene.nodes_in(sight)} | scene.stood_for(sight)
        middle = scene.node_rect(self._fixed.node).center()
        fresh = sorted(
            in_sight - self._seen,
            key=lambda id_: (scene.node_rect(id_).center() - middle).manhattanLength(),
        )
        self._seen.update(fresh)
        self._waiting = iter(fresh)
        return bool(fresh)

    def _look_at(self, node: str) -> None:
        graph = self._bench.graph
        definition = graph.definition(node)
        if definition is None:
            return
        sockets = definition.inputs if self._far == "input" else definition.outputs
        for socket in sockets:
            port = Port(node, socket.name)
            ends = (self._fixed, port) if self._far == "input" else (port, self._fixed)
            reason = graph.refusal(*ends)
            if reason is not None:
                self._reasons[node, socket.name, self._far] = reason


def _as_tip(reason: str) -> str:
    """Write a reason as a sentence that breaks into lines: only rich text does in a tooltip."""
    return f"<qt>{escape(reason[:1].upper() + reason[1:], quote=False)}.</qt>" if reason else ""
