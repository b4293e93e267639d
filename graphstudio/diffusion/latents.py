"""Latents made, masked and scaled."""

from dataclasses import replace

import torch
from torch.nn import functional

from graphstudio.api import Denoiser, Image, Latent, Mask, Model, Noise, Vae
from graphstudio.diffusion.autoencoders import encode_image
from graphstudio.diffusion.choices import LatentMethod
from graphstudio.diffusion.masks import to_latent_size
from graphstudio.diffusion.sizes import require_multiple
from graphstudio.errors import BadValue


def empty_latent(
    model: Model[Denoiser] | Model[Vae], width: int, height: int, batch: int = 1
) -> Latent:
    """Make an empty canvas that fits a model.

    Args:
        model: A denoiser or an autoencoder of the family.
        width: In pixels, a multiple of the model's scale.
        height: In pixels, a multiple of the model's scale.
        batch: Number of pictures, 1 or more.

    Raises:
        BadValue: The size does not fit; the message names the nearest that does.
    """
    scale = int(model.fact("scale") or 8)
    channels = int(model.fact("latent_channels") or 4)
    # A transformer reads several cells as one token.
    multiple = scale * int(model.fact("patch_size") or 1)
    require_multiple(width, height, multiple, what="the canvas")
    if batch < 1:
        raise BadValue(f"A batch of {batch} pictures is none. Choose 1 or more.")
    shape = (batch, channels, height // scale, width // scale)
    return Latent(torch.zeros(shape), model.family, scale, is_empty=True)


def resize_latent(
    latent: Latent, width: int, height: int, method: LatentMethod = "bilinear"
) -> Latent:
    """Scale a latent, with its mask, to a size in pixels.

    Args:
        latent: What to scale.
        width: In pixels, a multiple of the latent's scale.
        height: In pixels, a multiple of the latent's scale.
        method: nearest keeps latents as they are, the others mix neighbours.

    Raises:
        BadValue: The size does not fit; the message names the nearest that does.
    """
    require_multiple(width, height, latent.scale, what="the new size")
    size = (height // latent.scale, width // latent.scale)

    def scaled(values: torch.Tensor, how: str) -> torch.Tensor:
        exact = "nearest-exact" if how == "nearest" else how
        return functional.interpolate(values, size, mode=exact).contiguous()

    masked = latent.masked_samples
    return replace(
        latent,
        samples=scaled(latent.samples, method),
        mask=None if latent.mask is None else scaled(latent.mask, "nearest"),
        masked_samples=None if masked is None else scaled(masked, method),
    )


def repeat_latent(latent: Latent, times: int) -> Latent:
    """Put each picture of a batch there several times, for trying several seeds.

    Raises:
        BadValue: Less than once.
    """
    if times < 1:
        raise BadValue(f"Repeating {times} times leaves nothing. Choose 1 or more.")

    def repeated(values: torch.Tensor | None) -> torch.Tensor | None:
        return None if values is None else values.repeat_interleave(times, dim=0).contiguous()

    samples = latent.samples.repeat_interleave(times, dim=0).contiguous()
    mask = latent.mask if latent.mask is None or len(latent.mask) == 1 else repeated(latent.mask)
    return replace(
        latent, samples=samples, mask=mask, masked_samples=repeated(latent.masked_samples)
    )


def mask_latent(latent: Latent, mask: Mask, *, is_soft: bool = False) -> Latent:
    """Choose which part of a latent is denoised.

    Args:
        latent: What to mask.
        mask: 1 is denoised. Of any size: it is fitted to the latent.
        is_soft: Keep grey levels, for blending. False cuts at one half, as the official
            inpainting pipeline does.

    Raises:
        BadValue: There are several masks, and not as many as pictures.
    """
    height, width = latent.samples.shape[-2:]
    if mask.values.shape[0] not in {1, latent.samples.shape[0]}:
        raise BadValue(
            f"{mask.values.shape[0]} masks do not fit {latent.samples.shape[0]} pictures. Use "
            "one for all, or one a picture."
        )
    return replace(
        latent, mask=to_latent_size(mask, height, width, is_soft=is_soft), is_gradual=False
    )


def grade_latent(latent: Latent, mask: Mask) -> Latent:
    """Say for each cell of a latent how much it is repainted: differential diffusion.

    Args:
        latent: An encoded picture.
        mask: 1 is repainted as the sampler's strength says, 0 stays, grey is repainted for that
            part of the steps. Of any size: it is fitted to the latent.

    Raises:
        BadValue: There are several masks, and not as many as pictures, or nothing is painted yet.
    """
    if latent.is_empty:
        raise BadValue(
            "An empty latent has nothing in it to keep. Wire a picture that was encoded, from VAE "
            "Encode."
        )
    # An inpainting model is shown a hard hole: it is no model for this, and says so.
    plain = replace(latent, masked_samples=None)
    return replace(mask_latent(plain, mask, is_soft=True), is_gradual=True)


def inpaint_latent(
    model: Model[Vae],
    net: Vae,
    image: Image,
    mask: Mask,
    *,
    noise: Noise | None = None,
    is_soft: bool = False,
    tile_px: int = 0,
) -> Latent:
    """Encode a picture for repainting a part of it, with either kind of model.

    Args:
        model: Whose autoencoder it is.
        net: The same, loaded.
        image: The picture.
        mask: 1 is repainted; of the picture's size.
        noise: As in `encode_image`; None takes the mean.
        is_soft: As in `mask_latent`.
        tile_px: Side of a tile in pixels; 0 encodes in one piece.

    Raises:
        BadValue: The sizes do not fit.
    """
    if mask.values.shape[-2:] != image.pixels.shape[1:3]:
        tall, wide = mask.values.shape[-2:]
        raise BadValue(
            f"The mask is {wide} x {tall} px and the picture {image.pixels.shape[2]} x "
            f"{image.pixels.shape[1]} px. Resize one to the other."
        )
    if len(mask.values) not in {1, len(image.pixels)}:
        raise BadValue(
            f"{len(mask.values)} masks do not fit {len(image.pixels)} pictures. Use one for all, "
            "or one a picture."
        )
    whole = encode_image(model, net, image, noise=noise, tile_px=tile_px)
    # Grey is 0 in -1..1, which is what the official pipeline leaves under the mask.
    kept = (mask.values < 0.5).float()[..., None]
    greyed = Image(image.pixels[..., :3] * kept + 0.5 * (1 - kept))
    hidden = encode_image(model, net, greyed, noise=noise, tile_px=tile_px)
    latent = replace(whole, masked_samples=hidden.samples)
    return mask_latent(latent, mask, is_soft=is_soft)
