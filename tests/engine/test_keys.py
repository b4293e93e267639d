"""Keys: stable across processes, and different for whatever makes a difference."""

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.engine.keys import OwnPart, canonical, key_without_repeat, node_key
from tests.engine.laboratory import Laboratory, change

OWN = OwnPart("test.add", 1, "code", {"a": 1, "b": "x"}, {}, None)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(OWN._replace(id="test.sub"), id="node"),
        pytest.param(OWN._replace(version=2), id="version"),
        pytest.param(OWN._replace(code="other"), id="code"),
        pytest.param(OWN._replace(values={"a": 2, "b": "x"}), id="value"),
        pytest.param(OWN._replace(values={"a": 1.0, "b": "x"}), id="kind of number"),
        pytest.param(OWN._replace(values={"a": True, "b": "x"}), id="yes instead of 1"),
        pytest.param(OWN._replace(values={"a": 1, "c": "x"}), id="name"),
        pytest.param(OWN._replace(files={"b": "digest"}), id="file"),
        pytest.param(OWN._replace(fingerprint=""), id="fingerprint"),
    ],
)
def test_whatever_a_node_does_itself_is_in_its_key(other: OwnPart) -> None:
    assert node_key(other, ()) != node_key(OWN, ())


def test_input_source_and_output_of_a_wire_are_in_the_key() -> None:
    keys = {
        node_key(OWN, [("a", "0" * 32, "low")]),
        node_key(OWN, [("b", "0" * 32, "low")]),
        node_key(OWN, [("a", "1" * 32, "low")]),
        node_key(OWN, [("a", "0" * 32, "high")]),
        node_key(OWN, []),
    }

    assert len(keys) == 5


def test_the_order_of_values_and_wires_says_nothing() -> None:
    turned = OWN._replace(values={"b": "x", "a": 1})
    wires = [("a", "0" * 32, "low"), ("b", "1" * 32, "low")]

    assert node_key(turned, wires[::-1]) == node_key(OWN, wires)


def test_the_name_of_a_file_that_is_read_does_not_count_its_content_does() -> None:
    here = OWN._replace(values={"b": "/here/fox.png"}, files={"b": "digest"})
    there = OWN._replace(values={"b": "/there/cat.png"}, files={"b": "digest"})

    assert node_key(here, ()) == node_key(there, ())


def test_a_key_is_the_same_in_every_process() -> None:
    program = (
        "from graphstudio.engine.keys import OwnPart, node_key\n"
        "own = OwnPart('test.add', 1, 'code', {'b': 'x', 'a': 1}, {}, None)\n"
        "print(node_key(own, [('a', '0' * 32, 'low')]))"
    )

    keys = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]

    assert keys == [node_key(OWN, [("a", "0" * 32, "low")])] * 2


@given(first=json_values, second=json_values)
def test_two_values_share_their_bytes_only_if_they_are_written_alike(
    first: object, second: object
) -> None:
    assert (canonical(first) == canonical(second)) == (
        repr(_sorted(first)) == repr(_sorted(second))
    )


def test_a_key_without_repeat_never_repeats() -> None:
    assert len({key_without_repeat() for _ in range(1000)}) == 1000


def test_a_change_moves_the_keys_below_it_and_no_others(lab: Laboratory) -> None:
    nodes = {"n": "number", "m": "number", "a": "add", "b": "add", "c": "add"}
    graph = lab.graph(nodes, {"a.a": "n.value", "b.a": "m.value", "c.a": "b.value"})
    before = lab.plan(graph).by_id

    after = lab.plan(change(graph, "m", value=9)).by_id

    assert {id_ for id_ in nodes if before[id_].key != after[id_].key} == {"m", "b", "c"}


def test_a_value_that_says_the_default_has_the_key_of_none_at_all(lab: Laboratory) -> None:
    bare = lab.graph({"n": "number"})
    said = lab.graph({"n": "number"}, values={"n.value": 0})

    assert lab.plan(bare).by_id["n"].key == lab.plan(said).by_id["n"].key


def test_names_and_titles_of_nodes_are_not_in_the_key(lab: Laboratory) -> None:
    one = lab.graph({"n": "number"})
    other = lab.graph({"x": replace(one.node("n"), title="My number")})

    assert lab.plan(one).by_id["n"].key == lab.plan(other).by_id["x"].key


def test_a_knob_that_only_shows_is_not_in_the_key(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number"})
    before = lab.plan(graph).by_id["n"].key

    assert lab.plan(change(graph, "n", note="look")).by_id["n"].key == before


def test_changed_code_of_a_pack_changes_every_key(lab: Laboratory) -> None:
    old = lab.graph({"n": "number"})
    new = lab.graph({"n": "number"}, registry=lab.recoded("2"))

    assert lab.plan(old).by_id["n"].key != lab.plan(new).by_id["n"].key


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value
