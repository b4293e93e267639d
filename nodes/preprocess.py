"""Nodes that turn a picture into a guide for a ControlNet, without any weights."""

from typing import Annotated

from graphstudio.api import Image, Noise, Range, node

from .knobs import Share

Threshold = Annotated[int, Range(0, 1500)]
Reach = Annotated[float, Range(0.5, 64, step=0.5, unit="px")]
Width = Annotated[float, Range(0.3, 16, step=0.1, unit="px")]
Cell = Annotated[int, Range(1, 1024, step=8, unit="px")]


@node(
    "preprocess.canny",
    title="Canny Edges",
    keywords=("controlnet", "preprocessor", "outline", "contour"),
)
def canny(image: Image, low: Threshold = 100, high: Threshold = 200) -> Image:
    """Find the edges of a picture: thin white lines on black.

    Goes into Apply ControlNet with a ControlNet for edges, such as the built-in one.

    Args:
        image: The picture.
        low: How weak an edge may become where it goes on from a strong one. Lower keeps longer
            lines.
        high: How strong an edge must be to begin. Higher leaves only the clearest; 100 and 200
            are what most ControlNets learned with.
    """
    from graphstudio.diffusion.preprocessors.edges import canny_edges

    return canny_edges(image, low, high)


@node(
    "preprocess.line_art",
    title="Line Art",
    keywords=("controlnet", "preprocessor", "lineart", "drawing", "ink"),
)
def line_art(image: Image, reach: Reach = 6.0, least: Share = 0.03) -> Image:
    """Find the dark lines of a picture: white lines on black, strong where they are dark.

    Best for drawings and comics. For photographs, Annotate has networks for line art.

    Args:
        image: The picture.
        reach: How wide the surroundings are that a line must be darker than. Larger finds wider
            lines.
        least: Fainter lines than this do not count when the strength of all is evened out.
    """
    from graphstudio.diffusion.preprocessors.lines import line_art as find

    return find(image, reach, least)


@node(
    "preprocess.scribble",
    title="Outline",
    keywords=("controlnet", "preprocessor", "scribble", "xdog", "sketch"),
)
def scribble(
    image: Image,
    width: Width = 1.0,
    sharpness: Annotated[float, Range(0, 200, step=1)] = 20.0,
    level: Share = 0.5,
    hardness: Annotated[float, Range(0.1, 100, step=1)] = 10.0,
    fills: bool = False,
) -> Image:
    """Draw the outlines of a picture as with a pen or a pencil: white on black (XDoG).

    Args:
        image: The picture.
        width: How wide the strokes are.
        sharpness: How weak a contrast still gets a stroke.
        level: How much is drawn: higher draws more.
        hardness: High draws like ink, low like a soft pencil.
        fills: Fill dark areas as well, as in a woodcut.
    """
    from graphstudio.diffusion.preprocessors.lines import outline

    return outline(image, width, sharpness=sharpness, level=level, hardness=hardness, fills=fills)


@node(
    "preprocess.thin",
    title="Thin Edges",
    keywords=("controlnet", "preprocessor", "scribble", "soft edge"),
)
def thin(image: Image) -> Image:
    """Turn soft edges into even strokes, as somebody would scribble them.

    Args:
        image: Soft edges, bright on black, such as Annotate makes.
    """
    from graphstudio.diffusion.preprocessors.lines import thin_edges

    return thin_edges(image)


@node(
    "preprocess.shuffle",
    title="Shuffle Content",
    keywords=("controlnet", "preprocessor", "style", "warp"),
)
def shuffle(
    image: Image, noise: Noise, size: Annotated[float, Range(0.02, 2, step=0.05)] = 0.5
) -> Image:
    """Stir a picture: its colours and materials stay, its layout goes.

    With a ControlNet for shuffling, a new picture takes over the style.

    Args:
        image: The picture.
        noise: Which random numbers: another seed stirs it another way.
        size: How large the swirls are, 1 is the picture's shorter side.
    """
    from graphstudio.diffusion.preprocessors.shuffle import shuffle_content

    return shuffle_content(image, noise, size)


@node(
    "preprocess.palette",
    title="Colour Palette",
    keywords=("controlnet", "preprocessor", "color", "pixelate"),
)
def palette(image: Image, cell: Cell = 64) -> Image:
    """Leave nothing of a picture but where its colours are, in squares.

    Args:
        image: The picture.
        cell: Side of a square.
    """
    from graphstudio.diffusion.preprocessors.tones import palette as paint

    return paint(image, cell)


@node(
    "preprocess.tile",
    title="Tile Guide",
    keywords=("controlnet", "preprocessor", "blur", "upscale", "detail"),
)
def tile(
    image: Image,
    factor: Annotated[float, Range(1, 64, step=1)] = 4.0,
    blur: Annotated[float, Range(0, 128, step=0.5, unit="px")] = 0.0,
) -> Image:
    """Take the detail out of a picture, so that a tile ControlNet puts new detail in.

    Args:
        image: The picture.
        factor: How many times smaller it is shrunk before it is scaled back. 1 only blurs.
        blur: How far it is blurred after that. 0 does not blur.
    """
    from graphstudio.diffusion.preprocessors.tones import coarsen

    return coarsen(image, factor, blur)


@node("preprocess.threshold", title="Black and White", keywords=("binary", "threshold", "stencil"))
def threshold(image: Image, level: Share = 0.5) -> Image:
    """Make every pixel of a picture black or white.

    Args:
        image: The picture.
        level: What is at least as bright as this becomes white.
    """
    from graphstudio.diffusion.preprocessors.tones import black_and_white

    return black_and_white(image, level)


@node("preprocess.invert", title="Invert Guide", keywords=("negative", "controlnet", "scan"))
def invert(image: Image) -> Image:
    """Turn light and dark round: a drawing in black on white becomes white on black.

    ControlNets for lines and scribbles want white on black. What is transparent counts as white
    paper.

    Args:
        image: The picture.
    """
    from graphstudio.diffusion.preprocessors.tones import invert as turn

    return turn(image)
