"""Guidance brought to a run: the kind chosen, everything moved to the device, once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

from torch import Tensor

from graphstudio.api import (
    Conditioning,
    Denoiser,
    DualGuidance,
    Guidance,
    PerpendicularGuidance,
    ProjectedGuidance,
    SwitchedGuidance,
    TangentialGuidance,
    ZeroStarGuidance,
)
from graphstudio.diffusion.conditioning import told_as
from graphstudio.diffusion.guidance.guides import (
    ClassifierFreeGuide,
    DualGuide,
    Guide,
    PerpendicularGuide,
    ProjectedGuide,
    SwitchedGuide,
    TangentialGuide,
    ZeroStarGuide,
)
from graphstudio.diffusion.guidance.mixing import gather
from graphstudio.diffusion.guidance.weaker import weak_answers
from graphstudio.errors import BadValue

_GUIDES: Mapping[type[Guidance], type[ClassifierFreeGuide]] = {
    Guidance: ClassifierFreeGuide,
    ProjectedGuidance: ProjectedGuide,
    ZeroStarGuidance: ZeroStarGuide,
    TangentialGuidance: TangentialGuide,
    PerpendicularGuidance: PerpendicularGuide,
    DualGuidance: DualGuide,
}
_NEGATIVES = frozenset({"negative", "neutral"})


class Told(Protocol):
    """Fill in what a model is told besides a text, such as sizes."""

    def __call__(self, text: Conditioning, /, *, is_negative: bool) -> Conditioning:
        """Give the text with all that the model is told."""


def _as_it_is(text: Conditioning, /, *, is_negative: bool) -> Conditioning:
    del is_negative
    return text


def make_guide(
    guidance: Guidance,
    positive: Conditioning,
    negative: Conditioning | None,
    nets: Sequence[Denoiser],
    *,
    batch: int,
    calls: int,
    told: Told = _as_it_is,
) -> Guide:
    """Prepare guidance for a run.

    Args:
        guidance: How strongly, when, and by which equation.
        positive: What the picture should be.
        negative: What it should not be; needed unless guidance acts in no call.
        nets: The network that paints, and then those of `guidance.models`, in their order.
        batch: Number of pictures.
        calls: Calls of the network in the whole schedule.
        told: Fills in what the model is told besides a text; asked once for each.

    Raises:
        BadValue: The negative is missing, a batch does not fit, or the network lacks a layer.
    """
    net, *others = nets
    memory: dict[str, Tensor] = {}
    waiting, guides = iter(others), []
    for place, one in enumerate(guidance.kinds):
        asked = [net, *islice(waiting, len(one.models))]
        mine = [call / calls for call in range(calls) if guidance.turn(call / calls) == place]
        guide = _guide(one, positive, negative, asked, batch=batch, calls=calls, told=told, at=mine)
        guides.append(replace(guide, memory=memory, place=place))
    if isinstance(guidance, SwitchedGuidance):
        return SwitchedGuide(guidance, guides, memory)
    return guides[0]


def _guide(
    guidance: Guidance,
    positive: Conditioning,
    negative: Conditioning | None,
    nets: Sequence[Denoiser],
    *,
    batch: int,
    calls: int,
    told: Told,
    at: Sequence[float],
) -> ClassifierFreeGuide:
    """Prepare one that does not switch; `at` are the moments of the run at which it is asked."""
    kind = _GUIDES[type(guidance)]
    net, *others = nets
    alone = gather({"positive": told(positive, is_negative=False)}, batch, net.device, calls)
    weaker = tuple(weak_answers(guidance, net, others))
    active = [progress for progress in at if kind.acts(guidance, progress)]
    if not active:
        return kind(guidance, alone, None, calls, weaker)
    if negative is None:
        raise BadValue(
            f"Guidance with scale {guidance.scale_at(active[0]):g} needs a negative conditioning. "
            "Wire one (an empty prompt will do), or use CFG with the scale at 1."
        )
    texts = {
        name: told(told_as(text, positive), is_negative=name in _NEGATIVES)
        for name, text in _texts(guidance, positive, negative).items()
    }
    together = gather(texts, batch, net.device, calls)
    return kind(guidance, alone, together, calls, weaker)


def _texts(
    guidance: Guidance, positive: Conditioning, negative: Conditioning
) -> dict[str, Conditioning]:
    """Put the prompts in the order in which the guide of this kind asks."""
    if isinstance(guidance, PerpendicularGuidance):
        return {"neutral": guidance.neutral, "positive": positive, "negative": negative}
    texts = {"negative": negative, "positive": positive}
    if isinstance(guidance, DualGuidance):
        texts["second"] = guidance.second
    return texts
