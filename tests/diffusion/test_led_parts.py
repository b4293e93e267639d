"""Prompts in places, ControlNets, T2I-Adapters and IP-Adapters in one run, against equations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from graphstudio.api import Area, Conditioning, Control, Guidance, Image, Lead, PicturePrompt
from graphstudio.diffusion.control_folders import open_leading
from graphstudio.diffusion.controlnets import Leader, join_leaders, make_leaders
from graphstudio.diffusion.coverage import laid_out
from graphstudio.diffusion.guidance import make_guide
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.image_encoder_folders import open_image_encoder
from graphstudio.diffusion.ip_adapter_files import open_ip_adapter
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.parts import combine, each_part, placed_in
from graphstudio.diffusion.picture_prompts import PromptLeader, Seen, make_prompt_leaders
from graphstudio.diffusion.texts import encode_prompt
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import lend
from tests.diffusion.tiny import Sizes, write_controlnet
from tests.diffusion.tiny_adapters import (
    make_ip_adapter,
    write_image_encoder,
    write_ip_adapter,
    write_t2i_adapter,
)

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
CPU = torch.device("cpu")
NOW = torch.tensor(500)


def picture(seed: int, side: int = 32) -> Image:
    return Image(torch.rand(1, side, side, 3, generator=torch.Generator().manual_seed(seed)))


@pytest.fixture(scope="module")
def leaders(
    tiny: Loaded, tmp_path_factory: pytest.TempPathFactory, cache: Path
) -> tuple[Leader | PromptLeader, ...]:
    """Give a ControlNet that guesses, a T2I-Adapter and an IP-Adapter."""
    place = tmp_path_factory.mktemp("seams")
    folders = write_controlnet(place / "net", Sizes()), write_t2i_adapter(place / "t2i")
    models = [open_leading(one, cache=cache) for one in folders]
    nets: list[Any] = [one.source.load(CPU, torch.float32) for one in models]
    control = Control((Lead(models[0], picture(1), is_guess=True), Lead(models[1], picture(2))))
    latent = empty_latent(tiny.parts.denoiser, 32, 32)
    hints = make_hints(control, tiny.parts.denoiser, latent, lend(tiny.vae))
    file = write_ip_adapter(place / "ip.safetensors", make_ip_adapter(tiny.unet.unet))
    adapter = open_ip_adapter(file, cache=cache)
    encoder = open_image_encoder(write_image_encoder(place / "encoder"), cache=cache)
    prompt = PicturePrompt(adapter, encoder, picture(3), 0.8)
    seen = encoder.source.load(CPU, torch.float32).see(prompt.image, projects=True)
    net = adapter.source.load(CPU, torch.float32)
    prompted = make_prompt_leaders([prompt], [net], [Seen(*seen)], latent)
    return (*make_leaders(control, nets, hints), *prompted)


def test_parts_led_by_all_kinds_are_what_their_equations_say(
    tiny: Loaded, leaders: tuple[Leader | PromptLeader, ...]
) -> None:
    texts = ("a red cat", "a blue circle", "blurred", "dark")
    one, two, bad, worse = (encode_prompt(tiny.parts.text_encoder, tiny.clip, t) for t in texts)
    latent = empty_latent(tiny.parts.denoiser, 32, 32)
    sample = torch.randn(1, 4, 4, 4, generator=torch.Generator().manual_seed(9))
    right = placed_in(two, Area(0.5, 0, 0.5, 1))
    positive = each_part(combine(one, right, weight=2.0), lambda part: laid_out(part, latent))
    negative = combine(combine(bad, worse), bad)
    led = join_leaders(tiny.unet, leaders)
    guide = make_guide(Guidance(3.0), positive, negative, (tiny.unet,), batch=1, calls=4)

    found = guide.predict(led, sample, NOW, 0.25)

    control, *others = leaders
    unled = join_leaders(tiny.unet, others)  # a ControlNet that guesses leads no negative

    def without(text: Conditioning) -> Tensor:
        return unled.predict(sample, NOW, replace(text, negatives=1))

    share = torch.tensor([0.0, 0.0, 2 / 3, 2 / 3])
    towards = (1 - share) * led.predict(sample, NOW, one) + share * led.predict(sample, NOW, two)
    away = (2 * without(bad) + without(worse)) / 3
    assert isinstance(control, Leader)
    assert torch.allclose(found, away + 3 * (towards - away), atol=1e-4)
    for part in (*leaders,):
        rest = [other for other in leaders if other is not part]
        lacking = guide.predict(join_leaders(tiny.unet, rest), sample, NOW, 0.25)
        assert not torch.allclose(found, lacking, atol=1e-3)
