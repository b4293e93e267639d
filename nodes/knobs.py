"""Kinds of knob that several nodes have."""

from typing import Annotated

from graphstudio.api import Colour, Range, Seed

SeedNumber = Annotated[int, Seed(), Range(0, 2**64 - 1)]
"""Which random numbers are used."""

Share = Annotated[float, Range(0, 1, step=0.05)]
"""A part of something, 0 to 1."""

Steps = Annotated[int, Range(1, 1000)]
"""How many steps a picture is denoised in."""

Signed = Annotated[float, Range(-1, 1, step=0.05)]
"""How far, and which way, -1 to 1."""

HexColour = Annotated[str, Colour()]
"""A colour as #rrggbb."""

Border = Annotated[int, Range(0, 16384, step=8, unit="px")]
"""Pixels at one side of a picture."""

Softness = Annotated[float, Range(0, 512, unit="px")]
"""Over how many pixels something fades."""
