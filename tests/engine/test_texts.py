"""Whoever saves a picture is told the texts that it was made from."""

import pytest

from tests.engine.laboratory import Laboratory, change, make_engine

WIRES = {"up.text": "say.value", "s.stem": "up.value", "s.picture": "p.image"}
NODES = {"say": "printed", "up": "upper", "p": "picture", "s": "save", "aside": "printed"}


@pytest.fixture(autouse=True)
def _fingerprint(lab: Laboratory) -> None:
    lab.hooks["fingerprint"] = str


def test_all_texts_on_the_way_to_a_picture_are_told_and_no_others(lab: Laboratory) -> None:
    graph = lab.graph(NODES, WIRES, {"say.text": "a fox", "aside.text": "no"})

    lab.run(graph, "s", "aside")

    assert lab.texts == [{"say.value": "a fox", "up.value": "A FOX"}]


def test_texts_of_an_earlier_run_are_told_too(lab: Laboratory) -> None:
    graph = lab.graph(NODES, WIRES, {"say.text": "a fox"})
    lab.run(graph, "s")

    lab.run(change(graph, "p", value=0.25), "s")

    assert lab.calls == ["picture", "save"]
    assert lab.texts[0] == lab.texts[1] == {"say.value": "a fox", "up.value": "A FOX"}


def test_texts_are_told_where_no_result_is_kept(lab: Laboratory) -> None:
    lab.engine = make_engine(0)
    graph = lab.graph(NODES, WIRES, {"say.text": "a fox"})

    lab.run(graph, "s")

    assert lab.texts == [{"say.value": "a fox", "up.value": "A FOX"}]


def test_a_picture_without_texts_is_told_none(lab: Laboratory) -> None:
    lab.run(lab.graph({"p": "picture", "s": "save"}, {"s.picture": "p.image"}))

    assert lab.texts == [{}]
