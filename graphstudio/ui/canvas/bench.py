"""What every tool and every verb of a canvas works with."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from graphstudio.errors import GraphError
from graphstudio.graph.document import Document
from graphstudio.graph.edits import Edit, Group, Move
from graphstudio.graph.graph import Graph
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.spot import Spot
from graphstudio.ui.canvas.view import CanvasView
from graphstudio.ui.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bench:
    """Hold one open graph and where it is shown.

    Attributes:
        document: What is edited.
        scene: Its mirror.
        view: The window on the scene.
        settings: The habits of whoever works here.
        spot: Where new things go.
        say: Tells people something in the status line.
    """

    document: Document
    scene: CanvasScene
    view: CanvasView
    settings: Settings
    spot: Spot
    say: Callable[[str], None]

    @property
    def graph(self) -> Graph:
        """The graph, to read."""
        return self.document.graph

    @property
    def selection(self) -> Selection:
        """What is selected."""
        return self.scene.selection

    def do(self, edit: Edit | None, label: str, merge_key: Hashable = None) -> bool:
        """Edit the document; when that is refused, say why.

        Args:
            edit: What to do; None and an empty one are nothing to do.
            label: What the Undo menu calls it.
            merge_key: See `Document.do`.

        Returns:
            Whether it was done.
        """
        if edit is None or _is_nothing(edit):
            return False
        try:
            self.document.do(edit, label, merge_key)
        except GraphError as error:
            self.say(str(error))
            return False
        return True

    def retract(self, merge_key: Hashable) -> None:
        """Take back the last step as if it had never been, if it is the one with this key."""
        step = self.document.history.undo_step
        if step is not None and step.merge_key == merge_key:
            self.document.retract()

    def attempt(self, make: Callable[[], T]) -> T | None:
        """Give what a function of `graph.editing` makes; when it refuses, say why."""
        try:
            return make()
        except GraphError as error:
            self.say(str(error))
            return None


def _is_nothing(edit: Edit) -> bool:
    return (isinstance(edit, Group) and not edit.edits) or (
        isinstance(edit, Move) and not edit.places
    )
