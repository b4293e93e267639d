"""T2I-Adapters: bit for bit what the official pipelines do with them, and refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import diffusers
import pytest
import torch
from torch import Tensor

from graphstudio.api import Control, ControlNet, Guidance, Image, Lead, Model
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.conditioning import told_sizes
from graphstudio.diffusion.control_folders import is_leading, open_leading
from graphstudio.diffusion.controlnets import make_leaders
from graphstudio.diffusion.fitting import require_control_fit
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.sampling import Span
from graphstudio.diffusion.t2i_adapters import UNetT2IAdapter
from graphstudio.diffusion.t2i_folders import T2IAdapterFolder
from graphstudio.diffusion.tiled_denoisers import TiledDenoiser
from graphstudio.errors import BadValue, ModelBroken, ModelMissing
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import ask_pipeline, ask_us, lend, make_pipeline
from tests.diffusion.oracle_sdxl import CPU, Whole, ask, load, official
from tests.diffusion.tiny import Sizes, write_controlnet
from tests.diffusion.tiny_adapters import write_t2i_adapter
from tests.diffusion.tiny_sdxl import write_sdxl

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")


@dataclass(frozen=True)
class Opened:
    """A T2I-Adapter's handle, and the same loaded."""

    model: Model[ControlNet]
    net: UNetT2IAdapter


Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Open:
    def opened(*kind: str, **more: Any) -> Opened:
        folder = write_t2i_adapter(tmp_path_factory.mktemp("adapters") / "depth", *kind, **more)
        model = open_leading(folder, cache=cache)
        return Opened(model, cast("UNetT2IAdapter", model.source.load(CPU, torch.float32)))

    return opened


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_sdxl(tmp_path_factory.mktemp("sdxl") / "base"), cache)


def guide(seed: int = 1, count: int = 1, *, is_grey: bool = False) -> Image:
    generator = torch.Generator().manual_seed(seed)
    pixels = torch.rand(count, 32, 48, 1 if is_grey else 3, generator=generator).round()
    return Image(pixels.expand(-1, -1, -1, 3).contiguous())


def as_tensor(image: Image) -> Tensor:
    return image.pixels.movedim(-1, 1).contiguous()


def ask_official(tiny: Loaded, adapter: Any, scale: float = 6.0, **more: Any) -> Tensor:
    pipeline = make_pipeline(
        "StableDiffusionAdapterPipeline", tiny, recipe("DDIM"), adapter=adapter
    )
    options: dict[str, Any] = {"seeds": [11], "width": 48, "height": 32} | more
    return ask_pipeline(pipeline, scale=scale, steps=5, **options)


def ask_led(tiny: Loaded, *leads: Lead, nets: Any, scale: float = 6.0, batch: int = 1) -> Tensor:
    return ask_us(
        tiny,
        empty_latent(tiny.parts.vae, 48, 32, batch=batch),
        recipe("DDIM"),
        guidance=Guidance(scale),
        span=Span(steps=5),
        seed=11,
        control=Control(leads),
        nets=nets,
    )


@pytest.mark.parametrize("kind", ["full_adapter", "light_adapter"])
@pytest.mark.parametrize("strength", [1.0, 0.7])
def test_it_equals_the_official_pipeline(
    kind: str, strength: float, tiny: Loaded, adapter: Open
) -> None:
    one, image = adapter(kind), guide()

    wanted = ask_official(
        tiny, one.net.net, image=as_tensor(image), adapter_conditioning_scale=strength
    )
    found = ask_led(tiny, Lead(one.model, image, strength), nets=[one.net])

    assert torch.equal(found, wanted)
    assert not torch.equal(found, ask_led(tiny, nets=[]))


def test_without_guidance_it_equals_the_official_pipeline(tiny: Loaded, adapter: Open) -> None:
    one, image = adapter(), guide()

    wanted = ask_official(tiny, one.net.net, scale=1.0, image=as_tensor(image))
    found = ask_led(tiny, Lead(one.model, image), nets=[one.net], scale=1.0)

    assert torch.equal(found, wanted)


def test_one_for_grey_guides_equals_the_official_pipeline(tiny: Loaded, adapter: Open) -> None:
    one, image = adapter(hint=1), guide(is_grey=True)

    wanted = ask_official(tiny, one.net.net, image=as_tensor(image)[:, :1])
    found = ask_led(tiny, Lead(one.model, image), nets=[one.net])

    assert torch.allclose(found, wanted, atol=1e-4)  # grey is weighed anew from three channels


def test_two_at_once_equal_the_official_pipeline(tiny: Loaded, adapter: Open) -> None:
    one, other = adapter(), adapter("full_adapter", seed=9)
    images = [guide(1), guide(2)]
    several = diffusers.MultiAdapter([one.net.net, other.net.net])

    wanted = ask_official(
        tiny,
        several,
        image=[as_tensor(image) for image in images],
        adapter_conditioning_scale=[0.8, 0.3],
    )
    leads = Lead(one.model, images[0], 0.8), Lead(other.model, images[1], 0.3)
    found = ask_led(tiny, *leads, nets=[one.net, other.net])

    assert torch.equal(found, wanted)


def test_a_batch_in_which_each_follows_its_own_equals_the_official_pipeline(
    tiny: Loaded, adapter: Open
) -> None:
    one, images = adapter(), guide(count=2)

    wanted = ask_official(tiny, one.net.net, image=as_tensor(images), seeds=[11, 12])
    found = ask_led(tiny, Lead(one.model, images), nets=[one.net], batch=2)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("factor", [1.0, 0.6, 0.0])
def test_sdxl_with_a_factor_equals_the_official_pipeline(
    factor: float, base: Whole, adapter: Open
) -> None:
    one, image, scheduler = adapter("full_adapter_xl"), guide(), recipe("Euler")
    plain = official("StableDiffusionXLPipeline", base, scheduler)
    pipeline = diffusers.StableDiffusionXLAdapterPipeline(**plain.components, adapter=one.net.net)
    pipeline.set_progress_bar_config(disable=True)
    latent = empty_latent(base.parts.vae, 48, 32)
    control = Control((Lead(one.model, image, 0.9, end=factor),))

    wanted = ask(
        pipeline,
        image=as_tensor(image),
        width=48,
        height=32,
        adapter_conditioning_scale=0.9,
        adapter_conditioning_factor=factor,
    )
    hints = make_hints(control, base.parts.denoiser, latent, lend(base.vae))
    leaders = make_leaders(control, [one.net], hints)
    found = base.sample(latent, scheduler, leaders=leaders)

    assert one.model.family == "sdxl"
    assert torch.equal(found, wanted)
    assert torch.equal(found, base.sample(latent, scheduler)) == (factor == 0.0)


def test_beside_a_controlnet_the_unet_is_given_what_both_say(
    tiny: Loaded, adapter: Open, cache: Path, tmp_path: Path
) -> None:
    one, image = adapter(), guide()
    edges = open_leading(write_controlnet(tmp_path / "edges", Sizes()), cache=cache)
    net = edges.source.load(CPU, torch.float32)

    both = [Lead(edges, image), Lead(one.model, image)]
    either = [
        ask_led(tiny, *leads, nets=nets)
        for leads, nets in (
            (both, [net, one.net]),
            (both[::-1], [one.net, net]),
            (both[:1], [net]),
            (both[1:], [one.net]),
        )
    ]

    assert torch.equal(either[0], either[1])
    assert not torch.equal(either[0], either[2])
    assert not torch.equal(either[0], either[3])


def test_it_looks_at_its_guide_once_a_run(
    tiny: Loaded, adapter: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, looks = adapter(), 0
    look = one.net.net.forward

    def counted(hint: Tensor) -> list[Tensor]:
        nonlocal looks
        looks += 1
        answer: list[Tensor] = look(hint)
        return answer

    monkeypatch.setattr(one.net.net, "forward", counted)
    ask_led(tiny, Lead(one.model, guide()), nets=[one.net])

    assert looks == 1


def test_the_folder_says_what_it_is(adapter: Open) -> None:
    one, light, large = adapter(), adapter("light_adapter"), adapter("full_adapter_xl")

    assert (one.model.kind, one.model.family) == ("t2i_adapter", "sd1")
    assert one.model.fact("features") == "8 16"
    assert light.model.fact("features") == "8 16 16"
    assert large.model.fact("step_px") == 16
    assert is_leading(cast("T2IAdapterFolder", one.model.source).folder)


def test_sides_that_it_cannot_divide_are_refused(base: Whole, adapter: Open) -> None:
    one = adapter("full_adapter_xl")
    control = Control((Lead(one.model, guide()),))

    latent = empty_latent(base.parts.vae, 56, 32)
    with pytest.raises(BadValue, match="multiples of 16 px, and 56 x 32 are made"):
        make_hints(control, base.parts.denoiser, latent, lend(base.vae))


def test_one_for_another_family_or_another_size_is_refused(
    tiny: Loaded, base: Whole, adapter: Open
) -> None:
    one, other = adapter(), adapter(channels=(8, 8))

    with pytest.raises(BadValue, match="T2I-Adapter depth is for sd1, and base is sdxl"):
        require_control_fit(base.parts.denoiser, Control((Lead(one.model, guide()),)))
    with pytest.raises(BadValue, match="adds to levels of 8 8 channels, and tiny has 8 16"):
        require_control_fit(tiny.parts.denoiser, Control((Lead(other.model, guide()),)))


def test_leading_without_a_prompt_is_refused(tiny: Loaded, adapter: Open) -> None:
    lead = Lead(adapter().model, guide(), is_guess=True)

    with pytest.raises(BadValue, match="cannot lead without a prompt"):
        require_control_fit(tiny.parts.denoiser, Control((lead,)))
    require_control_fit(tiny.parts.denoiser, Control((replace(lead, is_guess=False),)))


@pytest.mark.parametrize(
    ("config", "message"),
    [
        pytest.param({"adapter_type": "other"}, "kind 'other'", id="kind"),
        pytest.param({"in_channels": 64}, "with 64 channels", id="hint"),
        pytest.param({"channels": ["wide"]}, "no sensible channels", id="channels"),
        pytest.param({"downscale_factor": 0}, "no sensible downscale_factor", id="factor"),
    ],
)
def test_a_folder_that_makes_no_sense_is_refused(
    config: dict[str, Any], message: str, tmp_path: Path
) -> None:
    folder = write_t2i_adapter(tmp_path / "net")
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | config))

    with pytest.raises(ModelBroken, match=message):
        open_leading(folder, cache=tmp_path)


def test_weights_as_a_pickle_are_refused(tmp_path: Path) -> None:
    folder = write_t2i_adapter(tmp_path / "net")
    weights = folder / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))

    with pytest.raises(ModelMissing, match="only as a pickle"):
        open_leading(folder, cache=tmp_path)


def test_tiles_that_an_adapter_cannot_fold_are_refused(adapter: Open, base: Whole) -> None:
    found = adapter("full_adapter_xl")
    latent = empty_latent(base.parts.denoiser, 160, 96)
    control = Control((Lead(found.model, guide()),))
    hints = make_hints(control, base.parts.denoiser, latent, lend(base.vae))
    leaders = make_leaders(control, [found.net], hints)

    def predict(side: int) -> Tensor:
        tiled = TiledDenoiser(base.unet, side=side, overlap=4, step=1, scale=8).led_by(leaders)
        said = told_sizes(
            base.say("a cat"), model=base.parts.denoiser, latent=latent, is_negative=False
        )
        return tiled.predict(latent.samples + 1, torch.tensor(500), said)

    assert predict(10).isfinite().all()
    with pytest.raises(BadValue, match="tiles with sides that are multiples of 16 px, and 72 px"):
        predict(9)
