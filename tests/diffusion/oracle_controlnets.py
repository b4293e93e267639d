"""The official pipelines of SD3 and Flux, led by ControlNets that are told the mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import diffusers
import torch
from torch import Tensor, nn

from graphstudio.api import Conditioning, Control, ControlNet, Image, Latent, Lead, Model
from graphstudio.diffusion.control_folders import open_controlnet
from graphstudio.diffusion.controlnets import make_leaders
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.latents import empty_latent
from tests.diffusion.oracle import lend
from tests.diffusion.test_flow_parity import CPU, Whole, official


@dataclass(frozen=True)
class Opened:
    """A ControlNet's handle, and the same loaded."""

    model: Model[ControlNet]
    net: Any  # an Sd3ControlNet or a FluxControlNet

    def lead(self, image: Image, led: Whole, *rest: Any, **more: Any) -> Lead:
        return Lead(self.model, image, *rest, **{"vae": led.parts.vae, **more})


def opened(folder: Path, cache: Path) -> Opened:
    model = open_controlnet(folder, cache=cache)
    return Opened(model, model.source.load(CPU, torch.float32))


def guide_picture(seed: int = 1, count: int = 1) -> Image:
    generator = torch.Generator().manual_seed(seed)
    return Image(torch.rand(count, 32, 48, 3, generator=generator).round())


def as_tensor(image: Image) -> Tensor:
    """Give a picture as the official pipelines take it when it is a tensor: -1..1."""
    return image.pixels.movedim(-1, 1).contiguous() * 2 - 1


class MeanVae(nn.Module):
    """An autoencoder that answers with the mean, picture by picture."""

    def __init__(self, vae: Any) -> None:
        super().__init__()
        self.vae = vae
        self.config, self.dtype, self.device = vae.config, vae.dtype, vae.device

    @torch.no_grad()
    def encode(self, pixels: Tensor) -> Any:
        means = [self.vae.encode(one[None]).latent_dist.mean for one in pixels]
        drawn = SimpleNamespace(sample=lambda generator=None: torch.cat(means))
        return SimpleNamespace(latent_dist=drawn)


def led(kind: str, model: Whole, *nets: Opened) -> Any:
    """Build an official pipeline with ControlNets, around the networks that our code runs."""
    loaded: Any = [one.net.net for one in nets]
    if len(nets) > 1:
        several = "SD3MultiControlNetModel" if "Diffusion3" in kind else "FluxMultiControlNetModel"
        loaded = [getattr(diffusers, several)(loaded)]
    pipeline = official(kind, model, controlnet=loaded[0])
    pipeline.vae = MeanVae(model.vae.net)
    return pipeline


def sample(model: Whole, latent: Latent, leads: list[Lead], nets: list[Any], **more: Any) -> Tensor:
    control = Control(tuple(leads))
    hints = make_hints(control, model.parts.denoiser, latent, lend(model.vae))
    return model.sample(latent, leaders=make_leaders(control, nets, hints), **more)


def twice(said: Conditioning) -> dict[str, Tensor]:
    """Say one text for two pictures; encoded by itself, for a batch changes the last bits."""
    assert said.pooled is not None
    return {
        "prompt_embeds": said.embeds.repeat(2, 1, 1),
        "pooled_prompt_embeds": said.pooled.repeat(2, 1),
    }


def canvas(model: Whole, batch: int = 1) -> Latent:
    return empty_latent(model.parts.denoiser, 48, 32, batch)


def told(*leads: Lead) -> dict[str, Any]:
    """Say to an official pipeline how its ControlNets lead."""
    pairs: dict[str, list[Any]] = {
        "control_image": [as_tensor(one.image) for one in leads],
        "controlnet_conditioning_scale": [one.strength for one in leads],
        "control_guidance_start": [one.start for one in leads],
        "control_guidance_end": [one.end for one in leads],
    }
    alone = {name: found[0] for name, found in pairs.items()}
    return {"width": 48, "height": 32, **(pairs if len(leads) > 1 else alone)}
