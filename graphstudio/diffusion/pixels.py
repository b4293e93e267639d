"""Pixel-space latents: what models hold that paint pixels themselves, to pictures and back."""

import torch

from graphstudio.api import Denoiser, Image, Latent, Mask, Model
from graphstudio.diffusion.colours import luma
from graphstudio.diffusion.families import PIXEL_VE, paints_pixels
from graphstudio.diffusion.latents import mask_latent
from graphstudio.diffusion.sizes import require_multiple
from graphstudio.errors import BadValue


def from_image(
    model: Model[Denoiser], image: Image, mask: Mask | None = None, *, is_soft: bool = False
) -> Latent:
    """Give pictures as a pixel-space model sees them; transparency is dropped.

    Args:
        model: What will paint; one that paints grey is given the luma (BT.709).
        image: Sides must be multiples of what the model needs.
        mask: 1 is painted anew; None paints everything.
        is_soft: Keep the grey levels of the mask; False cuts at one half.

    Returns:
        Samples: (batch, 1 or 3, height, width) in -1..1, or in 0..1 for the VE kind of score
        models, which were trained on that (arXiv:2011.13456, its own code's `centered = False`).

    Raises:
        BadValue: The model does not paint pixels, the sides do not fit, or the masks are too many.
    """
    if not paints_pixels(model.family):
        raise BadValue(
            f"{model.name} ({model.family}) does not paint pixels themselves. Use VAE Encode with "
            "its autoencoder."
        )
    _, height, width, _ = image.pixels.shape
    require_multiple(width, height, int(model.fact("patch_size") or 1), what="the picture")
    colours = image.pixels[..., :3]
    shown = luma(colours)[..., None] if model.fact("latent_channels") == 1 else colours
    samples = shown.movedim(-1, 1)
    if model.family != PIXEL_VE:
        samples = samples * 2.0 - 1.0
    latent = Latent(samples.contiguous(), model.family, scale=1)
    return latent if mask is None else mask_latent(latent, mask, is_soft=is_soft)


def to_image(latent: Latent) -> Image:
    """Give a pixel-space latent as pictures, cut to 0..1; grey ones in three equal channels.

    Raises:
        BadValue: The latent is no pixels.
    """
    if not paints_pixels(latent.family):
        raise BadValue(
            f"The latent is for {latent.family} and holds no pixels. Use VAE Decode with the "
            "autoencoder of the model that made it."
        )
    samples = latent.samples
    shown = samples if latent.family == PIXEL_VE else samples / 2 + 0.5
    pixels = shown.clamp(0, 1).movedim(1, -1)
    if pixels.shape[-1] == 1:
        pixels = torch.cat([pixels] * 3, dim=-1)
    return Image(pixels.contiguous())
