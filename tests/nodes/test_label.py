from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import (
    Choices,
    Conditioning,
    Guidance,
    Image,
    Latent,
    Noise,
    TestContext,
    mark_of,
)
from graphstudio.errors import ModelBroken, ModelMissing
from graphstudio.graph.registry import Registry
from tests.diffusion.tiny_dit import write_dit

Call = Callable[..., Any]
EACH = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dit(tmp_path_factory.mktemp("classes") / "dit")


@pytest.fixture
def parts(call: Callable[[str], Call], folder: Path) -> Any:
    """Give the tiny model's denoiser, autoencoder and scheduler."""
    return call("model.load_classes")(str(folder))


@pytest.fixture
def paint(call: Callable[[str], Call], context: TestContext, parts: Any) -> Callable[..., Image]:
    """Paint what a label says, from a seed on, with guidance away from no class."""

    def run(positive: Conditioning, count: int, seed: int) -> Image:
        canvas: Latent = call("latent.empty")(parts.denoiser, batch_size=count)
        latent = call("latent.sample")(
            context,
            parts.denoiser,
            positive,
            canvas,
            Noise(seed),
            parts.scheduler,
            negative=call("label.choose")(parts.denoiser).conditioning,
            guidance=Guidance(3.0),
            steps=3,
        )
        found: Image = call("latent.decode")(context, latent, parts.vae)
        return found

    return run


def test_three_classes_with_four_pictures_each_stand_in_the_rows_of_a_grid(
    call: Callable[[str], Call], parts: Any, paint: Callable[..., Image]
) -> None:
    names = ["goldfish", "207", "white shark"]
    said = call("label.choose")(parts.denoiser, ";".join(names), each=EACH)

    batch = paint(said.conditioning, said.batch_size, seed=10)
    sheet = call("image.grid")(batch, columns=EACH, gap=0).pixels[0]

    side = batch.pixels.shape[1]
    assert sheet.shape == (3 * side, EACH * side, 3)
    for row, name in enumerate(names):
        for column in range(EACH):
            alone = call("label.choose")(parts.denoiser, name).conditioning
            wanted = paint(alone, 1, seed=10 + row * EACH + column).pixels[0]
            cell = sheet[row * side : (row + 1) * side, column * side : (column + 1) * side]
            assert torch.allclose(cell, wanted, atol=1e-3), (name, column)
    assert (sheet[:side] - sheet[side : 2 * side]).abs().mean() > 0.01, "the classes differ"


def test_the_rows_of_a_grid_are_named_by_the_labels(
    call: Callable[[str], Call], parts: Any, paint: Callable[..., Image]
) -> None:
    said = call("label.choose")(parts.denoiser, "goldfish\n207", each=2)
    batch = paint(said.conditioning, said.batch_size, seed=1)

    plain = call("image.grid")(batch, columns=2, gap=0).pixels
    named = call("image.grid")(batch, columns=2, gap=0, row_labels=said.names).pixels

    assert said.names == "goldfish\ngolden retriever"
    assert torch.equal(named[:, :, -plain.shape[2] :], plain)
    assert named.shape[2] > plain.shape[2]


def test_a_graph_of_classes_runs_with_its_batch_and_its_names_on_wires(
    folder: Path, studio: gs.Studio
) -> None:
    workflow = gs.Workflow(studio=studio)
    model = workflow.add("model.load_classes", model=str(folder))
    fish = workflow.add("label.choose", denoiser=model.denoiser, text="goldfish; 207", each=2)
    nothing = workflow.add("label.choose", denoiser=model.denoiser)
    canvas = workflow.add("latent.empty", denoiser=model.denoiser, batch_size=fish.batch_size)
    seed = workflow.add("noise.seeded", seed=3)
    guidance = workflow.add("guidance.cfg", scale=4.0)
    latent = workflow.add(
        "latent.sample",
        denoiser=model.denoiser,
        positive=fish.conditioning,
        negative=nothing.conditioning,
        latent=canvas,
        noise=seed,
        scheduler=model.scheduler,
        guidance=guidance,
        steps=2,
    )
    image = workflow.add("latent.decode", latent=latent, vae=model.vae)
    sheet = workflow.add(
        "image.grid", id="sheet", image=image, columns=2, gap=0, row_labels=fish.names
    )

    (found,) = workflow.run(targets=[sheet.id]).values[sheet.id]

    assert found.pixels.shape[1] == 2 * 64
    assert found.pixels.shape[2] > 2 * 64


def test_a_class_model_is_found_by_its_name_and_by_its_path(
    call: Callable[[str], Call], folder: Path, parts: Any
) -> None:
    paths.models().mkdir(parents=True, exist_ok=True)
    (paths.models() / "classes").symlink_to(folder)

    named = call("model.load_classes")("classes", "float16")

    assert named.denoiser.digest == parts.denoiser.digest
    assert {named.denoiser.precision, named.vae.precision} == {"float16"}


def test_each_loader_offers_the_models_that_it_can_load(
    registry: Registry, folder: Path, model_folder: Path
) -> None:
    paths.models().mkdir(parents=True, exist_ok=True)
    (paths.models() / "classes").symlink_to(folder)
    (paths.models() / "fox").symlink_to(model_folder)

    def offered(node: str) -> list[str]:
        (knob,) = [one for one in registry.require(node).inputs if one.name == "model"]
        (choices,) = [hint for hint in knob.hints if isinstance(hint, Choices)]
        return list(choices.find())

    assert offered("model.load") == ["builtin", "fox"]
    assert offered("model.load_classes") == ["classes"]


def test_other_names_of_classes_are_another_model(
    folder: Path, call: Callable[[str], Call]
) -> None:
    mark = mark_of(call("model.load_classes"))
    assert mark is not None
    assert mark.fingerprint is not None
    index = folder / "model_index.json"
    before, text = mark.fingerprint(model=str(folder)), index.read_text()

    index.write_text(text.replace("goldfish", "silverfish"))
    after = mark.fingerprint(model=str(folder))
    index.write_text(text)

    assert before != after
    assert mark.fingerprint(model=str(folder)) == before


def test_each_loader_refuses_the_other_kind_and_names_the_right_one(
    call: Callable[[str], Call], folder: Path, model_folder: Path
) -> None:
    with pytest.raises(ModelBroken, match="Load Class Model"):
        call("model.load")(str(folder))
    with pytest.raises(ModelBroken, match="Load Model"):
        call("model.load_classes")(str(model_folder))
    with pytest.raises(ModelMissing, match=r'no class model "nowhere".*Installed are: none'):
        call("model.load_classes")("nowhere")
