"""What the tests of edits share: wires read from texts, edits done and taken back."""

import json

from graphstudio.graph.edits import Edit, from_json, to_json
from graphstudio.graph.elements import Port, Wire
from graphstudio.graph.graph import Graph


def port(text: str) -> Port:
    """Read "node.socket"."""
    return Port(*text.split("."))


def wire(source: str, target: str) -> Wire:
    """Read a wire from "node.output" and "node.input"."""
    return Wire(port(source), port(target))


def wired(graph: Graph) -> dict[str, str]:
    """Give all wires, as a file has them."""
    return {str(one.target): str(one.source) for one in graph.wires}


def done(graph: Graph, edit: Edit) -> Graph:
    """Do an edit on a copy, having seen that it can be journalled and taken back exactly."""
    after = graph.copy()
    inverse = from_json(json.loads(json.dumps(to_json(edit)))).apply(after)
    back = after.copy()
    from_json(json.loads(json.dumps(to_json(inverse)))).apply(back)
    assert back == graph
    return after
