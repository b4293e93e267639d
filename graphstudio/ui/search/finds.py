"""Which nodes a search finds, and in which order and company it shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.registry import Registry
from graphstudio.ui import fuzzy

_MANY = 10
_MOST_RECENT = 5


@dataclass(frozen=True, slots=True)
class Find:
    """Hold one node that was found.

    Attributes:
        definition: The node.
        spots: Which letters of its title matched, by index.
        is_favourite: Whether it is starred.
    """

    definition: NodeDefinition
    spots: tuple[int, ...] = ()
    is_favourite: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Hold nodes that stand under one heading.

    Attributes:
        title: The heading; "" has none.
        finds: The nodes.
    """

    title: str
    finds: tuple[Find, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """Say which nodes somebody likes and which were used last, by id, in order."""

    favourites: Sequence[str] = ()
    recent: Sequence[str] = ()


def browse(
    definitions: Sequence[NodeDefinition],
    habits: Habits,
    titles: tuple[str, str],
) -> tuple[Section, ...]:
    """Lay out everything: favourites and recent ones first, then by category.

    Args:
        definitions: What may be shown.
        habits: What comes first.
        titles: The headings of the favourites and of the recent ones.
    """
    # Where there are only a few, a node that stands twice confuses more than it helps.
    liked = habits if len(definitions) >= _MANY else Habits()
    by_id = {one.id: one for one in definitions}
    favourites = [by_id[id_] for id_ in liked.favourites if id_ in by_id]
    recent = [by_id[id_] for id_ in liked.recent if id_ in by_id and id_ not in liked.favourites]
    sections = [
        _section(titles[0], favourites, habits),
        _section(titles[1], recent[:_MOST_RECENT], habits),
    ]
    categories: dict[str, list[NodeDefinition]] = {}
    for one in sorted(definitions, key=lambda one: (one.category.casefold(), one.title.casefold())):
        categories.setdefault(one.category, []).append(one)
    sections += [_section(heading(name), some, habits) for name, some in categories.items()]
    return tuple(section for section in sections if section.finds)


def seek(
    wanted: str, definitions: Sequence[NodeDefinition], habits: Habits, registry: Registry
) -> tuple[Section, ...]:
    """Find what is wanted, best first; those that only the help text names come last."""
    ranked = fuzzy.rank(wanted, definitions, _names)
    found = {one.choice.id for one in ranked}
    allowed = {one.id for one in definitions}
    finds = [Find(one.choice, one.spots, one.choice.id in habits.favourites) for one in ranked]
    finds += [
        Find(one, (), one.id in habits.favourites)
        for one in registry.search(wanted)
        if one.id in allowed and one.id not in found
    ]
    return (Section("", tuple(finds)),) if finds else ()


def heading(category: str) -> str:
    """Write a category as a heading: "Latent", "Image / Colour"."""
    return " / ".join(part.strip().capitalize() for part in category.split("/"))


def _names(definition: NodeDefinition) -> tuple[str, ...]:
    family = definition.id.partition(".")[0]
    # A category that the id names already would be a word that all of its nodes are known by.
    category = () if definition.category == family else (definition.category,)
    return (definition.title, definition.id, *definition.keywords, *category)


def _section(title: str, some: Iterable[NodeDefinition], habits: Habits) -> Section:
    return Section(title, tuple(Find(one, (), one.id in habits.favourites) for one in some))
