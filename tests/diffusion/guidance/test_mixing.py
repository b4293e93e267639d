"""What prompts of several parts predict together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
import torch
from torch import Tensor

from graphstudio.api import (
    Area,
    Conditioning,
    Control,
    DualGuidance,
    Guidance,
    Image,
    Latent,
    Lead,
    Mask,
    Model,
    PerpendicularGuidance,
    WeakenedLayers,
)
from graphstudio.diffusion.conditioning import filled
from graphstudio.diffusion.controlnets import LedDenoiser, make_leaders
from graphstudio.diffusion.guidance import Guide, make_guide
from graphstudio.diffusion.guidance.mixing import gather
from graphstudio.diffusion.parts import combine, during, placed_in, weighted
from graphstudio.diffusion.splits import divide, place_regions
from tests.diffusion.conftest import Loaded
from tests.diffusion.guidance.listener import CPU, TIME, Listener, text

LEFT, RIGHT = divide("columns", 2)
CANVAS = Latent(torch.zeros(1, 4, 8, 8), "sd1", 8)


def say(tiny: Loaded, words: str) -> Conditioning:
    return Conditioning(tiny.clip.encode(words).embeds, "sd1")


def noise(batch: int = 1) -> Tensor:
    return torch.randn(batch, 4, 8, 8, generator=torch.Generator().manual_seed(1))


def guide_for(
    guidance: Guidance,
    positive: Conditioning,
    negative: Conditioning | None,
    model: Model,  # type: ignore[type-arg]
    net: object,
    batch: int = 1,
) -> Guide:
    latent = replace(CANVAS, samples=torch.zeros(batch, 4, 8, 8))
    told = partial(filled, model, latent, 1)
    return make_guide(guidance, positive, negative, [net], batch=batch, calls=10, told=told)  # type: ignore[list-item]


def test_each_half_is_exactly_what_its_prompt_predicts(tiny: Loaded) -> None:
    red, blue = say(tiny, "a red cat"), say(tiny, "a blue dog")
    halves = combine(placed_in(red, LEFT), placed_in(blue, RIGHT))

    guide = guide_for(Guidance(1.0), halves, None, tiny.parts.denoiser, tiny.unet)
    found = guide.predict(tiny.unet, noise(), TIME, 0.0)

    assert torch.equal(found[..., :4], tiny.unet.predict(noise(), TIME, red)[..., :4])
    assert torch.equal(found[..., 4:], tiny.unet.predict(noise(), TIME, blue)[..., 4:])


def test_equal_weights_are_the_mean_and_others_in_proportion(tiny: Loaded) -> None:
    red, blue = say(tiny, "a red cat"), say(tiny, "a blue dog")
    answers = [tiny.unet.predict(noise(), TIME, one) for one in (red, blue)]

    def ask(both: Conditioning) -> Tensor:
        guide = guide_for(Guidance(1.0), both, None, tiny.parts.denoiser, tiny.unet)
        return guide.predict(tiny.unet, noise(), TIME, 0.0)

    assert torch.equal(ask(combine(red, blue)), 0.5 * answers[0] + 0.5 * answers[1])
    mixed = ask(combine(red, blue, weight=3.0))
    assert torch.allclose(mixed, 0.25 * answers[0] + 0.75 * answers[1], atol=1e-6)


def test_a_prompt_combined_with_itself_says_what_it_says_alone(tiny: Loaded) -> None:
    red, nothing = say(tiny, "a red cat"), say(tiny, "")

    def ask(positive: Conditioning, negative: Conditioning) -> Tensor:
        guide = guide_for(Guidance(5.0), positive, negative, tiny.parts.denoiser, tiny.unet)
        return guide.predict(tiny.unet, noise(), TIME, 0.0)

    alone = ask(red, nothing)
    assert torch.allclose(ask(combine(red, red, weight=0.7), nothing), alone, atol=1e-5)
    assert torch.allclose(ask(red, combine(nothing, nothing)), alone, atol=1e-5)


def test_parts_of_the_negative_prompt_are_mixed_as_those_of_the_positive() -> None:
    net = Listener()
    positive = combine(text(6.0), text(4.0))
    negative = combine(text(1.0), placed_in(text(3.0), LEFT), fills=True)
    model: Model = Model("denoiser", "sd1", "ear", "", 0, None)  # type: ignore[type-arg, arg-type]

    guide = guide_for(Guidance(2.0), positive, negative, model, net, batch=2)
    found = guide.predict(net, torch.zeros(2, 4, 8, 8), TIME, 0.0)

    # n + 2 (p - n), with p = 5 everywhere
    assert found[:, 0, 0, 0].tolist() == [7.0, 7.0]
    assert found[:, 0, 0, 7].tolist() == [9.0, 9.0]


def test_no_more_is_asked_at_once_than_for_plain_prompts_and_only_what_acts() -> None:
    net = Listener()
    parts = combine(combine(text(1.0), during(text(2.0), 0.0, 0.5)), weighted(text(9.0), 0.0))

    guide = make_guide(Guidance(3.0), parts, text(0.0), [net], batch=2, calls=10)
    guide.predict(net, torch.zeros(2, 4, 2, 2), TIME, 0.4)
    guide.predict(net, torch.zeros(2, 4, 2, 2), TIME, 0.5)

    assert net.batches == [4, 2, 4]


def test_a_part_that_another_covers_wholly_is_not_asked() -> None:
    net = Listener()
    model: Model = Model("denoiser", "sd1", "ear", "", 0, None)  # type: ignore[type-arg, arg-type]
    parts = combine(text(1.0), placed_in(text(2.0), Area(0, 0, 1, 1)), fills=True)

    guide = guide_for(Guidance(1.0), parts, None, model, net)
    found = guide.predict(net, torch.zeros(1, 4, 8, 8), TIME, 0.0)

    assert net.batches == [1]
    assert torch.equal(found, torch.full((1, 4, 8, 8), 2.0))


def test_each_picture_of_a_batch_has_its_own_mask_and_its_own_text() -> None:
    net = Listener()
    model: Model = Model("denoiser", "sd1", "ear", "", 0, None)  # type: ignore[type-arg, arg-type]
    masks = Mask(torch.stack([torch.ones(64, 64), torch.zeros(64, 64)]))
    texts = Conditioning(torch.stack([torch.full((77, 8), 5.0), torch.full((77, 8), 7.0)]), "sd1")

    def ask(batch: slice) -> list[float]:
        over = placed_in(replace(texts, embeds=texts.embeds[batch]), Mask(masks.values[batch]))
        count = len(over.embeds)
        guide = guide_for(
            Guidance(1.0), combine(text(1.0), over, fills=True), None, model, net, batch=count
        )
        found: list[float] = guide.predict(net, torch.zeros(count, 4, 8, 8), TIME, 0.0)[
            :, 0, 0, 0
        ].tolist()
        return found

    assert ask(slice(0, 2)) == [5.0, 1.0]
    assert ask(slice(0, 1)) + ask(slice(1, 2)) == [5.0, 1.0]


def test_the_base_has_its_share_in_the_regions() -> None:
    net = Listener()
    model: Model = Model("denoiser", "sd1", "ear", "", 0, None)  # type: ignore[type-arg, arg-type]
    regions = place_regions(text(1.0), [text(11.0), text(21.0)], [LEFT, RIGHT], base_share=0.2)

    guide = guide_for(Guidance(1.0), regions, None, model, net)
    found = guide.predict(net, torch.zeros(1, 4, 8, 8), TIME, 0.0)[0, 0, 0]

    assert found.tolist() == pytest.approx([9.0] * 4 + [17.0] * 4)


class Tiring(Listener):
    """Say one less while it is weakened."""

    less = 0.0

    @contextmanager
    def weakened(self, *_: object) -> Iterator[None]:
        """Be weakened for a while."""
        self.less = 1.0
        yield
        self.less = 0.0

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Say what the text says, or less."""
        return super().predict(sample, timestep, conditioning) - self.less


@pytest.mark.parametrize(
    ("guidance", "wanted"),
    [
        pytest.param(DualGuidance(2.0, second=text(8.0), second_scale=1.0), 16.0, id="dual"),
        pytest.param(PerpendicularGuidance(2.0, neutral=text(0.0)), 10.0, id="perpendicular"),
        pytest.param(
            Guidance(1.0, away_from=(WeakenedLayers(2.0, layers=("middle",)),)), 7.0, id="weakened"
        ),
    ],
)
def test_every_guide_works_with_what_the_parts_predict_together(
    guidance: Guidance, wanted: float
) -> None:
    net = Tiring()
    positive = combine(text(6.0), text(4.0))

    guide = make_guide(guidance, positive, text(1.0), [net], batch=1, calls=10)
    found = guide.predict(net, torch.zeros(1, 4, 2, 2), TIME, 0.0)

    assert float(found.mean()) == pytest.approx(wanted)


class Counting(Listener):
    """Remember how many of the asked rows say what should not be."""

    def __init__(self) -> None:
        super().__init__()
        self.negatives: list[int] = []

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Say what the text says."""
        self.negatives.append(conditioning.negatives)
        return super().predict(sample, timestep, conditioning)


def test_the_rows_that_say_what_should_not_be_are_counted_in_each_round() -> None:
    few, many = combine(text(1.0), text(2.0)), combine(combine(text(1.0), text(2.0)), text(3.0))
    net = Counting()

    for texts in ({"negative": few, "positive": many}, {"negative": many, "positive": few}):
        gather(texts, 2, CPU, 10).at(0.0).ask(net, torch.zeros(2, 4, 1, 1), TIME)

    assert net.batches == [4, 4, 2, 4, 4, 2]
    assert net.negatives == [2, 2, 0, 2, 2, 2]


def test_a_guessing_controlnet_leaves_a_round_of_negatives_alone(tiny: Loaded) -> None:
    class Silent:
        device = CPU

        def ask(self, *_: object, **__: object) -> None:
            raise AssertionError("nobody asks it")

    lead = Lead(tiny.parts.denoiser, Image(torch.ones(1, 64, 64, 3)), is_guess=True)  # type: ignore[arg-type]
    leaders = make_leaders(Control((lead,)), [Silent()], [torch.ones(1, 3, 64, 64)])  # type: ignore[list-item]
    negative = replace(say(tiny, "blue"), negatives=1)

    found = LedDenoiser(tiny.unet, leaders).predict(noise(), TIME, negative)

    assert torch.equal(found, tiny.unet.predict(noise(), TIME, negative))
