"""Whatever a graph is, the file says it; whatever a file is, reading it never crashes."""

import json
import random
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphstudio.errors import WorkflowFileError
from graphstudio.graph.elements import Frame, Node, Note, Place, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.workflow.files import dump, parse
from tests.workflow.samples import WHOLE_FILE, make_registry

REGISTRY = make_registry()

IDS = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,4}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)
SIZES = st.integers(1, 10**9) | st.floats(1e-300, 1e9)
COLOURS = st.sampled_from(["", "#00ff7F"])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
PAINT_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "subject": TEXTS,
        "steps": st.integers(1, 150),
        "strength": st.floats(0, 1) | st.integers(0, 1),
        "mode": st.sampled_from(["fast", "fine"]),
    },
)


@st.composite
def nodes(draw: st.DrawFn, id_: str) -> Node:
    kind = draw(st.sampled_from(["sample.paint", "sample.pass", "sample.show", "gone.away"]))
    version, values = 1, {}
    if kind == "sample.paint":
        version, values = 3, draw(PAINT_VALUES)
    if kind == "gone.away":
        version = draw(st.integers(1, 9))
        values = draw(st.dictionaries(st.text("abc.-", min_size=1), ANY_JSON, max_size=3))
    flags = draw(st.booleans()), draw(st.booleans())
    return Node(id_, kind, version, values, draw(TEXTS), *flags)


def sockets(graph: Graph, id_: str, side: str) -> list[Port]:
    definition = graph.definition(id_)
    names = ["x", "y.z"] if definition is None else [one.name for one in getattr(definition, side)]
    return [Port(id_, name) for name in names]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    ids = draw(st.lists(IDS, max_size=6, unique=True))
    boxes = draw(st.lists(IDS, max_size=2, unique=True))
    graph, _ = Graph.build(
        REGISTRY,
        [draw(nodes(id_)) for id_ in ids],
        [],
        title=draw(TEXTS),
        description=draw(TEXTS),
        places={
            id_: Place(
                *draw(st.tuples(NUMBERS, NUMBERS, st.none() | SIZES, st.booleans(), COLOURS)),
                draw(st.booleans()),
            )
            for id_ in ids
            if draw(st.booleans())
        },
        frames=[_frame(draw, id_, ids, boxes) for id_ in boxes],
        notes=[
            Note(id_, *draw(st.tuples(TEXTS, NUMBERS, NUMBERS, SIZES, SIZES, COLOURS)))
            for id_ in boxes
        ],
    )
    for port in [port for id_ in ids for port in sockets(graph, id_, "inputs")]:
        if port.socket in ("seed", "x") and draw(st.booleans()):
            graph.roll(port, is_rolling=True)
    outputs = [port for id_ in ids for port in sockets(graph, id_, "outputs")]
    inputs = [port for id_ in ids for port in sockets(graph, id_, "inputs")]
    if outputs and inputs:
        ends = st.tuples(st.sampled_from(outputs), st.sampled_from(inputs))
        for source, target in draw(st.lists(ends, max_size=12)):
            if graph.refusal(source, target) is None:
                graph.connect(source, target)
    if inputs:
        names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,3}", fullmatch=True)
        for name in draw(st.lists(names, max_size=3, unique=True)):
            graph.publish(name, draw(st.sampled_from(inputs)))
    return graph


def _frame(draw: st.DrawFn, id_: str, nodes: list[str], boxes: list[str]) -> Frame:
    box = draw(st.tuples(TEXTS, NUMBERS, NUMBERS, SIZES, SIZES, COLOURS))
    frame = Frame(id_, *box)
    if draw(st.booleans()):
        return frame
    # Only what comes later is held, so that no frame holds itself.
    later = boxes[boxes.index(id_) + 1 :]
    held = [tuple(one for one in known if draw(st.booleans())) for known in (nodes, later, boxes)]
    members, frames, notes = held
    return replace(frame, is_folded=True, members=members, frames=frames, notes=notes)


@given(graphs())
@settings(max_examples=200, deadline=None)
def test_a_graph_comes_back_from_its_file_as_it_was(graph: Graph) -> None:
    text = dump(graph)

    loaded = parse(text, "fox.json", REGISTRY)

    unknown = {f"nodes.{id_}.type" for id_ in graph.nodes if graph.definition(id_) is None}
    assert {one.place for one in loaded.problems} == unknown
    assert loaded.graph == graph
    assert dump(loaded.graph) == text
    assert parse(text.encode(), "fox.json", REGISTRY) == loaded


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_a_graph_was_made_does_not_show(order: random.Random) -> None:
    data = json.loads(WHOLE_FILE)

    assert dump(parse(json.dumps(shuffled(data, order)), "fox.json", REGISTRY).graph) == WHOLE_FILE


def shuffled(value: Any, order: random.Random) -> Any:
    if not isinstance(value, dict):
        return value
    keys = list(value)
    order.shuffle(keys)
    return {key: shuffled(value[key], order) for key in keys}


def opens_or_is_refused(source: str | bytes) -> None:
    """Read anything; what opens must also be writable and open the same again."""
    try:
        loaded = parse(source, "fox.json", REGISTRY)
    except WorkflowFileError as error:
        assert str(error).startswith("fox.json")  # noqa: PT017
        return
    assert all(str(one) and one.message.endswith((".", "?")) for one in loaded.problems)
    text = dump(loaded.graph, loaded.extras)
    again = parse(text, "fox.json", REGISTRY)
    assert (again.graph, dump(again.graph, again.extras)) == (loaded.graph, text)


@given(st.binary())
def test_any_bytes_open_or_are_refused(data: bytes) -> None:
    opens_or_is_refused(data)


@given(st.data())
@settings(max_examples=300)
def test_a_file_damaged_anywhere_opens_or_is_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE_FILE)))
    length = data.draw(st.integers(0, 30))
    between = data.draw(
        st.text(max_size=10) | st.sampled_from(["\\ud800", "1e999", "NaN", "{", "9"])
    )

    opens_or_is_refused(WHOLE_FILE[:start] + between + WHOLE_FILE[start + length :])


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4),
    st.sampled_from(["paint.subject", "sample.paint", "a.b", "show", 10**400, -1, 0, [], {}]),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=4), st.integers()),
)  # fmt: skip


def paths_in(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [path]
    inner = [paths_in(one, (*path, key)) for key, one in value.items()]
    return [path, *[one for several in inner for one in several]]


@given(st.lists(st.tuples(st.sampled_from(paths_in(json.loads(WHOLE_FILE))[1:]), ODD), max_size=4))
@settings(max_examples=300, deadline=None)
def test_a_file_with_odd_values_opens_or_is_refused(
    changes: list[tuple[tuple[str, ...], Any]],
) -> None:
    data = json.loads(WHOLE_FILE)
    for path, value in changes:
        home = data
        for key in path[:-1]:
            home = home.get(key) if isinstance(home, dict) else None
        if isinstance(home, dict):
            home[path[-1]] = value

    opens_or_is_refused(json.dumps(data).replace("NaN", "1e999").replace("Infinity", "1e999"))


@pytest.mark.benchmark
def test_a_chain_of_ten_thousand_nodes_is_read_and_written_in_linear_time() -> None:
    small, large = seconds_for(1_000), seconds_for(10_000)

    # A tenth would be linear. The garbage collector, which looks through all that is alive,
    # takes half of the time of the large graph; anything quadratic would show as ten.
    assert large / 10 < small * 4, "time for each node grows with their number"


def seconds_for(count: int) -> float:
    """Give the CPU seconds of the best of three for writing and reading a chain."""
    chain = [Node(f"node_{one}", "sample.pass", title="Pass on") for one in range(count)]
    wires = [
        Wire(Port(f"node_{one}", "value"), Port(f"node_{one + 1}", "value"))
        for one in range(count - 1)
    ]
    places = {node.id: Place(20.0 * number, 0.5) for number, node in enumerate(chain)}
    graph, dropped = Graph.build(REGISTRY, chain, wires, places=places)
    assert dropped == ()
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        loaded = parse(dump(graph), "chain.json", REGISTRY)
        best = min(best, time.process_time() - begin)
        assert loaded.problems == ()
    return best
