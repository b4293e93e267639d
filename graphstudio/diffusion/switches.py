"""What changes at a moment of the run: prompts, guidance, the seed of the noise. No torch."""

from collections.abc import Callable
from dataclasses import replace

from graphstudio.api import Conditioning, Guidance, Noise, SwitchedGuidance
from graphstudio.diffusion.parts import during, require_same_kind, whole_of


def switch_prompt(before: Conditioning, after: Conditioning, at: float) -> Conditioning:
    """Follow one prompt up to a moment of the run, and then another one.

    It says what [before:after:at] says in a text.

    Args:
        before: The first.
        after: The second, of the same kind.
        at: Fraction of the run, 0..1; a call of the network that begins there follows the second.

    Raises:
        BadValue: They are for different models.
    """
    require_same_kind(before, after)
    if at <= 0.0:
        return after
    if at >= 1.0:
        return before
    return whole_of([during(before, 0.0, at), during(after, at, 1.0)])


def each_guidance(guidance: Guidance, change: Callable[[Guidance], Guidance]) -> Guidance:
    """Change a guidance; of one that switches, both."""
    if isinstance(guidance, SwitchedGuidance):
        before, after = (each_guidance(one, change) for one in (guidance.before, guidance.after))
        return replace(guidance, before=before, after=after)
    return change(guidance)


def reseed_from(noise: Noise, seed: int, at: float) -> Noise:
    """Draw the noise of the steps from another seed, from a moment of the run on.

    Args:
        noise: The initial noise, which stays, and the seeds of the steps before.
        seed: Picture i draws from seed + i.
        at: Fraction of the run, 0..1; of two seeds that begin there the last one given counts.
    """
    earlier = [one for one in noise.later if one[0] != at]
    return replace(noise, later=tuple(sorted([*earlier, (at, seed)])))
