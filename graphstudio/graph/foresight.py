"""What is known before a run: facts flow along wires, and wires that cannot work are found.

Nodes answer for themselves (`graphstudio.api.facts`); here they are asked in order, their answers
are kept until something upstream changes, and a wire that is not there yet is thought through to
the end of what it would change.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphstudio.api import Facts, Foreseen, Known, Refusal
from graphstudio.errors import GraphStudioError
from graphstudio.graph.definitions import MISSING, NodeDefinition
from graphstudio.graph.elements import Node, Port
from graphstudio.graph.passing import passed_on

if TYPE_CHECKING:
    from graphstudio.graph.wiring import Wiring

_NOTHING = Foreseen()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a node answered.

    Attributes:
        said: The answer.
        is_final: False where nothing could be known just now, as of a file that is not there.
        fault: What went wrong in the node's own code; "" for nothing.
    """

    said: Foreseen
    is_final: bool = True
    fault: str = ""


_SILENT = _Answer(_NOTHING)


class Foresight:
    """Know what is known of each output of a graph before a run."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._answers: dict[str, _Answer] = {}
        self._unsure: set[str] = set()

    def facts(self, output: Port) -> Facts:
        """Say what is known of what comes out of an output; empty for nothing."""
        return self._answer(output.node).said.outputs.get(output.socket, {})

    def refusals(self, node: str) -> tuple[Refusal, ...]:
        """Say which inputs of a node cannot work as they are wired and set now."""
        return self._answer(node).said.refusals

    def fault(self, node: str) -> str:
        """Say what went wrong in the node's own code when it was asked; "" for nothing."""
        return self._answer(node).fault

    def try_wire(self, source: Port, target: Port) -> str | None:
        """Say why a wire could not work, here or further down; None if it can."""
        if not self._speaks(target.node):
            return None
        self._answer(source.node)
        self._answer(target.node)
        supposed: dict[str, _Answer] = {}
        waiting = deque([target.node])
        while waiting:
            node = waiting.popleft()
            feeds = dict(self._wiring.inputs(node))
            if node == target.node:
                feeds[target.socket] = source
            before, after = self._answer(node), self._ask(node, feeds, supposed)
            supposed[node] = after
            for one in after.said.refusals:
                if one not in before.said.refusals:
                    return one.reason if node == target.node else _further(node, one)
            waiting.extend(
                taker
                for taker in self._takers(node, before.said, after.said)
                if taker not in waiting and taker != source.node
            )
        return None

    def forget(self, node: str) -> None:
        """Forget what a node and all that follow it answered, and what could not be known yet."""
        waiting = [node, *self._unsure]
        self._unsure.clear()
        while waiting:
            id_ = waiting.pop()
            if self._answers.pop(id_, None) is not None or id_ == node:
                waiting.extend(self._followers(id_))

    def adopt(self, other: Foresight) -> None:
        """Take over what is known of an equal graph."""
        self._answers.update(other._answers)
        self._unsure.update(other._unsure)

    def _answer(self, node: str) -> _Answer:
        """Ask a node, after everything that feeds it, without recursion."""
        waiting = [node]
        while waiting:
            id_ = waiting[-1]
            if id_ in self._answers:
                waiting.pop()
            elif not self._speaks(id_):
                self._answers[id_] = _SILENT
            else:
                feeds = self._wiring.inputs(id_)
                before = [port.node for port in feeds.values() if port.node not in self._answers]
                if before:
                    waiting.extend(before)
                else:
                    self._answers[id_] = found = self._ask(id_, feeds, {})
                    if not found.is_final:
                        self._unsure.add(id_)
        return self._answers[node]

    def _speaks(self, id_: str) -> bool:
        node, definition = self._wiring.nodes[id_], self._wiring.definition(id_)
        if definition is None or node.is_muted:
            return False
        return definition.foresee is not None or definition.passes or node.is_bypassed

    def _ask(self, id_: str, feeds: Mapping[str, Port], supposed: Mapping[str, _Answer]) -> _Answer:
        node, definition = self._wiring.nodes[id_], self._wiring.definition(id_)
        if definition is None or not self._speaks(id_):
            return _SILENT

        def known(port: Port) -> Facts:
            found = supposed.get(port.node) or self._answers.get(port.node, _SILENT)
            return found.said.outputs.get(port.socket, {})

        if definition.passes:
            coming = [known(feeds[one.name]) for one in definition.inputs if one.name in feeds]
            names = [one.name for one in definition.outputs]
            return _Answer(Foreseen(dict(zip(names, coming, strict=False))))
        if node.is_bypassed:
            ports = [Port(id_, one.name) for one in definition.outputs]
            behind = {port.socket: passed_on(self._wiring, port) for port in ports}
            return _Answer(Foreseen({n: known(port) for n, port in behind.items() if port}))
        told = {name: known(port) for name, port in feeds.items()}
        return _listen(definition, Known(_values(node, definition, feeds), told))

    def _takers(self, node: str, before: Foreseen, after: Foreseen) -> Iterator[str]:
        """Find the nodes that are told something else than before."""
        for socket in {*before.outputs, *after.outputs}:
            if before.outputs.get(socket) != after.outputs.get(socket):
                yield from (port.node for port in self._wiring.targets(Port(node, socket)))

    def _followers(self, id_: str) -> Iterator[str]:
        definition = self._wiring.definition(id_) if id_ in self._wiring.nodes else None
        for output in () if definition is None else definition.outputs:
            yield from (port.node for port in self._wiring.targets(Port(id_, output.name)))


def _further(node: str, one: Refusal) -> str:
    return f"{one.reason} (where it goes on to {Port(node, one.input)})"


def _values(node: Node, definition: NodeDefinition, feeds: Mapping[str, Port]) -> dict[str, Any]:
    knobs = [one for one in definition.inputs if one.is_knob and one.name not in feeds]
    found = {one.name: node.values.get(one.name, one.default) for one in knobs}
    return {name: value for name, value in found.items() if value is not MISSING}


def _listen(definition: NodeDefinition, known: Known) -> _Answer:
    assert definition.foresee is not None
    try:
        return _Answer(definition.foresee(known))
    except (GraphStudioError, OSError):
        return _Answer(_NOTHING, is_final=False)
    except Exception as error:  # noqa: BLE001 - it is foreign code
        return _Answer(_NOTHING, fault=f"{type(error).__name__}: {error}")
