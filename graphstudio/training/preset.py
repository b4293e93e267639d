"""How large the built-in model is and how long it learns: three fixed choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graphstudio.training.autoencoder import AutoencoderSizes
from graphstudio.training.recipe import VELOCITY, Recipe
from graphstudio.training.schedule import Course
from graphstudio.training.text import TextSizes
from graphstudio.training.unet import UNetSizes


@dataclass(frozen=True, slots=True)
class Preset:
    """Sizes and step counts of one training run; the same preset and seed give the same weights."""

    name: str
    device: str
    side_px: int
    pictures: int
    further_pictures: int
    autoencoder_sizes: AutoencoderSizes
    text_sizes: TextSizes
    unet_sizes: UNetSizes
    autoencoder: Course
    text: Course
    denoiser: Course
    decoder: Course
    further_denoiser: Course
    edges: Course
    test_prompts: int
    sample_steps: int = 20
    recipe: Recipe = VELOCITY


CPU: Final = Preset(
    name="cpu",
    device="cpu",
    side_px=128,
    pictures=24_000,
    further_pictures=16_000,
    autoencoder_sizes=AutoencoderSizes(),
    text_sizes=TextSizes(),
    unet_sizes=UNetSizes(),
    # Its rate still stands at 64 % at the end; the decoder's comes down in a stage of its own.
    autoencoder=Course(
        steps=3600,
        batch=4,
        shards=2,
        rate=2.5e-4,
        warmup=200,
        anneal=1100,
        floor=0.637,
        ema_decay=0.995,
    ),
    text=Course(steps=2500, batch=32, rate=1e-3, warmup=100, anneal=1200, ema_decay=0.99),
    denoiser=Course(
        steps=6400, batch=16, shards=2, rate=1.2e-3, warmup=200, anneal=3000, ema_decay=0.998
    ),
    decoder=Course(
        steps=1000, batch=4, shards=2, rate=1.6e-4, warmup=20, anneal=900, ema_decay=0.99
    ),
    further_denoiser=Course(
        steps=1600, batch=16, shards=2, rate=5e-4, warmup=100, anneal=1300, ema_decay=0.997
    ),
    edges=Course(steps=2000, batch=8, shards=2, rate=1e-3, warmup=50, anneal=1400, ema_decay=0.99),
    test_prompts=200,
)
GPU: Final = Preset(
    name="gpu",
    device="cuda",
    side_px=128,
    pictures=200_000,
    further_pictures=200_000,
    autoencoder_sizes=AutoencoderSizes((32, 64, 96, 128)),
    text_sizes=TextSizes(),
    unet_sizes=UNetSizes((64, 112, 144), heads=4, groups=16),
    autoencoder=Course(steps=8000, batch=32, rate=4e-4, warmup=200, anneal=5000, ema_decay=0.998),
    text=Course(steps=4000, batch=128, rate=1e-3, warmup=100, anneal=2000, ema_decay=0.99),
    denoiser=Course(
        steps=30_000, batch=256, rate=1.5e-3, warmup=500, anneal=15_000, ema_decay=0.9995
    ),
    decoder=Course(steps=2000, batch=32, rate=2e-4, warmup=20, anneal=1800, ema_decay=0.99),
    further_denoiser=Course(
        steps=20_000, batch=256, rate=6e-4, warmup=500, anneal=15_000, ema_decay=0.9995
    ),
    edges=Course(steps=4000, batch=128, rate=4e-4, warmup=100, anneal=2000, ema_decay=0.998),
    test_prompts=200,
)
SMOKE: Final = Preset(
    name="smoke",
    device="cpu",
    side_px=64,
    pictures=40,
    further_pictures=40,
    autoencoder_sizes=AutoencoderSizes((16, 16, 16, 16)),
    text_sizes=TextSizes(width=32, layers=1, heads=2),
    unet_sizes=UNetSizes((16, 16), groups=4),
    autoencoder=Course(steps=4, batch=2, rate=1e-4, warmup=1, checkpoint_every=2),
    text=Course(steps=4, batch=4, rate=1e-3, warmup=1, checkpoint_every=2),
    denoiser=Course(steps=6, batch=4, rate=1e-3, warmup=1, checkpoint_every=2),
    decoder=Course(steps=4, batch=2, rate=1e-4, warmup=1, checkpoint_every=2),
    further_denoiser=Course(steps=4, batch=4, rate=1e-3, warmup=1, checkpoint_every=2),
    edges=Course(steps=4, batch=4, rate=1e-3, warmup=1, checkpoint_every=2),
    test_prompts=4,
    sample_steps=2,
)
PRESETS: Final[dict[str, Preset]] = {preset.name: preset for preset in (CPU, GPU, SMOKE)}
