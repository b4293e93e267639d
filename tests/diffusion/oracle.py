"""The official diffusers pipelines, around the very networks that our code runs."""

import inspect
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import diffusers
import torch
from torch import Tensor

from graphstudio.api import Control, ControlNet, Guidance, Latent, Model, Noise, Scheduler, Vae
from graphstudio.diffusion.controlnets import make_leaders
from graphstudio.diffusion.hints import make_hints
from graphstudio.diffusion.kinds import trained_with
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.texts import encode_prompt
from tests.diffusion.conftest import Loaded

POSITIVE = "a photo of a red cat"
NEGATIVE = "blue dog"


def make_pipeline(kind: str, model: Loaded, scheduler: Scheduler, **more: Any) -> Any:
    """Build an official pipeline with a scheduler made as diffusers recommends."""
    options = {key: list(v) if isinstance(v, tuple) else v for key, v in scheduler.options}
    options.pop("eta", None)
    scheduler_class = getattr(diffusers, scheduler.name)
    config = trained_with(model.parts.denoiser)
    pipeline = getattr(diffusers, kind)(
        vae=model.vae.net,
        text_encoder=model.clip.net,
        tokenizer=model.clip.tokenizer,
        unet=model.unet.unet,
        scheduler=scheduler_class.from_config(
            {**config, "_class_name": "PNDMScheduler"}, **options
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
        **more,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def ask_pipeline(
    pipeline: Any, *, scale: float, steps: int, seeds: list[int], **more: Any
) -> Tensor:
    """Run a pipeline up to its latents."""
    # The pipeline gives every scheduler an eta of 0; we leave it to the scheduler.
    known = inspect.signature(pipeline.scheduler.step).parameters
    more = {"eta": known["eta"].default if "eta" in known else 0.0} | more
    generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
    count = len(seeds)
    latents: Tensor = pipeline(
        prompt=[POSITIVE] * count,
        negative_prompt=[NEGATIVE] * count,
        guidance_scale=scale,
        num_inference_steps=steps,
        generator=generators[0] if count == 1 else generators,
        output_type="latent",
        **more,
    ).images
    return latents


def lend(vae: Vae) -> Callable[[Model[Vae]], AbstractContextManager[Vae]]:
    """Lend a loaded autoencoder, whichever is asked for."""
    return lambda model: nullcontext(vae)


def ask_us(
    model: Loaded,
    latent: Latent,
    scheduler: Scheduler,
    *,
    guidance: Guidance,
    span: Span,
    seed: int,
    clip_skip: int = 0,
    control: Control | None = None,
    nets: Sequence[ControlNet] = (),
) -> Tensor:
    """Run our own loop on the same."""
    texts, led_by = model.parts.text_encoder, control or Control(())
    hints = make_hints(led_by, model.parts.denoiser, latent, lend(model.vae))
    return sample(
        model.parts.denoiser,
        model.unet,
        latent,
        encode_prompt(texts, model.clip, POSITIVE, clip_skip=clip_skip),
        encode_prompt(texts, model.clip, NEGATIVE),
        scheduler=scheduler,
        guidance=guidance,
        noise=Noise(seed),
        span=span,
        leaders=make_leaders(led_by, nets, hints),
    ).samples
