"""From the text of a workflow to a plan, or to everything that is in the way, node by node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphstudio.engine.plan import Plan
from graphstudio.errors import GraphError, UnknownNode, WorkflowFileError
from graphstudio.graph.graph import Graph
from graphstudio.library.starters import command_in
from graphstudio.session.locating import anchored
from graphstudio.session.models.wording import say_way_out
from graphstudio.session.studio import Studio
from graphstudio.session.worker.protocol import Trouble
from graphstudio.workflow.extras import Extra
from graphstudio.workflow.files import dump, parse
from graphstudio.workflow.problems import Problem
from graphstudio.workflow.references import Named

# Kept as they are, so a plan that needs such a node says it; one that does not is none the worse.
_KEPT = frozenset({"type", "version"})


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Hold what became of a workflow.

    Attributes:
        plan: What a run does; None if it cannot run.
        graph: What it is the plan of, with absolute file names; None if there is no graph.
        troubles: What is in the way, and what is only worth knowing.
        extras: Keys of the file that belong to nobody here.
        references: Which models its knobs mean.
    """

    plan: Plan | None
    graph: Graph | None
    troubles: tuple[Trouble, ...]
    extras: tuple[Extra, ...] = ()
    references: tuple[Named, ...] = ()

    def text(self) -> str:
        """Write the workflow that goes into pictures, with the exact values of this run."""
        assert self.graph is not None  # who has a plan has a graph
        return dump(self.graph, self.extras, self.references)


def prepare(
    studio: Studio, workflow: str, folder: str, targets: tuple[str, ...] | None
) -> Prepared:
    """Read a workflow and plan it; nothing is run, and torch is not imported.

    Args:
        studio: Knows the nodes.
        workflow: Text of a workflow file.
        folder: Where relative file names are seen from; "" means the current folder.
        targets: The nodes wanted; None means every output node.
    """
    try:
        loaded = parse(workflow, "workflow", studio.registry)
    except WorkflowFileError as error:
        return Prepared(None, None, (Trouble("", str(error)),))
    troubles = tuple(map(_from_file, loaded.problems))
    graph = anchored(loaded.graph, Path(folder) if folder else Path.cwd())
    plan = None
    try:
        plan = studio.plan(graph, targets)
    except GraphError as error:
        unknown = {one.node for one in error.parts if isinstance(one, UnknownNode)}
        # The plan needs them, which is worse than that the file has them.
        troubles = tuple(one for one in troubles if one.node not in unknown or not one.is_warning)
        troubles += tuple(Trouble(one.node, str(one), one.socket) for one in error.parts)
    if plan is not None:
        troubles += tuple(_what_is_missing(plan, loaded.references))
    # Half a workflow is not what was wanted.
    if any(not one.is_warning for one in troubles):
        plan = None
    return Prepared(plan, graph, troubles, loaded.extras, loaded.references)


def _what_is_missing(plan: Plan, references: Sequence[Named]) -> Iterator[Trouble]:
    """Warn of models and files that are not there: they may be by the time of the run."""
    for node in plan.nodes:
        if node.unread:
            message = node.unread + _origin_of(node.id, node.unread, references)
            yield Trouble(node.id, message, is_warning=True)
        for name, digest in node.own.files.items():
            if digest.startswith("missing:"):
                path = digest.removeprefix("missing:")
                message = f"There is no file {path}. Choose another one, or put it there."
                yield Trouble(node.id, message, name, is_warning=True)


def _origin_of(node: str, message: str, references: Sequence[Named]) -> str:
    """Say where the file's author had a model from, where the message does not say it."""
    for one in references:
        is_named = one.port.node == node and f'"{one.reference.name}"' in message
        if is_named and one.reference.origin is not None and not command_in(message):
            return f" {say_way_out(one.reference)}"
    return ""


def _from_file(problem: Problem) -> Trouble:
    """Find the node that a problem of the file is about: "nodes.sampler.values.steps"."""
    section, _, rest = problem.place.partition(".")
    node, _, below = rest.partition(".")
    if section not in ("nodes", "wires"):
        return Trouble("", str(problem), is_warning=problem.is_warning or section == "inputs")
    is_warning = problem.is_warning or (section == "nodes" and below in _KEPT)
    socket = below.removeprefix("values.") if below not in _KEPT else ""
    return Trouble(node, problem.message, socket, is_warning)
