"""Edits tried out on a copy of a graph, so that the next one is chosen knowing the last."""

from __future__ import annotations

from graphstudio.errors import GraphError
from graphstudio.graph.edits import Edit, Group
from graphstudio.graph.graph import Graph


class Trial:
    """Collect edits that make sense one after the other.

    Attributes:
        graph: A copy of the graph, with everything done to it so far.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph.copy()
        self._edits: list[Edit] = []

    def do(self, edit: Edit) -> None:
        """Take an edit in.

        Raises:
            GraphError: It makes no sense here; nothing was taken in.
        """
        edit.apply(self.graph)
        self._edits.append(edit)

    def attempt(self, edit: Edit) -> bool:
        """Take an edit in if it makes sense here, and tell whether it did."""
        try:
            self.do(edit)
        except GraphError:
            return False
        return True

    @property
    def edit(self) -> Group:
        """Everything taken in, as one edit."""
        return Group(tuple(self._edits))
