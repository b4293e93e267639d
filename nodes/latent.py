"""Nodes that work on latents: the small pictures that a denoiser sees."""

from contextlib import ExitStack
from typing import Annotated

from graphstudio.api import (
    Conditioning,
    Context,
    Control,
    Denoiser,
    Foreseen,
    Guidance,
    Image,
    Known,
    Latent,
    Mask,
    Model,
    Noise,
    Range,
    Refusal,
    Scheduler,
    Vae,
    node,
)
from graphstudio.diffusion.choices import FractionOf, LatentMethod
from graphstudio.diffusion.foresight import (
    agreeing,
    facts_of_latent,
    making,
    misfits,
    refuse_pixels,
)

from .knobs import Share, Steps

Side = Annotated[int, Range(0, 16384, step=8, unit="px")]
Batch = Annotated[int, Range(1, 4096)]
TileSide = Annotated[int, Range(0, 8192, step=64, unit="px")]
Factor = Annotated[float, Range(0.1, 16, step=0.25)]


def _foresee_empty(known: Known) -> Foreseen:
    told = known.facts.get("denoiser", {})
    native = told.get("native_px", 512)
    sizes = {
        f"{side}_px": known.values[side] or native
        for side in ("width", "height")
        if side in known.values
    }
    if "batch_size" in known.values:
        sizes["batch"] = known.values["batch_size"]
    made = facts_of_latent(told, **sizes)
    return Foreseen({"latent": made} if made else {})


@node(
    "latent.empty",
    title="Empty Latent",
    keywords=("size", "canvas", "width", "height"),
    foresee=_foresee_empty,
)
def empty(
    denoiser: Model[Denoiser], width: Side = 0, height: Side = 0, batch_size: Batch = 1
) -> Latent:
    """Make an empty canvas to paint on.

    Args:
        denoiser: The model that will paint; it decides which sizes fit.
        width: Width of the picture. 0 takes the size that the model was trained for.
        height: Height of the picture. 0 takes the size that the model was trained for.
        batch_size: How many pictures are made at once.
    """
    from graphstudio.diffusion.latents import empty_latent

    native = int(denoiser.fact("native_px") or 512)
    return empty_latent(denoiser, width or native, height or native, batch_size)


@node(
    "latent.encode",
    title="VAE Encode",
    keywords=("image to latent",),
    foresee=making(facts_of_latent, "latent", "vae"),
)
def encode(
    ctx: Context, image: Image, vae: Model[Vae], noise: Noise | None = None, tile: TileSide = 0
) -> Latent:
    """Turn a picture into a latent, to paint over it.

    Args:
        image: The picture. Its sides must be multiples of 8; Resize helps.
        vae: The model's autoencoder.
        noise: Draws fine variation from the encoder, as other programs do: take another seed
            than the sampler's. Leave it open for the cleanest latent, which never changes.
        tile: Work in tiles of this size, for large pictures and little memory. 0 takes it in
            one piece.
    """
    from graphstudio.diffusion.autoencoders import encode_image

    with ctx.load(vae) as net:
        return encode_image(vae, net, image, noise=noise, tile_px=tile)


def _foresee_decode(known: Known) -> Foreseen:
    reason = refuse_pixels(known.facts.get("latent", {}))
    if reason:
        return Foreseen(refusals=(Refusal("latent", reason),))
    return Foreseen(refusals=tuple(misfits(known, "latent", "vae")))


@node(
    "latent.decode",
    title="VAE Decode",
    keywords=("latent to image",),
    foresee=_foresee_decode,
)
def decode(ctx: Context, latent: Latent, vae: Model[Vae], tile: TileSide = 0) -> Image:
    """Turn a latent into pixels.

    Args:
        latent: What to decode.
        vae: The autoencoder of the model that made the latent.
        tile: Work in tiles of this size, for large pictures and little memory. 0 decodes in one
            piece.
    """
    from graphstudio.diffusion.autoencoders import decode_latent

    with ctx.load(vae) as net:
        return decode_latent(net, latent, tile_px=tile)


@node(
    "latent.inpaint",
    title="Encode for Inpainting",
    keywords=("mask", "repaint", "outpaint"),
    foresee=making(facts_of_latent, "latent", "vae"),
)
def inpaint(
    ctx: Context,
    image: Image,
    mask: Mask,
    vae: Model[Vae],
    noise: Noise | None = None,
    is_soft: bool = False,
    tile: TileSide = 0,
) -> Latent:
    """Prepare a picture for repainting a part of it.

    Works with any model, and with inpainting models (those with 9 input channels).

    Args:
        image: The picture.
        mask: White is repainted, black stays as it is.
        vae: The model's autoencoder.
        noise: Draws fine variation from the encoder: take another seed than the sampler's.
            Leave it open for the cleanest latent.
        is_soft: Keep the grey levels of the mask, for a gentle border. Otherwise it is cut
            hard at one half.
        tile: Work in tiles of this size, for large pictures. 0 takes it in one piece.
    """
    from graphstudio.diffusion.latents import inpaint_latent

    with ctx.load(vae) as net:
        return inpaint_latent(vae, net, image, mask, noise=noise, is_soft=is_soft, tile_px=tile)


@node(
    "latent.resize",
    title="Resize Latent",
    keywords=("upscale", "hires", "scale"),
    foresee=making(facts_of_latent, "latent", "latent"),
)
def resize(latent: Latent, factor: Factor = 2.0, method: LatentMethod = "bicubic") -> Latent:
    """Scale a latent, for a second pass that adds detail.

    Sample the result again with a strength of about 0.5, or it stays blurred.

    Args:
        latent: What to scale.
        factor: 2 makes both sides twice as long.
        method: How neighbours are mixed.
    """
    from graphstudio.diffusion.latents import resize_latent

    tall, wide = latent.samples.shape[-2:]
    cells = [max(1, round(side * factor)) for side in (wide, tall)]
    return resize_latent(latent, cells[0] * latent.scale, cells[1] * latent.scale, method)


@node(
    "latent.sample",
    title="Sample",
    keywords=("ksampler", "denoise", "generate"),
    foresee=agreeing(
        *("denoiser", "positive", "negative", "latent", "scheduler", "guidance", "control"),
        gives={"latent": "latent"},
    ),
)
def sample(
    ctx: Context,
    denoiser: Model[Denoiser],
    positive: Conditioning,
    latent: Latent,
    noise: Noise,
    scheduler: Scheduler,
    negative: Conditioning | None = None,
    guidance: Guidance | None = None,
    steps: Steps = 20,
    strength: Share = 1.0,
    start: Share = 0.0,
    end: Share = 1.0,
    adds_noise: bool = True,
    control: Control | None = None,
    counts: FractionOf = "steps",
) -> Latent:
    """Denoise a latent, step by step, until it is a picture.

    Args:
        denoiser: The model that paints.
        positive: What the picture should be.
        latent: Where to start: an empty canvas, or a picture to paint over.
        noise: Which random numbers to use.
        scheduler: How noise is taken away.
        negative: What the picture should not be. Needed with guidance.
        guidance: How strongly the prompt pulls. Left open, there is none.
        steps: More steps are slower and cleaner, up to a point: 20 is good for most schedulers.
        strength: How much of a picture is painted anew: 0.5 keeps its layout, a canvas needs 1.
        start: From which part of the steps on to work, 0 to 1, when another sampler did the
            part before it.
        end: Where to stop, 0 to 1. Below 1 another sampler has to take away the rest of the noise.
        adds_noise: Turn off when the latent comes from another sampler that stopped early.
        control: What leads the picture, from Apply ControlNet or Apply IP-Adapter.
        counts: What start and end count. Noise is for handing over to the SDXL refiner.
    """
    from graphstudio.diffusion.leading import lend_networks
    from graphstudio.diffusion.sampling import Sampling, Span, denoise

    wanted = Sampling(
        *(denoiser, latent, positive, negative, scheduler, guidance or Guidance(scale=1.0), noise),
        Span(steps, strength, start, end, adds_noise, counts),
        control or Control(),
    )
    with ExitStack() as loans:
        return denoise(
            wanted,
            ctx.place,
            lambda: lend_networks(ctx, loans, wanted),
            steps=ctx.steps,
            track=ctx.track,
            preview=ctx.preview,
            warn=ctx.warn,
        )
