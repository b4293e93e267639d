"""Make knobs mean the models that the workflow meant, under the names that they have here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from graphstudio.graph.edits import Group, SetValue
from graphstudio.graph.graph import Graph
from graphstudio.session.models.references import describe
from graphstudio.session.models.verdicts import Verdict
from graphstudio.workflow.references import Named

if TYPE_CHECKING:
    from graphstudio.library.library import Library


def mending(verdicts: Iterable[Verdict]) -> Group:
    """Give the edit that takes the found file for every renamed model."""
    renamed = (one for one in verdicts if one.state == "renamed")
    return Group(tuple(SetValue(one.port.node, one.port.socket, one.names[0]) for one in renamed))


def mended(graph: Graph, verdicts: Iterable[Verdict]) -> Graph:
    """Give the graph with every renamed model found; it is given back as it is if none was."""
    edit = mending(verdicts)
    if not edit.edits:
        return graph
    copy = graph.copy()
    edit.apply(copy)
    return copy


def renamed_references(verdicts: Iterable[Verdict]) -> tuple[Named, ...]:
    """Describe renamed models under the names that they have here: content and origin stay."""
    return tuple(
        Named(one.port, replace(one.wanted, name=one.names[0]))
        for one in verdicts
        if one.state == "renamed"
    )


def keeping(verdict: Verdict, library: Library) -> Named | None:
    """Describe what is here under the wanted name, so that from now on it is what is meant.

    None where nothing is.

    Raises:
        OSError: It cannot be looked at.
    """
    if verdict.path is None:
        return None
    wanted = verdict.wanted
    here = describe(wanted.name, (wanted.kind,), verdict.path, library)
    return Named(verdict.port, replace(here, origin=None))
