"""IP-Adapters: bit for bit what the official pipelines do with them, and refused in words."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest
import torch
from diffusers import UNet2DConditionModel
from torch import Tensor

from graphstudio.api import (
    Control,
    Guidance,
    Image,
    ImageEncoder,
    IpAdapter,
    Lead,
    Mask,
    Model,
    Noise,
    PicturePrompt,
    TestContext,
    WeakenedLayers,
)
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.control_folders import open_leading
from graphstudio.diffusion.controlnets import led
from graphstudio.diffusion.fitting import require_control_fit
from graphstudio.diffusion.image_encoder_folders import open_image_encoder
from graphstudio.diffusion.image_encoders import ClipImageEncoder
from graphstudio.diffusion.images import to_pillow
from graphstudio.diffusion.ip_adapter_files import open_ip_adapter
from graphstudio.diffusion.ip_adapters import UNetIpAdapter
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.leading import lend_leaders
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.diffusion.views import share
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import NEGATIVE, POSITIVE, ask_pipeline, make_pipeline
from tests.diffusion.oracle_sdxl import CPU, Whole, ask, load, official
from tests.diffusion.tiny import Sizes, write_controlnet
from tests.diffusion.tiny_adapters import (
    State,
    make_ip_adapter,
    write_image_encoder,
    write_ip_adapter,
)
from tests.diffusion.tiny_sdxl import write_sdxl

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")


@dataclass(frozen=True)
class Eyes:
    """An image encoder's handle, and the same loaded."""

    model: Model[ImageEncoder]
    net: ClipImageEncoder


@dataclass(frozen=True)
class Opened:
    """An IP-Adapter's handle, and its tensors as its file has them."""

    model: Model[IpAdapter]
    state: State


Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def eyes(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Eyes:
    folder = write_image_encoder(tmp_path_factory.mktemp("eyes") / "image_encoder")
    model = open_image_encoder(folder, cache=cache)
    return Eyes(model, cast("ClipImageEncoder", model.source.load(CPU, torch.float32)))


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Open:
    def opened(unet: Any, kind: str = "plain", seed: int = 8) -> Opened:
        state = make_ip_adapter(unet, kind, seed)
        file = tmp_path_factory.mktemp("adapters") / f"{kind}.safetensors"
        return Opened(open_ip_adapter(write_ip_adapter(file, state), cache=cache), state)

    return opened


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Whole:
    return load(write_sdxl(tmp_path_factory.mktemp("sdxl") / "base"), cache)


def picture(seed: int = 1, count: int = 1) -> Image:
    generator = torch.Generator().manual_seed(seed)
    return Image(torch.rand(count, 40, 60, 3, generator=generator))


def left_half(count: int = 1) -> Mask:
    values = torch.zeros(count, 32, 48)
    for place in range(count):
        values[place, :, place * 24 : 24 + place * 24] = 1
    return Mask(values)


def equip(pipeline: Any, eyes: Eyes, states: Sequence[State], scales: Sequence[Any]) -> Any:
    """Give an official pipeline a U-Net of its own with IP-Adapters in it."""
    unet = copy.deepcopy(pipeline.unet)
    unet._load_ip_adapter_weights(list(states), low_cpu_mem_usage=False)
    pipeline.register_modules(
        unet=unet, image_encoder=eyes.net.net, feature_extractor=eyes.net.eyes
    )
    pipeline.set_ip_adapter_scale(list(scales))
    return pipeline


def ask_official(
    tiny: Loaded, eyes: Eyes, states: Sequence[State], scales: Sequence[Any], **more: Any
) -> Tensor:
    kind = "StableDiffusionPipeline"
    pipeline = equip(make_pipeline(kind, tiny, recipe("DDIM")), eyes, states, scales)
    options: dict[str, Any] = {"scale": 6.0, "seeds": [11], "width": 48, "height": 32} | more
    return ask_pipeline(pipeline, steps=5, **options)


def ask_led(tiny: Loaded, *prompts: PicturePrompt, batch: int = 1, **more: Any) -> Tensor:
    """Run our loop, through the very function that the node Sample calls."""
    options: dict[str, Any] = {"guidance": Guidance(6.0), "control": Control()} | more
    control = replace(options.pop("control"), prompts=prompts)
    latent, texts = empty_latent(tiny.parts.vae, 48, 32, batch=batch), tiny.parts.text_encoder
    with ExitStack() as loans:
        return sample(
            tiny.parts.denoiser,
            tiny.unet,
            latent,
            encode_prompt(texts, tiny.clip, POSITIVE),
            encode_prompt(texts, tiny.clip, NEGATIVE),
            scheduler=recipe("DDIM"),
            noise=Noise(11),
            span=Span(5),
            leaders=lend_leaders(TestContext(), loans, control, tiny.parts.denoiser, latent),
            **options,
        ).samples


@pytest.mark.parametrize("kind", ["plain", "plus", "full"])
@pytest.mark.parametrize("scale", [pytest.param(6.0, id="guided"), pytest.param(1.0, id="alone")])
def test_a_picture_equals_the_official_pipeline(
    kind: str, scale: float, tiny: Loaded, eyes: Eyes, adapter: Open
) -> None:
    one, image = adapter(tiny.unet.unet, kind), picture()

    wanted = ask_official(
        tiny, eyes, [one.state], [0.7], ip_adapter_image=to_pillow(image), scale=scale
    )
    prompt = PicturePrompt(one.model, eyes.model, image, 0.7)
    found = ask_led(tiny, prompt, guidance=Guidance(scale))

    assert torch.equal(found, wanted)
    assert not torch.equal(found, ask_led(tiny, guidance=Guidance(scale)))


@pytest.mark.parametrize("kind", ["plain", "plus"])
def test_several_pictures_at_once_equal_the_official_pipeline(
    kind: str, tiny: Loaded, eyes: Eyes, adapter: Open
) -> None:
    one, images = adapter(tiny.unet.unet, kind), picture(count=3)

    wanted = ask_official(
        tiny, eyes, [one.state], [1.0], ip_adapter_image=[to_pillow(images)], seeds=[11, 12]
    )
    found = ask_led(tiny, PicturePrompt(one.model, eyes.model, images), batch=2)

    assert torch.equal(found, wanted)


def test_two_adapters_equal_the_official_pipeline(tiny: Loaded, eyes: Eyes, adapter: Open) -> None:
    one, other = adapter(tiny.unet.unet), adapter(tiny.unet.unet, "plus", seed=9)
    images = picture(1, count=2), picture(2)

    wanted = ask_official(
        tiny,
        eyes,
        [one.state, other.state],
        [0.4, 1.2],
        ip_adapter_image=[to_pillow(images[0]), to_pillow(images[1])],
    )
    found = ask_led(
        tiny,
        PicturePrompt(one.model, eyes.model, images[0], 0.4),
        PicturePrompt(other.model, eyes.model, images[1], 1.2),
    )

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("count", [1, 2])
def test_masks_equal_the_official_pipeline(
    count: int, tiny: Loaded, eyes: Eyes, adapter: Open
) -> None:
    one, images, masks = adapter(tiny.unet.unet, "plus"), picture(count=count), left_half(count)

    wanted = ask_official(
        tiny,
        eyes,
        [one.state],
        [[0.8] * count],
        ip_adapter_image=[to_pillow(images)],
        cross_attention_kwargs={"ip_adapter_masks": [masks.values[None]]},
    )
    found = ask_led(tiny, PicturePrompt(one.model, eyes.model, images, 0.8, mask=masks))

    assert torch.equal(found, wanted)
    assert not torch.equal(found, ask_led(tiny, PicturePrompt(one.model, eyes.model, images, 0.8)))


def test_one_mask_for_several_pictures_hides_all_of_them(
    tiny: Loaded, eyes: Eyes, adapter: Open
) -> None:
    prompt = PicturePrompt(adapter(tiny.unet.unet).model, eyes.model, picture(count=2))
    everywhere, nowhere = Mask(torch.ones(1, 32, 48)), Mask(torch.zeros(1, 32, 48))

    found = [ask_led(tiny, replace(prompt, mask=mask)) for mask in (everywhere, nowhere)]

    assert torch.equal(found[0], ask_led(tiny, prompt))
    assert torch.equal(found[1], ask_led(tiny))


def test_a_strength_of_zero_changes_nothing(tiny: Loaded, eyes: Eyes, adapter: Open) -> None:
    prompt = PicturePrompt(adapter(tiny.unet.unet).model, eyes.model, picture(), strength=0.0)

    assert torch.equal(ask_led(tiny, prompt), ask_led(tiny))


def test_it_speaks_between_start_and_end_alone(tiny: Loaded, eyes: Eyes, adapter: Open) -> None:
    one, image = adapter(tiny.unet.unet), picture()

    def change(pipeline: Any, call: int, _when: Any, told: dict[str, Any]) -> dict[str, Any]:
        pipeline.set_ip_adapter_scale(0.9 if call + 1 in (1, 2) else 0.0)
        return told

    wanted = ask_official(
        tiny,
        eyes,
        [one.state],
        [0.0],
        ip_adapter_image=to_pillow(image),
        callback_on_step_end=change,
    )
    found = ask_led(tiny, PicturePrompt(one.model, eyes.model, image, 0.9, start=0.2, end=0.6))

    assert torch.equal(found, wanted)


def test_the_network_is_left_as_it_was(tiny: Loaded, eyes: Eyes, adapter: Open) -> None:
    processors = dict(tiny.unet.unet.attn_processors)
    names = set(dict(tiny.unet.unet.named_modules()))
    before = ask_led(tiny)
    prompt = PicturePrompt(adapter(tiny.unet.unet, "plus").model, eyes.model, picture())

    ask_led(tiny, prompt)
    with pytest.raises(ZeroDivisionError):
        ask_led(tiny, prompt, guidance=Guidance(6.0), preview=lambda _: 1 // 0)

    assert dict(tiny.unet.unet.attn_processors) == processors
    assert set(dict(tiny.unet.unet.named_modules())) == names
    assert torch.equal(ask_led(tiny), before)


def test_an_error_in_a_call_leaves_the_network_as_it_was(
    tiny: Loaded, eyes: Eyes, adapter: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    processors = dict(tiny.unet.unet.attn_processors)
    prompt = PicturePrompt(adapter(tiny.unet.unet).model, eyes.model, picture())

    def broken(_: Tensor) -> Tensor:
        raise MemoryError

    monkeypatch.setattr(tiny.unet.unet.conv_out, "forward", broken)
    with pytest.raises(MemoryError):
        ask_led(tiny, prompt)

    assert dict(tiny.unet.unet.attn_processors) == processors


def test_beside_a_controlnet_it_equals_the_official_pipeline(
    tiny: Loaded, eyes: Eyes, adapter: Open, cache: Path, tmp_path: Path
) -> None:
    one, image, followed = adapter(tiny.unet.unet), picture(), Image(picture(5).pixels.round())
    followed = Image(followed.pixels[:, :32, :48].contiguous())
    edges = open_leading(write_controlnet(tmp_path / "edges", Sizes()), cache=cache)
    net = edges.source.load(CPU, torch.float32)
    kind = "StableDiffusionControlNetPipeline"
    plain = make_pipeline(kind, tiny, recipe("DDIM"), controlnet=cast("Any", net).net)

    wanted = ask_pipeline(
        equip(plain, eyes, [one.state], [0.7]),
        scale=6.0,
        steps=5,
        seeds=[11],
        image=followed.pixels.movedim(-1, 1).contiguous(),
        ip_adapter_image=to_pillow(image),
    )
    prompt = PicturePrompt(one.model, eyes.model, image, 0.7)
    found = ask_led(tiny, prompt, control=Control((Lead(edges, followed),)))

    assert torch.equal(found, wanted)


def test_weakened_layers_hear_it_too(tiny: Loaded, eyes: Eyes, adapter: Open) -> None:
    prompt = PicturePrompt(adapter(tiny.unet.unet).model, eyes.model, picture())
    weak = Guidance(6.0, away_from=(WeakenedLayers(2.0),))

    led, plain = ask_led(tiny, prompt, guidance=weak), ask_led(tiny, guidance=weak)

    assert not torch.equal(led, plain)
    assert torch.equal(ask_led(tiny, replace(prompt, strength=0.0), guidance=weak), plain)


def test_a_view_of_the_network_equals_the_official_pipeline_and_the_network_stays(
    tiny: Loaded, eyes: Eyes, adapter: Open
) -> None:
    one, image, view = adapter(tiny.unet.unet), picture(), share(tiny.unet.unet)
    reading = view.mid_block.attentions[0].transformer_blocks[0].attn2.to_k
    reading.weight = torch.nn.Parameter(reading.weight * 1.5, requires_grad=False)
    changed = replace(tiny, unet=replace(tiny.unet, unet=view))
    processors = dict(tiny.unet.unet.attn_processors)

    wanted = ask_official(changed, eyes, [one.state], [0.7], ip_adapter_image=to_pillow(image))
    prompt = PicturePrompt(one.model, eyes.model, image, 0.7)
    found = ask_led(changed, prompt)

    assert torch.equal(found, wanted)
    assert not torch.equal(found, ask_led(tiny, prompt))
    assert dict(tiny.unet.unet.attn_processors) == processors


def test_a_network_of_half_precision_hears_an_adapter_of_full_precision(
    tiny: Loaded, eyes: Eyes, adapter: Open
) -> None:
    half = copy.deepcopy(tiny.unet.unet).to(torch.bfloat16)
    halved = replace(tiny, unet=replace(tiny.unet, unet=half, precision=torch.bfloat16))
    prompt = PicturePrompt(adapter(tiny.unet.unet).model, eyes.model, picture(), 0.8)

    found, wanted = ask_led(halved, prompt), ask_led(tiny, prompt)

    assert torch.allclose(found, wanted, atol=0.2)
    assert not torch.allclose(ask_led(halved), wanted, atol=0.2)


def test_what_pictures_say_is_computed_once_for_each_kind_of_call(
    tiny: Loaded, eyes: Eyes, adapter: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    say = UNetIpAdapter.say

    def counted(self: UNetIpAdapter, seen: Tensor) -> Tensor:
        calls.append(len(seen))
        return say(self, seen)

    monkeypatch.setattr(UNetIpAdapter, "say", counted)
    prompt = PicturePrompt(adapter(tiny.unet.unet).model, eyes.model, picture())
    ask_led(tiny, prompt, guidance=Guidance(6.0, end=0.5))

    assert calls == [2, 1]


@pytest.mark.parametrize("kind", ["plain", "plus"])
def test_sdxl_equals_the_official_pipeline(
    kind: str, base: Whole, eyes: Eyes, adapter: Open
) -> None:
    one, image = adapter(base.unet.unet, kind), picture()
    plain = official("StableDiffusionXLPipeline", base, recipe("Euler"))

    wanted = ask(
        equip(plain, eyes, [one.state], [0.6]),
        width=48,
        height=32,
        ip_adapter_image=to_pillow(image),
    )
    found = sample_xl(base, PicturePrompt(one.model, eyes.model, image, 0.6))

    assert torch.equal(found, wanted)


def test_the_style_alone_equals_the_official_pipeline(
    base: Whole, eyes: Eyes, adapter: Open
) -> None:
    one, image = adapter(base.unet.unet), picture()
    plain = official("StableDiffusionXLPipeline", base, recipe("Euler"))
    scales = {"up": {"block_0": [0.0, 0.9]}}

    wanted = ask(
        equip(plain, eyes, [one.state], [scales]),
        width=48,
        height=32,
        ip_adapter_image=to_pillow(image),
    )
    prompt = PicturePrompt(one.model, eyes.model, image, 0.9, takes="style")

    assert torch.equal(sample_xl(base, prompt), wanted)


def test_layers_that_a_network_has_not_are_refused(base: Whole, eyes: Eyes, adapter: Open) -> None:
    one = adapter(base.unet.unet)

    with pytest.raises(BadValue, match="no layers that plain could speak to"):
        sample_xl(base, PicturePrompt(one.model, eyes.model, picture(), takes="layout"))


def test_an_adapter_for_another_network_is_refused(tiny: Loaded, eyes: Eyes, adapter: Open) -> None:
    unet = UNet2DConditionModel.from_config({**tiny.unet.unet.config, "layers_per_block": 2})

    with pytest.raises(BadValue, match=r"with 6 attentions .*, and this one has 4"):
        ask_led(tiny, PicturePrompt(adapter(unet).model, eyes.model, picture()))


def test_masks_that_are_not_as_many_as_the_pictures_are_refused(
    tiny: Loaded, eyes: Eyes, adapter: Open
) -> None:
    one = adapter(tiny.unet.unet)
    prompt = PicturePrompt(one.model, eyes.model, picture(count=3), mask=left_half(2))

    with pytest.raises(BadValue, match="plain has 2 masks for 3 pictures"):
        ask_led(tiny, prompt)


def test_what_does_not_fit_is_refused_before_weights_are_loaded(
    tiny: Loaded, base: Whole, eyes: Eyes, adapter: Open
) -> None:
    large = adapter(base.unet.unet, "plus")
    prompt = PicturePrompt(large.model, eyes.model, picture(), takes="style")
    blind = replace(eyes.model, facts=(("width", 7), ("projected_width", 16)))

    with pytest.raises(BadValue) as caught:
        require_control_fit(tiny.parts.denoiser, Control(prompts=(replace(prompt, encoder=blind),)))
    require_control_fit(base.parts.denoiser, Control(prompts=(prompt,)))

    said = str(caught.value)
    assert "speaks beside prompts 64 wide, and tiny (Stable Diffusion 1.x) reads 32" in said
    assert "only those of Stable Diffusion XL" in said
    assert "looks through an image encoder 24 wide, and image_encoder is 7" in said


def test_a_family_that_cannot_read_pictures_is_named(
    base: Whole, eyes: Eyes, adapter: Open
) -> None:
    prompt = PicturePrompt(adapter(base.unet.unet).model, eyes.model, picture())
    flux = replace(base.parts.denoiser, family="flux")

    with pytest.raises(BadValue, match=r"is Flux\.1; IP-Adapters can speak to"):
        require_control_fit(flux, Control(prompts=(prompt,)))


def test_it_refuses_a_denoiser_of_another_kind(tiny: Loaded, eyes: Eyes, adapter: Open) -> None:
    latent = empty_latent(tiny.parts.vae, 48, 32)
    prompt = PicturePrompt(adapter(tiny.unet.unet).model, eyes.model, picture())

    with ExitStack() as loans:
        leaders = lend_leaders(
            TestContext(), loans, Control(prompts=(prompt,)), tiny.parts.denoiser, latent
        )
        with pytest.raises(BadValue, match="cannot be led"):
            led(cast("Any", object()), leaders, 0, 5)


def sample_xl(base: Whole, prompt: PicturePrompt) -> Tensor:
    latent = empty_latent(base.parts.vae, 48, 32)
    with ExitStack() as loans:
        leaders = lend_leaders(
            TestContext(), loans, Control(prompts=(prompt,)), base.parts.denoiser, latent
        )
        return base.sample(latent, recipe("Euler"), leaders=leaders)
