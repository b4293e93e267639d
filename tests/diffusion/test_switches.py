"""What changes at a moment of the run: as two samplers, bit for bit."""

from collections.abc import Callable, Sequence

import pytest
import torch
from torch import Tensor

from graphstudio.api import (
    Conditioning,
    DualGuidance,
    Guidance,
    Latent,
    Noise,
    ProjectedGuidance,
    Scheduler,
    SwitchedGuidance,
    WeakenedLayers,
    WeakerModel,
)
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.guidance.plot import lines_of
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.noise import begun, make_generators, plain_generators, reseed
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.switches import each_guidance, reseed_from, switch_prompt
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded

STEPS = 10
Paint = Callable[..., Tensor]
BURNT = ProjectedGuidance(9.0, momentum=-0.5, longest=2.0)


@pytest.fixture
def say(tiny: Loaded) -> Callable[[str], Conditioning]:
    return lambda text: encode_prompt(tiny.parts.text_encoder, tiny.clip, text)


@pytest.fixture
def paint(tiny: Loaded, say: Callable[[str], Conditioning]) -> Paint:
    """Sample with DDIM, in as many samplers as there are spans and guidances."""

    def run(
        *turns: tuple[Span, Guidance],
        positive: Sequence[Conditioning] = (),
        scheduler: Scheduler | None = None,
        noise: Noise | None = None,
        seen: list[Tensor] | None = None,
    ) -> Tensor:
        latent: Latent = empty_latent(tiny.parts.denoiser, 32, 32)
        for place, (span, guidance) in enumerate(turns):
            latent = sample(
                tiny.parts.denoiser,
                tiny.unet,
                latent,
                positive[place] if positive else say("a red cat"),
                say("a dog"),
                scheduler=scheduler or recipe("DDIM"),
                guidance=guidance,
                noise=noise or Noise(3),
                span=span,
                preview=None if seen is None else lambda one: seen.append(one.samples),
            )
        return latent.samples

    return run


def halves(at: float) -> tuple[Span, Span]:
    return Span(STEPS, end=at), Span(STEPS, start=at, adds_noise=False)


@pytest.mark.parametrize("at", [0.3, 0.1 + 0.2, 0.7])
def test_a_switched_prompt_equals_two_samplers_and_the_same_said_in_the_text(
    at: float, paint: Paint, say: Callable[[str], Conditioning]
) -> None:
    first, rest = halves(at)
    one, other, plain = say("a red cat"), say("a green cat"), Guidance(4.0)

    found = paint((Span(STEPS), plain), positive=[switch_prompt(one, other, at)])
    told = paint((Span(STEPS), plain), positive=[say(f"a [red:green:{at:g}] cat")])
    wanted = paint((first, plain), (rest, plain), positive=[one, other])

    assert torch.equal(found, wanted)
    assert torch.equal(found, told)


def test_a_prompt_that_switches_at_an_end_is_the_other_one(
    say: Callable[[str], Conditioning],
) -> None:
    one, other = say("a red cat"), say("a green cat")

    assert switch_prompt(one, other, 0.0) is other
    assert switch_prompt(one, other, 1.0) is one


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Guidance(7.5), Guidance(2.0)),
        (Guidance(5.0), Guidance(1.0)),
        (Guidance(1.0, away_from=(WeakenedLayers(2.0),)), BURNT),
        (Guidance(6.0), ProjectedGuidance(8.0, momentum=-0.4)),
    ],
    ids=["scale", "off", "layers then projected", "projected late"],
)
@pytest.mark.parametrize("at", [0.3, 0.1 + 0.2])
def test_a_switched_guidance_equals_two_samplers(
    before: Guidance, after: Guidance, at: float, paint: Paint
) -> None:
    first, rest = halves(at)

    found = paint((Span(STEPS), SwitchedGuidance(before=before, after=after, at=at)))
    wanted = paint((first, before), (rest, after))

    assert torch.equal(found, wanted)


def test_each_of_two_projected_guidances_has_a_memory_of_its_own(paint: Paint) -> None:
    first, rest = halves(0.5)
    other = ProjectedGuidance(4.0, momentum=0.5)

    found = paint((Span(STEPS), SwitchedGuidance(before=BURNT, after=other)))
    wanted = paint((first, BURNT), (rest, other))

    assert torch.equal(found, wanted)


def test_three_guidances_in_a_row_are_a_switch_of_a_switch(paint: Paint) -> None:
    early, middle, late = (
        Span(STEPS, end=0.2),
        Span(STEPS, start=0.2, end=0.6, adds_noise=False),
        Span(STEPS, start=0.6, adds_noise=False),
    )
    inner = SwitchedGuidance(before=BURNT, after=Guidance(2.0), at=0.6)

    found = paint((Span(STEPS), SwitchedGuidance(before=Guidance(9.0), after=inner, at=0.2)))
    wanted = paint((early, Guidance(9.0)), (middle, BURNT), (late, Guidance(2.0)))

    assert torch.equal(found, wanted)


def test_a_guidance_that_acts_after_its_turn_needs_no_negative(tiny: Loaded) -> None:
    late = Guidance(7.0, start=0.6)
    text = encode_prompt(tiny.parts.text_encoder, tiny.clip, "a cat")

    done = sample(
        tiny.parts.denoiser,
        tiny.unet,
        empty_latent(tiny.parts.denoiser, 32, 32),
        text,
        None,
        scheduler=recipe("DDIM"),
        guidance=SwitchedGuidance(before=late, after=Guidance(1.0), at=0.5),
        noise=Noise(1),
        span=Span(4),
    )

    assert not done.is_empty


def test_the_networks_of_both_are_asked_for_in_their_order(tiny: Loaded) -> None:
    model = tiny.parts.denoiser
    before = Guidance(1.0, away_from=(WeakerModel(1.0, model),))
    second = DualGuidance(second=encode_prompt(tiny.parts.text_encoder, tiny.clip, "a dog"))

    switch = SwitchedGuidance(before=before, after=second, at=0.25)

    assert switch.models == (model,)
    assert switch.kinds == (before, second)
    assert [switch.acting(step / 8) for step in range(4)] == [before, before, second, second]


def test_what_is_put_on_a_switch_is_put_on_both() -> None:
    switch = SwitchedGuidance(before=Guidance(3.0), after=BURNT)

    changed = each_guidance(switch, lambda one: Guidance(one.scale + 1))

    assert changed == SwitchedGuidance(before=Guidance(4.0), after=Guidance(10.0))


def test_a_switch_is_drawn_as_one_line_with_a_jump() -> None:
    dual = SwitchedGuidance(
        before=Guidance(7.0), after=Guidance(3.0, away_from=(WeakenedLayers(2.0),)), at=0.5
    )

    prompt, layers = lines_of(dual)

    assert [prompt.at(place) for place in (0.0, 0.4, 0.5, 0.9)] == [7.0, 7.0, 3.0, 3.0]
    assert [layers.at(place) for place in (0.4, 0.5)] == [None, 2.0]


@pytest.mark.parametrize("name", ["DDIM", "Heun", "DPM++ 2M"])
def test_another_seed_for_later_noise_changes_nothing_where_none_is_added(
    name: str, paint: Paint
) -> None:
    plain = (Span(STEPS), Guidance(4.0))
    scheduler = recipe(name)  # type: ignore[arg-type]  # names of the catalogue

    found = paint(plain, scheduler=scheduler, noise=reseed_from(Noise(3), 99, 0.5))

    assert torch.equal(found, paint(plain, scheduler=scheduler))


@pytest.mark.parametrize("name", ["Euler ancestral", "DPM++ 2M SDE", "DDPM"])
def test_another_seed_for_later_noise_leaves_the_calls_before_it_as_they_were(
    name: str, paint: Paint
) -> None:
    plain, scheduler = (Span(STEPS), Guidance(4.0)), recipe(name)  # type: ignore[arg-type]
    before: list[Tensor] = []
    after: list[Tensor] = []

    one = paint(plain, scheduler=scheduler, seen=before)
    other = paint(plain, scheduler=scheduler, noise=reseed_from(Noise(3), 99, 0.6), seen=after)

    same = [torch.equal(*pair) for pair in zip(before, after, strict=True)]
    # What call 6 draws is first seen in call 7.
    assert same == [True] * 7 + [False] * 3
    assert not torch.equal(one, other)


def test_the_later_noise_is_drawn_from_fresh_generators_once() -> None:
    noise = reseed_from(reseed_from(Noise(3), 99, 0.5), 7, 0.7)
    generators = make_generators(noise, 2)
    begins = []

    for call in range(10):
        given = reseed(noise, generators, call, 10, first=0)
        if given is not generators:
            begins.append((call, [one.initial_seed() for one in given]))
        generators = given

    assert begins == [(5, [99, 100]), (7, [7, 8])]
    assert begun(noise, 6, 10).later == ((0.5, 99),)


def test_a_sampler_that_begins_later_draws_from_the_seed_that_has_begun() -> None:
    noise = reseed_from(Noise(3), 99, 0.5)
    generators = make_generators(noise, 1)

    first = reseed(noise, generators, 8, 10, first=8)

    assert [one.initial_seed() for one in first] == [99]
    assert reseed(noise, first, 8, 10, first=6) is first  # gone on with in the middle


def test_of_two_seeds_at_one_moment_the_last_counts() -> None:
    assert reseed_from(reseed_from(Noise(1), 2, 0.5), 3, 0.5).later == ((0.5, 3),)


def test_what_has_no_steps_takes_no_later_seed() -> None:
    with pytest.raises(BadValue, match="VAE Encode has no steps"):
        plain_generators(reseed_from(Noise(1), 2, 0.5), 1, "VAE Encode")
