"""What an edit is, and several of them as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from graphstudio.graph.graph import Graph


class Edit(Protocol):
    """Change a graph, and know how to take that back. A frozen dataclass."""

    def apply(self, graph: Graph) -> Edit:
        """Change the graph and give the edit that restores it exactly.

        Raises:
            GraphError: The change makes no sense; the graph is as it was.
        """


@dataclass(frozen=True, slots=True)
class Group:
    """Make several edits in order: all of them, or none."""

    edits: tuple[Edit, ...]

    def apply(self, graph: Graph) -> Group:
        """Apply each; when one is refused, take back those before it."""
        inverses: list[Edit] = []
        try:
            for edit in self.edits:
                inverses.append(edit.apply(graph))  # noqa: PERF401 - rolled back from here
        except BaseException:
            for inverse in reversed(inverses):
                inverse.apply(graph)
            raise
        return Group(tuple(reversed(inverses)))
