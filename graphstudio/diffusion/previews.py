"""A latent as a rough little picture, without running the decoder.

To a good approximation an autoencoder's latent is a linear function of the colours beneath it, so
a matrix turns it back. The matrix is fitted to the autoencoder itself: encode a few plain
pictures, solve for the matrix. Without one, no colours are made up: the strongest direction of
the latent is shown in grey, which tells shapes and nothing else. A pixel-space latent needs none of
this: it is the picture.
"""

import torch
from torch import Tensor

from graphstudio.api import Image, Latent, Vae
from graphstudio.diffusion.families import paints_pixels
from graphstudio.diffusion.pixels import to_image

_SIDE_CELLS = 8
_LEVELS = (0.0, 0.5, 1.0)


def fit_preview(net: Vae, scale: int) -> Tensor:
    """Fit the matrix that turns an autoencoder's latents into colours.

    Encodes 27 plain colours and 8 gradients of 8 x 8 cells: a second at full size on a CPU.

    Args:
        net: The loaded autoencoder.
        scale: Pixels that a latent cell covers.

    Returns:
        (channels + 1, 3), float32; the last row is the offset. Keep it by the model's digest.
    """
    cells = _swatches()
    pixels = cells.repeat_interleave(scale, dim=2).repeat_interleave(scale, dim=3)
    samples = net.encode(pixels * 2 - 1)
    # Borders see padding, so only inner cells are believed.
    inner = (..., slice(2, -2), slice(2, -2))
    known = samples[inner].movedim(1, -1).reshape(-1, samples.shape[1])
    wanted = cells[inner].movedim(1, -1).reshape(-1, 3)
    # A touch of ridge: directions that no swatch moves get no say.
    rows = torch.cat([known, torch.ones(len(known), 1)], dim=1).double()
    pull = 1e-4 * len(rows) * torch.eye(rows.shape[1], dtype=torch.float64)
    matrix: Tensor = torch.linalg.solve(rows.T @ rows + pull, rows.T @ wanted.double())
    return matrix.float().contiguous()


def rough_image(latent: Latent, matrix: Tensor | None = None) -> Image:
    """Show a latent, one pixel a cell.

    Args:
        latent: Finished, or an estimate of it.
        matrix: From `fit_preview`, for this latent's autoencoder. None shows shapes in grey.

    Returns:
        (batch, height / scale, width / scale, 3). A latent that is pixels shows these.
    """
    if paints_pixels(latent.family):
        return to_image(latent)
    cells = latent.samples.movedim(1, -1)
    if matrix is not None:
        return Image((cells @ matrix[:-1] + matrix[-1]).clamp(0, 1).contiguous())
    return Image(torch.stack([_shapes(one) for one in cells]))


def _shapes(cells: Tensor) -> Tensor:
    """Give (height, width, 3) in grey: the first principal component, stretched to 0..1."""
    flat = cells.reshape(-1, cells.shape[-1])
    centred = flat - flat.mean(dim=0)
    _, directions = torch.linalg.eigh((centred.T @ centred).double())
    strongest = directions[:, -1].float()
    # An eigenvector has no sign of its own: take the one that points along the first channel.
    shown = centred @ strongest * (-1.0 if strongest[0] < 0 else 1.0)
    spread = shown.abs().max().clamp(min=1e-6)
    grey: Tensor = (shown / (2 * spread) + 0.5).reshape(cells.shape[:-1])
    return grey[..., None].expand(-1, -1, 3).contiguous()


def _swatches() -> Tensor:
    """Give (pictures, 3, 8, 8): all mixes of three levels, and ramps between corners."""
    plain = torch.cartesian_prod(*[torch.tensor(_LEVELS)] * 3)[:, :, None, None]
    ramp = torch.linspace(0, 1, _SIDE_CELLS)
    corners = torch.cartesian_prod(*[torch.tensor((0.0, 1.0))] * 3)[:, :, None, None]
    across = corners * ramp + (1 - corners) * ramp.flip(0)
    side = _SIDE_CELLS
    return torch.cat(
        [plain.expand(-1, -1, side, side), across.expand(-1, -1, side, side)]
    ).contiguous()
