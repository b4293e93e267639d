"""Nodes that cut out what is to be repainted, and paste it back."""

from typing import Annotated, NamedTuple

from graphstudio.api import Image, Mask, Range, node
from graphstudio.diffusion.regions import Region

from .knobs import Border, Softness

Side = Annotated[int, Range(8, 8192, step=8, unit="px")]


class CutOut(NamedTuple):
    """A part of a picture, and where it was."""

    image: Image
    mask: Mask
    region: Region


@node(
    "image.crop_to_mask",
    title="Crop Around Mask",
    category="image / framing",
    keywords=("inpaint", "bounding box", "detail", "region", "face"),
)
def crop_to_mask(
    image: Image, mask: Mask, width: Side = 512, height: Side = 512, padding: Border = 32
) -> CutOut:
    """Cut out what lies around a mask, at the size that a model works in.

    A small face repainted at full size gets all the detail that the model can give. Paste Back
    puts the result into the picture.

    Args:
        image: The picture.
        mask: White is to be repainted.
        width: Width that the part is scaled to.
        height: Height that the part is scaled to.
        padding: How much of the picture the model sees around the mask.

    Returns:
        image: The part.
        mask: The mask of the part.
        region: Where it was: for Paste Back.
    """
    from graphstudio.diffusion.cutouts import cut_out

    return CutOut(*cut_out(image, mask, width, height, padding=padding))


@node(
    "image.paste_back",
    title="Paste Back",
    category="image / framing",
    keywords=("inpaint", "stitch", "uncrop", "region"),
)
def paste_back(
    image: Image, part: Image, mask: Mask, region: Region, feather: Softness = 4.0
) -> Image:
    """Put a repainted part back to where Crop Around Mask took it from.

    Pixels that the mask does not reach stay exactly as they were.

    Args:
        image: The whole picture that the part was cut out of.
        part: The repainted part, of any size.
        mask: The mask of the whole picture.
        region: Where the part was.
        feather: Softens the mask's border over so many pixels to each side.
    """
    from graphstudio.diffusion.cutouts import paste_back as put

    return put(image, part, mask, region, feather=feather)
