"""The official SDXL pipelines, around the very networks that our code runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import torch
from torch import Tensor

from graphstudio.api import Conditioning, Guidance, Latent, Noise, Scheduler
from graphstudio.diffusion.autoencoders import Autoencoder
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.folders import Pipeline, open_folder
from graphstudio.diffusion.kinds import trained_with
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.text_groups import JoinedEncoders
from graphstudio.diffusion.texts import encode_prompt
from tests.diffusion.oracle import NEGATIVE, POSITIVE, ask_pipeline

CPU = torch.device("cpu")


@dataclass(frozen=True)
class Whole:
    """A model's handles and its networks."""

    parts: Pipeline
    unet: UNetDenoiser
    vae: Autoencoder
    texts: Any  # one encoder, or two joined

    def say(self, text: str, **more: Any) -> Conditioning:
        return encode_prompt(self.parts.text_encoder, self.texts, text, **more)

    def sample(self, latent: Latent, scheduler: Scheduler, **more: Any) -> Tensor:
        options: dict[str, Any] = {
            "positive": self.say(POSITIVE),
            "negative": self.say(NEGATIVE),
            "guidance": Guidance(6.0),
            "noise": Noise(4),
            "span": Span(5),
        } | more
        positive, negative = options.pop("positive"), options.pop("negative")
        return sample(
            self.parts.denoiser,
            self.unet,
            latent,
            positive,
            negative,
            scheduler=scheduler,
            **options,
        ).samples


def load(folder: Path, cache: Path) -> Whole:
    parts = open_folder(folder, cache=cache)
    models = (parts.denoiser, parts.vae, parts.text_encoder)
    unet, vae, texts = (one.source.load(CPU, torch.float32) for one in models)
    assert isinstance(unet, UNetDenoiser)
    assert isinstance(vae, Autoencoder)
    return Whole(parts, unet, vae, texts)


def official(kind: str, model: Whole, scheduler: Scheduler, **more: Any) -> Any:
    """Build an official pipeline around the very networks that our code runs."""
    options = {key: list(v) if isinstance(v, tuple) else v for key, v in scheduler.options}
    texts = model.texts.encoders if isinstance(model.texts, JoinedEncoders) else (None, model.texts)
    pipeline = getattr(diffusers, kind)(
        vae=model.vae.net,
        text_encoder=texts[0].net if texts[0] else None,
        text_encoder_2=texts[1].net,
        tokenizer=texts[0].tokenizer if texts[0] else None,
        tokenizer_2=texts[1].tokenizer,
        unet=model.unet.unet,
        scheduler=getattr(diffusers, scheduler.name).from_config(
            {**trained_with(model.parts.denoiser), "_class_name": "EulerDiscreteScheduler"},
            **options,
        ),
        add_watermarker=False,
        **more,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def ask(pipeline: Any, **more: Any) -> Tensor:
    given: dict[str, Any] = {"scale": 6.0, "steps": 5, "seeds": [4]} | more
    return ask_pipeline(pipeline, **given)
