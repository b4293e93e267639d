from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import (
    Conditioning,
    Guidance,
    Image,
    Latent,
    Mask,
    Model,
    Noise,
    Scheduler,
    TestContext,
    Vae,
)
from graphstudio.diffusion.folders import Pipeline
from graphstudio.errors import BadValue
from tests.diffusion.keeping import Shelf

Call = Callable[..., Any]
Sample = Callable[..., Latent]

DDIM = Scheduler("DDIMScheduler")


@pytest.fixture
def canvas(call: Callable[[str], Call], tiny: Pipeline) -> Latent:
    found: Latent = call("latent.empty")(tiny.denoiser)
    return found


@pytest.fixture
def painted(canvas: Latent) -> Latent:
    """Give a latent that holds something, as an encoded picture does."""
    drawn = torch.randn(canvas.samples.shape, generator=torch.Generator().manual_seed(3))
    return Latent(drawn, canvas.family, canvas.scale)


@pytest.fixture
def sample(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, red_circle: Conditioning
) -> Sample:
    """Sample with the tiny model and DDIM, without guidance unless it is asked for."""

    def run(latent: Latent, *, seed: int = 5, steps: int = 6, **options: Any) -> Latent:
        found: Latent = call("latent.sample")(
            context,
            tiny.denoiser,
            red_circle,
            latent,
            Noise(seed),
            DDIM,
            steps=steps,
            **options,
        )
        return found

    return run


@pytest.fixture
def vae(call: Callable[[str], Call]) -> Model[Vae]:
    """Give the built-in autoencoder: it was trained, so that pictures come back."""
    found: Model[Vae] = call("model.load")().vae
    return found


def picture(side: int = 128) -> Image:
    """Draw a red circle on blue."""
    place = (torch.arange(side) + 0.5) / side - 0.5
    is_inside = place[:, None] ** 2 + place[None, :] ** 2 < 0.09
    red, blue = torch.tensor([0.85, 0.15, 0.15]), torch.tensor([0.15, 0.3, 0.8])
    return Image(torch.where(is_inside[..., None], red, blue)[None])


def test_an_empty_canvas_has_the_size_that_the_model_was_trained_for(canvas: Latent) -> None:
    assert canvas.samples.shape == (1, 4, 8, 8)
    assert canvas.is_empty
    assert not canvas.samples.any()


def test_a_canvas_takes_each_side_that_is_given_and_the_trained_one_where_none_is(
    call: Callable[[str], Call], tiny: Pipeline
) -> None:
    made = call("latent.empty")(tiny.denoiser, width=96, batch_size=3)

    assert made.samples.shape == (3, 4, 8, 12)


def test_a_size_that_does_not_fit_is_refused_with_the_nearest_that_do(
    call: Callable[[str], Call], tiny: Pipeline
) -> None:
    with pytest.raises(BadValue, match="96 x 64 or 104 x 64"):
        call("latent.empty")(tiny.denoiser, width=100)


def test_a_picture_comes_back_nearly_as_it_was(
    call: Callable[[str], Call], context: TestContext, vae: Model[Vae]
) -> None:
    latent = call("latent.encode")(context, picture(), vae)
    back = call("latent.decode")(context, latent, vae)

    assert back.pixels.shape == (1, 128, 128, 3)
    assert (back.pixels - picture().pixels).abs().mean() < 0.05
    assert back.pixels.min() >= 0
    assert back.pixels.max() <= 1


def test_encoding_in_tiles_gives_nearly_the_same(
    call: Callable[[str], Call], context: TestContext, vae: Model[Vae]
) -> None:
    whole, tiled = (
        call("latent.encode")(context, picture(), vae, tile=side).samples for side in (0, 64)
    )

    assert tiled.shape == whole.shape
    assert not torch.equal(tiled, whole)
    assert (tiled - whole).abs().mean() < 0.15 * whole.std()


def test_decoding_in_tiles_gives_nearly_the_same(
    call: Callable[[str], Call], context: TestContext, vae: Model[Vae]
) -> None:
    latent = call("latent.encode")(context, picture(), vae)

    whole, tiled = (
        call("latent.decode")(context, latent, vae, tile=side).pixels for side in (0, 64)
    )

    assert tiled.shape == whole.shape
    assert not torch.equal(tiled, whole)
    assert (tiled - whole).abs().mean() < 0.02


def test_a_tile_larger_than_the_picture_changes_nothing(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, painted: Latent
) -> None:
    whole, tiled = (
        call("latent.decode")(context, painted, tiny.vae, tile=side).pixels for side in (0, 512)
    )

    assert torch.equal(whole, tiled)


def test_encoding_is_repeatable_and_noise_varies_it_by_its_seed(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline
) -> None:
    def encoded(noise: Noise | None) -> torch.Tensor:
        found = call("latent.encode")(context, picture(64), tiny.vae, noise)
        assert isinstance(found.samples, torch.Tensor)
        return found.samples

    assert torch.equal(encoded(None), encoded(None))
    assert torch.equal(encoded(Noise(1)), encoded(Noise(1)))
    assert not torch.equal(encoded(Noise(1)), encoded(Noise(2)))
    assert not torch.equal(encoded(Noise(1)), encoded(None))


def test_a_picture_whose_sides_do_not_fit_is_refused_before_it_is_encoded(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline
) -> None:
    with pytest.raises(BadValue, match="multiples of 8"):
        call("latent.encode")(context, picture(60), tiny.vae)


def test_a_tile_too_small_to_see_anything_is_refused(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline
) -> None:
    with pytest.raises(BadValue, match="at least 64 px"):
        call("latent.encode")(context, picture(64), tiny.vae, tile=32)


def test_resizing_scales_both_sides_by_the_factor(
    call: Callable[[str], Call], painted: Latent
) -> None:
    assert call("latent.resize")(painted, 1.5).samples.shape == (1, 4, 12, 12)
    assert call("latent.resize")(painted, 0.1).samples.shape == (1, 4, 1, 1)


def test_resizing_to_twice_the_nearest_repeats_each_cell(
    call: Callable[[str], Call], painted: Latent
) -> None:
    twice = call("latent.resize")(painted, 2.0, "nearest").samples

    repeated = painted.samples.repeat_interleave(2, dim=-1).repeat_interleave(2, dim=-2)
    assert torch.equal(twice, repeated)


def test_inpainting_keeps_the_rest_and_paints_what_is_chosen(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, sample: Sample
) -> None:
    values = torch.zeros(1, 64, 64)
    values[:, :, 32:] = 1
    original = call("latent.encode")(context, picture(64), tiny.vae).samples

    latent = call("latent.inpaint")(context, picture(64), Mask(values), tiny.vae)
    done = sample(latent).samples

    assert torch.equal(done[..., :4], original[..., :4])
    assert (done[..., 4:] - original[..., 4:]).abs().mean() > 0.1


def test_an_inpainting_mask_is_cut_hard_unless_it_is_soft(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline
) -> None:
    grey = Mask(torch.full((1, 64, 64), 0.7))

    hard, soft = (
        call("latent.inpaint")(context, picture(64), grey, tiny.vae, is_soft=is_soft).mask
        for is_soft in (False, True)
    )

    assert torch.equal(hard, torch.ones(1, 1, 8, 8))
    assert torch.allclose(soft, torch.full((1, 1, 8, 8), 0.7))


def test_a_mask_of_another_size_than_its_picture_is_refused(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline
) -> None:
    with pytest.raises(BadValue, match="32 x 16 px and the picture 64 x 64 px"):
        call("latent.inpaint")(context, picture(64), Mask(torch.ones(1, 16, 32)), tiny.vae)


def test_sampling_reports_and_shows_every_step(
    sample: Sample, canvas: Latent, context: TestContext
) -> None:
    done = sample(canvas, steps=7)

    assert context.progress == 7
    assert len(context.previews) == 7
    assert not done.is_empty
    assert done.samples.isfinite().all()
    assert done.samples.is_contiguous()


def test_two_samplers_in_a_row_do_what_one_does(sample: Sample, canvas: Latent) -> None:
    whole = sample(canvas, steps=6)

    half = sample(canvas, steps=6, end=0.5)
    both = sample(half, steps=6, start=0.5, adds_noise=False)

    assert not torch.equal(half.samples, whole.samples)
    assert torch.equal(both.samples, whole.samples)


def test_strength_says_how_much_is_painted_anew(
    sample: Sample, painted: Latent, context: TestContext
) -> None:
    moved = [
        (sample(painted, steps=10, strength=strength).samples - painted.samples).abs().mean()
        for strength in (0.2, 0.5, 1.0)
    ]

    assert context.progress == 2 + 5 + 10
    assert moved[0] < moved[1] < moved[2]


def test_a_strength_that_leaves_no_step_is_refused(sample: Sample, painted: Latent) -> None:
    with pytest.raises(BadValue, match="No step is left"):
        sample(painted, steps=4, strength=0.2)


def test_an_empty_canvas_cannot_be_painted_over(sample: Sample, canvas: Latent) -> None:
    with pytest.raises(BadValue, match="empty latent has nothing"):
        sample(canvas, strength=0.5)


def test_each_picture_of_a_batch_is_the_one_that_its_own_seed_makes(
    call: Callable[[str], Call], tiny: Pipeline, sample: Sample, canvas: Latent
) -> None:
    three = call("latent.empty")(tiny.denoiser, batch_size=3)

    batch = sample(three, seed=40).samples

    singles = torch.cat([sample(canvas, seed=40 + i).samples for i in range(3)])
    assert torch.allclose(batch, singles, rtol=0, atol=1e-4)
    assert not torch.allclose(batch[0], batch[1], atol=0.1)


def test_guidance_needs_something_to_pull_away_from(sample: Sample, canvas: Latent) -> None:
    with pytest.raises(BadValue, match="negative"):
        sample(canvas, guidance=Guidance(scale=5.0))


def test_a_prompt_of_another_model_is_refused_in_words(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, canvas: Latent
) -> None:
    foreign = Conditioning(torch.zeros(1, 77, 16), "sd1")

    with pytest.raises(BadValue, match="16 wide and tiny reads 32"):
        call("latent.sample")(context, tiny.denoiser, foreign, canvas, Noise(0), DDIM)


def test_a_run_whose_steps_are_all_kept_borrows_no_network(
    call: Callable[[str], Call], canvas: Latent, tiny: Pipeline, red_circle: Conditioning
) -> None:
    class Stingy(TestContext):
        """Lend nothing."""

        def load(self, model: Model[Any]) -> Any:
            raise AssertionError(f"{model.name} is not needed")

    shelf, node = Shelf(), call("latent.sample")
    wires = (tiny.denoiser, red_circle, canvas, Noise(5), DDIM)
    whole: Latent = node(TestContext(steps=shelf), *wires, steps=4)
    half: Latent = node(TestContext(), *wires, steps=4, end=0.5)

    assert torch.equal(node(Stingy(steps=shelf), *wires, steps=4).samples, whole.samples)
    assert torch.equal(node(Stingy(steps=shelf), *wires, steps=4, end=0.5).samples, half.samples)


def test_an_edit_that_acts_late_goes_on_from_the_steps_that_are_kept(
    call: Callable[[str], Call], canvas: Latent, tiny: Pipeline, red_circle: Conditioning
) -> None:
    shelf, node = Shelf(), call("latent.sample")
    wires = (tiny.denoiser, red_circle, canvas, Noise(5), DDIM, red_circle)
    node(TestContext(steps=shelf), *wires, steps=4, guidance=Guidance(3.0))
    edited, late = Guidance(3.0, end=0.5), TestContext(steps=shelf)

    found = node(late, *wires, steps=4, guidance=edited)

    assert late.progress == 2
    wanted = node(TestContext(), *wires, steps=4, guidance=edited)
    assert torch.equal(found.samples, wanted.samples)
