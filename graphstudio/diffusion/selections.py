"""Masks that are found in a picture: by its colour, by its brightness, by what they enclose."""

import cv2
import numpy as np
import torch
from torch import Tensor

from graphstudio.api import Image, Mask
from graphstudio.diffusion.alpha import with_alpha
from graphstudio.diffusion.colours import luma, to_lab
from graphstudio.errors import BadValue


def select_colour(image: Image, colour: Tensor, *, tolerance: float, softness: float = 0.0) -> Mask:
    """Choose what has a colour, or one near it; transparent pixels are not chosen.

    Args:
        image: The picture.
        colour: (3,), sRGB in 0..1.
        tolerance: How far off a colour may be: the distance in CIE Lab (Delta E 1976). About 2
            can just be seen, black and white are 100 apart.
        softness: Over so much more distance the mask fades out.
    """
    apart = (to_lab(image.pixels[..., :3]) - to_lab(colour)).square().sum(-1).sqrt()
    chosen = _fall(apart - tolerance, softness)
    return Mask((chosen * with_alpha(image.pixels)[..., 3]).contiguous())


def select_brightness(image: Image, least: float, most: float, *, softness: float = 0.0) -> Mask:
    """Choose what is as bright as this; transparent pixels are not chosen.

    Args:
        image: The picture.
        least: Smallest luma that is chosen, 0..1.
        most: Largest luma that is chosen, 0..1.
        softness: Over so much more, to both sides, the mask fades out.

    Raises:
        BadValue: `most` is below `least`.
    """
    if most < least:
        raise BadValue(
            f"No brightness is from {least:g} to {most:g}. Swap the two; Adjust Mask inverts."
        )
    tones = luma(image.pixels[..., :3])
    # Luma of white is 1 but for the last bit.
    outside = torch.maximum(least - tones, tones - most) - 1e-6
    chosen = _fall(outside, softness)
    return Mask((chosen * with_alpha(image.pixels)[..., 3]).contiguous())


def fill_holes(mask: Mask, *, most_px: int = 0) -> Mask:
    """Choose what is enclosed: parts below one half that do not touch the mask's edge.

    Two pixels that meet at a corner do not let anything out. What is not filled stays as grey
    as it was.

    Args:
        mask: The mask.
        most_px: Larger holes, in pixels, stay open; 0 fills all.
    """
    filled = [torch.where(_holes(one, most_px), 1.0, one) for one in mask.values]
    return Mask(torch.stack(filled).contiguous())


def _fall(outside: Tensor, softness: float) -> Tensor:
    """Give 1 at 0 or less, a line down to 0 at `softness`."""
    if softness <= 0:
        return (outside <= 0).float()
    return (1 - outside / softness).clamp(0, 1)


def _holes(values: Tensor, most_px: int) -> Tensor:
    ground = (values < 0.5).numpy().astype(np.uint8)
    count, labels, facts, _ = cv2.connectedComponentsWithStats(ground, connectivity=4)
    outer = {0, *labels[[0, -1]].flatten().tolist(), *labels[:, [0, -1]].flatten().tolist()}
    is_hole = np.array(
        [
            label not in outer and (not most_px or int(facts[label, cv2.CC_STAT_AREA]) <= most_px)
            for label in range(count)
        ]
    )
    return torch.from_numpy(is_hole[labels])
