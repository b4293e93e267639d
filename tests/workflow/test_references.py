"""Which models a file means is kept as it was read, for as long as the knob says the same."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from graphstudio.graph.edits import SetValue
from graphstudio.graph.elements import Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.library.references import Origin, Reference
from graphstudio.workflow.files import dump, parse, read
from graphstudio.workflow.pictures import write_png
from graphstudio.workflow.references import Named
from tests.workflow.samples import make_registry

REGISTRY = make_registry()
SHA256 = "ab" * 32
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
ORIGINS = st.builds(Origin, url=TEXTS, repository=TEXTS, revision=TEXTS, file=TEXTS)
REFERENCES = st.builds(
    Reference,
    name=TEXTS.filter(bool),
    kind=st.sampled_from(["lora", "model", "a kind of later versions"]),
    family=TEXTS,
    size_bytes=st.integers(0, 2**60),
    sha256=st.sampled_from(["", SHA256, "0" * 64]),
    origin=st.none() | ORIGINS.filter(lambda one: one != Origin()),
)


def graph_naming(name: str) -> Graph:
    graph = Graph(REGISTRY)
    graph.add_node(Node("paint", "sample.paint", 3, {"subject": name}))
    return graph


def named(reference: Reference) -> Named:
    return Named(Port("paint", "subject"), reference)


@given(reference=REFERENCES)
def test_what_is_written_is_read(reference: Reference) -> None:
    graph = graph_naming(reference.name)

    loaded = parse(dump(graph, (), [named(reference)]), "file", REGISTRY)

    assert loaded.references == (named(reference),)
    assert not loaded.problems
    assert dump(loaded.graph, loaded.extras, loaded.references) == dump(
        graph, (), [named(reference)]
    )


def test_only_what_is_known_is_written() -> None:
    reference = Reference("fox", "lora", origin=Origin(repository="owner/fox"))

    data = json.loads(dump(graph_naming("fox"), (), [named(reference)]))

    origin = {"repository": "owner/fox"}
    assert data["models"] == {"paint.subject": {"name": "fox", "kind": "lora", "origin": origin}}


def test_a_reference_is_left_out_while_the_knob_says_something_else() -> None:
    graph = graph_naming("fox")
    references = [named(Reference("fox", "lora", sha256=SHA256))]

    back = SetValue("paint", "subject", "cat").apply(graph)
    changed = json.loads(dump(graph, (), references))
    back.apply(graph)

    assert "models" not in changed
    assert json.loads(dump(graph, (), references))["models"]["paint.subject"]["sha256"] == SHA256


def test_of_two_for_one_knob_the_first_is_written() -> None:
    mine, theirs = Reference("fox", "lora", sha256=SHA256), Reference("fox", "lora")

    data = json.loads(dump(graph_naming("fox"), (), [named(mine), named(theirs)]))

    assert data["models"]["paint.subject"]["sha256"] == SHA256


def test_keys_of_later_versions_are_kept() -> None:
    text = dump(graph_naming("fox"), (), [named(Reference("fox", "lora", origin=Origin("a.b")))])
    data = json.loads(text)
    data["models"]["paint.subject"]["licence"] = "MIT"
    data["models"]["paint.subject"]["origin"]["mirror"] = ["c.d"]

    loaded = parse(json.dumps(data), "file", REGISTRY)

    assert json.loads(dump(loaded.graph, loaded.extras, loaded.references)) == data
    assert all(problem.is_warning for problem in loaded.problems)


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        pytest.param({"kind": "lora"}, "models.paint.subject", id="no name"),
        pytest.param({"name": "fox", "sha256": "short"}, "models.paint.subject.sha256", id="hash"),
        pytest.param(
            {"name": "fox", "size_bytes": -1}, "models.paint.subject.size_bytes", id="size"
        ),
        pytest.param({"name": "fox", "origin": 3}, "models.paint.subject.origin", id="origin"),
        pytest.param("fox", "models.paint.subject", id="no object"),
    ],
)
def test_what_does_not_fit_is_told_and_the_rest_is_kept(entry: object, place: str) -> None:
    data = json.loads(dump(graph_naming("fox")))
    data["models"] = {"paint.subject": entry}

    loaded = parse(json.dumps(data), "file", REGISTRY)

    assert [problem.place for problem in loaded.problems] == [place]
    assert loaded.graph == graph_naming("fox")


def test_a_picture_carries_them(tmp_path: Path) -> None:
    references = (named(Reference("fox", "lora", sha256=SHA256)),)
    text = dump(graph_naming("fox"), (), references)
    picture = write_png(tmp_path / "fox.png", Image.new("RGB", (1, 1)), workflow=text, run={})

    assert read(picture, REGISTRY).references == references
