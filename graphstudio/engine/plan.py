"""A plan: what a run will do, worked out before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from graphstudio.engine.keys import Key, OwnPart, canonical, fed_key
from graphstudio.graph.definitions import InputDefinition, NodeDefinition


class Link(NamedTuple):
    """Lead from an output to an input, with muted and bypassed nodes out of the way.

    Attributes:
        input: The parameter that takes the value.
        source: The node that gives it.
        output: Which of its outputs, from 0.
        is_lazy: Whether the value is only made when the node asks for it.
        knob: The parameter's definition where the value must be checked or converted on its
            way; None where it goes through as it is.
    """

    input: str
    source: str
    output: int
    is_lazy: bool
    knob: InputDefinition | None


class ReadFile(NamedTuple):
    """Name a file that a node reads, and what was in it when the plan was made."""

    path: Path
    digest: str


@dataclass(frozen=True, slots=True, eq=False)
class PlannedNode:
    """Hold everything that running one node takes.

    Attributes:
        id: Its id in the graph.
        title: What people read on it.
        definition: What it is.
        key: Equal keys give equal results; see `graphstudio.engine.keys`.
        is_repeatable: Whether it gives the same whenever the same comes in. False for nodes that
            have effects or read what a plan cannot know.
        is_kept: Whether its result may be kept under its key for a later run: it is repeatable,
            and so is everything above it.
        arguments: Values of the parameters that have one and no wire, as the function wants
            them. A parameter that is neither here nor wired has its default.
        links: The wires that feed it, in the order of its parameters.
        absent: Why a lazy input that it may ask for will never come, by parameter.
        own: What the key covers beside the wires.
        feeds: For each link, (parameter, key upstream, output): the rest of the key.
        files: Files that it reads.
        own_text: `own`, written down for hashing.
        unread: Why what it depends on outside the graph, such as a model, cannot be read now;
            "" where it can. The run will fail, unless it is there by then.
    """

    id: str
    title: str
    definition: NodeDefinition
    key: Key
    is_repeatable: bool
    is_kept: bool
    arguments: Mapping[str, Any]  # Any: JSON values, paths and enum members
    links: tuple[Link, ...]
    absent: Mapping[str, str]
    own: OwnPart
    feeds: tuple[tuple[str, Key, str], ...]
    files: tuple[ReadFile, ...]
    own_text: str
    unread: str = ""

    def fed(self, feeds: tuple[tuple[str, Key, str], ...], *, is_kept: bool) -> PlannedNode:
        """Give the same node with other keys upstream; only for one that is repeatable."""
        return PlannedNode(
            self.id,
            self.title,
            self.definition,
            fed_key(self.own_text, feeds),
            self.is_repeatable,
            is_kept,
            self.arguments,
            self.links,
            self.absent,
            self.own,
            feeds,
            self.files,
            self.own_text,
            self.unread,
        )

    @property
    def caption(self) -> str:
        """What messages call it: its title, and its id."""
        return f"{self.title} ({self.id})"

    @property
    def parts(self) -> dict[str, str]:
        """What the key is made of, piece by piece: two of these say why two keys differ."""
        parts = {"node": self.own.id, "version": str(self.own.version), "code": self.own.code}
        for name, value in self.own.values.items():
            parts[f"value {name}"] = canonical(value).decode()
        for name, digest in self.own.files.items():
            parts[f"file {name}"] = digest
        if self.own.fingerprint is not None:
            parts["fingerprint"] = self.own.fingerprint
        for name, key, output in self.feeds:
            parts[f"wire {name}"] = f"{key} {output}"
        return parts


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Hold what a run will do.

    Attributes:
        targets: The nodes whose results are wanted, without those that are skipped.
        by_id: Every node that may have to run, after all that it needs.
        skipped: Nodes that will not run, and why, in words for people.
    """

    targets: tuple[str, ...]
    by_id: Mapping[str, PlannedNode]
    skipped: Mapping[str, str]

    @property
    def nodes(self) -> tuple[PlannedNode, ...]:
        """Every node that may have to run, after all that it needs."""
        return tuple(self.by_id.values())
