"""Contact sheets and loss curves, drawn with Pillow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

_GAP_PX: Final = 4
_CURVE_PX: Final = (720, 260)
_MARGIN_PX: Final = 36
_WINDOW_SHARE: Final = 100


def contact_sheet(pictures: Sequence[NDArray[np.uint8]], columns: int) -> Image.Image:
    """Put pictures of one size side by side on white."""
    height, width = pictures[0].shape[:2]
    rows = -(-len(pictures) // columns)
    sheet = Image.new(
        "RGB",
        (columns * (width + _GAP_PX) - _GAP_PX, rows * (height + _GAP_PX) - _GAP_PX),
        "white",
    )
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        sheet.paste(
            Image.fromarray(picture), (column * (width + _GAP_PX), row * (height + _GAP_PX))
        )
    return sheet


def loss_curves(losses: Mapping[str, Sequence[float]]) -> Image.Image:
    """Draw the smoothed loss of each stage over its steps, logarithmic, one panel each."""
    wide, high = _CURVE_PX
    sheet = Image.new("RGB", (wide, high * len(losses)), "white")
    for place, (stage, values) in enumerate(losses.items()):
        sheet.paste(_panel(stage, values), (0, place * high))
    return sheet


def _panel(stage: str, values: Sequence[float]) -> Image.Image:
    panel = Image.new("RGB", _CURVE_PX, "white")
    brush = ImageDraw.Draw(panel)
    smooth = np.log10(_smoothed(np.asarray(values)))
    low, high = float(smooth.min()), float(smooth.max())
    wide, tall = _CURVE_PX[0] - 2 * _MARGIN_PX, _CURVE_PX[1] - 2 * _MARGIN_PX
    across = np.linspace(0, wide, len(smooth)) + _MARGIN_PX
    down = (high - smooth) / max(high - low, 1e-9) * tall + _MARGIN_PX
    right, bottom = _MARGIN_PX + wide, _MARGIN_PX + tall
    brush.rectangle((_MARGIN_PX, _MARGIN_PX, right, bottom), outline=(190, 190, 190))
    brush.line(list(zip(across.tolist(), down.tolist(), strict=True)), fill=(50, 102, 222), width=2)
    title = f"{stage}: loss {values[0]:.4f} at the first step, {10 ** smooth[-1]:.4f} at the end"
    brush.text((_MARGIN_PX, 12), title, fill=(30, 30, 36))
    brush.text((2, _MARGIN_PX - 6), f"{10**high:.2g}", fill=(90, 90, 90))
    brush.text((2, bottom - 6), f"{10**low:.2g}", fill=(90, 90, 90))
    brush.text((right - 60, bottom + 8), f"{len(values)} steps", fill=(90, 90, 90))
    return panel


def _smoothed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    window = max(1, len(values) // _WINDOW_SHARE)
    sums = np.cumsum(np.concatenate([[0.0], values]))
    return np.asarray((sums[window:] - sums[:-window]) / window)
