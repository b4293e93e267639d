"""Edits of what the graph tells others: its title, its description, its public inputs."""

from __future__ import annotations

from dataclasses import dataclass

from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph


@dataclass(frozen=True, slots=True)
class Publish:
    """Give an input a public name, by which runs set it."""

    name: str
    port: Port

    def apply(self, graph: Graph) -> Unpublish:
        """Publish it, unless the name is taken."""
        graph.publish(self.name, self.port)
        return Unpublish(self.name)


@dataclass(frozen=True, slots=True)
class Unpublish:
    """Take a public name back."""

    name: str

    def apply(self, graph: Graph) -> Publish:
        """Take it back, unless no input has it."""
        return Publish(self.name, graph.unpublish(self.name))


@dataclass(frozen=True, slots=True)
class Describe:
    """Say what the graph is called and what it is for; None leaves one as it is."""

    title: str | None = None
    description: str | None = None

    def apply(self, graph: Graph) -> Describe:
        """Say it."""
        old_title, old_description = graph.title, graph.description
        graph.describe(
            old_title if self.title is None else self.title,
            old_description if self.description is None else self.description,
        )
        return Describe(
            None if self.title is None else old_title,
            None if self.description is None else old_description,
        )
