"""A graph that is being worked on: edits go in, changes are announced, everything can be undone."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar, Literal

from psygnal import Signal

from graphstudio.graph.editing.holding import kept_inside
from graphstudio.graph.edits import Edit
from graphstudio.graph.graph import Graph
from graphstudio.graph.history import History, Step


@dataclass(frozen=True, slots=True)
class Changed:
    """Say what has just changed in a document.

    Attributes:
        kind: Whether something was done, undone or redone, or taken back and forgotten.
        label: What the menu calls it.
        edit: What was applied to the graph; for an undo that is the inverse.
    """

    kind: Literal["done", "undone", "redone", "retracted"]
    label: str
    edit: Edit


class Document:
    """Hold a graph and its history. Nothing but a document edits its graph.

    Attributes:
        changed: Emits a `Changed` after each change, in the thread that made it.
        graph: What is worked on; read it, and change it through `do`.
        history: What was done.
        inside: The folded frame that is worked in, which holds whatever edits add from then
            on; "" for the whole graph. It is no part of the graph.
    """

    changed: ClassVar[Signal] = Signal(object)

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.history = History()
        self.inside = ""

    @property
    def is_clean(self) -> bool:
        """Whether everything is as it was when it was opened or last marked clean."""
        return self.history.is_clean

    def mark_clean(self) -> None:
        """Say that the present state is saved."""
        self.history.mark_clean()

    def do(self, edit: Edit, label: str, merge_key: Hashable = None) -> None:
        """Apply an edit and remember how to take it back.

        Args:
            edit: What to do.
            label: What the Undo menu calls it.
            merge_key: Edits in a row with equal keys become one step; see `History`.

        Raises:
            GraphError: The edit is refused; nothing has changed.
        """
        if self.inside:
            edit = kept_inside(self.graph, self.inside, edit)
        inverse = edit.apply(self.graph)
        self.history.add(Step(label, edit, inverse, merge_key))
        self.changed.emit(Changed("done", label, edit))

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        step = self.history.undo_step
        if step is None:
            return False
        step.inverse.apply(self.graph)
        self.history.step_back()
        self.changed.emit(Changed("undone", step.label, step.inverse))
        return True

    def retract(self) -> bool:
        """Take the last step back as if it had never been done; False when there is none.

        For gestures that are left half-way: what could be redone before them can be redone
        again, and they can not.
        """
        step = self.history.undo_step
        if step is None:
            return False
        step.inverse.apply(self.graph)
        self.history.take_out()
        self.changed.emit(Changed("retracted", step.label, step.inverse))
        return True

    def redo(self) -> bool:
        """Do the last undone step again; False when there is none."""
        step = self.history.redo_step
        if step is None:
            return False
        step.edit.apply(self.graph)
        self.history.step_forward()
        self.changed.emit(Changed("redone", step.label, step.edit))
        return True
