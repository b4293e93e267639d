import json
from typing import Any

import pytest

from graphstudio.graph.elements import Json, Port
from graphstudio.graph.registry import Registry
from graphstudio.workflow.files import Loaded, parse

PAINT = {"type": "sample.paint", "version": 3}
SHOW = {"type": "sample.show"}
PASS = {"type": "sample.pass"}


def load(registry: Registry, **parts: Json) -> Loaded:
    return parse(json.dumps({"format": 1, **parts}), "fox.json", registry)


BROKEN_WIRES: list[Any] = [
    pytest.param(
        {"show.picture": "pain.picture"},
        'wires.show.picture: there is no node "pain" here. Did you mean "paint"? '
        "The entry was left out.",
        id="from a node that is not there",
    ),
    pytest.param(
        {"shown.picture": "paint.picture"},
        'wires.shown.picture: there is no node "shown" here. Did you mean "show"? '
        "The entry was left out.",
        id="to a node that is not there",
    ),
    pytest.param(
        {"show": "paint.picture"},
        'wires.show: "show" is no socket. Write "node.socket"; the entry was left out.',
        id="to no socket",
    ),
    pytest.param(
        {"show.picture": ""},
        'wires.show.picture: "" is no socket. Write "node.socket"; the entry was left out.',
        id="from nothing",
    ),
    pytest.param(
        {"show.picture": "paint.pictur"},
        "wires.show.picture: Paint (paint) has no output 'pictur'. Close names: picture. "
        "It was left out; put it right.",
        id="from an output that is not there",
    ),
    pytest.param(
        {"show.image": "paint.picture"},
        "wires.show.image: Show (show) has no input 'image'. There is picture. "
        "It was left out; put it right.",
        id="to an input that is not there",
    ),
    pytest.param(
        {"hear.sound": "paint.picture"},
        "wires.hear.sound: paint.picture cannot be wired to hear.sound: Picture does not fit "
        "where Sound is wanted. It was left out; put it right.",
        id="between types that do not fit",
    ),
]


@pytest.mark.parametrize(("wires", "message"), BROKEN_WIRES)
def test_a_wire_that_cannot_be_is_reported_and_left_out(
    registry: Registry, wires: dict[str, str], message: str
) -> None:
    nodes = {"paint": PAINT, "show": SHOW, "hear": {"type": "sample.hear"}}

    loaded = load(registry, nodes=nodes, wires=wires)

    assert [str(one) for one in loaded.problems] == [message]
    assert list(loaded.graph.wires) == []
    assert list(loaded.graph.nodes) == ["paint", "show", "hear"]


def test_a_circle_is_named_and_opened_with_as_few_wires_lost_as_can_be(registry: Registry) -> None:
    nodes = {"a": PASS, "b": PASS, "c": PASS, "show": SHOW}
    wires = {"a.value": "c.value", "b.value": "a.value", "c.value": "b.value"}

    loaded = load(registry, nodes=nodes, wires={**wires, "show.picture": "c.value"})

    assert len(loaded.problems) == 1
    assert "it would close the circle" in loaded.problems[0].message
    assert all(f" {id_} " in loaded.problems[0].message for id_ in ("b", "c"))
    assert len(list(loaded.graph.wires)) == 3


def test_a_node_that_feeds_itself_is_reported(registry: Registry) -> None:
    loaded = load(registry, nodes={"a": PASS}, wires={"a.value": "a.value"})

    assert [str(one) for one in loaded.problems] == [
        (
            "wires.a.value: a.value cannot be wired to a.value: a node cannot feed itself. "
            "It was left out; put it right."
        )
    ]


def test_a_node_that_no_pack_has_is_kept_with_its_values_and_wires(registry: Registry) -> None:
    nodes = {
        "paint": PAINT,
        "new": {"type": "other.glow", "version": 7, "values": {"deep": [{"a": 1}]}},
        "show": SHOW,
    }
    wires = {"new.any": "paint.picture", "show.picture": "new.thing"}

    loaded = load(registry, nodes=nodes, wires=wires, inputs={"glow": "new.deep"})

    node = loaded.graph.node("new")
    assert (node.type, node.version, dict(node.values)) == ("other.glow", 7, {"deep": [{"a": 1}]})
    assert {str(one.target): str(one.source) for one in loaded.graph.wires} == wires
    assert dict(loaded.graph.published) == {"glow": Port("new", "deep")}
    assert [one.place for one in loaded.problems] == ["nodes.new.type"]
    assert loaded.problems[0].message.startswith("No node is called 'other.glow'.")
    assert "the node is kept as it is, with its values and wires" in loaded.problems[0].message


def test_a_misspelt_type_is_answered_with_close_ones(registry: Registry) -> None:
    loaded = load(registry, nodes={"a": {"type": "sample.pain"}})

    assert "sample.paint" in loaded.problems[0].message


def test_a_node_with_an_id_that_cannot_be_is_left_out(registry: Registry) -> None:
    loaded = load(registry, nodes={"3 foxes": SHOW, "show": SHOW})

    assert list(loaded.graph.nodes) == ["show"]
    assert [str(one) for one in loaded.problems] == [
        (
            'nodes["3 foxes"]: a node\'s id is a letter, then letters, digits, _ or -. '
            "The node was left out; change its id here and in the wires."
        )
    ]


BAD_VALUES: list[Any] = [
    pytest.param(
        {"steps": 200},
        "nodes.paint.values.steps: it takes a whole number from 1 to 150, not 200",
        id="out of range",
    ),
    pytest.param(
        {"steps": "many"},
        'nodes.paint.values.steps: it takes a whole number from 1 to 150, not "many"',
        id="of another type",
    ),
    pytest.param(
        {"mode": "fin"},
        'nodes.paint.values.mode: it takes one of fast, fine, not "fin". Did you mean fine?',
        id="not among the choices",
    ),
    pytest.param(
        {"strenght": 0.5},
        "nodes.paint.values.strenght: Paint has no knob 'strenght'. Close names: strength",
        id="for a knob that is not there",
    ),
    pytest.param(
        {"model": "x"},
        "nodes.paint.values.model: it is no knob: wire Picture to it",
        id="for a socket",
    ),
    pytest.param(
        {"subject": None},
        "nodes.paint.values.subject: it must be a text",
        id="null",
    ),
]


@pytest.mark.parametrize(("values", "message"), BAD_VALUES)
def test_a_value_that_its_knob_refuses_is_reported_and_the_default_holds(
    registry: Registry, values: dict[str, Json], message: str
) -> None:
    paint = {**PAINT, "values": {**values, "strength": 0.5}}

    loaded = load(registry, nodes={"paint": paint})

    assert [str(one) for one in loaded.problems] == [
        f"{message}. It was left out, so the default holds; put it right."
    ]
    assert dict(loaded.graph.node("paint").values) == {"strength": 0.5}


def test_a_number_too_large_to_read_is_reported_at_its_knob(registry: Registry) -> None:
    text = '{"format": 1, "nodes": {"a": {"type": "sample.paint", "version": 3, "values": {%s}}}}'

    loaded = parse(text % f'"steps": {"9" * 5000}, "strength": 1e999', "fox.json", registry)

    assert [one.place for one in loaded.problems] == [
        "nodes.a.values.steps",
        "nodes.a.values.strength",
    ]


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        pytest.param(
            {"prompt": "pain.subject"},
            'inputs.prompt: there is no node "pain" here. Did you mean "paint"? '
            "The entry was left out.",
            id="no such node",
        ),
        pytest.param(
            {"prompt": "paint.subjekt"},
            "inputs.prompt: paint.subjekt cannot be published: Paint (paint) has no input "
            "'subjekt'. Close names: subject. It was left out; put it right.",
            id="no such knob",
        ),
        pytest.param(
            {"my prompt": "paint.subject"},
            "inputs[\"my prompt\"]: 'my prompt' is no name: it takes a letter, then letters, "
            "digits or '_'. It was left out; put it right.",
            id="no name",
        ),
    ],
)
def test_a_public_name_that_cannot_be_is_reported(
    registry: Registry, inputs: dict[str, str], message: str
) -> None:
    loaded = load(registry, nodes={"paint": PAINT}, inputs=inputs)

    assert [str(one) for one in loaded.problems] == [message]
    assert dict(loaded.graph.published) == {}


def test_the_place_of_a_node_that_is_not_there_is_a_warning(registry: Registry) -> None:
    loaded = load(registry, layout={"nodes": {"gone": {"x": 0, "y": 0}}})

    assert [(str(one), one.is_warning) for one in loaded.problems] == [
        ('layout.nodes.gone: there is no node "gone" here; its place was left out.', True)
    ]


def test_a_folded_frame_keeps_of_what_it_holds_what_is_there(registry: Registry) -> None:
    box = {"x": 0, "y": 0, "width": 9, "height": 9}
    frame = {**box, "folded": True, "members": ["a", "gone"], "frames": ["inner"]}

    loaded = load(registry, nodes={"a": PAINT}, layout={"frames": {"f": frame, "inner": box}})

    assert loaded.graph.frames["f"].members == ("a",)
    assert loaded.graph.frames["f"].frames == ("inner",)
    assert str(loaded.problems[0]) == (
        "layout.frames.f: The frame 'f' holds something that is not there. "
        "It was left out; put it right."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("seed", 'layout.rolling.seed: "seed" is no socket', id="no socket"),
        pytest.param("b.seed", 'there is no node "b" here', id="no node"),
        pytest.param("a.steps", "a.steps cannot roll: it is no seed", id="no seed"),
        pytest.param("a.grain", "a.grain cannot roll: Paint (a) has no input", id="no input"),
    ],
)
def test_what_cannot_roll_is_reported(registry: Registry, text: str, words: str) -> None:
    loaded = load(registry, nodes={"a": PAINT}, layout={"rolling": [text, "a.seed"]})

    assert loaded.graph.rolling == {Port("a", "seed")}
    assert len(loaded.problems) == 1
    assert words in str(loaded.problems[0])


def test_every_problem_of_a_file_is_reported_at_once(registry: Registry) -> None:
    loaded = load(
        registry,
        title=3,
        author="me",
        nodes={"a": {**PAINT, "values": {"steps": 0}}, "b": {"type": "x.y"}, "c": {}},
        wires={"a.model": "z.o"},
        layout={"frames": {"f": {"x": 0}}},
    )

    assert {one.place for one in loaded.problems} == {
        "title", "author", "nodes.a.values.steps", "nodes.b.type", "nodes.c", "wires.a.model",
        "layout.frames.f",
    }  # fmt: skip


def test_only_the_first_of_very_many_problems_get_suggestions(registry: Registry) -> None:
    nodes = {f"node_{number}": {"type": f"gone.kind_{number % 7}"} for number in range(2000)}
    wires = {f"nod_{number}.input": f"node_{number}.output" for number in range(2000)}

    loaded = load(registry, nodes=nodes, wires=wires)

    messages = [one.message for one in loaded.problems if one.place.startswith("wires")]
    assert len(messages) == 2000
    assert sum("Did you mean" in one for one in messages) == 20


DEEP = "[" * 500 + "]" * 500
AT_500 = [
    pytest.param('"title": %s', "title", id="text"),
    pytest.param('"author": %s', "author", id="unknown key"),
    pytest.param('"nodes": {"a": %s}', "nodes.a", id="node"),
    pytest.param('"wires": {"a.b": %s}', "wires.a.b", id="wire"),
    pytest.param('"layout": {"nodes": {"a": {"x": %s, "y": 0}}}', "layout.nodes.a.x", id="x"),
    pytest.param(
        '"nodes": {"a": {"type": "sample.paint", "version": 3, "values": {"steps": %s}}}',
        "nodes.a.values.steps",
        id="value",
    ),
    pytest.param(
        '"nodes": {"a": {"type": "sample.paint", "version": 1, "values": {"steps": %s}}}',
        "nodes.a.values.steps",
        id="value of an old node",
    ),
    pytest.param(
        '"nodes": {"a": {"type": "sample.tint", "version": 9, "values": {"new": %s}}}',
        "nodes.a.values.new",
        id="value of a newer node",
    ),
    pytest.param(
        '"nodes": {"a": {"type": "gone.away", "values": {"new": %s}}}',
        "nodes.a.values.new",
        id="value of an unknown node",
    ),
]


@pytest.mark.parametrize(("part", "place"), AT_500)
def test_deep_nesting_is_reported_wherever_it_is(registry: Registry, part: str, place: str) -> None:
    text = '{"format": 1, ' + part % DEEP + "}"

    loaded = parse(text, "fox.json", registry)

    assert place in {one.place for one in loaded.problems}
