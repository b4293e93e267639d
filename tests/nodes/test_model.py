import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import Choices, mark_of
from graphstudio.engine.events import Event, NodeDone
from graphstudio.errors import ModelMissing
from graphstudio.graph.registry import Registry

Call = Callable[..., Any]


@pytest.fixture
def installed(model_folder: Path) -> Path:
    """Put the tiny model into the user's model folder as "fox", and give its place."""
    place = paths.models() / "fox"
    shutil.copytree(model_folder, place)
    return place


@pytest.fixture
def content(call: Callable[[str], Call]) -> Callable[..., str]:
    """Give what the node says that its result depends on."""
    mark = mark_of(call("model.load"))
    assert mark is not None
    assert mark.fingerprint is not None
    return mark.fingerprint


def brighten(weights: Path) -> None:
    """Overwrite weights with others of exactly the same size."""
    save_file({name: value + 0.5 for name, value in load_file(weights).items()}, weights)


def ran(events: list[Event]) -> set[str]:
    return {one.node for one in events if isinstance(one, NodeDone) and not one.is_cached}


def test_the_built_in_model_is_what_is_loaded_when_nothing_is_said(
    call: Callable[[str], Call],
) -> None:
    parts = call("model.load")()

    assert [part.kind for part in parts[:3]] == ["denoiser", "text_encoder", "vae"]
    assert {part.family for part in parts[:3]} == {"sd1"}
    assert parts.denoiser.source.folder == paths.builtin_model() / "unet"


def test_a_model_is_found_by_its_name_in_the_model_folder(
    call: Callable[[str], Call], installed: Path
) -> None:
    parts = call("model.load")("fox")

    assert parts.denoiser.source.folder == installed / "unet"
    assert parts.denoiser.name == "fox"
    assert parts.scheduler.name == "PNDMScheduler"


def test_a_model_is_found_by_its_path_and_is_the_same_model_wherever_it_lies(
    call: Callable[[str], Call], installed: Path, model_folder: Path
) -> None:
    by_name, by_path = call("model.load")("fox"), call("model.load")(str(model_folder))

    assert by_path.vae.source.folder == model_folder / "vae"
    assert [part.digest for part in by_path[:3]] == [part.digest for part in by_name[:3]]


def test_a_path_may_begin_in_the_home_folder(
    call: Callable[[str], Call],
    model_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(model_folder.parent))
    monkeypatch.setenv("USERPROFILE", str(model_folder.parent))

    parts = call("model.load")(f"~/{model_folder.name}")

    assert parts.vae.source.folder == model_folder / "vae"


def test_a_name_means_the_model_folder_even_where_a_folder_of_that_name_is_near(
    call: Callable[[str], Call], installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fox").mkdir()
    monkeypatch.chdir(tmp_path)

    assert call("model.load")("fox").vae.source.folder == installed / "vae"


@pytest.mark.parametrize("model", ["nowhere", "/no/such/folder", "fox/unet/none"])
def test_a_missing_model_is_named_with_the_ones_that_are_there(
    call: Callable[[str], Call], installed: Path, model: str
) -> None:
    with pytest.raises(ModelMissing) as caught:
        call("model.load")(model)

    assert f'"{model}"' in str(caught.value)
    assert "builtin, fox" in str(caught.value)
    assert str(paths.models()) in str(caught.value)


def test_no_model_at_all_is_told_as_such(call: Callable[[str], Call], installed: Path) -> None:
    with pytest.raises(ModelMissing, match=r"No model is chosen.*builtin, fox"):
        call("model.load")("")


def test_a_file_and_a_folder_without_an_index_are_told_apart_from_a_model(
    call: Callable[[str], Call], installed: Path
) -> None:
    with pytest.raises(ModelMissing, match="is a file"):
        call("model.load")(str(installed / "model_index.json"))
    with pytest.raises(ModelMissing, match=r"no model_index\.json"):
        call("model.load")(str(installed / "unet"))


def test_the_editor_offers_the_built_in_model_first_and_then_what_is_installed(
    registry: Registry, installed: Path, model_folder: Path
) -> None:
    shutil.copytree(model_folder, paths.models() / "cat")
    (paths.models() / "notes").mkdir()

    (knob,) = [one for one in registry.require("model.load").inputs if one.name == "model"]
    (choices,) = [hint for hint in knob.hints if isinstance(hint, Choices)]

    assert list(choices.find()) == ["builtin", "cat", "fox"]


def test_the_precision_goes_to_all_three_networks(
    call: Callable[[str], Call], installed: Path
) -> None:
    parts = call("model.load")("fox", "float16")

    assert [part.precision for part in parts[:3]] == ["float16"] * 3


def test_what_a_model_is_stays_the_same_until_its_files_change(
    content: Callable[..., str], installed: Path
) -> None:
    assert content(model="fox") == content(model="fox")
    assert content(model="fox") != content(model="builtin")


@pytest.mark.parametrize(
    "weights",
    [
        pytest.param("unet/diffusion_pytorch_model.safetensors", id="the denoiser"),
        pytest.param("vae/diffusion_pytorch_model.safetensors", id="the autoencoder"),
        pytest.param("text_encoder/model.safetensors", id="the text encoder"),
    ],
)
def test_weights_overwritten_in_place_are_another_model(
    content: Callable[..., str], installed: Path, weights: str
) -> None:
    before = content(model="fox")

    brighten(installed / weights)

    assert content(model="fox") != before


def test_another_scheduler_config_is_another_model(
    content: Callable[..., str], installed: Path
) -> None:
    before = content(model="fox")
    config = installed / "scheduler" / "scheduler_config.json"

    config.write_text(config.read_text().replace("epsilon", "v_prediction"))

    assert content(model="fox") != before


def test_an_overwritten_model_runs_again_with_its_new_weights_and_an_untouched_one_does_not(
    installed: Path, studio: gs.Studio
) -> None:
    workflow = gs.Workflow(studio=studio)
    model = workflow.add("model.load", id="model", model="fox")
    prompt = workflow.add(
        "prompt.encode", id="prompt", text_encoder=model.text_encoder, text="a red circle"
    )
    (first,) = workflow.run(targets=[prompt.id]).values[prompt.id]
    idle: list[Event] = []
    busy: list[Event] = []

    workflow.run(targets=[prompt.id], emit=idle.append)
    brighten(installed / "text_encoder" / "model.safetensors")
    (second,) = workflow.run(targets=[prompt.id], emit=busy.append).values[prompt.id]

    assert ran(idle) == set()
    assert ran(busy) == {"model", "prompt"}
    assert not torch.allclose(first.embeds, second.embeds, atol=1e-3)
