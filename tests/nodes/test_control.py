import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from graphstudio import paths
from graphstudio.api import (
    Choices,
    Control,
    ControlNet,
    Curve,
    Guidance,
    Image,
    Lead,
    Model,
    Noise,
    TestContext,
    mark_of,
)
from graphstudio.diffusion.images import to_pillow
from graphstudio.errors import BadValue, ModelBroken, ModelMissing
from graphstudio.graph.registry import Registry
from graphstudio.training.edges import edge_agreement, edge_map
from graphstudio.training.judge import judge
from tests.diffusion.tiny import Sizes, write_controlnet
from tests.diffusion.tiny_flow import write_controlnet_flux, write_flux

Call = Callable[..., Any]
YELLOW_ON_BLUE = "a yellow circle on a blue background"


@pytest.fixture
def installed() -> Path:
    """Put a tiny ControlNet into the user's model folder as "hints"."""
    return write_controlnet(paths.models() / "hints", Sizes())


@pytest.fixture
def edges(call: Callable[[str], Call]) -> Model[ControlNet]:
    found: Model[ControlNet] = call("control.load")()
    return found


def drawn(x: float, y: float, radius: float) -> Image:
    """Draw a red disc on white, 128 px square."""
    down, across = torch.meshgrid(torch.arange(128.0), torch.arange(128.0), indexing="ij")
    is_inside = torch.hypot(across - x, down - y) <= radius
    return Image(
        torch.where(is_inside[..., None], torch.tensor([0.9, 0.1, 0.1]), torch.ones(3))[None]
    )


def pixels(image: Image) -> NDArray[np.uint8]:
    return np.asarray(to_pillow(image)[0])


def test_the_built_in_controlnet_is_what_is_loaded_when_nothing_is_said(
    edges: Model[ControlNet],
) -> None:
    assert (edges.kind, edges.family, edges.name) == ("controlnet", "sd1", "builtin-edges")


def test_a_controlnet_is_found_by_its_name_and_by_its_path(
    call: Callable[[str], Call], installed: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "copy"
    shutil.copytree(installed, elsewhere)

    by_name, by_path = call("control.load")("hints"), call("control.load")(str(elsewhere))

    assert by_name.source.folder == installed
    assert by_path.source.folder == elsewhere
    assert by_name.digest == by_path.digest


def test_the_precision_that_is_chosen_goes_along(call: Callable[[str], Call]) -> None:
    assert call("control.load")(precision="float16").precision == "float16"


@pytest.mark.parametrize("name", ["nowhere", "/no/such/folder"])
def test_a_missing_controlnet_is_named_with_the_ones_that_are_there(
    call: Callable[[str], Call], installed: Path, name: str
) -> None:
    with pytest.raises(ModelMissing) as caught:
        call("control.load")(name)

    assert f'"{name}"' in str(caught.value)
    assert "builtin-edges, hints" in str(caught.value)


def test_no_controlnet_at_all_is_told_as_such(call: Callable[[str], Call], installed: Path) -> None:
    with pytest.raises(ModelMissing, match=r"No ControlNet is chosen.*builtin-edges, hints"):
        call("control.load")("")


def test_a_folder_of_another_kind_of_model_is_refused(call: Callable[[str], Call]) -> None:
    with pytest.raises(ModelBroken, match="UNet2DConditionModel, not a ControlNetModel"):
        call("control.load")(str(paths.builtin_model() / "unet"))


def test_only_folders_of_controlnets_are_offered(registry: Registry, installed: Path) -> None:
    other = paths.models() / "other"
    other.mkdir()
    (other / "config.json").write_text('{"_class_name": "AutoencoderKL"}')
    knob = registry.require("control.load").input("controlnet")
    assert knob is not None

    offers = [list(hint.find()) for hint in knob.hints if isinstance(hint, Choices)]

    assert offers == [["builtin-edges", "hints"]]


def test_overwritten_weights_are_another_model(
    call: Callable[[str], Call], installed: Path
) -> None:
    mark = mark_of(call("control.load"))
    assert mark is not None
    assert mark.fingerprint is not None
    before = mark.fingerprint(controlnet="hints")

    shutil.rmtree(installed)
    write_controlnet(installed, Sizes(), seed=9)

    assert mark.fingerprint(controlnet="hints") != before


def test_a_lead_says_what_the_knobs_say(
    call: Callable[[str], Call], edges: Model[ControlNet]
) -> None:
    image = drawn(64, 64, 30)

    found = call("control.apply")(edges, image, 0.5, start=0.1, end=0.6, is_guess=True)

    (lead,) = found.leads
    assert (lead.model, lead.image) == (edges, image)
    assert (lead.strength, lead.start, lead.end, lead.is_guess) == (0.5, 0.1, 0.6, True)


def test_a_chain_keeps_its_order_and_leaves_what_comes_in_as_it_is(
    call: Callable[[str], Call], edges: Model[ControlNet]
) -> None:
    first = Control((Lead(edges, drawn(10, 10, 5)),))

    both = call("control.apply")(edges, drawn(64, 64, 30), others=first)

    assert both.leads[0] is first.leads[0]
    assert len(both.leads) == 2
    assert len(first.leads) == 1


def test_a_union_controlnet_for_flux_leads_with_the_models_vae_and_a_mode(
    call: Callable[[str], Call], context: TestContext
) -> None:
    parts = call("model.load")(str(write_flux(paths.models() / "flux")))
    write_controlnet_flux(paths.models() / "union", num_mode=7)
    union, image = call("control.load")("union"), drawn(64, 64, 30)
    said = call("prompt.encode")(context, parts.text_encoder, "a red cat")
    latent = call("latent.empty")(parts.denoiser, 48, 32)

    with pytest.raises(BadValue, match="Wire the VAE of the model into Apply ControlNet"):
        call("control.apply")(union, image, mode="canny")
    with pytest.raises(BadValue, match="Say in mode which one the picture is: canny, tile"):
        call("control.apply")(union, image, vae=parts.vae)
    controls = [
        call("control.apply")(union, image, vae=parts.vae, mode=mode) for mode in ("canny", "pose")
    ]
    free, edges, pose = (
        call("latent.sample")(
            context,
            parts.denoiser,
            said,
            latent,
            Noise(3),
            parts.scheduler,
            steps=2,
            control=control,
        ).samples
        for control in (None, *controls)
    )

    assert torch.isfinite(edges).all()
    assert not torch.equal(free, edges)
    assert not torch.equal(edges, pose)


@pytest.fixture
def painted(call: Callable[[str], Call], context: TestContext) -> Callable[..., NDArray[np.uint8]]:
    """Let the built-in model paint a yellow circle on blue."""
    parts = call("model.load")()
    texts = [
        call("prompt.encode")(context, parts.text_encoder, text) for text in (YELLOW_ON_BLUE, "")
    ]

    def run(control: Control | None, seed: int = 3) -> NDArray[np.uint8]:
        done = call("latent.sample")(
            context,
            parts.denoiser,
            texts[0],
            call("latent.empty")(parts.denoiser),
            Noise(seed),
            parts.scheduler,
            texts[1],
            Guidance(5.0),
            control=control,
        )
        return pixels(call("latent.decode")(context, done, parts.vae))

    return run


@pytest.mark.slow
@pytest.mark.parametrize(
    ("x", "y", "radius"),
    [
        pytest.param(36, 40, 22, id="top left"),
        pytest.param(90, 64, 22, id="right"),
    ],
)
def test_a_picture_follows_the_edges_of_a_drawing_in_the_colours_of_its_prompt(
    call: Callable[[str], Call],
    edges: Model[ControlNet],
    painted: Callable[..., NDArray[np.uint8]],
    x: int,
    y: int,
    radius: int,
) -> None:
    drawing = drawn(x, y, radius)
    control = call("control.apply")(edges, call("preprocess.canny")(drawing))

    led, free = painted(control), painted(None)

    verdict = judge(led)
    assert verdict.background == "blue"
    assert (verdict.shapes[0].colour, verdict.shapes[0].kind) == ("yellow", "circle")
    assert verdict.shapes[0].x == pytest.approx(x / 128, abs=0.06)
    assert verdict.shapes[0].y == pytest.approx(y / 128, abs=0.06)
    wanted = edge_map(pixels(drawing))
    assert edge_agreement(wanted, edge_map(led)) > 0.4
    assert edge_agreement(wanted, edge_map(free)) < 0.2


@pytest.mark.slow
def test_a_strength_of_nought_is_no_controlnet_at_all(
    call: Callable[[str], Call],
    edges: Model[ControlNet],
    painted: Callable[..., NDArray[np.uint8]],
) -> None:
    hint = call("preprocess.canny")(drawn(36, 40, 22))

    assert np.array_equal(painted(call("control.apply")(edges, hint, 0.0)), painted(None))


def test_a_strength_may_be_a_curve_over_the_run(call: Callable[[str], Call]) -> None:
    image, model = Image(torch.zeros(1, 8, 8, 3)), call("control.load")()

    (lead,) = call("control.apply")(model, image, curve="0:1, 0.6:1, 0.6:0").leads

    assert lead.curve == Curve("points", points=((0, 1), (0.6, 1), (0.6, 0)))
    assert [lead.strength_at(place) for place in (0.0, 0.59, 0.6)] == [1, 1, 0]
    with pytest.raises(BadValue, match="0 to 2 will do"):
        call("control.apply")(model, image, curve="0:3")
