"""Colours and brightness of pictures, made simpler."""

import cv2
import numpy as np
import torch
from torch.nn import functional

from graphstudio.api import Image
from graphstudio.diffusion.images import resize_image
from graphstudio.diffusion.masks import mask_from_image, mask_to_image, threshold_mask
from graphstudio.diffusion.preprocessors.pictures import opaque


def palette(image: Image, cell_px: int = 64) -> Image:
    """Paint each cell of a grid in its mean colour.

    Args:
        image: What to paint.
        cell_px: Side of a cell, 1 or more; the last ones are cut off by the border.
    """
    pixels = opaque(image)
    tall, wide = pixels.shape[1:3]
    short = [-side % cell_px for side in (tall, wide)]
    # Cells are filled up with nothing, and divided by what they really hold.
    filled = functional.pad(
        torch.cat([pixels, torch.ones_like(pixels[..., :1])], dim=-1).movedim(-1, 1),
        (0, short[1], 0, short[0]),
    )
    sums = functional.avg_pool2d(filled, cell_px)
    cells = sums[:, :3] / sums[:, 3:]
    whole = cells.repeat_interleave(cell_px, dim=2).repeat_interleave(cell_px, dim=3)
    return Image(whole[:, :, :tall, :wide].movedim(1, -1).clamp(0, 1).contiguous())


def coarsen(image: Image, factor: float = 4.0, blur_px: float = 0.0) -> Image:
    """Take the detail out of pictures: shrink them, scale them back, and blur them.

    Args:
        image: What to coarsen.
        factor: How many times smaller it is shrunk, 1 or more.
        blur_px: Deviation of the Gaussian afterwards; 0 does not blur.
    """
    pixels = opaque(image)
    tall, wide = pixels.shape[1:3]
    small = [max(1, round(side / factor)) for side in (wide, tall)]
    shrunk = resize_image(Image(pixels), small[0], small[1], method="area")
    back = resize_image(shrunk, wide, tall, method="bicubic")
    if not blur_px:
        return back
    blurred = [np.asarray(cv2.GaussianBlur(one.numpy(), (0, 0), blur_px)) for one in back.pixels]
    return Image(torch.from_numpy(np.stack(blurred)).clamp(0, 1).contiguous())


def black_and_white(image: Image, level: float = 0.5) -> Image:
    """Show white what is at least as bright as a level, 0..1, and all else black."""
    return mask_to_image(threshold_mask(mask_from_image(Image(opaque(image))), level))


def invert(image: Image) -> Image:
    """Turn light and dark round: black lines on white become white ones on black."""
    return Image((1 - opaque(image)).clamp(0, 1).contiguous())
