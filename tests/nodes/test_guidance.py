from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import (
    Conditioning,
    Curve,
    DualGuidance,
    Guidance,
    Known,
    Noise,
    PerpendicularGuidance,
    ProjectedGuidance,
    Scheduler,
    SwitchedGuidance,
    TangentialGuidance,
    TestContext,
    ZeroStarGuidance,
)
from graphstudio.diffusion.folders import Pipeline
from graphstudio.errors import BadValue
from graphstudio.graph.registry import Registry

Call = Callable[..., Any]
Guided = Callable[..., torch.Tensor]


@pytest.fixture
def guided(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, red_circle: Conditioning
) -> Guided:
    """Sample with guidance set as the node is told, and give the samples."""

    def run(negative: str = "a dog", **options: Any) -> torch.Tensor:
        found = call("latent.sample")(
            context,
            tiny.denoiser,
            red_circle,
            call("latent.empty")(tiny.denoiser),
            Noise(4),
            Scheduler("DDIMScheduler"),
            negative=call("prompt.encode")(context, tiny.text_encoder, negative),
            guidance=options.get("guidance") or call("guidance.cfg")(**options),
            steps=6,
        )
        assert isinstance(found.samples, torch.Tensor)
        return found.samples

    return run


def test_guidance_says_what_it_is_told(call: Callable[[str], Call]) -> None:
    assert call("guidance.cfg")(6.0, 0.7, 0.1, 0.8) == Guidance(6.0, 0.7, 0.1, 0.8)


def test_a_higher_scale_pulls_further_from_the_unguided_picture(guided: Guided) -> None:
    plain = guided(scale=1.0)

    moved = [(guided(scale=scale) - plain).abs().mean() for scale in (2.0, 4.0, 8.0)]

    assert 0 < moved[0] < moved[1] < moved[2]


def test_a_scale_of_one_takes_no_notice_of_the_negative_prompt(guided: Guided) -> None:
    assert torch.equal(guided("a dog", scale=1.0), guided("a green cat", scale=1.0))
    assert not torch.allclose(
        guided("a dog", scale=5.0), guided("a green cat", scale=5.0), atol=1e-3
    )


def test_guidance_that_ends_at_once_is_none(guided: Guided) -> None:
    assert torch.equal(guided(scale=5.0, end=0.0), guided(scale=1.0))


def test_guidance_acts_only_between_its_start_and_its_end(guided: Guided) -> None:
    whole, early, late = (
        guided(scale=5.0, start=start, end=end) for start, end in ((0, 1), (0, 0.5), (0.5, 1))
    )

    assert not torch.allclose(whole, early, atol=1e-3)
    assert not torch.allclose(whole, late, atol=1e-3)
    assert not torch.allclose(early, late, atol=1e-3)


def test_rescaling_takes_back_what_a_high_scale_adds_to_the_contrast(guided: Guided) -> None:
    plain, burnt, calmed = (
        guided(scale=scale, rescale=rescale)
        for scale, rescale in ((1.0, 0.0), (12.0, 0.0), (12.0, 1.0))
    )

    assert abs(calmed.std() - plain.std()) < abs(burnt.std() - plain.std())


def test_guidance_has_the_curve_that_it_is_told(call: Callable[[str], Call]) -> None:
    found = call("guidance.cfg")(8.0, curve="points", points="0:8, 1:2")

    assert found == Guidance(8.0, curve=Curve("points", points=((0, 8), (1, 2)), last=1.0))


def test_points_are_read_only_where_the_curve_asks_for_them(call: Callable[[str], Call]) -> None:
    assert call("guidance.cfg")(8.0, points="no curve") == Guidance(8.0)
    with pytest.raises(BadValue, match="no curve"):
        call("guidance.cfg")(8.0, curve="points", points="no curve")


def test_any_guidance_can_be_given_a_curve_and_have_it_taken_away(
    call: Callable[[str], Call],
) -> None:
    guidance = ProjectedGuidance(9.0, momentum=-0.5)

    curved = call("guidance.curve")(guidance, "linear", 2.0)

    assert curved == ProjectedGuidance(9.0, momentum=-0.5, curve=Curve("linear", 2.0))
    assert call("guidance.curve")(curved, "constant").scale_at(1.0) == 9.0


def test_a_falling_scale_gives_another_picture_than_its_first_or_its_last(guided: Guided) -> None:
    falling = guided(scale=8.0, curve="linear", last_scale=2.0)

    assert not torch.allclose(falling, guided(scale=8.0), atol=1e-3)
    assert not torch.allclose(falling, guided(scale=2.0), atol=1e-3)


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        ("guidance.apg", ProjectedGuidance),
        ("guidance.cfg_zero", ZeroStarGuidance),
        ("guidance.tcfg", TangentialGuidance),
    ],
)
def test_each_kind_makes_a_picture_of_its_own(
    node: str, kind: type[Guidance], call: Callable[[str], Call], guided: Guided
) -> None:
    guidance = call(node)(scale=8.0, rescale=0.1, start=0.1, end=0.9)

    assert type(guidance) is kind
    assert (guidance.scale, guidance.rescale) == (8.0, 0.1)
    assert (guidance.start, guidance.end) == (0.1, 0.9)
    plain = guided(scale=8.0, rescale=0.1, start=0.1, end=0.9)
    assert not torch.equal(guided(guidance=guidance), plain)


def test_a_second_prompt_pulls_as_strongly_as_it_is_told(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, guided: Guided
) -> None:
    second = call("prompt.encode")(context, tiny.text_encoder, "a green cat")
    plain = guided(scale=4.0)

    moved = [
        (guided(guidance=call("guidance.dual")(second, 4.0, scale)) - plain).abs().mean()
        for scale in (0.0, 3.0, 6.0)
    ]

    assert type(call("guidance.dual")(second)) is DualGuidance
    assert moved[0] < 1e-3 < moved[1] < moved[2]


def test_a_perpendicular_negative_of_no_strength_is_none(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, guided: Guided
) -> None:
    empty = call("prompt.encode")(context, tiny.text_encoder, "")
    weak, strong = (
        guided(guidance=call("guidance.perpendicular")(empty, 4.0, scale)) for scale in (0.0, 2.0)
    )

    assert type(call("guidance.perpendicular")(empty)) is PerpendicularGuidance
    # Three texts in one batch instead of two: the last bits differ.
    assert torch.allclose(weak, guided("", scale=4.0), atol=1e-3)
    assert not torch.allclose(strong, weak, atol=1e-3)


def test_a_further_prompt_of_another_model_is_refused_by_its_name(guided: Guided) -> None:
    foreign = Conditioning(torch.zeros(1, 77, 2048), "sdxl")

    with pytest.raises(BadValue, match="guidance's second conditioning is for sdxl"):
        guided(guidance=DualGuidance(3.0, second=foreign))
    with pytest.raises(BadValue, match="guidance's neutral conditioning is for sdxl"):
        guided(guidance=PerpendicularGuidance(3.0, neutral=foreign))


def test_a_plot_is_a_picture_that_shows_the_guidance(call: Callable[[str], Call]) -> None:
    flat, falling = (
        call("guidance.plot")(Guidance(7.0, curve=Curve(shape, 1.0))).pixels
        for shape in ("constant", "linear")
    )

    assert tuple(flat.shape) == (1, 440, 720, 3)
    assert flat.dtype == torch.float32
    assert not torch.equal(flat, falling)


def test_a_switch_begins_with_one_guidance_and_goes_on_with_another(
    call: Callable[[str], Call], guided: Guided
) -> None:
    make, one, other = call("guidance.switch"), Guidance(7.0), Guidance(2.0)

    switched = make(one, other, 0.5)

    assert switched == SwitchedGuidance(before=one, after=other, at=0.5)
    assert torch.equal(guided(guidance=make(one, other, 1.0)), guided(guidance=one))
    assert torch.equal(guided(guidance=make(one, other, 0.0)), guided(guidance=other))
    assert not torch.equal(guided(guidance=switched), guided(guidance=one))


def test_a_curve_and_a_push_go_on_both_sides_of_a_switch(call: Callable[[str], Call]) -> None:
    switched = call("guidance.switch")(Guidance(7.0), ProjectedGuidance(9.0))

    curved = call("guidance.curve")(switched, "linear", 2.0)
    pushed = call("guidance.perturbed_attention")(switched)

    assert curved.before.curve == curved.after.curve == Curve("linear", 2.0)
    assert len(pushed.before.away_from) == len(pushed.after.away_from) == 1


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_switch_knows_for_whom_a_guidance_is_whichever_side_says_it(
    side: str, registry: Registry
) -> None:
    foresee = registry.require("guidance.switch").foresee
    assert foresee is not None
    told = {"what": "prompt", "family": "sd1"}

    found = foresee(Known({}, {side: told}))
    torn = foresee(Known({}, {"before": told, "after": {"what": "prompt", "family": "sdxl"}}))

    assert found.outputs == {"guidance": told}
    assert [one.input for one in torn.refusals] == ["after"]
