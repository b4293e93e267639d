"""Several pictures in one batch, and single ones out of it."""

from collections.abc import Sequence

import torch

from graphstudio.api import Image
from graphstudio.diffusion.alpha import with_alpha
from graphstudio.errors import BadValue


def join_batch(first: Image, second: Image) -> Image:
    """Put two pictures, or batches, into one batch; RGBA when one of them is.

    Raises:
        BadValue: They differ in size.
    """
    return join_all([first, second])


def join_all(images: Sequence[Image]) -> Image:
    """Put pictures, or batches, into one batch; RGBA when one of them is.

    Raises:
        BadValue: There are none, or they differ in size.
    """
    if not images:
        raise BadValue("There are no pictures to put into a batch.")
    sizes = [f"{one.pixels.shape[2]} x {one.pixels.shape[1]} px" for one in images]
    odd = next((at for at, size in enumerate(sizes) if size != sizes[0]), None)
    if odd is not None:
        which = "the second" if odd == 1 else f"number {odd + 1}"
        raise BadValue(
            f"The first picture is {sizes[0]}, {which} {sizes[odd]}. A batch has one size: use "
            "Resize Image, Crop Image or Pad Image."
        )
    parts = [one.pixels for one in images]
    if 4 in {part.shape[-1] for part in parts}:
        parts = [with_alpha(part) for part in parts]
    return Image(torch.cat(parts).contiguous())


def take_from_batch(image: Image, number: int, count: int = 1) -> Image:
    """Take pictures out of a batch.

    Args:
        image: The batch.
        number: Of the first one that is taken, from 1; -1 is the last, -2 the one before it.
        count: How many are taken.

    Raises:
        BadValue: There are not so many.
    """
    pictures = len(image.pixels)
    first = number - 1 if number > 0 else pictures + number
    if number == 0 or first < 0 or first + count > pictures:
        raise BadValue(
            f"The batch has {pictures} pictures, and {count} from number {number} on are not among "
            f"them. Choose a number from 1 to {pictures}, or from -1 back."
        )
    return Image(image.pixels[first : first + count].contiguous())
