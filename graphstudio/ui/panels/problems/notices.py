"""Problems from three places, made alike: the check of the graph, the file, the last run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graphstudio.graph.graph import Graph
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Trouble
from graphstudio.workflow.problems import Problem

Source = Literal["graph", "file", "run"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Say one thing that is wrong, where it is and who found it.

    Attributes:
        message: What is wrong and what to do.
        source: Whether the check of the graph found it, the reading of its file, or a run.
        node: The node it is about; "" for the graph as a whole.
        title: What people read on that node.
        socket: The input it is about; "" for the node as a whole.
        is_warning: Whether the graph runs all the same.
        details: A traceback; "" where there is none.
    """

    message: str
    source: Source
    node: str = ""
    title: str = ""
    socket: str = ""
    is_warning: bool = False
    details: str = ""


def gather(
    graph: Graph, troubles: Sequence[Trouble], problems: Sequence[Problem], status: RunStatus | None
) -> tuple[Notice, ...]:
    """Put all problems into one list: errors first, in the order in which they were found."""
    found = [
        *_of_check(graph, troubles),
        *_of_file(graph, problems),
        *(() if status is None else _of_run(graph, status)),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda notice: notice.is_warning))


def title_of(graph: Graph, node: str) -> str:
    """Give what people read on a node; its id for one that is gone."""
    if node not in graph.nodes:
        return node
    found = graph.nodes[node]
    definition = graph.registry.get(found.type)
    return found.title or (definition.title if definition else found.type)


def _of_check(graph: Graph, troubles: Sequence[Trouble]) -> list[Notice]:
    return [
        Notice(
            one.message, "graph", one.node, title_of(graph, one.node), one.socket, one.is_warning
        )
        for one in troubles
    ]


def _of_file(graph: Graph, problems: Sequence[Problem]) -> list[Notice]:
    return [
        Notice(str(one), "file", node, title_of(graph, node), "", one.is_warning)
        for one in problems
        for node in (_node_at(graph, one.place),)
        if not (node and one.place == f"nodes.{node}.type")  # the check says it while it is so
    ]


def _of_run(graph: Graph, status: RunStatus) -> list[Notice]:
    notices = []
    for node in graph.nodes:
        now = status.node(node)
        title = title_of(graph, node)
        if now.phase == "failed":
            notices.append(Notice(now.message, "run", node, title, details=now.details))
        notices += [
            Notice(warning, "run", node, title, is_warning=True) for warning in now.warnings
        ]
    return notices


def _node_at(graph: Graph, place: str) -> str:
    """Find the node that a JSON path leads to: nodes.sampler.values.steps, wires.sampler.model."""
    keys = place.split(".")
    found = keys[1] if len(keys) > 1 and keys[0] in ("nodes", "wires") else ""
    return found if found in graph.nodes else ""
