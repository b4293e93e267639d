"""Colour spaces: sRGB as screens take it, linear light, CIE Lab, HSV, luma.

Colours are the last axis: (..., 3). sRGB and linear are 0..1.
"""

import re

import torch
from torch import Tensor

from graphstudio.errors import BadValue

# IEC 61966-2-1: linear sRGB to CIE XYZ, and the white point D65 that it is for.
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.9504700, 1.0000001, 1.0888300)
_LUMA = (0.2126, 0.7152, 0.0722)  # ITU-R BT.709, 3.2
_CUT = 6 / 29  # where CIE Lab's cube root gives way to a line


def parse_colour(text: str) -> Tensor:
    """Read "#rrggbb" as (3,), sRGB in 0..1.

    Raises:
        BadValue: It is written otherwise.
    """
    if not re.fullmatch("#[0-9a-fA-F]{6}", text):
        raise BadValue(f"{text!r} is no colour. Write it as #rrggbb, such as #ff8000.")
    return torch.tensor(list(bytes.fromhex(text[1:])), dtype=torch.float32) / 255


def luma(colours: Tensor) -> Tensor:
    """Weigh sRGB values to one brightness (ITU-R BT.709): (..., 3) to (...), 0..1."""
    return (colours * torch.tensor(_LUMA)).sum(-1)


def to_linear(srgb: Tensor) -> Tensor:
    """Turn sRGB values into amounts of light (IEC 61966-2-1)."""
    curve = ((srgb.clamp(min=0) + 0.055) / 1.055) ** 2.4
    return torch.where(srgb <= 0.04045, srgb / 12.92, curve)


def to_srgb(linear: Tensor) -> Tensor:
    """Undo `to_linear`."""
    curve = 1.055 * linear.clamp(min=0.0031308) ** (1 / 2.4) - 0.055
    return torch.where(linear <= 0.0031308, linear * 12.92, curve)


def to_lab(srgb: Tensor) -> Tensor:
    """Turn sRGB into CIE L*a*b* for D65: L 0..100, a and b around -110..110 (CIE 15:2004, 8.2)."""
    xyz = to_linear(srgb) @ torch.tensor(_TO_XYZ).T / torch.tensor(_WHITE)
    root = xyz.clamp(min=_CUT**3) ** (1 / 3)
    x, y, z = torch.where(xyz > _CUT**3, root, xyz / (3 * _CUT**2) + 4 / 29).unbind(-1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], dim=-1)


def from_lab(lab: Tensor) -> Tensor:
    """Undo `to_lab`; what no screen can show is cut to 0..1."""
    lightness, a, b = lab.unbind(-1)
    y = (lightness + 16) / 116
    roots = torch.stack([y + a / 500, y, y - b / 200], dim=-1)
    ratio = torch.where(roots > _CUT, roots**3, 3 * _CUT**2 * (roots - 4 / 29))
    to_rgb = torch.linalg.inv(torch.tensor(_TO_XYZ))
    return to_srgb((ratio * torch.tensor(_WHITE)) @ to_rgb.T).clamp(0, 1)


def turn_hue(srgb: Tensor, degrees: float) -> Tensor:
    """Turn hues round the colour wheel of HSV; value and saturation stay.

    120 degrees make red green, green blue and blue red.
    """
    most, least = srgb.amax(-1), srgb.amin(-1)
    spread = most - least
    red, green, blue = srgb.unbind(-1)
    safe = spread.clamp(min=1e-8)
    # Sixths of the wheel, from the channel that is largest (Smith 1978, table 1).
    sixths = torch.where(
        most == red,
        (green - blue) / safe,
        torch.where(most == green, 2 + (blue - red) / safe, 4 + (red - green) / safe),
    )
    turned = sixths + degrees / 60
    # A channel falls off by its distance on the wheel: f(n) of the closed form of HSV.
    places = [(n + turned) % 6 for n in (5, 3, 1)]
    return torch.stack(
        [most - spread * torch.minimum(p, 4 - p).clamp(0, 1) for p in places], dim=-1
    )
