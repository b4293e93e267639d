"""Nodes that work on batches, and that show several pictures as one."""

from typing import Annotated

from graphstudio.api import Image, Range, Text, node
from graphstudio.diffusion.choices import Comparison

from .knobs import HexColour, Share

Lines = Annotated[str, Text(is_multiline=True, placeholder="One line for each picture")]


@node(
    "image.batch",
    title="Join Batch",
    category="image / batch",
    keywords=("list", "combine", "several"),
)
def batch(first: Image, second: Image) -> Image:
    """Put two pictures, or batches of pictures, into one batch.

    Args:
        first: What comes first.
        second: What follows, of the same size.
    """
    from graphstudio.diffusion.batches import join_batch

    return join_batch(first, second)


@node(
    "image.take",
    title="Take From Batch",
    category="image / batch",
    keywords=("pick", "index", "choose", "single"),
)
def take(
    image: Image,
    number: Annotated[int, Range(-4096, 4096)] = 1,
    count: Annotated[int, Range(1, 4096)] = 1,
) -> Image:
    """Take one picture, or several in a row, out of a batch.

    Args:
        image: The batch.
        number: Which one: 1 is the first, -1 the last.
        count: How many from there on.
    """
    from graphstudio.diffusion.batches import take_from_batch

    return take_from_batch(image, number, count)


@node(
    "image.grid",
    title="Contact Sheet",
    category="image / batch",
    keywords=("grid", "montage", "collage", "overview"),
)
def grid(
    image: Image,
    columns: Annotated[int, Range(0, 256)] = 0,
    gap: Annotated[int, Range(0, 512, unit="px")] = 8,
    colour: HexColour = "#ffffff",
    labels: Lines = "",
    label_size: Annotated[int, Range(6, 256, unit="px")] = 16,
    row_labels: Lines = "",
) -> Image:
    """Lay the pictures of a batch out on one sheet.

    Args:
        image: The batch.
        columns: How many stand in a row. 0 makes the sheet about square.
        gap: Space between them.
        colour: Colour of the sheet.
        labels: What is written under them, one line for each picture.
        label_size: Size of those letters.
        row_labels: What is written at the left of the rows, one line for each row. The names of
            Class Label fit here.
    """
    from graphstudio.diffusion.colours import parse_colour
    from graphstudio.diffusion.sheets import contact_sheet

    return contact_sheet(
        image,
        columns=columns,
        gap=gap,
        ground=parse_colour(colour),
        labels=labels.splitlines(),
        label_px=label_size,
        row_labels=row_labels.splitlines(),
    )


@node(
    "image.compare",
    title="Compare Images",
    category="image / batch",
    keywords=("side by side", "difference", "before"),
)
def compare(
    first: Image,
    second: Image,
    how: Comparison = "side by side",
    place: Share = 0.5,
    gain: Annotated[float, Range(1, 100, step=1)] = 1.0,
) -> Image:
    """Show two pictures together, such as before and after.

    Args:
        first: At the left.
        second: At the right, of the same size.
        how: Beside each other, one picture split by a line, or only what differs.
        place: Where the line of a split is.
        gain: Makes small differences visible.
    """
    from graphstudio.diffusion.sheets import compare as show

    return show(first, second, how, place=place, gain=gain)
