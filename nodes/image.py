"""Nodes that work on pictures."""

from pathlib import Path
from typing import Annotated, NamedTuple

from graphstudio.api import Context, File, Image, Mask, Range, Text, node
from graphstudio.diffusion.choices import FitMethod, ScaleMethod
from graphstudio.errors import BadValue

Picture = Annotated[Path, File("image")]
FileStem = Annotated[
    str,
    Text(
        pattern=r"[^./\\<>:\"|?*\x00-\x1f ][^/\\<>:\"|?*\x00-\x1f]{0,99}",
        rule="it begins a file's name: up to 100 letters, digits, spaces, '-', '_' and dots, no "
        "folder, and no dot or space at its start",
    ),
]
Side = Annotated[int, Range(0, 32768, step=8, unit="px")]


class Loaded(NamedTuple):
    """A picture and its transparency."""

    image: Image
    mask: Mask


@node("image.load", title="Load Image", keywords=("open", "file", "photo", "upload"))
def load(file: Picture) -> Loaded:
    """Read a picture from a file.

    Change the file, and everything that depends on it runs again.

    Args:
        file: The picture. A relative name is looked for beside the workflow.

    Returns:
        image: The picture, the right way up.
        mask: White where it is transparent.
    """
    from graphstudio.diffusion.images import load_image

    if file == Path():
        raise BadValue("No picture is chosen. Choose a file.")
    return Loaded(*load_image(file))


@node(
    "image.save", title="Save Image", cache=False, output=True, keywords=("write", "png", "export")
)
def save(ctx: Context, image: Image, name: FileStem = "picture") -> None:
    """Write pictures as PNG, with the workflow inside.

    Nothing is ever overwritten: each file gets the next free number. Open a saved picture like a
    workflow, and it repeats itself.

    Args:
        image: What to write.
        name: How the file's name begins.
    """
    ctx.save(image, name)


@node("image.preview", title="Preview Image", cache=False, output=True, keywords=("show", "view"))
def preview(ctx: Context, image: Image) -> None:
    """Show pictures without writing them to a file.

    Args:
        image: What to show.
    """
    ctx.preview(image)


@node("image.resize", title="Resize Image", keywords=("scale", "crop", "pad", "upscale"))
def resize(
    image: Image,
    width: Side = 512,
    height: Side = 0,
    method: ScaleMethod = "lanczos",
    fit: FitMethod = "crop",
    multiple_of: Annotated[int, Range(1, 256, unit="px")] = 8,
) -> Image:
    """Scale a picture to a size.

    Args:
        image: The picture.
        width: New width. 0 follows from the height.
        height: New height. 0 follows from the width.
        method: Lanczos is sharpest; nearest keeps the hard pixels of pixel art.
        fit: What happens when the proportions differ: stretch it, crop what sticks out, or
            pad it with black.
        multiple_of: Sides are rounded to multiples of this; models need 8.
    """
    from graphstudio.diffusion.images import resize_image

    tall, wide = image.pixels.shape[1:3]
    if not width and not height:
        width, height = wide, tall
    sides = (width or height * wide / tall, height or width * tall / wide)
    wanted = [max(1, round(side / multiple_of)) * multiple_of for side in sides]
    return resize_image(image, wanted[0], wanted[1], method=method, fit=fit)


@node("image.composite", title="Composite", keywords=("paste", "blend", "over", "layer"))
def composite(below: Image, above: Image, mask: Mask) -> Image:
    """Lay one picture over another where a mask is white.

    After inpainting, this brings back every untouched pixel exactly as it was.

    Args:
        below: Shows where the mask is black.
        above: Shows where the mask is white.
        mask: Which of the two shows; grey mixes them.
    """
    from graphstudio.diffusion.images import composite as lay

    return lay(below, above, mask)
