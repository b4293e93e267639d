"""Guidance brought to a run: the kind chosen, everything moved to the device, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Hold the prompts of a run, with all that the model is told.

    Attributes:
        alone: The positive, as it is asked about where guidance does not act.
        together: For each of the guidance's kinds the prompts by name, in the order in which they
            are asked where it acts; empty when it acts in no call.
    """

    alone: Conditioning
    together: tuple[Mapping[str, Conditioning], ...]


def acts(guidance: Guidance, progress: float) -> bool:
    """Say whether more than the positive prompt counts at a fraction of a run, 0..1."""
    one = guidance.acting(progress)
    return _GUIDES[type(one)].acts(one, progress)


def tell(
    guidance: Guidance,
    positive: Conditioning,
    negative: Conditioning | None,
    *,
    calls: int,
    told: Told = _as_it_is,
) -> Said:
    """Put together what a run is told; see `make_guide`.

    Raises:
        BadValue: The negative is missing.
    """
    active = [call / calls for call in range(calls) if acts(guidance, call / calls)]
    if active and negative is None:
        raise BadValue(
            f"Guidance with scale {guidance.scale_at(active[0]):g} needs a negative conditioning. "
            "Wire one (an empty prompt will do), or use CFG with the scale at 1."
        )
    turns = {guidance.turn(progress) for progress in active}
    return Said(
        told(positive, is_negative=False),
        tuple(
            {
                name: told(told_as(text, positive), is_negative=name in _NEGATIVES)
                for name, text in _texts(one, positive, negative).items()
            }
            if negative is not None and place in turns
            else {}
            for place, one in enumerate(guidance.kinds)
        ),
    )


def make_guide(
    guidance: Guidance,
    positive: Conditioning,
    negative: Conditioning | None,
    nets: Sequence[Denoiser],
    *,
    batch: int,
    calls: int,
    told: Told = _as_it_is,
    memory: dict[str, Tensor] | None = None,
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
        memory: What the guide held when a run was left that is gone on with; it changes. None
            for a run that begins.

    Raises:
        BadValue: The negative is missing, a batch does not fit, or the network lacks a layer.
    """
    said = tell(guidance, positive, negative, calls=calls, told=told)
    net, *others = nets
    alone = gather({"positive": said.alone}, batch, net.device, calls)
    memory = {} if memory is None else memory
    waiting, guides = iter(others), []
    for place, (one, texts) in enumerate(zip(guidance.kinds, said.together, strict=True)):
        helpers = [*islice(waiting, len(one.models))]
        together = gather(texts, batch, net.device, calls) if texts else None
        weaker = tuple(weak_answers(one, net, helpers))
        guide = _GUIDES[type(one)](one, alone, together, calls, weaker)
        guides.append(replace(guide, memory=memory, place=place))
    if isinstance(guidance, SwitchedGuidance):
        return SwitchedGuide(guidance, guides, memory)
    return guides[0]


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
