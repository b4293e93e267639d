"""The sampling loop: what it runs, what it refuses, how it stops and shows."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
import torch

from graphstudio.api import (
    Cancelled,
    Conditioning,
    Guidance,
    Image,
    Latent,
    Mask,
    Noise,
    Scheduler,
    TestContext,
)
from graphstudio.diffusion.autoencoders import encode_image
from graphstudio.diffusion.catalogue import SchedulerName, recipe
from graphstudio.diffusion.latents import empty_latent, inpaint_latent, mask_latent
from graphstudio.diffusion.sampling import (
    Preview,
    Span,
    Track,
    choose_calls,
    sample,
    untracked,
)
from graphstudio.diffusion.schedules import make_schedule
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded

CPU = torch.device("cpu")


def run(
    model: Loaded,
    latent: Latent,
    span: Span,
    *,
    scheduler: Scheduler | None = None,
    guidance: Guidance | None = None,
    seed: int = 1,
    positive: str = "a red cat",
    track: Track = untracked,
    preview: Preview | None = None,
) -> Latent:
    """Sample with what most tests do not care about filled in."""
    texts = model.parts.text_encoder
    return sample(
        model.parts.denoiser,
        model.unet,
        latent,
        encode_prompt(texts, model.clip, positive),
        encode_prompt(texts, model.clip, ""),
        scheduler=scheduler or recipe("DDIM"),
        guidance=guidance or Guidance(5.0),
        noise=Noise(seed),
        span=span,
        track=track,
        preview=preview,
    )


@pytest.fixture
def canvas(tiny: Loaded) -> Latent:
    """Give an empty canvas of 32 x 32 px."""
    return empty_latent(tiny.parts.denoiser, 32, 32)


def test_the_result_is_contiguous_full_precision_and_on_the_cpu(
    tiny: Loaded, canvas: Latent
) -> None:
    done = run(tiny, canvas, Span(3))

    assert done.samples.is_contiguous()
    assert done.samples.dtype == torch.float32
    assert done.samples.device == CPU
    assert not done.is_empty
    assert not done.samples.requires_grad


def test_the_same_recipe_gives_the_same_latent_twice(tiny: Loaded, canvas: Latent) -> None:
    one, other = (run(tiny, canvas, Span(4), scheduler=recipe("DDPM")) for _ in range(2))

    assert torch.equal(one.samples, other.samples)


@pytest.mark.parametrize("name", ["DDIM", "Euler ancestral", "DPM++ 2M SDE"])
def test_a_picture_depends_on_its_seed_and_not_on_its_batch(
    name: SchedulerName, tiny: Loaded
) -> None:
    batch = empty_latent(tiny.parts.denoiser, 32, 32, batch=2)
    single = empty_latent(tiny.parts.denoiser, 32, 32)

    both = run(tiny, batch, Span(4), scheduler=recipe(name), seed=40).samples
    second = run(tiny, single, Span(4), scheduler=recipe(name), seed=41).samples

    assert torch.allclose(both[1:], second, atol=1e-3)


@pytest.mark.parametrize("name", ["DDIM", "Euler", "Heun"])
@pytest.mark.parametrize("k", [1, 3, 5])
def test_two_samplers_in_turn_equal_one(
    name: SchedulerName, k: int, tiny: Loaded, canvas: Latent
) -> None:
    scheduler = recipe(name)

    whole = run(tiny, canvas, Span(6), scheduler=scheduler)
    half = run(tiny, canvas, Span(6, end=k / 6), scheduler=scheduler)
    rest = run(tiny, half, Span(6, start=k / 6, adds_noise=False), scheduler=scheduler)

    assert torch.equal(rest.samples, whole.samples)


def test_starting_at_a_fraction_is_what_strength_leaves_out(tiny: Loaded, canvas: Latent) -> None:
    picture = replace(canvas, samples=torch.ones(1, 4, 4, 4), is_empty=False)

    by_start = run(tiny, picture, Span(8, start=0.5))
    by_strength = run(tiny, picture, Span(8, strength=0.5))

    assert torch.equal(by_start.samples, by_strength.samples)


@pytest.mark.parametrize(
    ("name", "span", "calls"),
    [
        ("DDIM", Span(10), range(10)),
        ("DDIM", Span(10, strength=0.35), range(7, 10)),
        ("DDIM", Span(10, start=0.3, end=0.8), range(3, 8)),
        ("Heun", Span(5), range(9)),
        ("Heun", Span(5, strength=0.4), range(6, 9)),
        ("Heun", Span(5, end=0.4), range(4)),
        ("PNDM", Span(6), range(7)),
        ("PNDM with Runge-Kutta", Span(6), range(15)),
    ],
)
def test_a_span_chooses_calls(name: SchedulerName, span: Span, calls: range, tiny: Loaded) -> None:
    schedule = make_schedule(recipe(name), tiny.parts.denoiser, steps=span.steps, device=CPU)

    assert choose_calls(span, schedule) == calls


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(4, strength=0.1), "No step is left"),
        (Span(4, strength=0.0), "No step is left"),
        (Span(4, start=0.5, end=0.5), "No step is left"),
        (Span(4, strength=0.5, start=0.5), "both say where to begin"),
        (Span(4, adds_noise=False), "An empty latent has nothing in it"),
        (Span(4, strength=0.5), "An empty latent has nothing in it"),
        (Span(0), "Choose 1 or more"),
    ],
)
def test_a_span_that_cannot_be_is_refused(
    span: Span, words: str, tiny: Loaded, canvas: Latent
) -> None:
    with pytest.raises(BadValue, match=words):
        run(tiny, canvas, span)


def test_progress_counts_calls_and_a_context_can_follow(tiny: Loaded, canvas: Latent) -> None:
    ctx = TestContext()

    run(tiny, canvas, Span(4), scheduler=recipe("Heun"), track=ctx.track, preview=ctx.preview)

    assert ctx.progress == 7
    assert len(ctx.previews) == 7


def test_previews_come_near_the_finished_latent_and_change_nothing(
    tiny: Loaded, canvas: Latent
) -> None:
    shown: list[Latent] = []

    done = run(tiny, canvas, Span(5), preview=shown.append)

    assert torch.allclose(shown[-1].samples, done.samples, atol=0.5)
    assert torch.equal(done.samples, run(tiny, canvas, Span(5)).samples)


def test_what_the_tracker_raises_ends_the_run(tiny: Loaded, canvas: Latent) -> None:
    def stop_after_two(steps: Iterable[int], /, *, done: int = 0) -> Iterator[int]:
        del done
        for step in steps:
            if step == 2:
                raise Cancelled
            yield step

    with pytest.raises(Cancelled):
        run(tiny, canvas, Span(5), track=stop_after_two)


def test_nothing_that_came_in_is_changed(tiny: Loaded) -> None:
    picture = Image(torch.rand(1, 32, 32, 3))
    latent = inpaint_latent(tiny.parts.vae, tiny.vae, picture, Mask(torch.ones(1, 32, 32)))
    before = latent.samples.clone()
    weights = [tensor.clone() for tensor in tiny.unet.unet.parameters()]

    run(tiny, latent, Span(3))

    assert torch.equal(latent.samples, before)
    unchanged = zip(weights, tiny.unet.unet.parameters(), strict=True)
    assert all(torch.equal(one, other) for one, other in unchanged)


def test_what_a_mask_does_not_choose_stays(tiny: Loaded) -> None:
    picture = Image(torch.rand(1, 32, 32, 3))
    latent = encode_image(tiny.parts.vae, tiny.vae, picture)
    values = torch.zeros(1, 32, 32)
    values[:, :16] = 1

    done = run(tiny, mask_latent(latent, Mask(values)), Span(4))

    assert torch.equal(done.samples[:, :, 2:], latent.samples[:, :, 2:])
    assert not torch.equal(done.samples[:, :, :2], latent.samples[:, :, :2])


def test_a_masked_latent_with_noise_cannot_be_continued(tiny: Loaded, canvas: Latent) -> None:
    half = replace(run(tiny, canvas, Span(4, end=0.5)), mask=torch.ones(1, 1, 4, 4))

    with pytest.raises(BadValue, match="cannot be continued"):
        run(tiny, half, Span(4, start=0.5, adds_noise=False))


def test_a_soft_mask_blends(tiny: Loaded) -> None:
    latent = encode_image(tiny.parts.vae, tiny.vae, Image(torch.rand(1, 32, 32, 3)))
    soft = mask_latent(latent, Mask(torch.full((1, 32, 32), 0.5)), is_soft=True)
    assert soft.mask is not None
    assert torch.equal(soft.mask, torch.full((1, 1, 4, 4), 0.5))

    done = run(tiny, soft, Span(4))

    assert torch.isfinite(done.samples).all()


def test_an_inpainting_model_without_a_mask_is_refused(inpaint: Loaded) -> None:
    with pytest.raises(BadValue, match="is an inpainting model: it needs a mask"):
        run(inpaint, empty_latent(inpaint.parts.denoiser, 32, 32), Span(3))


def test_parts_of_different_models_are_refused_all_at_once(tiny: Loaded, odd: Loaded) -> None:
    foreign = replace(empty_latent(odd.parts.vae, 32, 32), family="flux")

    with pytest.raises(BadValue) as caught:
        sample(
            tiny.parts.denoiser,
            tiny.unet,
            foreign,
            encode_prompt(odd.parts.text_encoder, odd.clip, "a cat"),
            None,
            scheduler=recipe("DDIM"),
            guidance=Guidance(1.0),
            noise=Noise(0),
            span=Span(3),
        )

    assert len(caught.value.problems) == 3
    assert "16 wide" in str(caught.value)


def test_a_latent_of_other_channels_is_refused(tiny: Loaded) -> None:
    with pytest.raises(BadValue, match="has 16 channels"):
        run(tiny, Latent(torch.zeros(1, 16, 4, 4), "sd1", is_empty=True), Span(3))


def test_conditioning_for_another_batch_is_refused(tiny: Loaded, canvas: Latent) -> None:
    two = Conditioning(torch.zeros(2, 77, 32), "sd1")

    with pytest.raises(BadValue, match="is for 2 pictures and the latent holds 1"):
        sample(
            tiny.parts.denoiser,
            tiny.unet,
            canvas,
            two,
            None,
            scheduler=recipe("DDIM"),
            guidance=Guidance(1.0),
            noise=Noise(0),
            span=Span(3),
        )
