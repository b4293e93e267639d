"""From a description to pixels, and to a map of what each place shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graphstudio.training import landscapes
from graphstudio.training.layers import Backdrop, Label, Layer, label_map, paint
from graphstudio.training.outlines import outline
from graphstudio.training.palette import COLOURS, mixed
from graphstudio.training.scenes import Description, PlacedShape, ShapePicture


def draw(description: Description, side_px: int) -> NDArray[np.uint8]:
    """Draw a description: (side_px, side_px, 3), 0..255."""
    backdrop, layers = parts(description)
    return paint(backdrop, layers, side_px)


def draw_labels(description: Description, side_px: int) -> NDArray[np.uint8]:
    """Name what each place of a description shows: (side_px, side_px), values of Label."""
    return label_map(parts(description)[1], side_px)


def parts(description: Description) -> tuple[Backdrop, list[Layer]]:
    """Give what a description is drawn from: the ground, and polygons from back to front."""
    if isinstance(description, ShapePicture):
        colour = COLOURS[description.background]
        # A fade too faint to notice as such, but a plain fill looks like a test card.
        backdrop = Backdrop(mixed(colour, (255, 255, 255), 0.06), mixed(colour, (0, 0, 0), 0.05))
        return backdrop, [_layer(shape) for shape in description.shapes]
    return landscapes.backdrop(description), landscapes.layers(description)


def _layer(shape: PlacedShape) -> Layer:
    points = tuple(
        (shape.x + x * shape.radius, shape.y + y * shape.radius) for x, y in outline(shape.kind)
    )
    return Layer(points, COLOURS[shape.colour], Label[shape.kind.upper()])
