from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.graph.elements import Json
from graphstudio.workflow.extras import Extra
from graphstudio.workflow.schema import fit, published_schema, take_extras

LEFT_OUT = "Put it right; now it was left out."
PLACED = {"x": 0, "y": 0}
BOXED = {"x": 0, "y": 0, "width": 9, "height": 9}

FLAWS: list[Any] = [
    pytest.param(
        {"title": 4}, f"title: it must be a text in double quotes, not 4. {LEFT_OUT}", id="title"
    ),
    pytest.param(
        {"nodes": []}, f"nodes: it must be an object in {{ }}, not []. {LEFT_OUT}", id="nodes"
    ),
    pytest.param(
        {"nodes": {"a": "x"}},
        f'nodes.a: it must be an object in {{ }}, not "x". {LEFT_OUT}',
        id="node",
    ),
    pytest.param(
        {"nodes": {"a": {}}},
        'nodes.a: "type" is missing. Add it. Now the node was left out.',
        id="node without a type",
    ),
    pytest.param(
        {"nodes": {"a": {"typ": "x.y"}}},
        'nodes.a: "type" is missing. Is "typ" meant to be it? Now the node was left out.',
        id="node with a misspelt type",
    ),
    pytest.param(
        {"nodes": {"a": {"type": 3}}},
        "nodes.a.type: it must be a text in double quotes, not 3. "
        "Put it right; now the node was left out.",
        id="type",
    ),
    pytest.param(
        {"nodes": {"a": {"type": "x.y", "version": 0}}},
        f"nodes.a.version: it must be a whole number, 1 or more, not 0. {LEFT_OUT}",
        id="version below 1",
    ),
    pytest.param(
        {"nodes": {"a": {"type": "x.y", "version": 1.5}}},
        f"nodes.a.version: it must be a whole number, 1 or more, not 1.5. {LEFT_OUT}",
        id="version that is not whole",
    ),
    pytest.param(
        {"nodes": {"a": {"type": "x.y", "values": [1]}}},
        f"nodes.a.values: it must be an object in {{ }}, not [1]. {LEFT_OUT}",
        id="values",
    ),
    pytest.param(
        {"nodes": {"a": {"type": "x.y", "muted": "yes"}}},
        f'nodes.a.muted: it must be true or false, not "yes". {LEFT_OUT}',
        id="muted",
    ),
    pytest.param(
        {"nodes": {"a": {"type": "x.y", "bypassed": 1}}},
        f"nodes.a.bypassed: it must be true or false, not 1. {LEFT_OUT}",
        id="bypassed",
    ),
    pytest.param(
        {"wires": {"a.b": ["c", 0]}},
        f'wires.a.b: it must be a text such as "node.socket", not ["c", 0]. {LEFT_OUT}',
        id="wire",
    ),
    pytest.param(
        {"wires": "a.b"},
        f'wires: it must be an object in {{ }}, not "a.b". {LEFT_OUT}',
        id="wires",
    ),
    pytest.param(
        {"inputs": {"text": None}},
        f'inputs.text: it must be a text such as "node.socket", not null. {LEFT_OUT}',
        id="input",
    ),
    pytest.param(
        {"layout": 1}, f"layout: it must be an object in {{ }}, not 1. {LEFT_OUT}", id="layout"
    ),
    pytest.param(
        {"layout": {"nodes": {"a": {"x": "left", "y": 0}}}},
        'layout.nodes.a.x: it must be a number between -1e9 and 1e9, not "left". '
        "Put it right; now the place was left out.",
        id="x",
    ),
    pytest.param(
        {"layout": {"nodes": {"a": {"x": True, "y": 0}}}},
        "layout.nodes.a.x: it must be a number between -1e9 and 1e9, not true. "
        "Put it right; now the place was left out.",
        id="x that is a boolean",
    ),
    pytest.param(
        {"layout": {"nodes": {"a": {"x": 0, "y": 10**400}}}},
        f"layout.nodes.a.y: it must be a number between -1e9 and 1e9, not 1{'0' * 58}…. "
        "Put it right; now the place was left out.",
        id="y far away",
    ),
    pytest.param(
        {"layout": {"nodes": {"a": {"x": 0}}}},
        'layout.nodes.a: "y" is missing. Add it. Now the place was left out.',
        id="place without y",
    ),
    pytest.param(
        {"layout": {"nodes": {"a": {**PLACED, "width": -3}}}},
        f"layout.nodes.a.width: it must be a number above 0, up to 1e9, not -3. {LEFT_OUT}",
        id="width of a place",
    ),
    pytest.param(
        {"layout": {"nodes": {"a": {**PLACED, "colour": "red"}}}},
        f'layout.nodes.a.colour: it must be a colour such as "#3366cc", not "red". {LEFT_OUT}',
        id="colour",
    ),
    pytest.param(
        {"layout": {"frames": {"f": {**BOXED, "width": 0}}}},
        "layout.frames.f.width: it must be a number above 0, up to 1e9, not 0. "
        "Put it right; now the frame was left out.",
        id="width of a frame",
    ),
    pytest.param(
        {"layout": {"frames": {"f": {**BOXED, "folded": 1}}}},
        f"layout.frames.f.folded: it must be true or false, not 1. {LEFT_OUT}",
        id="folded",
    ),
    pytest.param(
        {"layout": {"frames": {"f": {**BOXED, "members": ["a", 1]}}}},
        f'layout.frames.f.members: it must be a list of ids, not ["a", 1]. {LEFT_OUT}',
        id="members",
    ),
    pytest.param(
        {"layout": {"rolling": "a.b"}},
        f'layout.rolling: it must be a list of texts such as "node.seed", not "a.b". {LEFT_OUT}',
        id="rolling",
    ),
    pytest.param(
        {"layout": {"notes": {"n": BOXED}}},
        'layout.notes.n: "text" is missing. Add it. Now the note was left out.',
        id="note without a text",
    ),
]


@pytest.mark.parametrize(("part", "message"), FLAWS)
def test_what_has_the_wrong_shape_is_reported_and_left_out(
    part: dict[str, Json], message: str
) -> None:
    _, problems = fit({"format": 1, "description": "kept", **part})

    assert [str(one) for one in problems] == [message]


def test_what_is_beside_a_flaw_is_kept() -> None:
    nodes = {"a": {"type": "x.y", "muted": 3, "title": "kept"}, "b": 3, "c": {"type": "x.z"}}

    file, problems = fit({"format": 1, "title": "kept", "nodes": nodes, "wires": []})

    assert len(problems) == 3
    assert file.title == "kept"
    assert list(file.nodes) == ["a", "c"]
    assert file.nodes["a"].title == "kept"
    assert not file.nodes["a"].muted


def test_what_is_beside_a_flaw_in_a_list_is_kept() -> None:
    file, problems = fit({"format": 1, "layout": {"rolling": [1, "a.b", None, "c.d"]}})

    assert file.layout.rolling == ["a.b", "c.d"]
    assert [str(one) for one in problems] == [
        f'layout.rolling[{at}]: it must be a text such as "node.socket", not {what}. {LEFT_OUT}'
        for at, what in ((0, "1"), (2, "null"))
    ]


def test_whole_and_broken_numbers_stay_what_they_are() -> None:
    file, _ = fit({"format": 1, "layout": {"nodes": {"a": {"x": 0, "y": 0.0}}}})

    place = file.layout.nodes["a"]

    assert (type(place.x), type(place.y)) == (int, float)


def test_unknown_keys_are_kept_and_warned_about() -> None:
    file, _ = fit(
        {
            "format": 1,
            "author": "me",
            "nodes": {"a": {"type": "x.y", "vales": {"deep": [1]}}},
            "layout": {"zoom": 2, "nodes": {"a": {**PLACED, "docked": True}}},
        }
    )

    extras, problems = take_extras(file)

    assert extras == [
        Extra(("author",), "me"),
        Extra(("nodes", "a", "vales"), {"deep": [1]}),
        Extra(("layout", "zoom"), 2),
        Extra(("layout", "nodes", "a", "docked"), True),
    ]
    assert all(one.is_warning for one in problems)
    assert [str(one) for one in problems] == [
        (
            "author: GraphStudio has no use for this key. "
            "Known here: description, format, inputs, layout, models, nodes, title, wires."
        ),
        'nodes.a.vales: GraphStudio has no use for this key. Did you mean "values"?',
        (
            "layout.zoom: GraphStudio has no use for this key. "
            "Known here: frames, nodes, notes, rolling."
        ),
        (
            "layout.nodes.a.docked: GraphStudio has no use for this key. "
            "Known here: collapsed, colour, pinned, width, x, y."
        ),
    ]


def test_a_schema_for_the_editor_is_kept_without_a_word() -> None:
    file, _ = fit({"format": 1, "$schema": "workflow.schema.json"})

    assert take_extras(file) == ([Extra(("$schema",), "workflow.schema.json")], [])


def test_an_unknown_key_that_no_file_can_hold_is_left_out_and_reported() -> None:
    file, _ = fit({"format": 1, "size": float("inf")})

    extras, problems = take_extras(file)

    assert extras == []
    assert [(one.place, one.is_warning) for one in problems] == [("size", False)]


KEYS = (
    "nodes", "frames", "notes", "rolling", "a", "type", "x", "y", "width", "height", "colour",
    "int", "members",
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(
        st.sampled_from(
            KEYS
        ),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip
SECTIONS = st.sampled_from(["title", "description", "nodes", "wires", "inputs", "layout", "other"])


@given(st.dictionaries(SECTIONS, JSON))
def test_any_object_has_a_shape_in_the_end(data: dict[str, Any]) -> None:
    file, problems = fit({**data, "format": 1})

    assert file.format == 1
    assert all(one.place and one.message for one in problems)


def test_the_published_schema_is_current(root: Path) -> None:
    shipped = (root / "resources" / "workflow.schema.json").read_text(encoding="utf-8")

    assert shipped == published_schema(), "write `published_schema()` to that file"
