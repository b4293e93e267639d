"""The part of a picture around a mask, cut out to be repainted large and pasted back."""

import torch
from torch import Tensor

from graphstudio.api import Image, Mask
from graphstudio.diffusion.images import composite, resize_image, resize_mask
from graphstudio.diffusion.masks import feather_mask
from graphstudio.diffusion.matching import match
from graphstudio.diffusion.regions import Box, Region
from graphstudio.errors import BadValue


def cut_out(
    image: Image, mask: Mask, width: int, height: int, *, padding: int = 0
) -> tuple[Image, Mask, Region]:
    """Cut out what lies around a mask, scaled to a size.

    The box around the mask is widened to the proportions of the wanted size and moved into the
    picture. Where it is larger than the picture, border pixels go on outwards. Each picture of a
    batch has its own box.

    Args:
        image: The picture.
        mask: What is above one half decides.
        width: Of the result, in pixels.
        height: Of the result, in pixels.
        padding: Pixels of the picture that are seen around the mask.

    Returns:
        The part, its mask (0 beyond the picture), and where they were.

    Raises:
        BadValue: Sizes or batches do not match, or a mask chooses nothing.
    """
    pixels, values = match({"The picture": image.pixels, "the mask": mask.values})
    tall, wide = pixels.shape[1:3]
    boxes = tuple(
        _box_around(one, number).grow(padding).widen_to(width / height).move_into(wide, tall)
        for number, one in enumerate(values, start=1)
    )
    parts, masks = [], []
    for box, picture, chosen in zip(boxes, pixels, values, strict=True):
        across = torch.arange(box.left, box.left + box.width)
        down = torch.arange(box.top, box.top + box.height)
        rows, columns = down.clamp(0, tall - 1)[:, None], across.clamp(0, wide - 1)[None, :]
        is_there = (rows == down[:, None]) & (columns == across[None, :])
        part = Image(picture[rows, columns][None].contiguous())
        parts.append(resize_image(part, width, height).pixels)
        inner = Mask((chosen[rows, columns] * is_there)[None].contiguous())
        masks.append(resize_mask(inner, width, height).values)
    return Image(torch.cat(parts)), Mask(torch.cat(masks)), Region(boxes, wide, tall)


def paste_back(
    image: Image, part: Image, mask: Mask, region: Region, *, feather: float = 0.0
) -> Image:
    """Lay a part that was cut out and repainted over the picture that it came from.

    Args:
        image: The whole picture.
        part: The repainted part, of any size.
        mask: The mask of the whole picture: only what it chooses changes, softened by `feather`.
        region: Where the part was.
        feather: Softens the mask over so many pixels to each side.

    Raises:
        BadValue: Sizes or batches do not match.
    """
    tall, wide = image.pixels.shape[1:3]
    if (wide, tall) != (region.width, region.height):
        raise BadValue(
            f"The part was cut out of a picture of {region.width} x {region.height} px, and this "
            f"one is {wide} x {tall} px. Wire the picture that Crop Around Mask was given."
        )
    counts = {len(image.pixels), len(part.pixels), len(region.boxes)} - {1}
    if len(counts) > 1:
        raise BadValue(
            f"{len(part.pixels)} parts, cut out of {len(region.boxes)} pictures, do not go into "
            f"{len(image.pixels)}. Use as many of each, or one."
        )
    most = max(counts, default=1)
    boxes = region.boxes if len(region.boxes) == most else region.boxes * most
    parts = part.pixels.expand(most, *part.pixels.shape[1:])
    laid = [_put(one, box, wide, tall) for one, box in zip(parts, boxes, strict=True)]
    return composite(image, Image(torch.stack(laid)), feather_mask(mask, feather))


def _box_around(values: Tensor, number: int) -> Box:
    chosen = values >= 0.5
    if not bool(chosen.any()):
        raise BadValue(
            f"Mask {number} chooses nothing (no pixel of one half or more), so there is nothing "
            "to cut out. Paint into it, or take another."
        )
    rows, columns = chosen.any(1).nonzero().flatten(), chosen.any(0).nonzero().flatten()
    left, top = int(columns[0]), int(rows[0])
    return Box(left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1)


def _put(part: Tensor, box: Box, wide: int, tall: int) -> Tensor:
    """Scale a part to its box and put it into an empty picture: (height, width, channels).

    Around it the part's border pixels go on: a feathered mask may reach out of the box.
    """
    scaled = resize_image(Image(part[None]), box.width, box.height).pixels[0]
    rows = (torch.arange(tall) - box.top).clamp(0, box.height - 1)[:, None]
    columns = (torch.arange(wide) - box.left).clamp(0, box.width - 1)[None, :]
    return scaled[rows, columns]
