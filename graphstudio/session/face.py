"""The Python face: load or build a workflow in code, and run it."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphstudio.api import Cancelled
from graphstudio.engine.events import Event
from graphstudio.errors import BadValue, GraphError
from graphstudio.graph.edits import AddNode, Connect, Describe, Group, Publish, SetValue
from graphstudio.graph.elements import Node, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.session.locating import anchored
from graphstudio.session.models.checking import check, check_again, gathered
from graphstudio.session.saving import PictureFolder, PictureList, open_journal
from graphstudio.session.studio import Studio, ignore
from graphstudio.session.values import find_knob
from graphstudio.session.warming import Warming, WarmUp, warm_up
from graphstudio.workflow.extras import Extra
from graphstudio.workflow.files import dump, save
from graphstudio.workflow.references import Named

if TYPE_CHECKING:
    from PIL import Image as Pillow


@dataclass(frozen=True, slots=True)
class Result:
    """Hold what a run gave.

    Attributes:
        images: Every saved picture, as Pillow pictures; empty when they were written to a
            folder.
        images_by_node: The same, by the id of the node that saved them.
        paths: Every file that was written; empty when the pictures were kept in memory.
        values: What each target node gave, one tuple of outputs for each.
        seconds: How long the run took.
    """

    images: tuple[Pillow.Image, ...]
    images_by_node: Mapping[str, tuple[Pillow.Image, ...]]
    paths: tuple[Path, ...]
    values: Mapping[str, tuple[Any, ...]]  # Any: whatever the nodes give
    seconds: float


@dataclass(frozen=True, slots=True)
class NodeHandle:
    """Stand for a node while a workflow is built.

    `handle.output` or `handle["output"]` is one of its outputs; a handle alone means its only one.
    """

    id: str
    outputs: tuple[str, ...]

    def __getitem__(self, output: str) -> Port:
        if output not in self.outputs:
            offer = ", ".join(self.outputs) or "none"
            raise GraphError(f'{self.id} has no output "{output}". It has: {offer}.')
        return Port(self.id, output)

    def __getattr__(self, output: str) -> Port:
        if output.startswith("_"):
            raise AttributeError(output)
        return self[output]


def _ignore_progress(warming: Warming) -> None:
    del warming


class Workflow:
    """Hold a graph that can be changed, run and saved.

    A workflow keeps its results: running it again computes only what changed. Workflows that
    share a `Studio` share results and loaded models.
    """

    def __init__(self, *, title: str = "", studio: Studio | None = None) -> None:
        self.studio = studio or Studio.open()
        self.graph = Graph(self.studio.registry)
        Describe(title=title).apply(self.graph)
        self._folder: Path | None = None  # where relative file names are seen from
        self.extras: tuple[Extra, ...] = ()
        self.references: tuple[Named, ...] = ()

    @classmethod
    def load(cls, path: str | Path, *, studio: Studio | None = None) -> Workflow:
        """Open a workflow file, or a picture that GraphStudio made.

        Raises:
            WorkflowFileError: The file has problems; lists every one of them.
        """
        workflow = cls(studio=studio)
        loaded = workflow.studio.read_whole(Path(path), warnings.warn)
        workflow.graph = loaded.graph
        workflow._folder = Path(path).parent
        workflow.extras = loaded.extras
        workflow.references = loaded.references
        return workflow

    def add(self, type: str, /, *, id: str = "", **inputs: Any) -> NodeHandle:  # noqa: A002
        """Add a node; each input is a value, another node's output, or a node with one output.

        Args:
            type: The node's kind, such as "latent.decode".
            id: What files and `set` call it; made from the kind when left out.
            inputs: Knob values and wires by parameter name.

        Raises:
            UnknownNode: No pack has this kind.
            GraphError: An input is refused; nothing was added.
        """
        definition = self.studio.registry.require(type)
        name = id or self.graph.new_id(type)
        wires = {key: _port(value) for key, value in inputs.items() if _is_output(value)}
        values = {key: _plain(value) for key, value in inputs.items() if key not in wires}
        Group(
            (
                AddNode(Node(name, type, definition.version)),
                *(SetValue(name, key, value) for key, value in values.items()),
                *(Connect(Wire(port, Port(name, key))) for key, port in wires.items()),
            )
        ).apply(self.graph)
        return NodeHandle(name, tuple(output.name for output in definition.outputs))

    def publish(self, name: str, node: NodeHandle, parameter: str) -> None:
        """Give a knob a name of its own, by which `run` and the command line set it.

        Raises:
            GraphError: The name is taken, or there is no such knob.
        """
        Publish(name, Port(node.id, parameter)).apply(self.graph)

    def set(self, name: str, value: Any) -> None:
        """Set a knob by its published name or by "node.parameter".

        Raises:
            BadValue: There is no such knob, or it does not take the value.
        """
        port = find_knob(self.graph, name)
        SetValue(port.node, port.socket, _plain(value)).apply(self.graph)

    def run(
        self,
        *,
        out: str | Path | None = None,
        targets: Sequence[str | NodeHandle] | None = None,
        emit: Callable[[Event], None] = ignore,
        stop: threading.Event | None = None,
        **inputs: Any,
    ) -> Result:
        """Run the workflow, computing only what changed since its last run.

        A model that has another name here is found by its content, for this run, with a warning.

        Args:
            out: Folder for the pictures; None keeps them in memory.
            targets: The nodes wanted, or their ids; None means every output node.
            emit: Called with each event, from this thread.
            stop: Set it from another thread to stop between two steps.
            inputs: Published inputs by name; they stay set afterwards.

        Raises:
            GraphError: The graph cannot run; lists every problem.
            RunError: A node failed; the first failure, the others in `problems`.
            Cancelled: `stop` was set.
        """
        for name, value in inputs.items():
            if name not in self.graph.published:
                offer = ", ".join(sorted(self.graph.published)) or "none"
                raise BadValue(f'"{name}" is no published input. Published: {offer}.')
            self.set(name, value)
        home = self._folder or Path.cwd()
        checked = check(anchored(self.graph, home), self.references, home)
        graph = checked.graph
        plan = self.studio.plan(graph, None if targets is None else _ids(targets))
        checked = check_again(checked, home)
        for notice in checked.notices([one.id for one in plan.nodes]):
            warnings.warn(notice, stacklevel=2)
        kept = PictureList()
        journal = open_journal(Path(out)) if out is not None else None
        folder = None
        if out is not None:
            workflow = dump(graph, references=checked.references)
            folder = PictureFolder(Path(out), workflow, journal)
        result = self.studio.run(
            plan, save=folder or kept, emit=emit, stop=stop, graph=graph, journal=journal
        )
        if result.outcome == "stopped":
            raise Cancelled
        if result.errors:
            errors = list(result.errors.values())
            errors[0].problems = tuple(str(error) for error in errors)
            raise errors[0]
        by_node = {node: tuple(pictures) for node, pictures in sorted(kept.by_node.items())}
        images = tuple(picture for pictures in by_node.values() for picture in pictures)
        return Result(images, by_node, result.saved, result.values, result.seconds)

    def warm_up(
        self,
        *,
        targets: Sequence[str | NodeHandle] | None = None,
        told: Callable[[Warming], object] = _ignore_progress,
        stop: threading.Event | None = None,
    ) -> WarmUp:
        """Load every network that a run would lend, and ask each once; nothing is made or kept.

        The next `run` finds them loaded.

        Args:
            targets: The nodes wanted, or their ids; None means every output node.
            told: Called before each network, from this thread.
            stop: Set it from another thread to stop before the next network.

        Returns:
            What was loaded, how large it is, how long it took; and what went wrong.

        Raises:
            GraphError: The graph cannot run; lists every problem.
        """
        home = self._folder or Path.cwd()
        graph = check(anchored(self.graph, home), self.references, home).graph
        plan = self.studio.plan(graph, None if targets is None else _ids(targets))
        return warm_up(self.studio, graph, plan, told=told, stop=stop or threading.Event())

    def save(self, path: str | Path) -> None:
        """Write the workflow as JSON, atomically.

        Relative file names of a workflow that came from another folder are made absolute.

        Raises:
            WorkflowFileError: It could not be written.
        """
        home = Path(path).parent
        if self._folder is not None and self._folder.resolve() != home.resolve():
            self.graph = anchored(self.graph, self._folder)
        self.references = gathered(self.graph, self.references, home)
        save(self.graph, Path(path), self.extras, self.references)
        self._folder = home


def _ids(targets: Sequence[str | NodeHandle]) -> list[str]:
    several = [targets] if isinstance(targets, str | NodeHandle) else targets
    return [one.id if isinstance(one, NodeHandle) else one for one in several]


def _plain(value: Any) -> Any:  # Any: what a knob takes
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def _is_output(value: object) -> bool:
    return isinstance(value, NodeHandle | Port)


def _port(value: NodeHandle | Port) -> Port:
    if isinstance(value, Port):
        return value
    if len(value.outputs) != 1:
        offer = ", ".join(value.outputs) or "none"
        raise GraphError(
            f"{value.id} has {len(value.outputs)} outputs: say which one ({offer}), "
            f'such as {value.id}["{value.outputs[0] if value.outputs else "name"}"].'
        )
    return Port(value.id, value.outputs[0])
