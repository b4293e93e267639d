"""Guides: each asks a denoiser what it needs for a call, and makes one prediction of the answers.

`ClassifierFreeGuide` is the frame; a class below it is another way to combine the answers. The
equations stand with the recipes in `graphstudio.api.guidance`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor

from graphstudio.api import (
    Denoiser,
    DualGuidance,
    Guidance,
    PerpendicularGuidance,
    ProjectedGuidance,
    SwitchedGuidance,
    ZeroStarGuidance,
)
from graphstudio.api.acting import is_between
from graphstudio.diffusion.guidance.formulas import damp, project, rescale, shorten
from graphstudio.diffusion.guidance.prompts import Script
from graphstudio.diffusion.guidance.weaker import WeakAnswer


class Guide(Protocol):
    """Guidance in one run.

    Attributes:
        memory: What it keeps from call to call, by name: whoever goes on in the middle of a run
            puts into it what it held there. Empty for most kinds.
    """

    memory: dict[str, Tensor]

    def predict(
        self, denoiser: Denoiser, sample: Tensor, timestep: Tensor, progress: float
    ) -> Tensor:
        """Predict for one call.

        Args:
            denoiser: Whom to ask.
            sample: (batch, channels, height, width), as the network wants it.
            timestep: When.
            progress: Fraction of the schedule that lies behind, 0..1.
        """


@dataclass(slots=True, eq=False)
class ClassifierFreeGuide:
    """Ask a denoiser with and without the prompt, in one batch, and go beyond the difference.

    Attributes:
        guidance: How strongly, and when.
        alone: The positive prompt.
        together: All prompts in one batch, the one that is gone away from first, the positive
            second; None when guidance acts in no call.
        calls: Calls of the network in the whole schedule.
        weaker: What is pushed away from besides.
        memory: See `Guide`; guides that take turns share one.
        place: Which of those that take turns it is: its names in the memory.
    """

    guidance: Guidance
    alone: Script
    together: Script | None
    calls: int
    weaker: Sequence[WeakAnswer] = ()
    memory: dict[str, Tensor] = field(default_factory=dict)
    place: int = 0

    def predict(
        self, denoiser: Denoiser, sample: Tensor, timestep: Tensor, progress: float
    ) -> Tensor:
        """Predict for one call; see `Guide`."""
        alone = self.alone.at(progress)
        if self.together is None or not self.acts(self.guidance, progress):
            guided = prompted = alone.ask(denoiser, sample, timestep)[0]
        else:
            answers = self.together.at(progress).ask(denoiser, sample, timestep)
            guided = self.combine(answers, self.guidance.scale_at(progress))
            prompted = answers[1]
        for weak in self.weaker:
            if is_between(weak.recipe.start, progress, weak.recipe.end):
                worse = weak.ask(denoiser, sample, timestep, alone)
                guided = guided + weak.recipe.scale * (prompted - worse)
        if self.guidance.rescale > 0.0 and guided is not prompted:
            return rescale(guided, prompted, self.guidance.rescale)
        return guided

    def combine(self, answers: tuple[Tensor, ...], scale: float) -> Tensor:
        """Make one prediction of the answers to `together`."""
        without, prompted = answers
        return without + scale * (prompted - without)

    @classmethod
    def acts(cls, guidance: Guidance, progress: float) -> bool:
        """Say whether more than the positive prompt counts at this fraction of the run."""
        return guidance.is_active(progress) and guidance.scale_at(progress) != 1.0


@dataclass(slots=True, eq=False)
class ProjectedGuide(ClassifierFreeGuide):
    """Adaptive projected guidance; its memory holds its running average."""

    guidance: ProjectedGuidance

    def combine(self, answers: tuple[Tensor, ...], scale: float) -> Tensor:
        """Average, shorten, split and go on."""
        without, prompted = answers
        difference = prompted - without
        if self.guidance.momentum:
            name = f"average {self.place}" if self.place else "average"
            if name in self.memory:
                difference = difference + self.guidance.momentum * self.memory[name]
            self.memory[name] = difference
        if self.guidance.longest:
            difference = shorten(difference, self.guidance.longest)
        parallel = project(difference, prompted)
        update = difference - parallel + self.guidance.parallel_share * parallel
        return prompted + (scale - 1) * update


@dataclass(slots=True, eq=False)
class ZeroStarGuide(ClassifierFreeGuide):
    """CFG-Zero*."""

    guidance: ZeroStarGuidance

    def predict(
        self, denoiser: Denoiser, sample: Tensor, timestep: Tensor, progress: float
    ) -> Tensor:
        """Predict nothing in the first calls, then as others do."""
        if round(progress * self.calls) < self.guidance.zero_calls:
            return torch.zeros_like(self.alone.at(progress).ask(denoiser, sample, timestep)[0])
        # Not super(): a dataclass with slots is another class than the one written here.
        return ClassifierFreeGuide.predict(self, denoiser, sample, timestep, progress)

    def combine(self, answers: tuple[Tensor, ...], scale: float) -> Tensor:
        """Go away from the negative at its best length."""
        without, prompted = answers
        best = project(prompted, without)
        return best + scale * (prompted - best)


@dataclass(slots=True, eq=False)
class SwitchedGuide:
    """Several guides that take turns.

    Attributes:
        guidance: Says which acts when.
        guides: One for each of `guidance.kinds`, in their order; all have this very memory.
        memory: See `Guide`.
    """

    guidance: SwitchedGuidance
    guides: Sequence[Guide]
    memory: dict[str, Tensor]

    def predict(
        self, denoiser: Denoiser, sample: Tensor, timestep: Tensor, progress: float
    ) -> Tensor:
        """Predict as the one whose turn it is."""
        guide = self.guides[self.guidance.turn(progress)]
        return guide.predict(denoiser, sample, timestep, progress)


@dataclass(slots=True, eq=False)
class TangentialGuide(ClassifierFreeGuide):
    """Tangential damping."""

    def combine(self, answers: tuple[Tensor, ...], scale: float) -> Tensor:
        """Go away from the negative without what is only its own."""
        without, prompted = answers
        damped = damp(without, prompted)
        return damped + scale * (prompted - damped)


@dataclass(slots=True, eq=False)
class PerpendicularGuide(ClassifierFreeGuide):
    """Perp-Neg: `together` asks neutral, positive, negative."""

    guidance: PerpendicularGuidance

    def combine(self, answers: tuple[Tensor, ...], scale: float) -> Tensor:
        """Go towards the prompt, and from what of the negative is across it."""
        neutral, prompted, avoided = answers
        towards, aside = prompted - neutral, avoided - neutral
        across = aside - project(aside, towards)
        return neutral + scale * (towards - self.guidance.negative_scale * across)

    @classmethod
    def acts(cls, guidance: Guidance, progress: float) -> bool:
        """Say whether the time has come: the negative counts at scale 1 too."""
        return guidance.is_active(progress)


@dataclass(slots=True, eq=False)
class DualGuide(ClassifierFreeGuide):
    """Two prompts: `together` asks negative, positive, second."""

    guidance: DualGuidance

    def combine(self, answers: tuple[Tensor, ...], scale: float) -> Tensor:
        """Go towards both, each from the negative."""
        without, prompted, second = answers
        once = without + scale * (prompted - without)
        return once + self.guidance.second_scale * (second - without)

    @classmethod
    def acts(cls, guidance: Guidance, progress: float) -> bool:
        """Say whether the time has come: the second prompt counts at scale 1 too."""
        return guidance.is_active(progress)
