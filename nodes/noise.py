"""Nodes that bring randomness, and keep it repeatable."""

from dataclasses import replace

from graphstudio.api import Noise, node

from .knobs import SeedNumber, Share


@node("noise.seeded", title="Noise", keywords=("seed", "random"))
def seeded(seed: SeedNumber = 0) -> Noise:
    """Choose which random numbers a picture starts from.

    Picture 2 of a batch is the picture that the next seed makes, whatever the batch size.

    Args:
        seed: Same seed, same picture. Change it to get another one.
    """
    return Noise(seed)


@node(
    "noise.vary",
    title="Vary Noise",
    keywords=("variation seed", "subseed", "slerp", "similar", "interpolate", "seed travel"),
)
def vary(noise: Noise, seed: SeedNumber = 1, amount: Share = 0.1) -> Noise:
    """Make a picture a little different: move its noise towards that of another seed.

    A small amount keeps the composition and changes the details. Chain several to mix more than
    two seeds. Picture 2 of a batch varies the next seed towards the next other seed. It is for
    Sample, which starts from noise; other nodes take Noise itself.

    Args:
        noise: Where to start.
        seed: The other seed. Each one gives another variation.
        amount: How far to go. 0 is the picture as it was, 1 starts from the other seed's own
            noise. Schedulers that add noise in each step go on adding that of the first seed.
    """
    if not amount:
        return noise
    return replace(noise, variations=(*noise.variations, (seed, amount)))


@node(
    "noise.reseed",
    title="Reseed Noise",
    keywords=("seed", "ancestral", "sde", "later seed", "middle of the run", "fork"),
)
def reseed(noise: Noise, seed: SeedNumber = 1, at: Share = 0.5) -> Noise:
    """Keep a picture's layout and try other details: another seed for the noise added later on.

    It matters only with schedulers that add noise in each step (their names say ancestral or SDE,
    and DDPM, LCM and TCD are such too); with the others nothing changes. The noise that the picture
    starts from stays. Picture 2 of a batch takes the next seed, as always.

    Args:
        noise: What the run starts with. Chain several for several moments.
        seed: The seed that is drawn from later. Each one gives another variation.
        at: From which part of the steps on. 0.3 still changes shapes, 0.8 only fine detail.
    """
    from graphstudio.diffusion.switches import reseed_from

    return reseed_from(noise, seed, at)
