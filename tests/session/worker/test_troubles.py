"""Everything that is in a graph's way, at the node where it is."""

import json
from pathlib import Path

import pytest

from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.session.studio import Studio
from graphstudio.session.worker.protocol import Trouble
from graphstudio.session.worker.troubles import Prepared, prepare


@pytest.fixture
def studio(registry: Registry) -> Studio:
    engine = Engine(cache=MemoryCache(1 << 20), devices=Devices("cpu"), files=FileHashes())
    return Studio(registry, engine)


def look(studio: Studio, *targets: str, folder: str = "", **file: object) -> Prepared:
    return prepare(studio, json.dumps({"format": 1, **file}), folder, targets or None)


def places(prepared: Prepared) -> list[tuple[str, str, bool]]:
    return [(one.node, one.socket, one.is_warning) for one in prepared.troubles]


def test_a_graph_without_troubles_has_a_plan(studio: Studio) -> None:
    found = look(studio, nodes={"a": {"type": "test.words"}})

    assert found.troubles == ()
    assert found.plan is not None
    assert found.plan.targets == ("a",)


def test_an_input_that_has_nothing_is_named(studio: Studio) -> None:
    found = look(studio, nodes={"j": {"type": "test.join", "values": {"first": "x"}}})

    assert found.plan is None
    assert places(found) == [("j", "second", False)]


def test_every_trouble_is_told_at_once(studio: Studio) -> None:
    found = look(
        studio,
        nodes={"j": {"type": "test.join"}, "u": {"type": "no.such", "title": "Mine"}},
    )

    assert [place for place in places(found) if not place[2]] == [
        ("j", "first", False),
        ("j", "second", False),
        ("u", "", False),
    ]


def test_an_unknown_node_that_nobody_needs_is_no_more_than_a_warning(studio: Studio) -> None:
    found = look(studio, "a", nodes={"a": {"type": "test.words"}, "u": {"type": "no.such"}})

    assert places(found) == [("u", "", True)]
    assert found.plan is not None


def test_a_value_that_was_dropped_keeps_the_graph_from_running(studio: Studio) -> None:
    found = look(studio, nodes={"a": {"type": "test.words", "values": {"count": 99}}})

    assert places(found) == [("a", "count", False)]
    assert found.plan is None


def test_a_wire_that_was_dropped_is_told_at_its_input(studio: Studio) -> None:
    found = look(studio, nodes={"a": {"type": "test.words"}}, wires={"a.text": "gone.value"})

    assert places(found) == [("a", "text", False)]


def test_a_public_name_that_was_dropped_is_only_a_warning(studio: Studio) -> None:
    found = look(studio, nodes={"a": {"type": "test.words"}}, inputs={"said": "gone.text"})

    assert places(found) == [("", "", True)]
    assert found.plan is not None


def test_a_target_that_is_not_there_is_about_the_whole_graph(studio: Studio) -> None:
    found = look(studio, "b", nodes={"a": {"type": "test.words"}})

    assert places(found) == [("", "", False)]


def test_what_is_no_workflow_is_told_in_words(studio: Studio) -> None:
    found = prepare(studio, "not a workflow", "", None)

    assert found.plan is None
    assert len(found.troubles) == 1
    assert isinstance(found.troubles[0], Trouble)


def test_relative_files_are_seen_from_the_folder_and_go_so_into_pictures(
    studio: Studio, tmp_path: Path
) -> None:
    found = look(
        studio,
        folder=str(tmp_path),
        nodes={"r": {"type": "test.read", "values": {"file": "notes.txt"}}},
    )

    assert found.plan is not None
    assert str(tmp_path / "notes.txt") in found.text()


def test_a_model_that_is_not_there_is_told_before_the_run(studio: Studio) -> None:
    whole = Studio(load_all(), studio.engine)

    found = look(whole, nodes={"load": {"type": "model.load", "values": {"model": "nowhere"}}})

    assert places(found) == [("load", "", True)]
    assert 'no model "nowhere"' in found.troubles[0].message
    assert found.plan is not None


def test_a_file_that_is_not_there_is_told_before_the_run(studio: Studio, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.png")

    found = look(studio, nodes={"read": {"type": "test.read", "values": {"file": gone}}})

    assert places(found) == [("read", "file", True)]
    assert gone in found.troubles[0].message


def test_an_unknown_node_that_is_needed_is_told_once(studio: Studio) -> None:
    found = look(studio, "u", nodes={"u": {"type": "no.such"}})

    assert places(found) == [("u", "", False)]
