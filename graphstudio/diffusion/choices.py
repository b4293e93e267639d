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

PadFill = Literal["edge", "mirror", "wrap", "colour", "transparent"]
"""What is seen in a border that a picture did not have."""

CornerFill = Literal["transparent", "edge", "colour"]
"""What is seen in the corners that turning a picture leaves."""

FlipAxis = Literal["left to right", "upside down", "both"]
"""How a picture is mirrored."""

GreyMethod = Literal["luma", "average", "lightness"]
"""How three colours become one grey."""

UnsafeTreatment = Literal["blur", "black", "show"]
"""What becomes of a picture that a safety checker finds unsafe."""

GradientKind = Literal["linear", "radial"]
"""Which way the colours of a gradient run."""

BlendMode = Literal[
    "normal",
    "multiply",
    "screen",
    "overlay",
    "soft light",
    "hard light",
    "darken",
    "lighten",
    "difference",
    "add",
    "subtract",
]
"""How the colours of two layers are mixed."""

TextAlignment = Literal["left", "centre", "right"]
"""How the lines of a text stand below each other."""

FontWeight = Literal["regular", "medium", "semibold"]
"""How bold the letters are."""

Comparison = Literal["side by side", "split", "difference"]
"""How two pictures are shown together."""

FractionOf = Literal["steps", "noise"]
"""What the start and the end of a sampler are fractions of."""

Pooling = Literal["none", "projected", "plain"]
"""Which vector a CLIP text encoder gives for a whole text."""

AreaUnit = Literal["percent", "pixels"]
"""What the sides of an area count."""

Split = Literal["columns", "rows", "grid"]
"""How a picture is divided among prompts."""

TakenOver = Literal["everything", "style", "layout", "style and layout"]
"""What a picture takes over of another one that speaks as a prompt does."""

ControlMode = Literal[
    "",
    "canny",
    "soft edges",
    "depth",
    "normal",
    "pose",
    "segments",
    "tile",
    "blur",
    "gray",
    "low quality",
]
"""Kinds of guide that union ControlNets tell apart; "" for none."""
