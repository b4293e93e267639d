"""Guidance brought to a run."""

from typing import Any

import pytest

from graphstudio.api import (
    DualGuidance,
    Guidance,
    PerpendicularGuidance,
    ProjectedGuidance,
    TangentialGuidance,
    WeakenedLayers,
    ZeroStarGuidance,
)
from graphstudio.diffusion.guidance import make_guide
from graphstudio.diffusion.guidance.guides import (
    ClassifierFreeGuide,
    DualGuide,
    PerpendicularGuide,
    ProjectedGuide,
    TangentialGuide,
    ZeroStarGuide,
)
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded
from tests.diffusion.guidance.listener import Listener, text


@pytest.mark.parametrize(
    ("guidance", "kind"),
    [
        (Guidance(), ClassifierFreeGuide),
        (ProjectedGuidance(), ProjectedGuide),
        (ZeroStarGuidance(), ZeroStarGuide),
        (TangentialGuidance(), TangentialGuide),
        (PerpendicularGuidance(neutral=text(0.0)), PerpendicularGuide),
        (DualGuidance(second=text(0.0)), DualGuide),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Guidance) else "",
)
def test_each_recipe_has_a_guide_of_its_own(guidance: Guidance, kind: type[Any]) -> None:
    guide = make_guide(guidance, text(1.0), text(0.0), [Listener()], batch=1, calls=5)

    assert type(guide) is kind


def test_guidance_without_a_negative_is_refused() -> None:
    with pytest.raises(BadValue, match="needs a negative"):
        make_guide(Guidance(7.0), text(2.0), None, [Listener()], batch=1, calls=10)


def test_guidance_that_acts_in_no_call_needs_no_negative() -> None:
    guidance = Guidance(7.0, end=0.0)

    guide = make_guide(guidance, text(2.0), None, [Listener()], batch=1, calls=10)

    assert isinstance(guide, ClassifierFreeGuide)
    assert guide.together is None


def test_layers_that_the_network_lacks_are_refused_before_the_first_step(tiny: Loaded) -> None:
    guidance = Guidance(1.0, away_from=(WeakenedLayers(2.0, layers=("down 7",), start=0.5),))

    with pytest.raises(BadValue, match=r"no layers 'down 7'.*are: down 1, middle, up 2"):
        make_guide(guidance, text(1.0), None, [tiny.unet], batch=1, calls=10)


def test_a_network_that_cannot_be_weakened_is_refused_in_words() -> None:
    guidance = Guidance(1.0, away_from=(WeakenedLayers(2.0),))

    with pytest.raises(BadValue, match="cannot be switched off"):
        make_guide(guidance, text(1.0), None, [Listener()], batch=1, calls=10)
