"""Guidance as a wire: how answers of the network become one prediction. Recipes, no numbers yet.

`Guidance` itself is classifier-free guidance; each further class is one change to its equation.
In all equations p is the answer to the positive prompt, n the one to the negative prompt, w the
scale at that moment of the run, and <a, b> the dot product over one picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from graphstudio.api.acting import is_between
from graphstudio.api.types import Conditioning, Denoiser, Model

_HAIR = 1e-6  # of slack, or 3 / 10 of 10 steps would depend on rounding


@dataclass(frozen=True, slots=True)
class Curve:
    """Say how a scale changes while a picture is denoised.

    Attributes:
        shape: "constant" keeps the scale, "linear" goes evenly from it to `last`, "cosine"
            likewise and slowly at both ends, "points" goes in straight lines from point to point.
        last: The scale at the end of the run, for "linear" and "cosine".
        points: (fraction of the run 0..1, scale), in rising order, for "points"; before the
            first and after the last the scale stays. Two at one place are a jump: there, the
            second counts.
    """

    shape: Literal["constant", "linear", "cosine", "points"] = "constant"
    last: float = 1.0
    points: tuple[tuple[float, float], ...] = ()

    def at(self, progress: float, first: float) -> float:
        """Give the scale at a fraction of the run, 0..1, when it begins with `first`."""
        if self.shape == "linear":
            return first + (self.last - first) * progress
        if self.shape == "cosine":
            return self.last + (first - self.last) * (1 + math.cos(math.pi * progress)) / 2
        if self.shape == "points":
            return _between(_behind_jumps(self.points, progress), progress)
        return first

    def rests(self, start: float, end: float, first: float) -> bool:
        """Say whether it is 0 in a stretch of the run: where it begins, or at a point inside.

        Args:
            start: Fraction of the run, 0..1.
            end: The same; it is not in.
            first: What the curve begins with.
        """
        if self.shape == "constant":
            return first == 0.0
        inside = (
            value
            for place, value in (self.points if self.shape == "points" else ())
            if start < place - _HAIR and is_between(start, place, end)
        )
        # A line that comes to 0 seldom comes to it to the last bit.
        return any(abs(value) < _HAIR for value in (self.at(start, first), *inside))


@dataclass(frozen=True, slots=True)
class WeakenedLayers:
    """Push away from what the same network says with a part of it switched off.

    Adds scale * (p - q) to a prediction, where q is the weakened answer to the positive prompt.

    Attributes:
        scale: How strongly.
        how: "attention" lets each place of the picture look at itself only: perturbed attention
            guidance (arXiv:2403.17377). "layers" leaves transformer blocks out: skip
            layer guidance (as in Stable Diffusion 3.5; arXiv:2411.18664).
        layers: Which, in words: "middle", "down", "up", or one of several such as "down 2".
        start: Fraction of the run, 0..1, before which it does nothing.
        end: Fraction of the run, 0..1, after which it does nothing.
    """

    scale: float
    how: Literal["attention", "layers"] = "attention"
    layers: tuple[str, ...] = ("middle",)
    start: float = 0.0
    end: float = 1.0


@dataclass(frozen=True, slots=True)
class WeakerModel:
    """Push away from what a worse network says: auto-guidance (arXiv:2406.02507).

    Adds scale * (p - q) to a prediction, where q is its answer to the positive prompt. The
    paper's w is scale + 1.

    Attributes:
        scale: How strongly.
        model: Smaller, or trained for less long, of the same kind.
        start: Fraction of the run, 0..1, before which it does nothing.
        end: Fraction of the run, 0..1, after which it does nothing.
    """

    scale: float
    model: Model[Denoiser]
    start: float = 0.0
    end: float = 1.0


@dataclass(frozen=True, slots=True)
class Guidance:
    """Say how strongly the prompt pulls: n + w (p - n), classifier-free guidance.

    Source: arXiv:2207.12598, eq. 6.

    Attributes:
        scale: 1 is no guidance and runs the denoiser once a step instead of twice.
        rescale: 0..1, how far the guided prediction's standard deviation is brought back to
            that of the prompted one (arXiv:2305.08891, eqs. 15, 16).
        start: Fraction of the steps, 0..1, before which the prompt alone is followed.
        end: Fraction of the steps, 0..1, after which the prompt alone is followed.
        curve: How the scale changes on the way.
        away_from: What a prediction is pushed away from besides, each in a call of its own.
    """

    scale: float = 7.5
    rescale: float = 0.0
    start: float = 0.0
    end: float = 1.0
    curve: Curve = Curve()
    away_from: tuple[WeakenedLayers | WeakerModel, ...] = ()

    @property
    def kinds(self) -> tuple[Guidance, ...]:
        """Each guidance that acts at some time of the run: itself alone, for all but a switch."""
        return (self,)

    @property
    def models(self) -> tuple[Model[Denoiser], ...]:
        """The further models that it asks; they are loaded beside the one that paints."""
        return tuple(one.model for one in self.away_from if isinstance(one, WeakerModel))

    def turn(self, progress: float) -> int:
        """Say which of `kinds` counts at a fraction of the run, 0..1, by its place there."""
        del progress
        return 0

    def acting(self, progress: float) -> Guidance:
        """Give the one of `kinds` that counts at a fraction of the run, 0..1."""
        return self.kinds[self.turn(progress)]

    def scale_at(self, progress: float) -> float:
        """Give the scale at a fraction of the run, 0..1, whether it acts there or not."""
        return self.curve.at(progress, self.scale)

    def is_active(self, progress: float) -> bool:
        """Say whether guidance acts at this fraction of the run, 0..1; the end is not in."""
        return is_between(self.start, progress, self.end)


@dataclass(frozen=True, slots=True)
class ProjectedGuidance(Guidance):
    """Take back what burns colours: adaptive projected guidance (arXiv:2410.02416).

    The difference d = p - n is averaged with those before it, shortened, and split into the part
    parallel to p, which adds contrast, and the rest: p + (w - 1) (rest + parallel_share parallel).

    Attributes:
        parallel_share: 0..1, how much of the parallel part stays (the paper's eta).
        longest: The length of d that is not exceeded (the paper's r); 0 sets no bound.
        momentum: -1..1, how much of the average before goes into d; 0 is none. The paper takes
            negative ones, which push away from where it went before.
    """

    parallel_share: float = 0.0
    longest: float = 0.0
    momentum: float = 0.0


@dataclass(frozen=True, slots=True)
class ZeroStarGuidance(Guidance):
    """Bring the negative to the best length first: CFG-Zero* (arXiv:2503.18886).

    a n + w (p - a n), where a = <p, n> / <n, n>.

    Attributes:
        zero_calls: In so many of the schedule's first calls of the network nothing is predicted,
            and the noise stays as it is: for models that predict a flow.
    """

    zero_calls: int = 0


@dataclass(frozen=True, slots=True)
class TangentialGuidance(Guidance):
    """Follow the negative only where it agrees with the prompt: TCFG (arXiv:2503.18137).

    m + w (p - m), where m is n projected onto the first right singular vector of (p, n).
    """


@dataclass(frozen=True, slots=True)
class PerpendicularGuidance(Guidance):
    """Avoid the negative only where it does not contradict the prompt: Perp-Neg.

    e + w (P - negative_scale (N - <N, P> / <P, P> P)), where e is the answer to `neutral`,
    P = p - e and N = n - e. Source: arXiv:2304.04968.

    Attributes:
        neutral: An empty prompt.
        negative_scale: How strongly the negative is avoided, as a share of the scale.
    """

    neutral: Conditioning = field(kw_only=True)
    negative_scale: float = 1.0


@dataclass(frozen=True, slots=True)
class DualGuidance(Guidance):
    """Follow two prompts, each with a scale of its own.

    n + w (p - n) + second_scale (q - n), where q is the answer to `second`. Source: composed
    prompts, arXiv:2206.01714.

    Attributes:
        second: The second prompt.
        second_scale: How strongly it pulls. The curve is for the first prompt only.
    """

    second: Conditioning = field(kw_only=True)
    second_scale: float = 3.0


@dataclass(frozen=True, slots=True)
class SwitchedGuidance(Guidance):
    """Be one guidance first and another one from some moment of the run on.

    What a guidance says of itself (scale, curve, what it pushes away from) is said by the two;
    the fields of those names count for nothing here.

    Attributes:
        before: Acts in calls of the network before that moment.
        after: Acts from then on. Each keeps its own memory, and its start, end and curve are those
            of the whole run.
        at: The moment, as a fraction of the run, 0..1; a call that begins there is after it.
    """

    before: Guidance = field(kw_only=True)
    after: Guidance = field(kw_only=True)
    at: float = 0.5

    @property
    def kinds(self) -> tuple[Guidance, ...]:
        """Each guidance that acts at some time of the run."""
        return (*self.before.kinds, *self.after.kinds)

    @property
    def models(self) -> tuple[Model[Denoiser], ...]:
        """The further models of both, those of the first before those of the second."""
        return (*self.before.models, *self.after.models)

    def turn(self, progress: float) -> int:
        """Say which of `kinds` counts at a fraction of the run, 0..1, by its place there."""
        if is_between(0.0, progress, self.at):
            return self.before.turn(progress)
        return len(self.before.kinds) + self.after.turn(progress)

    def scale_at(self, progress: float) -> float:
        """Give the scale of the one that counts at a fraction of the run, 0..1."""
        return self.acting(progress).scale_at(progress)

    def is_active(self, progress: float) -> bool:
        """Say whether the one that counts at this fraction of the run acts there."""
        return self.acting(progress).is_active(progress)


def _behind_jumps(
    points: tuple[tuple[float, float], ...], progress: float
) -> tuple[tuple[float, float], ...]:
    """Leave out what lies before a jump that a place has reached."""
    reached = [
        place
        for place, ((left, _), (right, _)) in enumerate(pairwise(points), start=1)
        if left == right and progress >= right - _HAIR
    ]
    return points[reached[-1] :] if reached else points


def _between(points: tuple[tuple[float, float], ...], progress: float) -> float:
    """Go in a straight line between the two points around a place."""
    if progress <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if progress <= right:
            return low + (high - low) * (progress - left) / (right - left)
    return points[-1][1]
