"""Denoisers that change in the middle of a run, such as by a LoRA of a falling strength.

On a wire such a model is a `Model` whose source is `Changing`: it knows which model acts when. The
sampler lends the one that acts in a call; nobody else can load it. No torch before it does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

from graphstudio.api import Conditioning, Curve, Denoiser, Model, ViewSource
from graphstudio.api.acting import is_between
from graphstudio.errors import BadValue

if TYPE_CHECKING:
    import torch
    from torch import Tensor

LEVELS = 20
"""A curve goes from its least to its most in so many equal steps at most."""

_HAIR = 1e-9

Variant = tuple[float, Model[Any]]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Changing:
    """Know which model acts when.

    Attributes:
        variants: (fraction of the run 0..1 from which it acts, model), rising, the first from 0.
            None has variants of its own.
    """

    variants: tuple[Variant, ...]

    def load(self, device: torch.device, precision: torch.dtype) -> Denoiser:
        """Refuse: one network cannot be all of them.

        Raises:
            BadValue: Always.
        """
        del device, precision
        name = self.variants[0][1].name
        raise BadValue(
            f"{name} changes in the middle of a run, because a LoRA on it has a curve, and only "
            "the denoiser of Sample can follow that. Clear curve in Apply LoRA to use it here."
        )


def variants_of(model: Model[Any]) -> tuple[Variant, ...]:
    """Give the models that act in a run, and from when; one from 0 for a model of one kind."""
    source = model.source
    return source.variants if isinstance(source, Changing) else ((0.0, model),)


def is_changing(model: Model[Any]) -> bool:
    """Say whether a model changes in the middle of a run."""
    return isinstance(model.source, Changing)


def acting_model(model: Model[Any], call: int, count: int) -> Model[Any]:
    """Give the model that acts in a call of so many: that of the curve at call / count.

    What a call depends on is this one, and none that comes later.
    """
    begun = [one for start, one in variants_of(model) if is_between(start, call / count, 2.0)]
    return begun[-1]


def each_variant(
    model: Model[Any], change: Callable[[Model[Any]], Model[Any]]
) -> Model[Any] | None:
    """Change every model that acts in a run; None for a model that does not change in it."""
    if not is_changing(model):
        return None
    return changing([(start, change(one)) for start, one in variants_of(model)])


def over_time(
    model: Model[Any], values: Sequence[tuple[float, Value]], change: Callable[..., Model[Any]]
) -> Model[Any]:
    """Change a model in one way after another while a run goes on.

    Args:
        model: It may change already.
        values: (fraction of the run 0..1, what it is changed by from there on), rising, the first
            from 0, such as `steps_of` gives.
        change: Called with a model that does not change and one of the values.
    """
    variants = variants_of(model)
    starts = sorted({start for start, _ in (*variants, *values)})
    return changing(
        [(start, change(_last(variants, start), _last(values, start))) for start in starts]
    )


def changing(variants: Sequence[Variant]) -> Model[Any]:
    """Make one model of those that act one after another; of equal neighbours the first does.

    Raises:
        BadValue: There are several, and one keeps what it found for its next calls.
    """
    kept: list[Variant] = []
    for start, model in variants:
        if not kept or kept[-1][1] != model:
            kept.append((start, model))
    if len(kept) == 1:
        return kept[0][1]
    if any(model.tuning.forgets for _, model in kept):
        raise BadValue(
            f"{kept[0][1].name} changes in the middle of a run, because a LoRA on it has a curve, "
            "and Step Cache would mix what it was with what it is. Take one of the two out."
        )
    digests = repr([(start.hex(), model.digest) for start, model in kept]).encode()
    models = [model for _, model in kept]
    named = max(models, key=lambda one: len(one.name))  # the one with the LoRA, not the bare base
    return replace(
        named,
        digest=hashlib.blake2b(digests, digest_size=32).hexdigest(),
        # One at a time has to be there, and what it is a view of.
        size_bytes=max(_bytes_with_bases(model) for model in models),
        source=Changing(tuple(kept)),
    )


def _bytes_with_bases(model: Model[Any]) -> int:
    below = model.source.base if isinstance(model.source, ViewSource) else None
    return model.size_bytes + (_bytes_with_bases(below) if below is not None else 0)


def steps_of(curve: Curve, strength: float) -> tuple[tuple[float, float], ...]:
    """Make stairs of a curve: a network is made anew for each strength.

    Flat parts and jumps stay as they are. A slope becomes stairs of `LEVELS` equal steps between
    the curve's least and most, so that equal strengths, going up and down, are one network. Each
    stair is as high as the slope is in its middle.

    Args:
        curve: Any.
        strength: What it begins with, where it is no curve of points.

    Returns:
        (fraction of the run from which it counts, strength), rising, the first from 0.
    """
    if curve.shape == "constant":
        return ((0.0, strength),)
    points = curve.points if curve.shape == "points" else _sampled(curve, strength)
    values = [value for _, value in points]
    low, step = min(values), (max(values) - min(values)) / LEVELS
    found = [(0.0, points[0][1])]
    for (left, start), (right, end) in pairwise(points):
        if abs(end - start) <= _HAIR:
            found.append((left, start))
        elif right - left > _HAIR:
            found += _stairs(left, start, right, end, low, step)
    if points[-1][0] < 1.0:
        found.append(points[-1])
    return _merged(found)


def _stairs(
    left: float, start: float, right: float, end: float, low: float, step: float
) -> list[tuple[float, float]]:
    """Cut a slope where the nearest level changes."""
    first, last = (start - low) / step, (end - low) / step
    way = 1 if last > first else -1
    level, found = round(first), []
    place = left
    while True:
        found.append((place, low + level * step))
        border = level + way / 2
        if (border - last) * way >= 0:
            return found
        place = left + (right - left) * (border - first) / (last - first)
        level += way


def _merged(steps: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Leave out what a later one at its place replaces, and what changes nothing."""
    found: list[tuple[float, float]] = []
    for place, raw in steps:
        value = round(raw, 9)
        if found and place - found[-1][0] <= _HAIR:
            found.pop()
        if not found or found[-1][1] != value:
            found.append((place if found else 0.0, value))
    return tuple(found)


def _sampled(curve: Curve, strength: float) -> tuple[tuple[float, float], ...]:
    places = [number / LEVELS for number in range(LEVELS + 1)]
    return tuple((place, curve.at(place, strength)) for place in places)


def _last(pairs: Sequence[tuple[float, Any]], start: float) -> Any:
    return [value for begins, value in pairs if begins <= start][-1]


@runtime_checkable
class Turning(Protocol):
    """A denoiser that is another one in some calls."""

    def at(self, call: int, count: int) -> Denoiser:
        """Give the one that acts in a call of so many."""


@runtime_checkable
class Forgetful(Protocol):
    """A denoiser that keeps what it found in a call for the next ones of the same run."""

    def forget(self) -> None:
        """Forget all of it: another run begins, or this one is over."""


def acting_net(net: Denoiser, call: int, count: int) -> Denoiser:
    """Give the network that acts in a call of so many: itself, for all but one that changes."""
    return net.at(call, count) if isinstance(net, Turning) else net


class TurningDenoiser:
    """Stand for a model that changes: lends the one that acts, and gives back the one before.

    Args:
        model: It changes.
        lend: Such as `Context.load`.
        loans: Gives back the last one.
        start: Fraction of the run at which the first call is expected.
    """

    def __init__(
        self,
        model: Model[Denoiser],
        lend: Callable[[Model[Denoiser]], AbstractContextManager[Denoiser]],
        loans: ExitStack,
        *,
        start: float = 0.0,
    ) -> None:
        self._model, self._lend, self._start = model, lend, start
        self._loan = loans.enter_context(ExitStack())
        self._lent: tuple[str, Denoiser] | None = None

    @property
    def device(self) -> torch.device:
        """Say where the weights are."""
        return self._now.device

    def at(self, call: int, count: int) -> Denoiser:
        """Give the network that acts in a call of so many; the one before must be done with."""
        return self._take(acting_model(self._model, call, count))

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict as the network that acted last."""
        return self._now.predict(sample, timestep, conditioning)

    def weakened(self, how: Any, layers: Sequence[str]) -> AbstractContextManager[None]:
        """Switch a part of the network off that acted last.

        Raises:
            BadValue: At once: it has no such layers, or cannot be weakened.
        """
        from graphstudio.diffusion.guidance.weaker import require_weakenable

        return require_weakenable(self._now).weakened(how, layers)

    @property
    def _now(self) -> Denoiser:
        if self._lent is not None:
            return self._lent[1]
        # Before the first call: whichever it is, all are on one device.
        return self._take(acting_model(self._model, round(self._start * 1000), 1000))

    def _take(self, model: Model[Denoiser]) -> Denoiser:
        if self._lent is None or self._lent[0] != model.digest:
            self._lent = None
            self._loan.close()
            self._lent = (model.digest, self._loan.enter_context(self._lend(model)))
        return self._lent[1]


def lend_denoiser(
    lend: Callable[[Model[Denoiser]], AbstractContextManager[Denoiser]],
    loans: ExitStack,
    model: Model[Denoiser],
    *,
    start: float = 0.0,
) -> Denoiser:
    """Borrow the network that paints for as long as a stack is open; see `TurningDenoiser`."""
    if is_changing(model):
        return TurningDenoiser(model, lend, loans, start=start)
    net = loans.enter_context(lend(model))
    if isinstance(net, Forgetful):
        loans.callback(net.forget)  # for the memory: a run that begins forgets too
    return net
