from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from graphstudio import paths
from graphstudio.api import Choices, TestContext, mark_of
from graphstudio.diffusion.folders import Pipeline
from graphstudio.errors import BadValue, ModelMissing
from graphstudio.graph.registry import Registry

Call = Callable[..., Any]


@pytest.fixture
def fox() -> Path:
    """Put an embedding of two vectors into the user's folder as "fox.safetensors"."""
    file = paths.models() / "embeddings" / "fox.safetensors"
    file.parent.mkdir(parents=True)
    save_file({"emb_params": torch.randn(2, 32, generator=torch.Generator().manual_seed(1))}, file)
    return file


@pytest.fixture
def teach(call: Callable[[str], Call], tiny: Pipeline) -> Call:
    """Teach the tiny text encoder a word."""

    def run(**knobs: str) -> Any:
        return call("prompt.textual_inversion")(tiny.text_encoder, **knobs)

    return run


def test_a_prompt_means_something_else_once_its_word_is_known(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, teach: Call, fox: Path
) -> None:
    encode = call("prompt.encode")
    known = teach(embedding="fox.safetensors", name="<fox>")

    before, after = (encode(context, one, "a <fox>") for one in (tiny.text_encoder, known))

    assert known.name == "tiny + <fox>"
    assert before.embeds.shape == after.embeds.shape
    assert not torch.allclose(before.embeds, after.embeds, atol=1e-3)


def test_a_word_without_a_name_is_called_as_its_file(teach: Call, fox: Path) -> None:
    assert teach(embedding="fox").name == "tiny + fox"


def test_words_are_chained_and_each_is_another_model(
    call: Callable[[str], Call], teach: Call, fox: Path
) -> None:
    one = teach(embedding=str(fox), name="<one>")

    two = call("prompt.textual_inversion")(one, embedding="fox", name="<two>")

    assert two.name == "tiny + <one> + <two>"
    assert len({one.digest, two.digest, teach(embedding="fox", name="<two>").digest}) == 3


def test_a_word_of_another_width_is_refused(teach: Call, fox: Path) -> None:
    save_file({"emb_params": torch.zeros(1, 768)}, fox)

    with pytest.raises(BadValue, match="768 wide, and the text encoder of tiny 32"):
        teach(embedding="fox")


def test_a_missing_file_is_named_with_those_that_are_there(teach: Call, fox: Path) -> None:
    with pytest.raises(ModelMissing, match=r'no embedding "wolf".*Installed are: fox\.safetensors'):
        teach(embedding="wolf")


def test_the_editor_offers_what_is_installed(registry: Registry, fox: Path) -> None:
    inputs = registry.require("prompt.textual_inversion").inputs
    (knob,) = [one for one in inputs if one.name == "embedding"]
    (choices,) = [hint for hint in knob.hints if isinstance(hint, Choices)]

    assert list(choices.find()) == ["fox.safetensors"]


def test_a_file_overwritten_in_place_is_another_word(
    call: Callable[[str], Call], fox: Path
) -> None:
    mark = mark_of(call("prompt.textual_inversion"))
    assert mark is not None
    assert mark.fingerprint is not None
    before = mark.fingerprint(embedding="fox")

    save_file({"emb_params": torch.zeros(2, 32)}, fox)

    assert mark.fingerprint(embedding="fox") != before
