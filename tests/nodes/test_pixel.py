import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import Choices, Guidance, Image, Mask, Noise, TestContext, mark_of
from graphstudio.errors import BadValue, ModelBroken, ModelMissing
from graphstudio.graph.registry import Registry
from tests.diffusion.tiny_pixel import write_pixel

Call = Callable[..., Any]


@pytest.fixture
def dots() -> Path:
    """Put a tiny DDPM into the user's model folder as "dots", and give its place."""
    return write_pixel(paths.models() / "dots", "DDPMPipeline")


def picture() -> Image:
    return Image(torch.rand(1, 8, 8, 3, generator=torch.Generator().manual_seed(1)))


def workflow_of(studio: gs.Studio, model: str) -> gs.Workflow:
    """Wire a pixel-space model from its folder to a picture."""
    workflow = gs.Workflow(studio=studio)
    parts = workflow.add("model.load_pixel", model=model, id="model")
    canvas = workflow.add("latent.empty", denoiser=parts.denoiser, id="canvas")
    prompt = workflow.add("prompt.none", denoiser=parts.denoiser, id="prompt")
    sampled = workflow.add(
        "latent.sample",
        id="sample",
        denoiser=parts.denoiser,
        positive=prompt,
        latent=canvas,
        noise=workflow.add("noise.seeded", seed=4),
        scheduler=parts.scheduler,
        steps=5,
    )
    shown = workflow.add("latent.pixels", latent=sampled, id="pixels")
    workflow.add("image.save", image=shown, id="save")
    return workflow


@pytest.mark.parametrize(
    "kind",
    [
        "DDPMPipeline",
        "DDIMPipeline",
        "ConsistencyModelPipeline",
        "ScoreSdeVePipeline",
        "ScoreSdeVpPipeline",
    ],
)
def test_a_folder_becomes_a_picture_without_words_and_without_an_autoencoder(
    kind: str, studio: gs.Studio
) -> None:
    write_pixel(paths.models() / "dots", kind)

    (made,) = workflow_of(studio, "dots").run().images

    assert made.size == (8, 8)
    colours = made.getcolors()
    assert colours is not None
    assert len(colours) > 4


def test_only_pixel_space_models_are_offered(
    registry: Registry, dots: Path, model_folder: Path
) -> None:
    shutil.copytree(model_folder, paths.models() / "fox")
    (paths.models() / "notes").mkdir()

    (knob,) = [one for one in registry.require("model.load_pixel").inputs if one.name == "model"]
    (choices,) = [hint for hint in knob.hints if isinstance(hint, Choices)]

    assert list(choices.find()) == ["dots"]


@pytest.mark.parametrize(
    ("model", "told"),
    [("", "No pixel-space model is"), ("nowhere", 'no pixel-space model "nowhere"')],
)
def test_a_missing_model_is_named_with_those_that_are_there(
    call: Callable[[str], Call], dots: Path, model: str, told: str
) -> None:
    with pytest.raises(ModelMissing, match=f"{told}.*are: dots"):
        call("model.load_pixel")(model)


def test_each_loader_names_the_other(
    call: Callable[[str], Call], dots: Path, model_folder: Path
) -> None:
    with pytest.raises(ModelBroken, match="Use Load Pixel-Space Model"):
        call("model.load")("dots")
    with pytest.raises(ModelBroken, match="use Load Model"):
        call("model.load_pixel")(str(model_folder))


def test_overwritten_weights_are_another_model(call: Callable[[str], Call], dots: Path) -> None:
    mark = mark_of(call("model.load_pixel"))
    assert mark is not None
    assert mark.fingerprint is not None
    before = mark.fingerprint(model="dots")
    weights = dots / "unet" / "diffusion_pytorch_model.safetensors"

    assert mark.fingerprint(model="dots") == before
    save_file({name: value + 0.5 for name, value in load_file(weights).items()}, weights)

    assert mark.fingerprint(model="dots") != before


def test_a_picture_is_painted_over_and_what_a_mask_leaves_out_stays(
    call: Callable[[str], Call], context: TestContext, dots: Path
) -> None:
    parts = call("model.load_pixel")("dots")
    values = torch.zeros(1, 8, 8)
    values[:, :, 4:] = 1
    latent = call("latent.from_pixels")(picture(), parts.denoiser, Mask(values))

    done = call("latent.sample")(
        context,
        parts.denoiser,
        call("prompt.none")(parts.denoiser),
        latent,
        Noise(1),
        parts.scheduler,
        steps=4,
        strength=0.5,
    )
    made = call("latent.pixels")(done).pixels

    assert context.progress == len(context.previews) == 2
    assert torch.allclose(made[:, :, :4], picture().pixels[:, :, :4], atol=1e-6)
    assert (made[:, :, 4:] - picture().pixels[:, :, 4:]).abs().mean() > 0.02


def test_a_class_is_asked_for_by_its_number(
    call: Callable[[str], Call], context: TestContext
) -> None:
    write_pixel(paths.models() / "zoo", "ConsistencyModelPipeline", net={"num_class_embeds": 7})
    parts = call("model.load_pixel")("zoo")
    canvas = call("latent.empty")(parts.denoiser)

    def painted(label: str) -> torch.Tensor:
        said = call("label.choose")(parts.denoiser, label).conditioning
        found: torch.Tensor = call("latent.sample")(
            context, parts.denoiser, said, canvas, Noise(1), parts.scheduler, steps=2
        ).samples
        return found

    assert not torch.allclose(painted("2"), painted("5"), atol=1e-3)
    with pytest.raises(BadValue, match=r"Choose a number from 0 to 6\.$"):
        painted("7")
    with pytest.raises(BadValue, match="trained without a class that stands for none"):
        painted("")
    with pytest.raises(BadValue, match="Use Class Label and this model"):
        call("prompt.none")(parts.denoiser)


def test_no_prompt_is_refused_where_prompts_are_read(call: Callable[[str], Call]) -> None:
    with pytest.raises(BadValue, match="reads prompts"):
        call("prompt.none")(call("model.load")().denoiser)


def test_guidance_is_refused_without_something_to_go_away_from(
    call: Callable[[str], Call], context: TestContext, dots: Path
) -> None:
    parts = call("model.load_pixel")("dots")

    with pytest.raises(BadValue, match="needs a negative"):
        call("latent.sample")(
            context,
            parts.denoiser,
            call("prompt.none")(parts.denoiser),
            call("latent.empty")(parts.denoiser),
            Noise(1),
            parts.scheduler,
            guidance=Guidance(5.0),
        )
