"""What of a picture is seen: cropped, padded, mirrored, turned and moved round its edges."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from graphstudio.api import Image, Mask
from graphstudio.diffusion.alpha import unweigh, weigh, with_alpha
from graphstudio.diffusion.choices import CornerFill, FlipAxis, PadFill
from graphstudio.errors import BadValue


def crop_image(image: Image, left: int, top: int, width: int, height: int) -> Image:
    """Cut a rectangle out of a picture.

    Args:
        image: The picture.
        left: Pixels that are cut off there, 0 or more.
        top: Pixels that are cut off there, 0 or more.
        width: Of what stays; 0 is as much as there is.
        height: Of what stays; 0 is as much as there is.

    Raises:
        BadValue: The rectangle is not within the picture.
    """
    tall, wide = image.pixels.shape[1:3]
    right, bottom = left + (width or wide - left), top + (height or tall - top)
    if not (0 <= left < right <= wide and 0 <= top < bottom <= tall):
        raise BadValue(
            f"The cut from {left}, {top} to {right}, {bottom} is not within the picture of "
            f"{wide} x {tall} px. Choose a smaller one, or make the picture larger with Pad Image."
        )
    return Image(image.pixels[:, top:bottom, left:right].contiguous())


def pad_image(
    image: Image,
    borders: tuple[int, int, int, int],
    *,
    fill: PadFill = "edge",
    colour: Tensor | None = None,
    feather: float = 0.0,
) -> tuple[Image, Mask]:
    """Put a border round a picture.

    Args:
        image: The picture.
        borders: Pixels at the left, top, right and bottom, each 0 or more.
        fill: What the border shows. "mirror" does not repeat the outermost pixel.
        colour: (3,), sRGB in 0..1, of a border in one colour.
        feather: The mask fades into the picture over so many pixels, for a seam that is
            repainted with the border. The picture itself is never softened.

    Returns:
        The picture and a mask: 1 in the border, fading to 0 within the picture.
    """
    left, top, right, bottom = borders
    tall, wide = image.pixels.shape[1:3]
    across, down = torch.arange(-left, wide + right), torch.arange(-top, tall + bottom)
    framed = image.pixels[:, _source(down, tall, fill)][:, :, _source(across, wide, fill)]
    if fill in ("colour", "transparent"):
        is_new = (_depth(down, tall) <= 0)[:, None] | (_depth(across, wide) <= 0)[None, :]
        framed = _fill(framed, is_new[None], colour if fill == "colour" else None)
    # A side without a border has no seam: there the fade must not start.
    mask = torch.maximum(
        _fade(down, tall, feather, starts=top > 0, ends=bottom > 0)[:, None],
        _fade(across, wide, feather, starts=left > 0, ends=right > 0)[None, :],
    )
    return Image(framed.contiguous()), Mask(mask.expand(len(framed), -1, -1).contiguous())


def flip_image(image: Image, axis: FlipAxis) -> Image:
    """Mirror a picture; every pixel is kept."""
    axes = {"left to right": [2], "upside down": [1], "both": [1, 2]}[axis]
    return Image(image.pixels.flip(axes).contiguous())


def rotate_image(
    image: Image,
    degrees: float,
    *,
    keeps_size: bool = False,
    corners: CornerFill = "transparent",
    colour: Tensor | None = None,
) -> tuple[Image, Mask]:
    """Turn a picture round its middle.

    Quarter turns that may change the size move pixels and change none. Others mix neighbours
    (bilinear, in sRGB values, colours weighed by alpha), so turn once, not twice.

    Args:
        image: The picture.
        degrees: Clockwise.
        keeps_size: Cut off what sticks out. False makes the picture as large as it must be.
        corners: What is seen where the picture is not.
        colour: (3,), sRGB in 0..1, of corners in one colour.

    Returns:
        The picture and a mask: 1 where the picture is not, in between along its edges.
    """
    pixels = image.pixels
    batch, tall, wide, _ = pixels.shape
    quarters, rest = divmod(degrees, 90)
    if rest == 0 and (not keeps_size or quarters % 2 == 0 or tall == wide):
        turned = torch.rot90(pixels, -int(quarters) % 4, (1, 2)).contiguous()
        return Image(turned), Mask(torch.zeros(turned.shape[:3]))
    angle = math.radians(degrees)
    width, height = (wide, tall) if keeps_size else _turned_size(wide, tall, angle)
    found, cover = _sample(weigh(pixels), _places(width, height, wide, tall, angle))
    colours = unweigh(found)
    mask = Mask((1 - cover).expand(batch, -1, -1).contiguous())
    if corners == "edge":
        return Image(colours.contiguous()), mask
    colours = with_alpha(colours)
    faded = torch.cat([colours[..., :3], colours[..., 3:] * cover[..., None]], dim=-1)
    if corners == "transparent":
        return Image(faded.contiguous()), mask
    ground = torch.zeros(3) if colour is None else colour
    share = cover[..., None]
    weighed = weigh(colours)
    laid = weighed * share + torch.cat([ground, torch.ones(1)]) * (1 - share)
    return Image(unweigh(laid)[..., : pixels.shape[-1]].contiguous()), mask


def offset_image(image: Image, across: float, down: float) -> Image:
    """Move a picture round its edges: what leaves on one side comes in on the other.

    Args:
        image: The picture.
        across: To the right, as a fraction of the width.
        down: As a fraction of the height.
    """
    tall, wide = image.pixels.shape[1:3]
    shifts = (round(down * tall), round(across * wide))
    return Image(torch.roll(image.pixels, shifts, (1, 2)).contiguous())


def tile_image(image: Image, across: int, down: int) -> Image:
    """Lay a picture beside itself, as tiles lie; both counts are 1 or more."""
    return Image(image.pixels.repeat(1, down, across, 1).contiguous())


def make_seamless(image: Image, share: float) -> Image:
    """Make a picture that meets itself when it is tiled, by fading its edges into each other.

    The end of each row fades into its start and is cut off, then the same for columns: the
    picture becomes smaller by what fades. Mixed in sRGB values, weighed by alpha.

    Args:
        image: The picture.
        share: Part of each side that fades, 0..0.5.
    """
    weighed = weigh(image.pixels)
    for axis in (2, 1):
        side = weighed.shape[axis]
        fade = min(round(side * share), side // 2)
        if fade == 0:
            continue
        kept = side - fade
        start, middle = weighed.narrow(axis, 0, fade), weighed.narrow(axis, fade, kept - fade)
        end = weighed.narrow(axis, kept, fade)
        shape = [1, 1, 1, 1]
        shape[axis] = fade
        ramp = ((torch.arange(fade) + 0.5) / fade).reshape(shape)
        # Where the tile ends, `end` goes on with what was cut off: so it opens the next tile.
        weighed = torch.cat([end * (1 - ramp) + start * ramp, middle], dim=axis)
    return Image(unweigh(weighed).contiguous())


def _source(places: Tensor, side: int, fill: PadFill) -> Tensor:
    """Say which pixel of a row each place shows; any distance outside is answered."""
    if fill == "wrap":
        return places % side
    if fill == "mirror" and side > 1:
        turn = places % (2 * side - 2)
        return torch.minimum(turn, 2 * side - 2 - turn)
    return places.clamp(0, side - 1)


def _depth(places: Tensor, side: int) -> Tensor:
    """Say how deep within the picture each place is: 1 for its outermost pixel, then 2."""
    return torch.minimum(places + 1, side - places)


def _fade(places: Tensor, side: int, feather: float, *, starts: bool, ends: bool) -> Tensor:
    """Give 1 outside a picture's row and a line down to 0 over `feather` pixels within."""
    far = torch.full_like(places, 2**30)
    depth = torch.minimum(places + 1 if starts else far, side - places if ends else far).float()
    return (1 - depth.clamp(min=0) / (feather + 1)).clamp(0, 1)


def _fill(pixels: Tensor, is_new: Tensor, colour: Tensor | None) -> Tensor:
    """Put a colour, or transparent black, where something is new."""
    if colour is None:
        pixels = with_alpha(pixels)
        return torch.where(is_new[..., None], torch.zeros(4), pixels)
    opaque = torch.cat([colour, torch.ones(1)])[: pixels.shape[-1]]
    return torch.where(is_new[..., None], opaque, pixels)


def _turned_size(wide: int, tall: int, angle: float) -> tuple[int, int]:
    across, down = abs(math.cos(angle)), abs(math.sin(angle))
    # Without the rounding, 90 degrees would need one more pixel than there are.
    return (
        math.ceil(round(wide * across + tall * down, 6)),
        math.ceil(round(wide * down + tall * across, 6)),
    )


def _places(width: int, height: int, wide: int, tall: int, angle: float) -> Tensor:
    """Say where each new pixel was: (height, width, 2), in pixels, the first one's middle at 0."""
    down, across = torch.meshgrid(
        torch.arange(height, dtype=torch.float64) - (height - 1) / 2,
        torch.arange(width, dtype=torch.float64) - (width - 1) / 2,
        indexing="ij",
    )
    x = across * math.cos(angle) + down * math.sin(angle) + (wide - 1) / 2
    y = -across * math.sin(angle) + down * math.cos(angle) + (tall - 1) / 2
    return torch.stack([x, y], dim=-1)


def _sample(pixels: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
    """Mix the four pixels round each place; border pixels go on outwards.

    Returns:
        The colours, and how much of each place the picture covers: (height, width), 0..1.
    """
    tall, wide = pixels.shape[1:3]
    side = torch.tensor([wide, tall], dtype=torch.float64)
    # A pixel's middle at 0 is -1 + 1 / side on the grid that torch takes (align_corners off).
    grid = ((places * 2 + 1) / side - 1).float().expand(len(pixels), -1, -1, -1)
    found = functional.grid_sample(
        pixels.movedim(-1, 1), grid, padding_mode="border", align_corners=False
    )
    inside = torch.minimum(places + 0.5, side - 0.5 - places) + 0.5
    cover = inside.clamp(0, 1).prod(-1).float()
    return found.movedim(1, -1), cover
