"""Nodes that change tones and colours, and that make plain ones."""

from typing import Annotated

from graphstudio.api import Image, Range, node
from graphstudio.diffusion.choices import GradientKind, GreyMethod

from .knobs import HexColour, Share, Signed

Factor = Annotated[float, Range(0, 4, step=0.05)]
Gamma = Annotated[float, Range(0.1, 10, step=0.05)]
Degrees = Annotated[float, Range(-360, 360, step=5, unit="°")]
Side = Annotated[int, Range(1, 16384, step=8, unit="px")]


@node(
    "image.adjust",
    title="Adjust Colours",
    category="image / colour",
    keywords=("brightness", "contrast", "saturation", "hue", "gamma", "exposure", "vibrance"),
)
def adjust(
    image: Image,
    brightness: Signed = 0.0,
    contrast: Factor = 1.0,
    gamma: Gamma = 1.0,
    saturation: Factor = 1.0,
    hue: Degrees = 0.0,
) -> Image:
    """Change brightness, contrast, gamma, saturation and hue, in this order.

    Args:
        image: The picture.
        brightness: Lighter above 0, darker below.
        contrast: 1 leaves it, 0 makes everything middle grey.
        gamma: Above 1 lifts the shadows; black and white stay.
        saturation: 1 leaves it, 0 takes the colours out.
        hue: Turns all colours round the colour wheel: 120 makes red green.
    """
    from graphstudio.diffusion.toning import Adjustment
    from graphstudio.diffusion.toning import adjust as change

    return change(image, Adjustment(brightness, contrast, gamma, saturation, hue))


@node(
    "image.levels",
    title="Levels",
    category="image / colour",
    keywords=("black point", "white point", "tones", "contrast"),
)
def levels(
    image: Image,
    black: Share = 0.0,
    white: Share = 1.0,
    gamma: Gamma = 1.0,
    out_black: Share = 0.0,
    out_white: Share = 1.0,
) -> Image:
    """Stretch the tones between two points over the whole range. Histogram shows where they lie.

    Args:
        image: The picture.
        black: All that is darker becomes black.
        white: All that is lighter becomes white. It must be above the black point.
        gamma: Above 1 makes the middle tones lighter.
        out_black: How dark black becomes. Raise it for a faded look.
        out_white: How light white becomes.
    """
    from graphstudio.diffusion.toning import levels as stretch

    return stretch(
        image, black=black, white=white, gamma=gamma, out_black=out_black, out_white=out_white
    )


@node(
    "image.invert",
    title="Invert Image",
    category="image / colour",
    keywords=("negative", "opposite"),
)
def invert(image: Image) -> Image:
    """Turn every colour into its opposite, as a negative does.

    Args:
        image: The picture. What is transparent stays transparent.
    """
    from graphstudio.diffusion.toning import invert as turn_round

    return turn_round(image)


@node(
    "image.greyscale",
    title="Greyscale",
    category="image / colour",
    keywords=("grayscale", "black and white", "mono"),
)
def greyscale(image: Image, method: GreyMethod = "luma") -> Image:
    """Take the colours out of a picture.

    Args:
        image: The picture.
        method: Luma is what screens and video use, lightness what the eye sees; average counts
            red, green and blue alike.
    """
    from graphstudio.diffusion.toning import greyscale as take_out

    return take_out(image, method)


@node(
    "image.white_balance",
    title="White Balance",
    category="image / colour",
    keywords=("temperature", "tint", "warm", "cold", "colour cast"),
)
def white_balance(
    image: Image, temperature: Signed = 0.0, tint: Signed = 0.0, remove_cast: Share = 0.0
) -> Image:
    """Make a picture warmer or colder, or take a colour cast away.

    Args:
        image: The picture.
        temperature: Warmer above 0, colder below.
        tint: More magenta above 0, greener below.
        remove_cast: How far the picture's mean is brought to grey first. 1 suits a photo of
            many colours taken in coloured light, and spoils a sunset.
    """
    from graphstudio.diffusion.toning import white_balance as balance

    return balance(image, temperature=temperature, tint=tint, removes_cast=remove_cast)


@node(
    "image.match_colour",
    title="Match Colours",
    category="image / colour",
    keywords=("transfer", "reference", "grade"),
)
def match_colour(image: Image, reference: Image, strength: Share = 1.0) -> Image:
    """Give a picture the colours of another one.

    Args:
        image: The picture that is changed.
        reference: The picture whose mood it takes, of any size.
        strength: 0 leaves the picture as it is.
    """
    from graphstudio.diffusion.toning import match_colours

    return match_colours(image, reference, strength)


@node(
    "image.posterize",
    title="Posterize",
    category="image / colour",
    keywords=("reduce colours", "steps", "poster"),
)
def posterize(image: Image, steps: Annotated[int, Range(2, 256)] = 4) -> Image:
    """Leave only a few steps of each colour, as on a screen print.

    Args:
        image: The picture.
        steps: How many values red, green and blue may each have.
    """
    from graphstudio.diffusion.toning import posterize as reduce

    return reduce(image, steps)


@node(
    "image.solid",
    title="Solid Colour",
    category="image / colour",
    keywords=("fill", "plain", "background", "new"),
)
def solid(colour: HexColour = "#808080", width: Side = 512, height: Side = 512) -> Image:
    """Make a picture of one colour.

    Args:
        colour: The colour.
        width: Width of the picture.
        height: Height of the picture.
    """
    from graphstudio.diffusion.colours import parse_colour
    from graphstudio.diffusion.fills import solid as fill

    return fill(width, height, parse_colour(colour))


@node(
    "image.gradient",
    title="Gradient",
    category="image / colour",
    keywords=("ramp", "fade", "background", "new"),
)
def gradient(
    start: HexColour = "#000000",
    end: HexColour = "#ffffff",
    kind: GradientKind = "linear",
    angle: Degrees = 0.0,
    width: Side = 512,
    height: Side = 512,
) -> Image:
    """Make a picture that runs from one colour to another.

    Image to Mask turns one from black to white into a soft mask.

    Args:
        start: The first colour: at the left, or in the middle of a radial one.
        end: The last colour.
        kind: Along a line, or from the middle outwards.
        angle: Turns a linear one clockwise: 90 runs from top to bottom.
        width: Width of the picture.
        height: Height of the picture.
    """
    from graphstudio.diffusion.colours import parse_colour
    from graphstudio.diffusion.fills import gradient as run

    colours = (parse_colour(start), parse_colour(end))
    return run(width, height, *colours, kind=kind, degrees=angle)
