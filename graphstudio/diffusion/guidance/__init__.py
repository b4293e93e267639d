"""Guidance: how several answers of a network become one prediction.

The recipes are in `graphstudio.api.guidance`. Here `make_guide` brings one to a run, `guides` has
one class for each kind, and `formulas` the mathematics alone.
"""

from graphstudio.diffusion.guidance.formulas import rescale
from graphstudio.diffusion.guidance.guides import Guide
from graphstudio.diffusion.guidance.preparation import Said, acts, make_guide, tell

__all__ = ["Guide", "Said", "acts", "make_guide", "rescale", "tell"]
