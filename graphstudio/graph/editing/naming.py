"""Ids for things that are not in the graph yet, several at once."""

from __future__ import annotations

import re
from collections.abc import Container

from graphstudio.graph.graph import Graph

_NUMBER = re.compile(r"_\d+\Z")


class NewIds:
    """Give readable ids that neither the graph has nor were given before."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._nodes: set[str] = set()
        self._frames: set[str] = set()
        self._notes: set[str] = set()

    def node(self, like: str) -> str:
        """Name a node after its type, or after another's id: "prompt" gives "prompt_2"."""
        id_ = self._graph.new_id(_NUMBER.sub("", like), self._nodes)
        self._nodes.add(id_)
        return id_

    def frame(self) -> str:
        """Name a frame."""
        return _free("frame", self._graph.frames, self._frames)

    def note(self) -> str:
        """Name a note."""
        return _free("note", self._graph.notes, self._notes)


def _free(stem: str, known: Container[str], given: set[str]) -> str:
    id_, number = stem, 2
    while id_ in known or id_ in given:
        id_ = f"{stem}_{number}"
        number += 1
    given.add(id_)
    return id_
