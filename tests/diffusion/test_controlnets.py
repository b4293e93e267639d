"""ControlNets: bit for bit what the official pipelines do with them, and refused in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import diffusers
import pytest
import torch

from graphstudio.api import Control, ControlNet, Guidance, Image, Lead, Model
from graphstudio.diffusion.autoencoders import encode_image
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.control_folders import is_leading, open_controlnet
from graphstudio.diffusion.controlnets import UNetControlNet, make_leaders
from graphstudio.diffusion.fitting import require_control_fit
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.loading import load_controlnet
from graphstudio.diffusion.sampling import Span
from graphstudio.diffusion.sources import ControlNetFolder
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.errors import BadValue, ModelBroken, ModelMissing
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import ask_pipeline, ask_us, lend, make_pipeline
from tests.diffusion.tiny import Sizes, write_controlnet

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
TEXT_TO_IMAGE = "StableDiffusionControlNetPipeline"


@dataclass(frozen=True)
class Opened:
    """A ControlNet's handle, and the same loaded."""

    model: Model[ControlNet]
    net: UNetControlNet


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Opened:
    return opened(write_controlnet(tmp_path_factory.mktemp("nets") / "edges", Sizes()), cache)


@pytest.fixture(scope="module")
def depth(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Opened:
    folder = tmp_path_factory.mktemp("nets") / "depth"
    return opened(write_controlnet(folder, Sizes(), seed=4), cache)


def opened(folder: Path, cache: Path) -> Opened:
    net = load_controlnet(folder, "", torch.device("cpu"), torch.float32)
    assert isinstance(net, UNetControlNet)
    return Opened(open_controlnet(folder, cache=cache), net)


def guide_picture(seed: int = 1, width: int = 48, height: int = 32, count: int = 1) -> Image:
    generator = torch.Generator().manual_seed(seed)
    return Image(torch.rand(count, height, width, 3, generator=generator).round())


def hints(model: Loaded, *leads: Lead, batch: int = 1) -> tuple[torch.Tensor, ...]:
    latent = empty_latent(model.parts.vae, 48, 32, batch=batch)
    return make_hints(Control(leads), model.parts.denoiser, latent, lend(model.vae))


def as_tensor(image: Image) -> torch.Tensor:
    return image.pixels.movedim(-1, 1).contiguous()


@pytest.mark.parametrize("name", ["DDIM", "Euler ancestral", "DPM++ 2M", "Heun"])
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="plain"),
        pytest.param({"strength": 0.4}, id="weaker"),
        pytest.param({"start": 0.2, "end": 0.7}, id="in the middle"),
        pytest.param({"is_guess": True}, id="guess"),
        pytest.param({"is_guess": True, "strength": 0.7, "end": 0.5}, id="guess, then none"),
    ],
)
def test_text_to_image_equals_the_official_pipeline(
    name: Any, options: dict[str, Any], tiny: Loaded, edges: Opened
) -> None:
    scheduler, image = recipe(name), guide_picture()
    pipeline = make_pipeline(TEXT_TO_IMAGE, tiny, scheduler, controlnet=edges.net.net)
    lead = Lead(edges.model, image, **options)

    wanted = ask_pipeline(
        pipeline,
        scale=6.0,
        steps=5,
        seeds=[11],
        image=as_tensor(image),
        controlnet_conditioning_scale=lead.strength,
        control_guidance_start=lead.start,
        control_guidance_end=lead.end,
        guess_mode=lead.is_guess,
    )
    found = ask_us(
        tiny,
        empty_latent(tiny.parts.vae, 48, 32),
        scheduler,
        guidance=Guidance(6.0),
        span=Span(steps=5),
        seed=11,
        control=Control((lead,)),
        nets=[edges.net],
    )

    assert torch.equal(found, wanted)


def test_without_guidance_it_equals_the_official_pipeline(tiny: Loaded, edges: Opened) -> None:
    scheduler, image = recipe("DDIM"), guide_picture()
    pipeline = make_pipeline(TEXT_TO_IMAGE, tiny, scheduler, controlnet=edges.net.net)

    wanted = ask_pipeline(pipeline, scale=1.0, steps=4, seeds=[3], image=as_tensor(image))
    found = ask_us(
        tiny,
        empty_latent(tiny.parts.vae, 48, 32),
        scheduler,
        guidance=Guidance(1.0),
        span=Span(steps=4),
        seed=3,
        control=Control((Lead(edges.model, image),)),
        nets=[edges.net],
    )

    assert torch.equal(found, wanted)


def test_three_at_once_equal_the_official_pipeline(
    tiny: Loaded, edges: Opened, depth: Opened
) -> None:
    scheduler = recipe("DPM++ 2M")
    images = [guide_picture(seed) for seed in (1, 2, 3)]
    several = diffusers.MultiControlNetModel([edges.net.net, depth.net.net, edges.net.net])
    pipeline = make_pipeline(TEXT_TO_IMAGE, tiny, scheduler, controlnet=several)
    leads = (
        Lead(edges.model, images[0], 0.8, 0.0, 1.0),
        Lead(depth.model, images[1], 1.2, 0.25, 1.0),
        Lead(edges.model, images[2], 0.5, 0.0, 0.5),
    )

    wanted = ask_pipeline(
        pipeline,
        scale=6.0,
        steps=6,
        seeds=[11],
        image=[as_tensor(image) for image in images],
        controlnet_conditioning_scale=[lead.strength for lead in leads],
        control_guidance_start=[lead.start for lead in leads],
        control_guidance_end=[lead.end for lead in leads],
    )
    found = ask_us(
        tiny,
        empty_latent(tiny.parts.vae, 48, 32),
        scheduler,
        guidance=Guidance(6.0),
        span=Span(steps=6),
        seed=11,
        control=Control(leads),
        nets=[edges.net, depth.net, edges.net],
    )

    assert torch.equal(found, wanted)


def test_image_to_image_equals_the_official_pipeline(tiny: Loaded, edges: Opened) -> None:
    scheduler, image, followed = recipe("DDIM"), guide_picture(5), guide_picture()
    kind = "StableDiffusionControlNetImg2ImgPipeline"
    pipeline = make_pipeline(kind, tiny, scheduler, controlnet=edges.net.net)
    latent = encode_image(tiny.parts.vae, tiny.vae, image)

    wanted = ask_pipeline(
        pipeline,
        scale=6.0,
        steps=6,
        seeds=[4],
        image=latent.samples,
        control_image=as_tensor(followed),
        strength=0.5,
        controlnet_conditioning_scale=1.0,
        width=48,
        height=32,
    )
    found = ask_us(
        tiny,
        latent,
        scheduler,
        guidance=Guidance(6.0),
        span=Span(6, 0.5),
        seed=4,
        control=Control((Lead(edges.model, followed),)),
        nets=[edges.net],
    )

    assert torch.equal(found, wanted)


def test_a_strength_of_zero_changes_nothing(tiny: Loaded, edges: Opened) -> None:
    latent, scheduler = empty_latent(tiny.parts.vae, 48, 32), recipe("DDIM")
    control = Control((Lead(edges.model, guide_picture(), strength=0.0),))

    plain = ask_us(tiny, latent, scheduler, guidance=Guidance(5.0), span=Span(3), seed=1)
    found = ask_us(
        tiny,
        latent,
        scheduler,
        guidance=Guidance(5.0),
        span=Span(3),
        seed=1,
        control=control,
        nets=[edges.net],
    )

    assert torch.equal(found, plain)


def test_an_inpainting_model_can_be_led(inpaint: Loaded, edges: Opened) -> None:
    shown = torch.zeros(1, 9, 4, 6)
    (hint,) = hints(inpaint, Lead(edges.model, guide_picture()))
    leaders = make_leaders(Control((Lead(edges.model, guide_picture()),)), [edges.net], [hint])
    told = encode_prompt(inpaint.parts.text_encoder, inpaint.clip, "a cat")

    whole = leaders[0].ask(shown, torch.tensor(5), told)
    first_four = leaders[0].ask(shown[:, :4], torch.tensor(5), told)

    assert all(map(torch.equal, whole.down, first_four.down))


def test_each_picture_of_a_batch_may_follow_its_own(tiny: Loaded, edges: Opened) -> None:
    image = guide_picture(count=2)
    second = Image(image.pixels[1:])

    (both,) = hints(tiny, Lead(edges.model, image), batch=2)
    (alone,) = hints(tiny, Lead(edges.model, second))

    assert torch.equal(both[1:], alone)


def test_a_picture_of_another_size_is_brought_to_size(tiny: Loaded, edges: Opened) -> None:
    large = guide_picture(width=96, height=96)

    (hint,) = hints(tiny, Lead(edges.model, large))

    assert hint.shape == (1, 3, 32, 48)


def test_pictures_that_are_not_as_many_as_are_made_are_refused(tiny: Loaded, edges: Opened) -> None:
    with pytest.raises(BadValue, match="2 pictures to follow, and 3 are made"):
        hints(tiny, Lead(edges.model, guide_picture(count=2)), batch=3)


def test_a_controlnet_of_another_model_is_refused(odd: Loaded, edges: Opened) -> None:
    control = Control((Lead(edges.model, guide_picture()),))

    with pytest.raises(BadValue, match="reads prompts 32 wide and odd 16"):
        require_control_fit(odd.parts.denoiser, control)


def test_the_folder_says_what_it_is(edges: Opened, tiny: Loaded) -> None:
    folder = cast("ControlNetFolder", edges.model.source).folder

    assert edges.model.kind == "controlnet"
    assert edges.model.name == "edges"
    assert edges.model.fact("conditioning_width") == 32
    assert is_leading(folder)
    assert not is_leading(tiny.folder / "unet")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        pytest.param({"_class_name": "UNet2DConditionModel"}, "not a ControlNetModel", id="unet"),
        pytest.param({"_class_name": None}, "something unnamed", id="no class"),
        pytest.param({"addition_embed_type": "text_image"}, "further inputs", id="other inputs"),
        pytest.param({"cross_attention_dim": "wide"}, "no sensible cross_att", id="width"),
    ],
)
def test_a_folder_of_something_else_is_refused(
    config: dict[str, Any], message: str, tmp_path: Path
) -> None:
    folder = write_controlnet(tmp_path / "net", Sizes())
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | config))

    with pytest.raises(ModelBroken, match=message):
        open_controlnet(folder, cache=tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="is no folder"):
        open_controlnet(tmp_path / "none", cache=tmp_path)
