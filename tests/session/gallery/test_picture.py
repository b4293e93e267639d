from pathlib import Path

from PIL import Image

from graphstudio.graph.elements import Json
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


def test_workflows_that_make_no_sense_have_no_words() -> None:
    senseless: list[Json] = [
        [],
        3,
        {"nodes": []},
        {"nodes": {"a": 1}, "wires": {"a": 1}, "inputs": []},
    ]

    assert [find_texts(one).prompt for one in senseless] == [""] * 4


def test_size_and_words_are_read_from_the_file(tmp_path: Path) -> None:
    picture = write_png(
        tmp_path / "fox.png",
        Image.new("RGB", (24, 16)),
        workflow='{"format": 1, "title": "Fox"}',
        run={},
    )

    texts = read_texts(picture)

    assert read_size(picture) == (24, 16)
    assert texts is not None
    assert texts.title == "Fox"


def test_a_picture_without_a_workflow_has_no_words(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "bare.png")
    Image.new("RGB", (8, 8)).save(tmp_path / "bare.jpg")

    assert read_texts(tmp_path / "bare.png") is None
    assert read_size(tmp_path / "bare.jpg") is None
