"""Kinds of knob that several nodes have."""

from typing import Annotated

from graphstudio.api import Range, Seed

SeedNumber = Annotated[int, Seed(), Range(0, 2**64 - 1)]
"""Which random numbers are used."""

Share = Annotated[float, Range(0, 1, step=0.05)]
"""A part of something, 0 to 1."""

Steps = Annotated[int, Range(1, 1000)]
"""How many steps a picture is denoised in."""
