"""A node on its way into a plan: what feeds it, what its knobs say, what is in its way."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from graphstudio.api import DisplayOnly, File
from graphstudio.engine.files import FileHashes
from graphstudio.engine.fitting import needs_fitting, to_argument
from graphstudio.engine.keys import Key, OwnPart, fed_key, key_without_repeat, own_text
from graphstudio.engine.plan import Link, PlannedNode, ReadFile
from graphstudio.engine.routes import Absent
from graphstudio.errors import GraphError, GraphStudioError, MissingInput
from graphstudio.graph.definitions import MISSING, InputDefinition, NodeDefinition
from graphstudio.graph.elements import Json, Node, Port
from graphstudio.graph.sockets import describe

# Shared, because thousands of empty dicts cost the garbage collector more than planning does.
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Draft:
    """Plan one node whose sources are planned already.

    Attributes:
        problems: What keeps the graph from running.
        is_broken: Whether it, or something that feeds it, has a problem.
        because: Why it is skipped; "" when it is not.
    """

    def __init__(
        self,
        caption: str,
        node: Node,
        definition: NodeDefinition,
        feeds: Mapping[str, Port | Absent],
        planned: Mapping[str, PlannedNode],
        files: FileHashes,
    ) -> None:
        self.problems: list[GraphError] = []
        self.is_broken = False
        self.because = ""
        self._caption = caption
        self._node = node
        self._definition = definition
        self._feeds = feeds
        self._upstream = planned
        self._hashes = files
        self._links: list[Link] = []
        self._wires: list[tuple[str, Key, str]] = []
        self._values: dict[str, Json] = {}
        self._arguments: dict[str, Any] = {}  # Any: see PlannedNode
        self._absent: dict[str, str] = {}
        self._files: dict[str, ReadFile] = {}
        self._fingerprint: str | None = None
        self._unread = ""
        self._is_repeatable = definition.is_cached

    @property
    def is_memorable(self) -> bool:
        """Whether the same plan holds as long as the node and its sources stay the same."""
        return self._is_repeatable and not self._files and self._definition.fingerprint is None

    def work(self) -> None:
        """Find out what feeds the node, and everything that is in its way."""
        for one in self._definition.inputs:
            source = self._feeds.get(one.name)
            if isinstance(source, Port):
                self._take_wire(one, source)
            else:
                self._take_value(one, source)
        if self._definition.fingerprint is not None and not self.is_broken and not self.because:
            self._fingerprint = self._ask_fingerprint()

    def finish(self) -> PlannedNode:
        """Give the planned node; only for one that is neither broken nor skipped."""
        definition, is_repeatable = self._definition, self._is_repeatable
        own = OwnPart(
            definition.id,
            definition.version,
            definition.code,
            self._values or _NOTHING,
            {name: one.digest for name, one in self._files.items()} if self._files else _NOTHING,
            self._fingerprint,
        )
        text = own_text(own)
        is_kept = is_repeatable
        for link in self._links:
            is_kept = is_kept and self._upstream[link.source].is_kept
        return PlannedNode(
            id=self._node.id,
            title=self._node.title or definition.title,
            definition=definition,
            key=fed_key(text, self._wires) if is_repeatable else key_without_repeat(),
            is_repeatable=is_repeatable,
            is_kept=is_kept,
            arguments=self._arguments or _NOTHING,
            links=tuple(self._links),
            absent=self._absent or _NOTHING,
            own=own,
            feeds=tuple(self._wires),
            files=tuple(self._files.values()),
            own_text=text,
            unread=self._unread,
        )

    def _take_wire(self, knob: InputDefinition, source: Port) -> None:
        upstream = self._upstream.get(source.node)
        if upstream is None:
            self.is_broken = True
            return
        outputs = [one.name for one in upstream.definition.outputs]
        number = outputs.index(source.socket)
        fitted = knob if needs_fitting(knob) else None
        self._links.append(Link(knob.name, source.node, number, knob.is_lazy, fitted))
        self._wires.append((knob.name, upstream.key, source.socket))
        if _is_read(knob):
            self._is_repeatable = False  # nobody knows which file it is before the run

    def _take_value(self, knob: InputDefinition, absent: Absent | None) -> None:
        name = knob.name
        if name in self._node.values and knob.is_knob:
            value = self._node.values[name]
            self._arguments[name] = to_argument(knob, value)
        elif knob.default is not MISSING:
            value = knob.default
        elif absent is None:
            self._add_missing(knob)
            return
        elif knob.is_lazy:
            self._absent[name] = absent.because
            return
        else:
            self.because = f"its input {name!r} has nothing, because {absent.because}"
            return
        if knob.is_knob and not any(isinstance(hint, DisplayOnly) for hint in knob.hints):
            self._values[name] = value
            if value and _is_read(knob):
                path = to_argument(knob, value)
                self._files[name] = ReadFile(path, self._hashes.digest(path))

    def _ask_fingerprint(self) -> str | None:
        """Ask the definition's fingerprint, if all knobs are known."""
        knobs = [one for one in self._definition.inputs if one.is_knob]
        if any(isinstance(self._feeds.get(one.name), Port) for one in knobs):
            self._is_repeatable = False  # what comes along the wire is not known yet
            return None
        values = {one.name: self._node.values.get(one.name, one.default) for one in knobs}
        arguments = {one.name: to_argument(one, values[one.name]) for one in knobs}
        ask = self._definition.fingerprint
        assert ask is not None
        try:
            return str(ask(**arguments))
        except (GraphStudioError, OSError) as error:
            self._is_repeatable = False  # what is missing may be there at the run
            self._unread = str(error)
        except Exception as error:  # noqa: BLE001 - a fingerprint is foreign code
            self._add_problem(
                GraphError(
                    f"{self._caption}: its fingerprint failed with {type(error).__name__}: "
                    f"{error}. This is a fault in {self._definition.file}; tell its author.",
                    node=self._node.id,
                )
            )
        return None

    def _add_missing(self, knob: InputDefinition) -> None:
        wanted = describe(knob.type)
        remedy = "Wire it or set it" if knob.is_knob else f"Wire {wanted} to it"
        self._add_problem(
            MissingInput(
                f"{self._caption}: its input {knob.name!r} has nothing. {remedy}.",
                node=self._node.id,
                socket=knob.name,
            )
        )

    def _add_problem(self, problem: GraphError) -> None:
        self.is_broken = True
        self.problems.append(problem)


def _is_read(knob: InputDefinition) -> bool:
    """Tell whether a knob names a file that is read; one that does not say is taken to be."""
    return knob.is_path and all(hint.is_read for hint in knob.hints if isinstance(hint, File))
