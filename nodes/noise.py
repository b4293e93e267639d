"""Nodes that bring randomness, and keep it repeatable."""

from graphstudio.api import Noise, node

from .knobs import SeedNumber


@node("noise.seeded", title="Noise", keywords=("seed", "random"))
def seeded(seed: SeedNumber = 0) -> Noise:
    """Choose which random numbers a picture starts from.

    Picture 2 of a batch is the picture that the next seed makes, whatever the batch size.

    Args:
        seed: Same seed, same picture. Change it to get another one.
    """
    return Noise(seed)
