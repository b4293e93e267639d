"""What the keys mean that mean different things in different places."""

from __future__ import annotations

from collections.abc import Callable

from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.verbs.verbs import Verbs
from graphstudio.ui.canvas.verbs.walking import Heading
from graphstudio.ui.values.kinds import kind_of

_WAYS: dict[Heading, tuple[int, int]] = {
    "left": (-1, 0),
    "right": (1, 0),
    "up": (0, -1),
    "down": (0, 1),
}
COARSE = 4  # grid steps of a nudge with Shift


class Keyboard:
    """Take arrows, Enter and Esc.

    The keyboard is at a row of a node, or at something that is selected, or at nothing; an
    arrow goes to the next row, nudges, or walks.

    Args:
        bench: Where it happens.
        verbs: What is done.
        cancel: Leaves the gesture of the mouse that is under way; False when there is none.
    """

    def __init__(self, bench: Bench, verbs: Verbs, cancel: Callable[[], bool]) -> None:
        self._bench = bench
        self._verbs = verbs
        self._cancel = cancel

    def arrow(self, heading: Heading) -> None:
        """Go to the next row, step the number in it, nudge, or walk."""
        port = self._verbs.walking.port
        if port is not None:
            self._arrow_in_row(port, heading)
        elif self._has_selected():
            self._verbs.arranging.nudge(*_WAYS[heading])
        else:
            self._verbs.walking.go(heading)

    def nudge_far(self, heading: Heading) -> None:
        """Nudge by four steps of the grid."""
        right, down = _WAYS[heading]
        self._verbs.arranging.nudge(right * COARSE, down * COARSE)

    def walk(self, heading: Heading) -> None:
        """Walk to the next node."""
        self._verbs.walking.go(heading)

    def enter(self) -> None:
        """Edit the row that the keyboard is at, or the first one; connect where a wire goes."""
        walking, chosen = self._verbs.walking, self._bench.selection
        port, row = walking.port, walking.row
        if port is not None and row is not None:
            if row[1] == "input" and self._verbs.values.definition(port) is not None:
                self._verbs.values.edit(port)
            else:
                self._verbs.connecting.offer(port, row[1])
        elif walking.node:
            self._enter_node(walking.node)
        elif any(self._bench.graph.frames[id_].is_folded for id_ in chosen.frames):
            self._verbs.entering.enter_selected()
        elif chosen.frames:
            self._verbs.frames.fold()
        elif chosen.notes:
            self._verbs.naming.edit_selected()

    def escape(self) -> None:
        """Go back by one: the gesture, the search, the row, what is selected."""
        if self._cancel() or self._verbs.walking.leave_row():
            return
        self._verbs.adding.close()
        self._verbs.sight.select_none()

    def _arrow_in_row(self, port: Port, heading: Heading) -> None:
        if heading in ("up", "down"):
            self._verbs.walking.next_row(-1 if heading == "up" else 1)
        elif self._verbs.values.is_number(port):
            self._verbs.values.step(port, -1 if heading == "left" else 1)
        else:
            self._verbs.walking.go(heading)

    def _enter_node(self, node: str) -> None:
        walking, values = self._verbs.walking, self._verbs.values
        for name, side in walking.rows(node):
            port = Port(node, name)
            definition = values.definition(port) if side == "input" else None
            if definition is None:
                continue
            if kind_of(definition) == "switch":
                walking.focus(port, "input")  # to come here must not turn it over
            else:
                values.edit(port)
            return
        walking.next_row(1)

    def _has_selected(self) -> bool:
        chosen = self._bench.selection
        return bool(chosen.nodes or chosen.frames or chosen.notes)
