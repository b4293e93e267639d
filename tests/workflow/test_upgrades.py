import json
from pathlib import Path
from typing import Any

import pytest

from graphstudio.errors import NewerFormat, NotAWorkflow
from graphstudio.graph.elements import Json, Port
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.workflow.extras import FORMAT
from graphstudio.workflow.files import Loaded, parse, read
from graphstudio.workflow.upgrades import upgrade_file, upgrade_node


def parse_nodes(registry: Registry, nodes: dict[str, Json], **more: Json) -> Loaded:
    return parse(json.dumps({"format": 1, "nodes": nodes, **more}), "fox.json", registry)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(
            {"nodes": {}},
            '"format" is missing, so this may be anything. '
            'If it is a GraphStudio workflow, add "format": 1.',
            id="missing, but much like ours",
        ),
        pytest.param(
            {"name": "x"},
            '"format" is missing, so this may be anything. '
            'GraphStudio workflows begin with "format": 1. Choose another file.',
            id="missing",
        ),
        pytest.param(
            {"format": "1"},
            '"format" must be 1, not "1". Put it right, or open a backup.',
            id="text",
        ),
        pytest.param(
            {"format": True},
            '"format" must be 1, not true. Put it right, or open a backup.',
            id="boolean",
        ),
        pytest.param(
            {"format": 0}, '"format" must be 1, not 0. Put it right, or open a backup.', id="zero"
        ),
    ],
)
def test_a_file_that_names_no_format_is_refused(data: dict[str, Json], message: str) -> None:
    with pytest.raises(NotAWorkflow) as caught:
        upgrade_file(data, "fox.json")

    assert str(caught.value) == f"fox.json: {message}"


def test_a_file_of_a_newer_format_is_refused_with_both_numbers() -> None:
    with pytest.raises(NewerFormat) as caught:
        upgrade_file({"format": 7}, "fox.json")

    assert str(caught.value) == (
        "fox.json: the file has format 7, and this GraphStudio reads formats up to 1. "
        "Update GraphStudio, or save the file with the older version again."
    )


def test_an_old_file_goes_through_every_step_in_order() -> None:
    def add_b(data: dict[str, Json]) -> dict[str, Json]:
        return {**data, "b": data["a"] + 1}

    def add_c(data: dict[str, Json]) -> dict[str, Json]:
        return {**data, "c": data["b"] + 1}

    data = upgrade_file({"format": 1, "a": 1}, "fox.json", steps={1: add_b, 2: add_c}, today=3)

    assert data == {"format": 3, "a": 1, "b": 2, "c": 3}


def test_old_values_are_brought_to_todays_version(registry: Registry) -> None:
    loaded = parse_nodes(
        registry,
        {"a": {"type": "sample.paint", "values": {"text": "a fox", "percent": 50}}},
    )

    node = loaded.graph.node("a")

    assert loaded.problems == ()
    assert node.version == 3
    assert dict(node.values) == {"subject": "a fox", "strength": 0.5}


def test_values_of_a_later_version_skip_the_earlier_steps(registry: Registry) -> None:
    loaded = parse_nodes(
        registry, {"a": {"type": "sample.paint", "version": 2, "values": {"percent": 25}}}
    )

    assert loaded.problems == ()
    assert dict(loaded.graph.node("a").values) == {"strength": 0.25}


def test_wires_and_public_names_follow_a_renamed_knob(registry: Registry) -> None:
    loaded = parse_nodes(
        registry,
        {"a": {"type": "sample.paint"}, "b": {"type": "other.text"}},
        wires={"a.text": "b.value"},
        inputs={"words": "a.text"},
    )

    assert [one.place for one in loaded.problems] == ["nodes.b.type"]
    assert dict(loaded.graph.inputs("a")) == {"subject": Port("b", "value")}
    assert dict(loaded.graph.published) == {"words": Port("a", "subject")}


def test_a_failing_upgrade_is_reported_and_nothing_is_lost(registry: Registry) -> None:
    loaded = parse_nodes(registry, {"a": {"type": "sample.tint", "values": {"hue": 0.5}}})

    node = loaded.graph.node("a")

    assert (node.version, dict(node.values)) == (1, {"hue": 0.5})
    assert [str(one) for one in loaded.problems] == [
        (
            "nodes.a.version: its values are of version 1, and bringing them to version 2 failed "
            "(KeyError: 'colour'). They were kept as they are: check them, and update the pack "
            '"sample".'
        )
    ]


@pytest.mark.parametrize("result", [None, 3, {1: 2}], ids=["nothing", "number", "odd keys"])
def test_an_upgrade_that_gives_no_values_is_reported(registry: Registry, result: Any) -> None:
    from dataclasses import replace

    definition = replace(registry.require("sample.tint"), upgrades={1: lambda values: result})

    upgraded = upgrade_node(definition, 1, {"hue": 1.0}, ())

    assert upgraded.version == 1
    assert upgraded.values == {"hue": 1.0}
    assert "instead of a dict of values" in upgraded.problem


def test_a_version_without_an_upgrade_keeps_its_values(registry: Registry) -> None:
    from dataclasses import replace

    definition = replace(registry.require("sample.tint"), upgrades={})

    upgraded = upgrade_node(definition, 1, {"hue": 1.0}, ["picture", "gone"])

    assert (upgraded.version, upgraded.values, upgraded.problem) == (2, {"hue": 1.0}, "")
    assert upgraded.names == {"gone": "gone"}


def test_an_upgrade_cannot_change_the_values_it_was_given(registry: Registry) -> None:
    from dataclasses import replace

    def empty(values: dict[str, Json]) -> dict[str, Json]:
        values["list"].clear()
        values.clear()
        return values

    saved = {"list": [1]}
    definition = replace(registry.require("sample.tint"), upgrades={1: empty})

    upgrade_node(definition, 1, saved, ())

    assert saved == {"list": [1]}


def test_a_node_of_a_newer_version_is_kept_as_it_is(registry: Registry) -> None:
    loaded = parse_nodes(
        registry, {"a": {"type": "sample.tint", "version": 5, "values": {"glow": 1, "hue": 0.5}}}
    )

    node = loaded.graph.node("a")

    assert (node.version, dict(node.values)) == (5, {"glow": 1, "hue": 0.5})
    assert [str(one) for one in loaded.problems] == [
        (
            'nodes.a.version: it was saved by version 5 of Tint, and the pack "sample" here has '
            "version 2. It is kept; update the pack, or check its values."
        )
    ]


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_a_file_of_every_past_format_opens_without_problems(root: Path, number: int) -> None:
    loaded = read(root / "workflows" / "old" / f"format-{number}.json", load_all())

    assert [str(one) for one in loaded.problems] == []
    assert len(loaded.graph.nodes) > 5
