"""Guides: the equations, when they act, and what they keep."""

import pytest
import torch

from graphstudio.api import (
    Curve,
    DualGuidance,
    Guidance,
    PerpendicularGuidance,
    ProjectedGuidance,
    TangentialGuidance,
    ZeroStarGuidance,
)
from graphstudio.diffusion.guidance import make_guide
from tests.diffusion.guidance.listener import (
    TIME,
    Listener,
    Reader,
    answer,
    guide_for,
    script,
    text,
)


def test_guidance_goes_beyond_the_difference_in_one_batch() -> None:
    net = Listener()
    guide = make_guide(Guidance(3.0), text(2.0), text(1.0), [Listener()], batch=2, calls=10)

    answer = guide.predict(net, torch.zeros(2, 4, 2, 2), TIME, 0.0)

    assert torch.equal(answer, torch.full((2, 4, 2, 2), 1.0 + 3.0 * (2.0 - 1.0)))
    assert net.batches == [4]


def test_scale_one_asks_once_and_needs_no_negative() -> None:
    net = Listener()
    guide = make_guide(Guidance(1.0), text(2.0), None, [Listener()], batch=1, calls=10)

    guide.predict(net, torch.zeros(1, 4, 2, 2), TIME, 0.0)

    assert net.batches == [1]


def test_guidance_acts_between_start_and_end_only() -> None:
    net = Listener()
    guidance = Guidance(3.0, start=0.3, end=0.6)
    guide = make_guide(guidance, text(2.0), text(1.0), [Listener()], batch=1, calls=10)

    for step in range(10):
        guide.predict(net, torch.zeros(1, 4, 2, 2), TIME, step / 10)

    assert net.batches == [1, 1, 1, 2, 2, 2, 1, 1, 1, 1]


def test_the_scale_follows_its_curve_and_asks_for_the_prompt_alone_where_it_is_one() -> None:
    net = Listener()
    guidance = Guidance(5.0, curve=Curve("points", points=((0.0, 5.0), (0.4, 1.0), (1.0, 1.0))))
    guide = make_guide(guidance, text(2.0), text(1.0), [net], batch=1, calls=10)

    found = [guide.predict(net, torch.zeros(1, 1, 1, 1), TIME, step / 10) for step in range(6)]

    assert [one.item() for one in found] == pytest.approx([6.0, 5.0, 4.0, 3.0, 2.0, 2.0])
    assert net.batches == [2, 2, 2, 2, 1, 1]


@pytest.mark.parametrize(
    "guidance",
    [
        pytest.param(ProjectedGuidance(4.0, parallel_share=1.0), id="projected"),
        pytest.param(DualGuidance(4.0, second=script(9, 9, 9, 9), second_scale=0.0), id="dual"),
        pytest.param(
            PerpendicularGuidance(4.0, neutral=script(1, 0, 0, 1), negative_scale=0.0),
            id="perpendicular",
        ),
    ],
)
def test_with_its_own_part_turned_off_a_kind_is_plain_guidance(guidance: Guidance) -> None:
    positive, negative = script(1, 2, 3, 4), script(1, 0, 0, 1)

    found = answer(guidance, positive=positive, negative=negative)

    assert found == answer(Guidance(4.0), positive=positive, negative=negative)


@pytest.mark.parametrize(
    "guidance",
    [
        pytest.param(Guidance(1.0), id="plain"),
        pytest.param(ProjectedGuidance(1.0, longest=0.1), id="projected"),
        pytest.param(ZeroStarGuidance(1.0), id="zero star"),
        pytest.param(TangentialGuidance(1.0), id="tangential"),
    ],
)
def test_at_scale_one_the_prompt_alone_is_followed_and_no_negative_is_needed(
    guidance: Guidance,
) -> None:
    assert answer(guidance, positive=script(1, 2, 3, 4), negative=None) == [1, 2, 3, 4]


def test_projected_guidance_takes_away_what_is_parallel_to_the_prompt() -> None:
    positive, negative = script(2, 0, 0, 0), script(1, -1, 0, 0)

    whole = answer(ProjectedGuidance(3.0), positive=positive, negative=negative)
    half = answer(ProjectedGuidance(3.0, parallel_share=0.5), positive=positive, negative=negative)

    assert whole == [2, 2, 0, 0]
    assert half == [2 + 2 * 0.5, 2, 0, 0]


def test_projected_guidance_bounds_the_length_of_the_difference() -> None:
    positive, negative = script(1, 0, 0, 0), script(1, -3, -4, 0)

    found = answer(ProjectedGuidance(3.0, longest=2.0), positive=positive, negative=negative)

    assert found == [1, round(2 * 2 * 0.6, 4), round(2 * 2 * 0.8, 4), 0]


def test_projected_guidance_keeps_its_average_where_others_can_see_and_save_it() -> None:
    guidance = ProjectedGuidance(3.0, momentum=-0.5)
    first, second = (
        guide_for(guidance, positive=script(1, 0, 0, 0), negative=script(1, -1, 0, 0))
        for _ in range(2)
    )
    sample = torch.zeros(1, 1, 2, 2)

    early = first.predict(Reader(), sample, TIME, 0.0)
    second.memory = dict(first.memory)
    late = first.predict(Reader(), sample, TIME, 0.1)
    resumed = second.predict(Reader(), sample, TIME, 0.1)

    assert early.flatten().tolist() == [1, 2, 0, 0]
    assert late.flatten().tolist() == [1, 2 * (1 - 0.5), 0, 0]
    assert torch.equal(resumed, late)


def test_only_a_kind_with_momentum_has_a_memory() -> None:
    for guidance in (Guidance(3.0), ProjectedGuidance(3.0), ZeroStarGuidance(3.0)):
        guide = guide_for(guidance, positive=script(1, 0, 0, 0), negative=script(1, -1, 0, 0))
        guide.predict(Reader(), torch.zeros(1, 1, 2, 2), TIME, 0.0)

        assert guide.memory == {}


def test_zero_star_brings_the_negative_to_its_best_length() -> None:
    found = answer(ZeroStarGuidance(3.0), positive=script(2, 1, 0, 0), negative=script(4, 0, 0, 0))

    # The best length is that of the prompt along it: (2, 0), so only the rest is gone beyond.
    assert found == [2, 3, 0, 0]


def test_zero_star_predicts_nothing_in_its_first_calls_whatever_the_rescaling() -> None:
    guidance = ZeroStarGuidance(3.0, rescale=0.7, zero_calls=2)
    positive, negative = script(2, 1, 0, 0), script(4, 0, 0, 0)

    found = [
        answer(guidance, positive=positive, negative=negative, progress=call / 10)
        for call in range(3)
    ]

    assert found[:2] == [[0, 0, 0, 0], [0, 0, 0, 0]]
    assert found[2][1] != 0


def test_tangential_guidance_follows_an_equal_negative_to_the_prompt_itself() -> None:
    same = script(1, 2, 3, 4)

    assert answer(TangentialGuidance(6.0), positive=same, negative=same) == [1, 2, 3, 4]


def test_a_negative_that_only_weakens_the_prompt_is_not_avoided_by_perpendicular_guidance() -> None:
    neutral, positive = script(0, 0, 0, 0), script(2, 0, 0, 0)
    guidance = PerpendicularGuidance(3.0, neutral=neutral)

    along = answer(guidance, positive=positive, negative=script(1, 0, 0, 0))
    across = answer(guidance, positive=positive, negative=script(1, 1, 0, 0))

    assert along == [6, 0, 0, 0]
    assert across == [6, -3, 0, 0]


def test_perpendicular_guidance_counts_at_scale_one_too() -> None:
    guidance = PerpendicularGuidance(1.0, neutral=script(0, 0, 0, 0))

    found = answer(guidance, positive=script(2, 0, 0, 0), negative=script(0, 1, 0, 0))

    assert found == [2, -1, 0, 0]


def test_dual_guidance_goes_from_the_negative_towards_both_prompts() -> None:
    guidance = DualGuidance(3.0, second=script(1, 2, 0, 0), second_scale=2.0)

    found = answer(guidance, positive=script(2, 0, 0, 0), negative=script(1, 0, 0, 0))

    assert found == [1 + 3 * 1 + 0, 2 * 2, 0, 0]


def test_dual_guidance_asks_three_texts_in_one_batch() -> None:
    net = Listener()
    guidance = DualGuidance(3.0, second=text(3.0))
    guide = make_guide(guidance, text(2.0), text(1.0), [net], batch=2, calls=10)

    guide.predict(net, torch.zeros(2, 1, 1, 1), TIME, 0.0)

    assert net.batches == [6]
