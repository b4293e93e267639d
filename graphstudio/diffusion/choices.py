"""The choices that knobs offer, by the names that people know; no torch."""

from typing import Literal

ScaleMethod = Literal["lanczos", "bicubic", "bilinear", "area", "nearest"]
"""How neighbouring pixels are mixed when a picture is scaled."""

FitMethod = Literal["stretch", "crop", "pad"]
"""What happens to a picture of other proportions."""

LatentMethod = Literal["nearest", "bilinear", "bicubic", "area"]
"""How neighbouring latent cells are mixed."""

Combination = Literal["union", "intersection", "difference"]
"""How two masks become one."""

MaskChannel = Literal["brightness", "red", "green", "blue", "alpha"]
"""What of a picture becomes a mask."""

ShapeKind = Literal["rectangle", "ellipse"]
"""What a drawn mask looks like."""
