"""Pixel-space models in miniature: random weights, real layout."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from diffusers import UNet2DModel
from torch import Tensor

from graphstudio.api import Conditioning, Guidance, Latent, Noise, Scheduler
from graphstudio.diffusion.conditioning import unconditional
from graphstudio.diffusion.labels import choose_labels
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.pixel_folders import PixelModel, open_pixel_folder
from graphstudio.diffusion.sampling import Span, sample

CPU = torch.device("cpu")
SEED = 4

_PLAIN = {"time_embedding_type": "positional"}
NETS: dict[str, dict[str, Any]] = {
    "DDPMPipeline": _PLAIN,
    "DDIMPipeline": _PLAIN,
    "ConsistencyModelPipeline": _PLAIN,
    # As in the published NCSN++: it is told the noise level itself, and divides by it.
    "ScoreSdeVePipeline": {"time_embedding_type": "fourier"},
    "ScoreSdeVpPipeline": _PLAIN,
}
SCHEDULES: dict[str, dict[str, Any]] = {
    "DDPMPipeline": {"_class_name": "DDPMScheduler", "variance_type": "fixed_large"},
    "DDIMPipeline": {"_class_name": "DDPMScheduler", "variance_type": "fixed_small"},
    "ConsistencyModelPipeline": {"_class_name": "CMStochasticIterativeScheduler"},
    "ScoreSdeVePipeline": {"_class_name": "ScoreSdeVeScheduler", "sigma_max": 50.0},
    "ScoreSdeVpPipeline": {"_class_name": "ScoreSdeVpScheduler"},
}


def write_pixel(
    folder: Path, kind: str, *, net: dict[str, Any] | None = None, **schedule: Any
) -> Path:
    """Save a pixel-space model folder of 8 x 8 px with random weights.

    Args:
        folder: Where.
        kind: What its model_index.json calls it.
        net: What differs in its U-Net.
        schedule: What differs in its scheduler_config.json.
    """
    torch.manual_seed(31)
    made = UNet2DModel(
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=4,
        norm_num_groups=4,
        **({"sample_size": 8} | NETS[kind] | (net or {})),
    ).eval()
    made.save_pretrained(folder / "unet")
    config = SCHEDULES[kind] | schedule
    (folder / "scheduler").mkdir()
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(config))
    index = {
        "_class_name": kind,
        "scheduler": ["diffusers", config["_class_name"]],
        "unet": ["diffusers", "UNet2DModel"],
    }
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder


@dataclass(frozen=True)
class LoadedPixels:
    """A model's handles and its network."""

    parts: PixelModel
    net: Any  # a PixelDenoiser, or a stand-in for it

    def sample(
        self,
        span: Span,
        *,
        scheduler: Scheduler | None = None,
        positive: Conditioning | None = None,
        negative: Conditioning | None = None,
        guidance: Guidance | None = None,
        latent: Latent | None = None,
        batch: int = 1,
        seed: int = SEED,
        **more: Any,
    ) -> Latent:
        """Sample with what most tests do not care about filled in."""
        model = self.parts.denoiser
        return sample(
            model,
            self.net,
            latent or empty_latent(model, 8, 8, batch),
            positive or unconditional(model),
            negative,
            scheduler=scheduler or self.parts.scheduler,
            guidance=guidance or Guidance(1.0),
            noise=Noise(seed),
            span=span,
            **more,
        )

    def samples(self, span: Span, **more: Any) -> Tensor:
        """Give the samples alone."""
        return self.sample(span, **more).samples


def of_classes(model: PixelModel, *labels: int) -> Conditioning:
    """Say which classes are painted, one for each picture, known or not."""
    told = choose_labels(model.denoiser, "0").conditioning
    return replace(told, labels=torch.tensor(labels))


MakePixels = Callable[..., LoadedPixels]


def load_pixel(folder: Path, cache: Path) -> LoadedPixels:
    """Open a pixel-space model and load its network."""
    parts = open_pixel_folder(folder, cache=cache)
    return LoadedPixels(parts, parts.denoiser.source.load(CPU, torch.float32))
