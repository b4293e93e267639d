"""What goes through a node that does not run: the bypassed one, the one that only hands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphstudio.graph.elements import Port
from graphstudio.graph.sockets import refusal

if TYPE_CHECKING:
    from graphstudio.graph.wiring import Wiring


def passed_on(graph: Wiring, output: Port) -> Port | None:
    """Find what feeds the first input that has the output's type, or else fits it."""
    feeds = graph.inputs(output.node)
    definition = graph.definition(output.node)
    if definition is None:
        return feeds[min(feeds)] if feeds else None
    wired = [Port(output.node, one.name) for one in definition.inputs if one.name in feeds]
    wanted = graph.type_of(output)
    types = {port: graph.type_of(port, "input") for port in wired}
    same = [port for port in wired if types[port] == wanted]
    fits = [port for port in wired if refusal(types[port], wanted) is None]
    chosen = next(iter(same or fits), None)
    return None if chosen is None else feeds[chosen.socket]
