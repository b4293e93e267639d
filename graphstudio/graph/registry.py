"""Every node that is known, from all packs."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from graphstudio.errors import DuplicateId, PackError, UnknownNode
from graphstudio.graph.definitions import NodeDefinition


@dataclass(frozen=True, slots=True)
class PackProblem:
    """Say what could not be loaded, and where.

    Attributes:
        pack: Name of the pack.
        file: Where it went wrong.
        line: Line in the file, from 1; 0 when it is about the whole file.
        message: What is wrong and what to do.
        error: The exception that stands for it.
    """

    pack: str
    file: str
    line: int
    message: str
    error: PackError

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Pack:
    """Hold what loading one pack gave: its nodes, and what went wrong on the way.

    Attributes:
        name: What it is called; its modules are `graphstudio_packs.<name>…`.
        folder: Where it is: a folder, or the file of a single-file pack.
        definitions: Its nodes, sorted by id.
        problems: What could not be loaded.
    """

    name: str
    folder: Path
    definitions: tuple[NodeDefinition, ...]
    problems: tuple[PackProblem, ...] = ()


class Registry:
    """Find node definitions. Of two nodes with one id the first pack's is kept."""

    def __init__(self, packs: Iterable[Pack] = ()) -> None:
        self.packs = tuple(packs)
        found: dict[str, NodeDefinition] = {}
        problems: list[PackProblem] = []
        for pack in self.packs:
            problems.extend(pack.problems)
            for definition in pack.definitions:
                first = found.setdefault(definition.id, definition)
                if first is not definition:
                    problems.append(_duplicate(definition, first))
        self._found = dict(sorted(found.items()))
        self.problems = tuple(problems)
        self.by_id: Mapping[str, NodeDefinition] = MappingProxyType(self._found)

    @property
    def definitions(self) -> tuple[NodeDefinition, ...]:
        """All definitions, sorted by id."""
        return tuple(self._found.values())

    def get(self, id: str) -> NodeDefinition | None:  # noqa: A002 - what a node's name is called
        """Find a definition; None if no loaded pack has it."""
        return self._found.get(id)

    def require(self, id: str) -> NodeDefinition:  # noqa: A002 - what a node's name is called
        """Find a definition.

        Raises:
            UnknownNode: No loaded pack has it; the message names close ones.
        """
        definition = self._found.get(id)
        if definition is None:
            raise UnknownNode(f"No node is called {id!r}.{self._suggestion(id)}")
        return definition

    def search(self, text: str) -> tuple[NodeDefinition, ...]:
        """Find the nodes in which every word of a text occurs, best first.

        Words are looked for in titles first, then in ids, keywords and categories, then in
        the help. Nothing to look for finds everything.
        """
        words = text.casefold().split()
        ranked = [(_rank(one, words), one.title.casefold(), one) for one in self.definitions]
        hits = [hit for hit in ranked if hit[0] is not None]
        return tuple(one for _, _, one in sorted(hits, key=lambda hit: (hit[0] or 0, hit[1])))

    def _suggestion(self, wanted: str) -> str:
        close = difflib.get_close_matches(wanted, self._found, n=3, cutoff=0.6)
        if not close:
            return " Install the pack that has it, or see `graphstudio nodes` for what there is."
        return f" Close names: {', '.join(close)}."


def _duplicate(second: NodeDefinition, first: NodeDefinition) -> PackProblem:
    message = (
        f"the id {second.id!r} is taken by {first.file}:{first.line} (pack {first.pack!r}), "
        "which is kept. Give one of the two another id."
    )
    error = DuplicateId(f"{second.file}:{second.line}: {message}")
    return PackProblem(second.pack, second.file, second.line, message, error)


def _rank(definition: NodeDefinition, words: list[str]) -> int | None:
    """Sum up how well each word is met, 0 being best; None if one is nowhere."""
    title = definition.title.casefold()
    near = " ".join((definition.id, definition.category, *definition.keywords)).casefold()
    far = f"{definition.summary} {definition.help}".casefold()
    total = 0
    for word in words:
        if title.startswith(word):
            continue
        if word in title:
            total += 1
        elif word in near:
            total += 2
        elif word in far:
            total += 4
        else:
            return None
    return total
