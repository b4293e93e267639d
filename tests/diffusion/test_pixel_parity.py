"""Pixel-space models: our loop against the official pipelines, bit for bit."""

from __future__ import annotations

from typing import Any

import diffusers
import pytest
import torch
from diffusers.schedulers.deprecated import ScoreSdeVpScheduler
from torch import Generator, Tensor

from graphstudio.api import Latent, Scheduler
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.conditioning import unconditional
from graphstudio.diffusion.kinds import trained_with
from graphstudio.diffusion.levels import with_levels
from graphstudio.diffusion.pixels import to_image
from graphstudio.diffusion.sampling import Span
from tests.diffusion.tiny_pixel import SEED, LoadedPixels, MakePixels, of_classes


def run(
    kind: str, model: LoadedPixels, scheduler: Any, *, seeds: tuple[int, ...], **more: Any
) -> tuple[Tensor, Tensor]:
    """Run an official pipeline around the very network that our code runs.

    Returns:
        What its scheduler gave at last, before it is cut to 0..1, and the pictures.
    """
    pipeline = getattr(diffusers, kind)(unet=model.net.net, scheduler=scheduler)
    pipeline.set_progress_bar_config(disable=True)
    name = "step_pred" if hasattr(scheduler, "step_pred") else "step"
    plain, given = getattr(pipeline.scheduler, name), []

    def noted(*args: Any, **options: Any) -> Any:
        given.append(plain(*args, **options))
        return given[-1]

    setattr(pipeline.scheduler, name, noted)
    draws = [Generator().manual_seed(seed) for seed in seeds]
    pictures = pipeline(
        batch_size=len(seeds),
        generator=draws[0] if len(draws) == 1 else draws,
        output_type="np",
        **more,
    ).images
    last = given[-1]
    samples = last.prev_sample_mean if name == "step_pred" else last.prev_sample
    return samples, torch.from_numpy(pictures)


def ask(
    kind: str, model: LoadedPixels, scheduler: Any, *, seeds: tuple[int, ...], **more: Any
) -> Tensor:
    """Run an official pipeline and give its samples as they are, not cut to 0..1."""
    return run(kind, model, scheduler, seeds=seeds, **more)[0]


@pytest.mark.parametrize("seeds", [(4,), (4, 5, 6)])
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"variance_type": "fixed_large"}, id="fixed large"),
        pytest.param({"variance_type": "fixed_small"}, id="fixed small"),
        pytest.param({"variance_type": "fixed_small_log"}, id="fixed small, its logarithm"),
        pytest.param({"clip_sample": False}, id="not clipped"),
        pytest.param({"clip_sample_range": 0.5}, id="clipped to less"),
        pytest.param(
            {"thresholding": True, "sample_max_value": 2.0, "clip_sample": False}, id="thresholded"
        ),
        pytest.param({"prediction_type": "v_prediction"}, id="velocity"),
        pytest.param({"prediction_type": "sample"}, id="the picture itself"),
        pytest.param({"beta_schedule": "squaredcos_cap_v2"}, id="cosine"),
        pytest.param({"timestep_spacing": "trailing"}, id="trailing"),
    ],
)
def test_ddpm_equals_the_official_pipeline(
    options: dict[str, Any], seeds: tuple[int, ...], make_pixel: MakePixels
) -> None:
    model = make_pixel("DDPMPipeline", **options)
    scheduler = diffusers.DDPMScheduler.from_config(trained_with(model.parts.denoiser))

    wanted = ask("DDPMPipeline", model, scheduler, seeds=seeds, num_inference_steps=6)
    found = model.samples(Span(6), batch=len(seeds))

    assert torch.equal(found, wanted)
    assert found.isfinite().all()


@pytest.mark.parametrize("kind", ["learned_range", "fixed_large"])
def test_ddpm_with_a_network_that_learned_its_variance_equals_the_official_pipeline(
    kind: str, make_pixel: MakePixels
) -> None:
    learned = make_pixel("DDPMPipeline", net={"out_channels": 6}, variance_type="learned_range")
    scheduler = diffusers.DDPMScheduler.from_config(trained_with(learned.parts.denoiser))

    wanted = ask("DDPMPipeline", learned, scheduler, seeds=(4,), num_inference_steps=6)
    found = learned.samples(Span(6))
    shown: list[Latent] = []
    # Where the variance is not asked for, the official pipeline fails: the rest is the answer.
    other = learned.sample(
        Span(6), scheduler=recipe("DDPM", options={"variance_type": kind}), preview=shown.append
    )

    assert torch.equal(found, wanted)
    assert other.samples.shape == shown[0].samples.shape == (1, 3, 8, 8)
    assert torch.equal(other.samples, wanted) == (kind == "learned_range")


@pytest.mark.parametrize("seeds", [(4,), (4, 5)])
@pytest.mark.parametrize("eta", [0.0, 0.3, 1.0])
def test_ddim_equals_the_official_pipeline(
    eta: float, seeds: tuple[int, ...], make_pixel: MakePixels
) -> None:
    model = make_pixel("DDIMPipeline")
    scheduler = diffusers.DDPMScheduler.from_config(trained_with(model.parts.denoiser))

    wanted = ask("DDIMPipeline", model, scheduler, seeds=seeds, num_inference_steps=5, eta=eta)
    found = model.samples(Span(5), scheduler=recipe("DDIM", eta=eta), batch=len(seeds))

    assert torch.equal(found, wanted)


def test_a_ddim_folder_proposes_ddim_whatever_scheduler_lies_in_it(make_pixel: MakePixels) -> None:
    model = make_pixel("DDIMPipeline")
    scheduler = diffusers.DDPMScheduler.from_config(trained_with(model.parts.denoiser))

    wanted = ask("DDIMPipeline", model, scheduler, seeds=(4,), num_inference_steps=5)

    assert model.parts.scheduler == Scheduler("DDIMScheduler")
    assert torch.equal(model.samples(Span(5)), wanted)


@pytest.mark.parametrize("seeds", [(4,), (4, 5)])
@pytest.mark.parametrize("steps", [1, 2, 5, 40])
def test_a_consistency_model_equals_the_official_pipeline(
    steps: int, seeds: tuple[int, ...], make_pixel: MakePixels
) -> None:
    model = make_pixel("ConsistencyModelPipeline")
    scheduler = diffusers.CMStochasticIterativeScheduler()

    wanted = ask(
        "ConsistencyModelPipeline", model, scheduler, seeds=seeds, num_inference_steps=steps
    )
    found = model.samples(Span(steps), batch=len(seeds))

    assert torch.equal(found, wanted)
    assert found.isfinite().all()


@pytest.mark.parametrize("classes", [None, 7])
def test_a_consistency_model_at_given_timesteps_equals_the_official_pipeline(
    classes: int | None, make_pixel: MakePixels
) -> None:
    model = make_pixel("ConsistencyModelPipeline", net={"num_class_embeds": classes}, s_noise=1.01)
    scheduler = diffusers.CMStochasticIterativeScheduler(s_noise=1.01)
    said = of_classes(model.parts, 3, 6) if classes else unconditional(model.parts.denoiser)

    wanted = ask(
        "ConsistencyModelPipeline",
        model,
        scheduler,
        seeds=(4, 5),
        num_inference_steps=None,
        timesteps=[22, 0],
        class_labels=[3, 6] if classes else None,
    )
    by_hand = with_levels(model.parts.scheduler, (22, 0), "timesteps")
    found = model.samples(Span(2), scheduler=by_hand, positive=said, batch=2)

    assert torch.equal(found, wanted)


def test_one_class_is_painted_for_a_whole_batch(make_pixel: MakePixels) -> None:
    model = make_pixel("ConsistencyModelPipeline", net={"num_class_embeds": 7})
    one, both, other = (of_classes(model.parts, *which) for which in ([3], [3, 3], [3, 4]))

    found, wanted, mixed = (
        model.sample(Span(2), positive=said, batch=2).samples for said in (one, both, other)
    )

    assert torch.equal(found, wanted)
    assert torch.equal(mixed[0], wanted[0])
    assert not torch.equal(mixed[1], wanted[1])


def test_levels_that_begin_lower_begin_with_so_much_noise(make_pixel: MakePixels) -> None:
    # diffusers begins with 80 times the noise wherever a schedule begins, which its network was
    # not asked about: the first level is the right one.
    model = make_pixel("ConsistencyModelPipeline")
    by_hand = with_levels(model.parts.scheduler, (20,), "timesteps")
    scheduler = diffusers.CMStochasticIterativeScheduler()
    scheduler.set_timesteps(timesteps=[20])
    sigma = scheduler.sigmas[0]
    drawn = torch.randn(1, 3, 8, 8, generator=Generator().manual_seed(SEED)) * float(sigma)
    time = scheduler.timesteps[0]

    answer = model.net.net(scheduler.scale_model_input(drawn, time), time).sample
    wanted = scheduler.step(answer, time, drawn, return_dict=False)[0]

    assert sigma < 10
    assert torch.equal(model.sample(Span(1), scheduler=by_hand).samples, wanted)


@pytest.mark.parametrize("corrections", [0, 1, 2])
@pytest.mark.parametrize("steps", [2, 5, 12])
def test_a_score_model_of_the_ve_kind_equals_the_official_pipeline(
    steps: int, corrections: int, make_pixel: MakePixels
) -> None:
    model = make_pixel("ScoreSdeVePipeline", correct_steps=corrections)
    scheduler = diffusers.ScoreSdeVeScheduler.from_config(trained_with(model.parts.denoiser))

    wanted = ask(
        "ScoreSdeVePipeline",
        model,
        scheduler,
        seeds=(4,),
        num_inference_steps=steps,
    )
    found = model.samples(Span(steps))

    assert torch.equal(found, wanted)
    assert found.isfinite().all()


def test_each_picture_of_a_ve_batch_is_corrected_by_itself(make_pixel: MakePixels) -> None:
    # The official pipeline takes one step size for the whole batch, from the mean of the norms,
    # so that a picture depends on its neighbours there; alone it is what it is here in a batch.
    model = make_pixel("ScoreSdeVePipeline")
    config = trained_with(model.parts.denoiser)

    def official(*seeds: int) -> Tensor:
        scheduler = diffusers.ScoreSdeVeScheduler.from_config(config)
        return ask("ScoreSdeVePipeline", model, scheduler, seeds=seeds, num_inference_steps=5)

    found = model.samples(Span(5), batch=2)

    assert torch.allclose(found, torch.cat([official(4), official(5)]), atol=1e-3)
    assert not torch.allclose(found, official(4, 5), atol=0.1)


def vp_loop(model: LoadedPixels, steps: int, seeds: tuple[int, ...], factor: float) -> Tensor:
    """Solve as the pipeline did that diffusers had once, which lives on in no release.

    Args:
        factor: What its times 0..1 are stretched by for the network.
    """
    scheduler = ScoreSdeVpScheduler()
    scheduler.set_timesteps(steps)
    draws = [Generator().manual_seed(seed) for seed in seeds]
    sample = torch.stack([torch.randn(3, 8, 8, generator=draw) for draw in draws])
    mean = sample
    for time in scheduler.timesteps:
        times = time * torch.ones(len(seeds))
        with torch.no_grad():
            answer = model.net.net(sample, times * factor).sample
        sample, mean = scheduler.step_pred(answer, sample, times, generator=draws)
    return mean


@pytest.mark.parametrize("seeds", [(4,), (4, 5, 6)])
@pytest.mark.parametrize("steps", [1, 4, 25])
def test_a_score_model_of_the_vp_kind_equals_the_loop_of_its_paper(
    steps: int, seeds: tuple[int, ...], make_pixel: MakePixels
) -> None:
    # That pipeline stretched times by the number of steps less 1, which is right at its default of
    # 1000 alone; the paper's code stretches by 999 always (`models/utils.py`, `get_score_fn`).
    model = make_pixel("ScoreSdeVpPipeline")

    found = model.samples(Span(steps), batch=len(seeds))

    assert torch.equal(found, vp_loop(model, steps, seeds, 999))


@pytest.mark.parametrize(
    ("kind", "scheduler"),
    [
        ("DDPMPipeline", diffusers.DDPMScheduler),
        ("ConsistencyModelPipeline", diffusers.CMStochasticIterativeScheduler),
        ("ScoreSdeVePipeline", diffusers.ScoreSdeVeScheduler),
    ],
)
def test_the_finished_picture_equals_the_official_one(
    kind: str, scheduler: Any, make_pixel: MakePixels
) -> None:
    model = make_pixel(kind)
    fresh = scheduler.from_config(trained_with(model.parts.denoiser))

    _, wanted = run(kind, model, fresh, seeds=(4,), num_inference_steps=4)
    found = to_image(model.sample(Span(4))).pixels

    assert torch.equal(found, wanted)
