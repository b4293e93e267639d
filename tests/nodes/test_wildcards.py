from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import mark_of
from graphstudio.engine.events import Event, NodeDone
from graphstudio.errors import BadValue

Call = Callable[..., Any]


@pytest.fixture
def colours() -> Path:
    """Put a list of two colours into the user's folder."""
    file = paths.wildcards() / "colour.txt"
    file.parent.mkdir(parents=True)
    file.write_text("red\nblue\n", encoding="utf-8")
    return file


def test_a_seed_draws_a_text_and_draws_it_again(call: Callable[[str], Call], colours: Path) -> None:
    draw = call("text.wildcards")
    found = [draw("a {big|small} __colour__ circle", seed) for seed in range(30)]

    assert set(found) == {
        f"a {size} {colour} circle" for size in ("big", "small") for colour in ("red", "blue")
    }
    assert found == [draw("a {big|small} __colour__ circle", seed) for seed in range(30)]


def test_what_is_in_a_file_is_part_of_the_key(call: Callable[[str], Call], colours: Path) -> None:
    mark = mark_of(call("text.wildcards"))
    assert mark is not None
    assert mark.fingerprint is not None

    before = mark.fingerprint(text="__colour__", seed=1)
    assert mark.fingerprint(text="__colour__", seed=2) == before
    colours.write_text("green\n", encoding="utf-8")

    assert mark.fingerprint(text="__colour__", seed=1) != before


def test_a_missing_list_is_refused_with_close_names(
    call: Callable[[str], Call], colours: Path
) -> None:
    with pytest.raises(BadValue, match=r"no word list __colours__.* Close names: colour\."):
        call("text.wildcards")("__colours__")


def test_the_drawn_text_is_what_the_encoder_reads_and_an_edited_list_is_drawn_from_again(
    studio: gs.Studio, model_folder: Path, colours: Path
) -> None:
    workflow = gs.Workflow(studio=studio)
    model = workflow.add("model.load", model=str(model_folder))
    drawn = workflow.add("text.wildcards", id="drawn", text="a __colour__ circle", seed=4)
    encoded = workflow.add(
        "prompt.encode", id="said", text_encoder=model.text_encoder, text=drawn.value
    )
    events: list[Event] = []

    def said() -> str:
        events.clear()
        result = workflow.run(targets=[encoded.id], emit=events.append)
        text: str = result.values[encoded.id][0].text
        return text

    before, again = said(), said()
    assert before in {"a red circle", "a blue circle"}
    assert again == before
    assert not [one for one in events if isinstance(one, NodeDone) and not one.is_cached]
    colours.write_text("green\n", encoding="utf-8")
    assert said() == "a green circle"
