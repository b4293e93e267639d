"""The model card: what the built-in model is, how it was made, and what it is worth."""

from __future__ import annotations

from graphstudio.training.palette import COLOURS
from graphstudio.training.preset import Preset
from graphstudio.training.scenes import HELD_OUT_PAIRS, KINDS
from graphstudio.training.schedule import Course

_CARD = """\
---
license: apache-2.0
library_name: diffusers
pipeline_tag: text-to-image
language: en
---

# GraphStudio's built-in model

![Pictures of this model](contact-sheet.png)

A small latent diffusion model of the Stable Diffusion 1.x architecture: coloured shapes and little
landscapes, {side} x {side} pixels, trained from nothing by `graphstudio train builtin` on pictures
that the project draws itself. It is there so that every workflow runs offline on the first start,
and so that tests can check meaning.

```python
from diffusers import StableDiffusionPipeline

pipeline = StableDiffusionPipeline.from_pretrained("resources/models/builtin")
prompt = "a red circle on a blue background"
picture = pipeline(prompt, num_inference_steps=20, guidance_scale=5).images[0]
```

## What it understands

- One or two shapes ({shapes}) in {colours}; sizes (small, big); nine places (in the top left, on
  the right, in the middle); relations (left of, right of, above, below, next to); backgrounds. An
  unnamed background is white.
- Landscapes: a meadow, snow or the sea; mountains, sun, moon, clouds; houses, trees, pine trees,
  boats with coloured sails, each with a side; by day, at sunset, at night.
- Twenty steps of DDIM, Euler, DPM++ 2M or UniPC at guidance 2.5 to 5; ten at guidance 2.5.

## Data

Drawn by `graphstudio.training.drawing` (numpy and Pillow) from seed {seed}, captioned by
`graphstudio.training.captions`: 38 % single shapes, 34 % pairs, 28 % landscapes. No photograph, no
picture and no text of anybody else is in it. Kept from training for the test: {held_out}; one in
eight of all colour-shape-place and pair-relation combinations; and the first 1000 pictures.

## Recipe

Preset `{preset}`, {how}. AdamW (0.9, 0.99), weight decay 0.01, gradient clip 1, moving
average of weights; the rate warms up, stays, and falls linearly in the last steps.

| stage | steps x pictures | rate | anneal to | weights |
|---|---|---|---|---|
{stages}

- Autoencoder: AutoencoderKL, factor 8, 4 channels, no attention, one group per norm. It starts as a
  linear filter and its inverse; loss is L1 of pixels and of neighbour differences. Each latent
  channel has mean 0 and deviation 1 on training pictures (`scaling_factor` 1). The last stage
  trains the decoder on with the latents fixed.
- Text encoder: CLIPTextModel with one token per word (77 tokens at most), trained first, to name
  what each cell of a 16 x 16 grid shows; then frozen. Stray unknown words are trained to mean
  nothing.
- U-Net: cross-attention on every level. Velocity prediction (arXiv:2202.00512), min-SNR weights
  with gamma 5 (arXiv:2303.09556), captions dropped 10 % of the time for guidance
  (arXiv:2207.12598), SD's scaled linear schedule; `timestep_spacing` is trailing. {pictures}
  encoded pictures, captions said anew each time.{further}

The loss of each stage is drawn in [loss-curves.png](loss-curves.png).

## Figures

The judges (`graphstudio.training.judge` for shapes, `graphstudio.training.scene_judge` for
landscapes) see pixels alone.

## Limits

It knows the words above and no others. It draws no people, letters or photographs. Edges
wobble a little, and small stars and hearts can be lumpy. A thing whose side is not named may appear
on both. At guidance 5 ten steps are too few: colours stray. It never saw three shapes, or words for
counts beyond two. Boats at night are dim. Not meant for anything but learning, testing and trying
GraphStudio.

## Licence

Apache-2.0, as the program: weights, pictures and captions are the project's own.
"""


def model_card(preset: Preset, seed: int, weights: dict[str, int], *, is_refined: bool) -> str:
    """Write the card, its section of figures still empty.

    Args:
        preset: What was trained.
        seed: With which seed.
        weights: How many weights each of "autoencoder", "text encoder", "denoiser" and "decoder"
            has.
        is_refined: Whether the U-Net of a finished model learned on.
    """
    courses = {
        "autoencoder": preset.autoencoder,
        "text encoder": preset.text,
        "denoiser": preset.denoiser,
        "decoder": preset.decoder,
    }
    rows = [_stage(name, course, weights[name]) for name, course in courses.items()]
    further = ""
    if is_refined:
        rows.append(_stage("denoiser, further", preset.further_denoiser, weights["denoiser"]))
        further = f" Then it learned on from {preset.further_pictures:,} other pictures."
    return _CARD.format(
        side=preset.side_px,
        shapes=", ".join(KINDS),
        colours=", ".join(COLOURS),
        seed=seed,
        held_out=", ".join(sorted(f"{colour} {kind}s" for colour, kind in HELD_OUT_PAIRS)),
        preset=preset.name,
        how=f"then `--start` with seed {seed}" if is_refined else f"seed {seed}",
        stages="\n".join(rows),
        pictures=f"{preset.pictures:,}",
        further=further,
    )


def _stage(name: str, course: Course, count: int) -> str:
    samples = f"{course.steps:,} x {course.batch * course.shards}"
    fall = f"{course.floor:.0%} in the last {course.anneal:,}" if course.anneal else "-"
    return f"| {name} | {samples} | {course.rate:g} | {fall} | {count / 1e6:.2f} M |"
