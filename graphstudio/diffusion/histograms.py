"""How many pixels have which tone, as numbers and as a picture."""

import torch
from torch import Tensor

from graphstudio.api import Image
from graphstudio.diffusion.alpha import with_alpha
from graphstudio.diffusion.colours import luma

_BINS = 256
_GROUND, _GRID, _GREY = 0.08, 0.16, 0.35


def histogram(image: Image) -> Tensor:
    """Count the tones of each picture, in 256 steps of the sRGB values.

    Returns:
        (batch, 4, 256): red, green, blue and luma, the shares of the pixels, which add up to 1.
        Pixels count by their alpha; a picture that nobody can see has none.
    """
    pixels = with_alpha(image.pixels)
    tones = torch.cat([pixels[..., :3], luma(pixels[..., :3])[..., None]], dim=-1)
    bins = (tones.clamp(0, 1) * (_BINS - 1)).round().long().flatten(1, 2).movedim(-1, 1)
    weight = pixels[..., 3].flatten(1)[:, None].expand(-1, 4, -1)
    counted = torch.zeros(len(pixels), 4, _BINS).scatter_add_(2, bins, weight)
    return counted / weight.sum(-1, keepdim=True).clamp(min=1e-6)


def draw_histogram(image: Image, *, height: int = 256, is_logarithmic: bool = False) -> Image:
    """Draw the tones of each picture, dark at the left, light at the right; 512 px wide.

    Args:
        image: The pictures.
        height: Of the drawing, in pixels.
        is_logarithmic: Show rare tones too: heights are logarithms.
    """
    shares = histogram(image)
    if is_logarithmic:
        shares = torch.log1p(shares * 1e5)
    # A plain black ground would squash all else: the second highest luma step is the measure.
    inner = shares.flatten(1).topk(8).values[:, -1:, None]
    filled = (shares / inner.clamp(min=1e-9)).clamp(0, 1).repeat_interleave(2, dim=-1)
    rows = 1 - (torch.arange(height) + 0.5) / height
    covered = (rows[:, None] <= filled[:, :, None, :]).float()
    sheet = torch.full((len(filled), height, 2 * _BINS, 3), _GROUND)
    sheet[:, :, 127::128] = _GRID
    grey = covered[:, 3, ..., None]
    sheet = sheet * (1 - grey) + _GREY * grey
    colours = covered[:, :3].movedim(1, -1)
    return Image((sheet + colours * 0.55).clamp(0, 1).contiguous())
