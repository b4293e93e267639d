"""Prompts that change on the way: as two samplers with a plain prompt each, bit for bit."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from graphstudio.api import Conditioning, Denoiser, Guidance, Latent, Model, Noise, Scheduler
from graphstudio.diffusion.conditioning import filled
from graphstudio.diffusion.families import SDXL
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.parts import combine, parts_of, placed_in
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.splits import divide
from graphstudio.diffusion.texts import encode_prompt
from tests.diffusion.conftest import Loaded
from tests.diffusion.tiny_flow import write_flux, write_sd3

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
CPU = torch.device("cpu")
STEPS = 5
LEFT, RIGHT = divide("columns", 2)


class Studio:
    """A model with its networks: says and paints."""

    def __init__(self, denoiser: Model[Denoiser], net: Denoiser, texts: Any, text_net: Any) -> None:
        self.denoiser, self.net, self.texts, self.text_net = denoiser, net, texts, text_net

    def say(self, text: str, **more: Any) -> Conditioning:
        """Encode a prompt."""
        return encode_prompt(self.texts, self.text_net, text, **more)

    def paint(
        self, positive: Conditioning, negative: str | None, *spans: Span, **more: Any
    ) -> Tensor:
        """Sample in as many samplers as there are spans."""
        return self.go_on([positive] * len(spans), negative, *spans, **more)

    def go_on(
        self, positives: list[Conditioning], negative: str | None, *spans: Span, **more: Any
    ) -> Tensor:
        """Sample with another prompt in each span."""
        latent = more.pop("latent", None) or empty_latent(self.denoiser, 48, 32)
        for positive, span in zip(positives, spans, strict=True):
            latent = sample(
                self.denoiser,
                self.net,
                latent,
                positive,
                None if negative is None else self.say(negative),
                guidance=Guidance(1.0 if negative is None else 4.0),
                noise=Noise(4),
                span=span,
                **more,
            )
        return latent.samples


@pytest.fixture(scope="module")
def sd1(tiny: Loaded) -> Studio:
    return Studio(tiny.parts.denoiser, tiny.unet, tiny.parts.text_encoder, tiny.clip)


def opened(folder: Path, cache: Path) -> Studio:
    parts = open_folder(folder, cache=cache)
    nets = [one.source.load(CPU, torch.float32) for one in (parts.denoiser, parts.text_encoder)]
    return Studio(parts.denoiser, nets[0], parts.text_encoder, nets[1])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def sd3(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Studio:
    return opened(write_sd3(tmp_path_factory.mktemp("flow") / "sd3"), cache)


@pytest.fixture(scope="module")
def flux(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Studio:
    return opened(write_flux(tmp_path_factory.mktemp("flow") / "dev"), cache)


DDIM = Scheduler("DDIMScheduler")
HEUN = Scheduler("HeunDiscreteScheduler")
FLOW = Scheduler("FlowMatchEulerDiscreteScheduler")
FIRST, REST = Span(STEPS, end=0.4), Span(STEPS, start=0.4, adds_noise=False)


@pytest.mark.parametrize("negative", [None, "blue dog"])
@pytest.mark.parametrize("change", ["0.4", "2"])
@pytest.mark.parametrize(
    ("name", "scheduler"),
    [
        pytest.param("sd1", DDIM, id="sd1"),
        pytest.param("sd3", FLOW, id="sd3"),
        pytest.param("flux", FLOW, id="flux"),
    ],
)
def test_a_switch_in_the_text_equals_two_samplers_with_a_prompt_each(
    name: str,
    scheduler: Scheduler,
    change: str,
    negative: str | None,
    request: pytest.FixtureRequest,
) -> None:
    model: Studio = request.getfixturevalue(name)

    found = model.paint(
        model.say(f"a [red:green:{change}] cat"), negative, Span(STEPS), scheduler=scheduler
    )
    wanted = model.go_on(
        [model.say("a red cat"), model.say("a green cat")],
        negative,
        FIRST,
        REST,
        scheduler=scheduler,
    )

    assert torch.equal(found, wanted)
    plain = model.paint(model.say("a red cat"), negative, Span(STEPS), scheduler=scheduler)
    assert not torch.equal(found, plain)


def test_two_samplers_that_share_a_schedule_share_the_times_of_a_prompt(sd1: Studio) -> None:
    text = sd1.say("a [red:green:0.6] [cat|dog]")

    whole = sd1.paint(text, "blue", Span(STEPS), scheduler=DDIM)
    halves = sd1.paint(text, "blue", FIRST, REST, scheduler=DDIM)

    assert torch.equal(whole, halves)


def test_a_step_that_takes_two_calls_is_one_step_of_a_prompt(sd1: Studio) -> None:
    spans = Span(STEPS, end=0.4), Span(STEPS, start=0.4, adds_noise=False)

    found = sd1.paint(sd1.say("a [red:green:2] cat"), None, Span(STEPS), scheduler=HEUN)
    texts = [sd1.say("a red cat"), sd1.say("a green cat")]
    wanted = sd1.go_on(texts, None, *spans, scheduler=HEUN)

    assert torch.equal(found, wanted)


def test_words_that_take_turns_equal_a_sampler_for_each_step(sd1: Studio) -> None:
    spans = [
        Span(STEPS, start=step / STEPS, end=(step + 1) / STEPS, adds_noise=step == 0)
        for step in range(STEPS)
    ]

    found = sd1.paint(sd1.say("a [red|green] cat"), "blue", Span(STEPS), scheduler=DDIM)
    texts = [sd1.say(f"a {('red', 'green')[step % 2]} cat") for step in range(STEPS)]
    wanted = sd1.go_on(texts, "blue", *spans, scheduler=DDIM)

    assert torch.equal(found, wanted)


@pytest.mark.parametrize("name", ["sd1", "sd3", "flux"])
def test_a_picture_with_regions_does_not_depend_on_its_batch(
    name: str, request: pytest.FixtureRequest
) -> None:
    model: Studio = request.getfixturevalue(name)
    scheduler = DDIM if name == "sd1" else FLOW
    halves = combine(
        placed_in(model.say("a red cat"), LEFT), placed_in(model.say("[a|blue] dog"), RIGHT)
    )

    def paint(seed: int, count: int) -> Tensor:
        latent = empty_latent(model.denoiser, 48, 32, count)
        return sample(
            model.denoiser,
            model.net,
            latent,
            halves,
            model.say("[red:blue:0.5]"),
            scheduler=scheduler,
            guidance=Guidance(3.0),
            noise=Noise(seed),
            span=Span(3),
        ).samples

    together = paint(4, 2)
    assert torch.allclose(together[:1], paint(4, 1), atol=1e-4)
    assert torch.allclose(together[1:], paint(5, 1), atol=1e-4)


def test_texts_that_repeat_are_encoded_once(sd1: Studio) -> None:
    asked: list[str] = []

    class Listening:
        def encode(self, text: str, **more: Any) -> Any:
            asked.append(text)
            return sd1.text_net.encode(text, **more)

    found = encode_prompt(sd1.texts, Listening(), "[a|red|a] [cat|cat]")

    assert sorted(asked) == ["a cat", "red cat"]
    assert [one.text for one in parts_of(found)] == ["[a|red|a] [cat|cat]"] * 3


def test_a_text_that_never_changes_is_encoded_as_ever(sd1: Studio) -> None:
    found = sd1.say("a (red:1.3) [cat]")

    assert torch.equal(found.embeds, sd1.text_net.encode("a (red:1.3) [cat]").embeds)
    assert (found.others, found.times, found.areas, found.weight) == ((), (), (), 1.0)


def test_every_part_of_an_sdxl_prompt_is_told_sizes_of_its_own() -> None:
    facts = (("sizes_told", 6),)
    model: Model[Denoiser] = Model("denoiser", SDXL, "m", "", 0, None, facts)  # type: ignore[arg-type]
    latent = Latent(torch.zeros(1, 4, 8, 16), SDXL, 8)
    part = Conditioning(torch.zeros(1, 77, 8), SDXL, torch.zeros(1, 8))
    told = replace(part, sizes=torch.ones(1, 6))

    found = parts_of(filled(model, latent, 1, combine(part, told), is_negative=False))

    assert [one.sizes.tolist() for one in found if one.sizes is not None] == [
        [[64, 128, 0, 0, 64, 128]],
        [[1] * 6],
    ]


def test_a_plain_prompt_is_filled_by_being_left_as_it_is(sd1: Studio) -> None:
    plain = sd1.say("a red cat")

    canvas = empty_latent(sd1.denoiser, 48, 32)
    assert filled(sd1.denoiser, canvas, 1, plain, is_negative=False) is plain
