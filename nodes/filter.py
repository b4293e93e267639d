"""Nodes that filter pictures: blur, sharpen, median, outlines, grain, pixels, vignette."""

from typing import Annotated

from graphstudio.api import Image, Noise, Range, node

from .knobs import SeedNumber, Share, Signed

Radius = Annotated[float, Range(0, 256, step=0.5, unit="px")]


@node(
    "image.blur", title="Blur", category="image / filter", keywords=("gaussian", "soften", "smooth")
)
def blur(image: Image, radius: Radius = 4.0) -> Image:
    """Blur a picture evenly, in linear light as a lens does.

    Args:
        image: The picture.
        radius: How soft it becomes (the deviation of the Gaussian). 0 changes nothing.
    """
    from graphstudio.diffusion.filters import blur_image

    return blur_image(image, radius)


@node(
    "image.sharpen",
    title="Sharpen",
    category="image / filter",
    keywords=("unsharp mask", "clarity", "detail"),
)
def sharpen(
    image: Image,
    radius: Radius = 1.5,
    amount: Annotated[float, Range(0, 10, step=0.1)] = 0.8,
    threshold: Share = 0.0,
) -> Image:
    """Bring out detail (an unsharp mask).

    Args:
        image: The picture.
        radius: How large the details are. A large one with a small amount adds clarity.
        amount: How much they are strengthened.
        threshold: Differences below this are left alone, so that grain is not sharpened.
    """
    from graphstudio.diffusion.filters import sharpen as strengthen

    return strengthen(image, radius=radius, amount=amount, threshold=threshold)


@node(
    "image.median",
    title="Median",
    category="image / filter",
    keywords=("denoise", "despeckle", "smooth"),
)
def median(image: Image, radius: Annotated[int, Range(0, 16, unit="px")] = 1) -> Image:
    """Take specks and thin lines away and keep edges sharp. Large radii are slow.

    Args:
        image: The picture.
        radius: Specks of about this size vanish. 0 changes nothing.
    """
    from graphstudio.diffusion.filters import median as take_middle

    return take_middle(image, radius)


@node(
    "image.edges",
    title="Find Edges",
    category="image / filter",
    keywords=("sobel", "outline", "contour", "lines"),
)
def edges(image: Image, strength: Annotated[float, Range(0, 16, step=0.25)] = 1.0) -> Image:
    """Draw the outlines of a picture, white on black.

    Args:
        image: The picture.
        strength: How clearly faint edges show.
    """
    from graphstudio.diffusion.filters import edges as draw

    return draw(image, strength)


@node(
    "image.grain",
    title="Film Grain",
    category="image / filter",
    keywords=("noise", "iso", "texture"),
)
def grain(
    image: Image,
    seed: SeedNumber = 0,
    amount: Share = 0.1,
    size: Annotated[float, Range(1, 32, step=0.5, unit="px")] = 1.0,
    colour: Share = 0.0,
) -> Image:
    """Put the grain of film over a picture; black and white stay clean.

    Args:
        image: The picture.
        seed: Which grain. Picture 2 of a batch has that of the next seed.
        amount: How strong it is.
        size: How coarse it is.
        colour: 0 is grey, 1 as coloured as the noise of a camera.
    """
    from graphstudio.diffusion.filters import add_grain

    return add_grain(image, Noise(seed), amount=amount, size=size, colour=colour)


@node(
    "image.pixelate",
    title="Pixelate",
    category="image / filter",
    keywords=("mosaic", "censor", "pixel art", "blocks"),
)
def pixelate(image: Image, size: Annotated[int, Range(1, 512, unit="px")] = 8) -> Image:
    """Turn a picture into large square pixels.

    Args:
        image: The picture.
        size: Side of a square. 1 changes nothing.
    """
    from graphstudio.diffusion.filters import pixelate as enlarge

    return enlarge(image, size)


@node(
    "image.vignette",
    title="Vignette",
    category="image / filter",
    keywords=("darken corners", "lens", "frame"),
)
def vignette(
    image: Image, strength: Signed = 0.5, size: Share = 0.4, softness: Share = 0.6
) -> Image:
    """Darken a picture towards its corners.

    Args:
        image: The picture.
        strength: How dark the corners become. Below 0 they become lighter.
        size: How far from the middle it begins.
        softness: How gently it falls off.
    """
    from graphstudio.diffusion.filters import vignette as darken

    return darken(image, strength=strength, size=size, softness=softness)
