"""A tiny model's networks, LoRAs put on them by us, and the official pipeline to compare with."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from graphstudio.api import Model, Scheduler
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.lora.blocks import read_blocks
from graphstudio.diffusion.lora.files import open_lora
from graphstudio.diffusion.lora.patching import LoraView, Patch, apply_lora
from graphstudio.diffusion.texts import ClipEncoder
from tests.diffusion.conftest import Loaded
from tests.diffusion.oracle import make_pipeline

Ask = Callable[[Any], Tensor]
CPU = torch.device("cpu")


@pytest.fixture
def official(tiny: Loaded) -> Any:
    """Give the official pipeline around copies of the tiny model's networks."""
    unet = replace(tiny.unet, unet=deepcopy(tiny.unet.unet))
    clip = replace(tiny.clip, net=deepcopy(tiny.clip.net), tokenizer=deepcopy(tiny.clip.tokenizer))
    return make_pipeline(
        "StableDiffusionPipeline", replace(tiny, unet=unet, clip=clip), Scheduler("DDIMScheduler")
    )


@pytest.fixture
def patched(tiny: Loaded, cache: Path) -> Callable[..., UNetDenoiser]:
    """Put LoRAs on the tiny denoiser: (file, strength, blocks) each."""

    def patch(*loras: tuple[Path, float, str]) -> UNetDenoiser:
        found: UNetDenoiser = view(tiny.parts.denoiser, tiny.unet, cache, *loras)
        return found

    return patch


@pytest.fixture
def patched_clip(tiny: Loaded, cache: Path) -> Callable[..., ClipEncoder]:
    """Put a LoRA on the tiny text encoder."""

    def patch(file: Path, strength: float = 1.0) -> ClipEncoder:
        found: ClipEncoder = view(tiny.parts.text_encoder, tiny.clip, cache, (file, strength, ""))
        return found

    return patch


def view(model: Model[Any], net: Any, cache: Path, *loras: tuple[Path, float, str]) -> Any:
    """Put LoRAs on a loaded network, as the engine does."""
    for file, strength, blocks in loras:
        patch = Patch(open_lora(file, cache=cache), strength, read_blocks(blocks))
        model = apply_lora(model, patch)
    source = model.source
    assert isinstance(source, LoraView)
    extras = [one.source.load(CPU, torch.float32) for one in source.extras]
    return source.view(net, extras)


@torch.no_grad()
def ask_unet(unet: Any, width: int = 32, **more: Any) -> Tensor:
    """Ask a U-Net about one noisy latent."""
    draw = torch.Generator().manual_seed(9)
    sample = torch.randn(1, 4, 8, 8, generator=draw)
    told = torch.randn(1, 77, width, generator=draw)
    answer: Tensor = unet(sample, 500, encoder_hidden_states=told, return_dict=False, **more)[0]
    return answer


@torch.no_grad()
def ask_text(net: Any) -> Tensor:
    """Ask a text encoder about one text."""
    answer: Tensor = net(torch.arange(77)[None]).last_hidden_state
    return answer


def distance(one: Tensor, other: Tensor) -> float:
    """Say how far two answers are apart, as a share of the larger one."""
    return float((one - other).abs().max() / other.abs().max())
