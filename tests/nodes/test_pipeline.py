import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import Image, Noise, TestContext
from graphstudio.engine.events import Event, NodeDone
from graphstudio.errors import BadValue, ModelMissing

Call = Callable[..., Any]


@pytest.fixture
def installed(model_folder: Path) -> Path:
    """Put a tiny Stable Diffusion into the user's model folder as "mine"."""
    return Path(shutil.copytree(model_folder, paths.models() / "mine"))


def test_the_built_in_model_opens_as_a_whole_too(call: Callable[[str], Call]) -> None:
    model = call("pipeline.load")()

    assert (model.name, model.fact("class_name")) == ("builtin", "StableDiffusionPipeline")


def test_a_folder_is_found_by_its_name_and_by_its_path(
    call: Callable[[str], Call], installed: Path
) -> None:
    by_name, by_path = call("pipeline.load")("mine"), call("pipeline.load")(str(installed))

    assert by_name.digest == by_path.digest
    with pytest.raises(ModelMissing, match="nothing"):
        call("pipeline.load")("nothing")


def test_the_precision_that_is_chosen_goes_along(call: Callable[[str], Call]) -> None:
    assert call("pipeline.load")(precision="bfloat16").precision == "bfloat16"


def test_it_makes_pictures_from_a_prompt(
    call: Callable[[str], Call], context: TestContext, installed: Path
) -> None:
    model = call("pipeline.load")("mine")
    settings = {"prompt": "a red cat", "width": 32, "height": 16, "steps": 2, "guidance": 2.0}

    both = call("pipeline.run")(context, model, Noise(3), batch_size=2, **settings)
    second = call("pipeline.run")(context, model, Noise(4), **settings)

    assert both.pixels.shape == (2, 16, 32, 3)
    assert torch.equal(both.pixels[1:], second.pixels)


def test_a_guidance_of_0_is_a_guidance_and_below_0_is_the_pipelines_own(
    call: Callable[[str], Call], context: TestContext, installed: Path
) -> None:
    model = call("pipeline.load")("mine")

    def made(**settings: Any) -> torch.Tensor:
        run = call("pipeline.run")
        image: Image = run(
            context, model, Noise(3), "a cat", width=16, height=16, steps=1, **settings
        )
        return image.pixels

    assert torch.equal(made(), made(guidance=7.5))  # what the pipeline's own call proposes
    assert not torch.equal(made(), made(guidance=0.0))


def test_what_does_not_fit_is_refused_before_the_weights_are_read(
    call: Callable[[str], Call], context: TestContext, installed: Path
) -> None:
    model = call("pipeline.load")("mine")
    (installed / "unet" / "diffusion_pytorch_model.safetensors").unlink()

    with pytest.raises(BadValue, match="takes no option 'size'"):
        call("pipeline.run")(context, model, Noise(3), options='{"size": 3}')


def test_the_engine_runs_it_again_when_the_folder_changes_and_not_before(
    studio: gs.Studio, installed: Path
) -> None:
    workflow = gs.Workflow(studio=studio)
    model = workflow.add("pipeline.load", id="model", model="mine")
    noise = workflow.add("noise.seeded", id="noise", seed=3)
    run = workflow.add(
        "pipeline.run",
        id="run",
        pipeline=model.model,
        noise=noise.noise,
        prompt="a cat",
        width=16,
        height=16,
        steps=1,
    )
    idle: list[Event] = []
    busy: list[Event] = []

    (first,) = workflow.run(targets=[run.id]).values[run.id]
    workflow.run(targets=[run.id], emit=idle.append)
    config = installed / "scheduler" / "scheduler_config.json"
    config.write_text(config.read_text().replace("0.012", "0.02"))
    (second,) = workflow.run(targets=[run.id], emit=busy.append).values[run.id]

    assert ran(idle) == set()
    assert ran(busy) == {"model", "run"}
    assert not torch.equal(first.pixels, second.pixels)


def ran(events: list[Event]) -> set[str]:
    return {one.node for one in events if isinstance(one, NodeDone) and not one.is_cached}
