import json
from pathlib import Path

import pytest
from PIL import Image

from graphstudio.graph.elements import Json
from graphstudio.graph.packs import load_all
from graphstudio.session.gallery import picture
from graphstudio.session.gallery.picture import find_texts, read_size, read_texts
from graphstudio.workflow.pictures import write_png


def test_the_prompt_is_what_the_input_called_prompt_says() -> None:
    workflow = {
        "title": "Fox",
        "nodes": {
            "one": {"type": "prompt.encode", "values": {"text": "a fox"}},
            "two": {"type": "prompt.encode", "values": {"text": "blurry"}},
        },
        "inputs": {"prompt": "one.text"},
    }

    texts = find_texts(workflow)

    assert (texts.title, texts.prompt) == ("Fox", "a fox")
    assert "blurry" in texts.words


def test_without_such_an_input_the_prompts_that_are_not_negative_count() -> None:
    workflow = {
        "nodes": {
            "one": {"type": "prompt.encode", "values": {"text": "a fox"}},
            "two": {"type": "prompt.encode", "values": {"text": "blurry"}},
            "three": {"type": "prompt.encode", "values": {"text": "in a forest"}},
        },
        "wires": {"guide.negative": "two.conditioning", "guide.positive": "one.conditioning"},
    }

    assert find_texts(workflow).prompt == "a fox\nin a forest"


def test_a_prompt_that_comes_over_a_wire_is_found() -> None:
    workflow = {
        "nodes": {
            "say": {"type": "value.text", "values": {"text": "a red fox"}},
            "one": {"type": "prompt.encode", "values": {"text": "not this"}},
        },
        "wires": {"one.text": "say.text"},
        "inputs": {"prompt": "one.text"},
    }

    assert find_texts(workflow).prompt == "a red fox"


@pytest.mark.parametrize(
    ("type_", "values", "prompt"),
    [
        pytest.param(
            "prompt.encode_two",
            {"text": "a fox", "second_text": "ink", "clip_skip": 1},
            "a fox\nink",
            id="two",
        ),
        pytest.param(
            "prompt.encode_three",
            {"text": "a fox", "second_text": "a fox", "third_text": "ink"},
            "a fox\nink",
            id="three",
        ),
        pytest.param(
            "prompt.regions",
            {"base": "oil", "texts": "a fox\na hen", "split": "rows", "sizes": "1, 2"},
            "oil\na fox\na hen",
            id="regions",
        ),
        pytest.param(
            "pipeline.run",
            {"prompt": "a fox", "negative": "fog", "options": "{}"},
            "a fox",
            id="any",
        ),
        pytest.param("label.choose", {"text": "goldfish; 207"}, "goldfish; 207", id="classes"),
    ],
)
def test_each_node_that_takes_prompts_is_read(
    type_: str, values: dict[str, Json], prompt: str
) -> None:
    workflow: Json = {"nodes": {"one": {"type": type_, "values": values}}}

    assert find_texts(workflow).prompt == prompt


def test_every_node_that_takes_prompts_exists_with_those_knobs() -> None:
    nodes = load_all().by_id

    for type_, knobs in picture._PROMPTS.items():
        assert all(nodes[type_].input(knob) is not None for knob in knobs)
    for type_, output in picture._NAMING.items():
        assert nodes[type_].output(output) is not None


def test_classes_are_told_by_the_names_that_were_found_for_them() -> None:
    workflow: Json = {"nodes": {"one": {"type": "label.choose", "values": {"text": "1; 207"}}}}
    drawn = {"one.names": "goldfish\ngolden retriever"}

    assert find_texts(workflow, drawn).prompt == "goldfish\ngolden retriever"


def test_a_drawn_text_counts_and_is_found_where_the_choices_do_not() -> None:
    workflow: Json = {
        "nodes": {
            "draw": {"type": "text.wildcards", "values": {"text": "a {red|blue} fox"}},
            "dot": {"type": "value.reroute"},
            "one": {"type": "prompt.encode"},
        },
        "wires": {"dot.value": "draw.text", "one.text": "dot.value"},
    }

    texts = find_texts(workflow, {"draw.text": "a blue fox"})

    assert texts.prompt == "a blue fox"
    assert "a blue fox" in texts.words
    assert "{red|blue}" in texts.words


def test_what_leads_to_a_negative_from_afar_is_no_prompt_unless_it_is_one_too() -> None:
    workflow: Json = {
        "nodes": {
            "no": {"type": "prompt.encode", "values": {"text": "fog"}},
            "both": {"type": "prompt.encode", "values": {"text": "ink"}},
            "yes": {"type": "prompt.encode", "values": {"text": "a fox"}},
            "mix": {"type": "prompt.combine"},
        },
        "wires": {
            "mix.first": "no.conditioning",
            "mix.second": "both.conditioning",
            "guide.negative": "mix.conditioning",
            "more.first": "both.conditioning",
            "more.second": "yes.conditioning",
            "sample.positive": "more.conditioning",
        },
    }

    assert find_texts(workflow).prompt == "ink\na fox"


def test_wires_in_a_circle_end(tmp_path: Path) -> None:
    workflow: Json = {
        "nodes": {"one": {"type": "prompt.encode"}, "a": {"type": "x"}, "b": {"type": "x"}},
        "wires": {"one.text": "a.value", "a.value": "b.value", "b.value": "a.value"},
    }

    assert find_texts(workflow).prompt == ""


def test_drawn_texts_are_read_from_the_file(tmp_path: Path) -> None:
    workflow = {
        "nodes": {"one": {"type": "prompt.encode"}},
        "wires": {"one.text": "draw.text"},
    }
    path = write_png(
        tmp_path / "fox.png",
        Image.new("RGB", (8, 8)),
        workflow=json.dumps(workflow),
        run={"texts": {"draw.text": "a blue fox", "odd": 3}},
    )

    texts = read_texts(path)

    assert texts is not None
    assert texts.prompt == "a blue fox"


def test_workflows_that_make_no_sense_have_no_words() -> None:
    senseless: list[Json] = [
        [],
        3,
        {"nodes": []},
        {"nodes": {"a": 1}, "wires": {"a": 1}, "inputs": []},
    ]

    assert [find_texts(one).prompt for one in senseless] == [""] * 4


def test_size_and_words_are_read_from_the_file(tmp_path: Path) -> None:
    path = write_png(
        tmp_path / "fox.png",
        Image.new("RGB", (24, 16)),
        workflow='{"format": 1, "title": "Fox"}',
        run={},
    )

    texts = read_texts(path)

    assert read_size(path) == (24, 16)
    assert texts is not None
    assert texts.title == "Fox"


def test_a_picture_without_a_workflow_has_no_words(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "bare.png")
    Image.new("RGB", (8, 8)).save(tmp_path / "bare.jpg")

    assert read_texts(tmp_path / "bare.png") is None
    assert read_size(tmp_path / "bare.jpg") is None
