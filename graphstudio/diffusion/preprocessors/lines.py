"""Lines as people draw them: dark strokes found, outlines drawn, soft edges thinned."""

import cv2
import numpy as np
from numpy.typing import NDArray

from graphstudio.api import Image
from graphstudio.diffusion.preprocessors.pictures import (
    Values,
    as_bytes,
    as_values,
    from_values,
)

# How much wider the second Gaussian is: makes their difference closest to a Laplacian (Marr and
# Hildreth 1980), and is what the XDoG paper uses.
_WIDER = 1.6
_FLOOR = 16 / 255  # lines fainter than this are not brought up to full strength
_FULL = 127 / 255  # how bright a line of middling strength becomes
# Of thinned edges: their least brightness, and the deviation of the blur before and after.
_THIN_LEVEL = 127
_THIN_BLUR_PX = 3.0
_THIN_TRACE = 4  # what the second blur leaves of a line beside it


def line_art(image: Image, reach_px: float = 6.0, least: float = 8 / 255) -> Image:
    """Show what is darker than its surroundings in every colour: white lines on black.

    The lines are scaled so that one of median strength becomes half white.

    Args:
        image: A drawing, or a photograph.
        reach_px: Deviation of the Gaussian that stands for the surroundings, above 0.
        least: Lines weaker than this, 0..1, do not count in the median.
    """
    return from_values([_dark_lines(one, reach_px, least) for one in as_values(image)])


def _dark_lines(pixels: Values, reach_px: float, least: float) -> Values:
    strength = np.clip((_blurred(pixels, reach_px) - pixels).min(axis=2), 0, 1)
    counted = strength[strength > least]
    scale = max(_FLOOR, float(np.median(counted))) if counted.size else _FLOOR
    return np.asarray(np.clip(strength / scale * _FULL, 0, 1), np.float32)


def outline(
    image: Image,
    width_px: float = 1.0,
    *,
    sharpness: float = 20.0,
    level: float = 0.5,
    hardness: float = 10.0,
    fills: bool = False,
) -> Image:
    """Draw outlines with the extended difference of Gaussians (XDoG), white on black.

    Winnemoeller, Kyprianidis, Olsen, "XDoG", Computers & Graphics 36 (2012), eqs. 5 and 7:
    u = g + p (g - g'), and 1 + tanh(phi (u - epsilon)) where u < epsilon, else 1. Here each
    colour has its outlines and the strongest shows; the paper draws black on white.

    Args:
        image: What to draw.
        width_px: Deviation of the narrow Gaussian g, above 0: about half a line's width.
        sharpness: p, 0 or more: how weak a contrast still makes a line.
        level: epsilon, 0..1: the higher, the more is drawn.
        hardness: phi, above 0: large for ink, small for pencil.
        fills: Whether dark areas are filled, as in the paper; False draws lines alone, as if the
            picture were white between them.
    """
    drawn = []
    for pixels in as_values(image):
        narrow = _blurred(pixels, width_px)
        difference = narrow - _blurred(pixels, width_px * _WIDER)
        ground = narrow if fills else np.float32(1)
        dark = np.maximum(level - (ground + sharpness * difference), 0)
        drawn.append(np.tanh(hardness * dark).max(axis=2))
    return from_values(drawn)


def thin_edges(image: Image) -> Image:
    """Turn soft edges, bright on black, into strokes as of one pen: a scribble.

    What is brightest across itself in one of four directions stays (non-maximum suppression),
    and is then widened to an even stroke.

    Raises:
        BadValue: It holds numbers that are not finite.
    """
    return from_values([_thinned(one.max(axis=2)) for one in as_bytes(image)])


def _thinned(edges: NDArray[np.uint8]) -> Values:
    smooth = cv2.GaussianBlur(edges.astype(np.float32), (0, 0), _THIN_BLUR_PX)
    row = np.zeros((3, 3), np.uint8)
    row[1] = 1
    slope = np.eye(3, dtype=np.uint8)
    directions = (row, row.T.copy(), slope, slope[::-1].copy())
    is_ridge = np.any([cv2.dilate(smooth, one) == smooth for one in directions], axis=0)
    ridges = np.where(is_ridge & (smooth > _THIN_LEVEL), np.uint8(255), np.uint8(0))
    widened = cv2.GaussianBlur(ridges, (0, 0), _THIN_BLUR_PX)
    return (np.asarray(widened) > _THIN_TRACE).astype(np.float32)


def _blurred(pixels: Values, sigma_px: float) -> Values:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma_px), np.float32)
