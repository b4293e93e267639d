"""The loss of a batch: what it counts, and that saving memory does not change it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from graphstudio.training.lora.lesson import LoraLesson
from graphstudio.training.lora.picture_folder import read_picture_folder
from graphstudio.training.lora.plan import LoraPlan, Prior
from graphstudio.training.lora.run import check
from graphstudio.training.lora.samples import SampleSource
from tests.training.lora.conftest import MakePlan


def opened(plan: LoraPlan) -> LoraLesson:
    return LoraLesson(check(plan, "cpu"), "cpu")


def gradient(lesson: LoraLesson, step: int = 0, shards: int = 1) -> torch.Tensor:
    """Give the mean gradient of the adapters, which have left their start at zero."""
    with torch.no_grad():
        for number, weight in enumerate(lesson.model.parameters()):
            generator = torch.Generator().manual_seed(number)
            weight.copy_(0.3 * torch.randn(weight.shape, generator=generator))
    for shard in range(shards):
        (lesson.loss(step, shard) / shards).backward()  # type: ignore[no-untyped-call]
    return nn.utils.parameters_to_vector(
        [weight.grad for weight in lesson.model.parameters() if weight.grad is not None]
    )


def test_only_adapters_learn(make_plan: MakePlan) -> None:
    lesson = opened(make_plan())

    opened_size = sum(weight.numel() for weight in lesson.model.parameters())

    assert 0 < opened_size < sum(weight.numel() for weight in lesson.base.unet.parameters()) / 5
    assert float(gradient(lesson).abs().max()) > 0


@pytest.mark.parametrize("family", ["sd1", "sdxl"])
def test_checkpointed_gradients_are_the_same(
    make_plan: MakePlan, request: pytest.FixtureRequest, family: str
) -> None:
    base = request.getfixturevalue(family)

    plain = gradient(opened(make_plan(base=base, trains_text=True)))
    saving = gradient(opened(make_plan(base=base, trains_text=True, is_checkpointing=True)))

    assert torch.allclose(plain, saving, rtol=1e-3, atol=1e-7)


def test_two_batches_of_two_are_one_of_four(make_plan: MakePlan) -> None:
    whole = gradient(opened(make_plan(batch=4)), step=1)
    parts = gradient(opened(make_plan(batch=2, accumulate=2)), step=1, shards=2)

    assert torch.allclose(whole, parts, rtol=1e-3, atol=1e-6)


def test_half_precision_learns_nearly_the_same(make_plan: MakePlan) -> None:
    full = gradient(opened(make_plan(batch=4)))
    half = gradient(opened(make_plan(batch=4, precision="bf16")))

    assert torch.nn.functional.cosine_similarity(full, half, dim=0) > 0.98
    assert half.dtype == torch.float32


def test_scaled_losses_keep_value_and_gradient(
    make_plan: MakePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = opened(make_plan())
    wanted, value = gradient(plain), float(plain.loss(0, 0).detach())
    # Halves themselves need CUDA; the scaling around them does not.
    monkeypatch.setattr(
        "graphstudio.training.lora.lesson.DTYPES", {"fp16": torch.float32}, raising=True
    )
    monkeypatch.setattr(
        "graphstudio.training.lora.base_model.DTYPES", {"fp16": torch.float32}, raising=True
    )
    task = replace(check(make_plan(), "cpu"), plan=make_plan(precision="fp16"))
    scaled = LoraLesson(task, "cpu")

    found = gradient(scaled)

    assert torch.allclose(found, wanted, rtol=1e-4, atol=1e-7)
    assert float(scaled.loss(0, 0).detach()) == pytest.approx(value, rel=1e-6)


def test_gradients_that_overflow_are_left_out(make_plan: MakePlan) -> None:
    from graphstudio.training.lora.lesson import _unscaled

    found = _unscaled(torch.tensor([1024.0, float("inf"), float("nan"), -float("inf")]))

    assert found.tolist() == [1.0, 0.0, 0.0, 0.0]


def test_the_prior_counts_by_its_weight(make_plan: MakePlan, pictures: Path) -> None:
    kinds = [0.0, 1.0, 3.0]
    losses = []
    for weight in kinds:
        plan = make_plan(prior=Prior("a dog", pictures, count=5, weight=weight))
        task = replace(check(plan, "cpu"), class_pictures=read_picture_folder(pictures, "a dog"))
        losses.append(float(LoraLesson(task, "cpu").loss(0, 0).detach()))
    without = float(opened(make_plan()).loss(0, 0).detach())

    assert losses[0] == pytest.approx(without, rel=1e-5)
    assert losses[2] - losses[0] == pytest.approx(3 * (losses[1] - losses[0]), rel=1e-4)
    assert losses[1] > 1.2 * losses[0]


def test_the_class_is_never_dropped(make_plan: MakePlan, pictures: Path) -> None:
    plan = make_plan(caption_dropout=1.0, prior=Prior("a dog", pictures, count=5))
    task = replace(check(plan, "cpu"), class_pictures=read_picture_folder(pictures, "a dog"))

    own, prior = LoraLesson(task, "cpu")._sources

    assert isinstance(own, SampleSource)
    assert own.at(0).caption == ""
    assert prior.at(0).caption == "a dog"


def test_min_snr_weighs_losses(make_plan: MakePlan) -> None:
    plain = opened(make_plan()).loss(0, 0)
    weighed = opened(make_plan(snr_gamma=1.0)).loss(0, 0)

    assert float(weighed.detach()) < float(plain.detach())


def test_the_text_encoder_learns_where_it_is_asked_to(make_plan: MakePlan, sdxl: Path) -> None:
    without = opened(make_plan(base=sdxl))
    with_text = opened(make_plan(base=sdxl, trains_text=True))

    gradient(with_text)

    more = len(list(with_text.model.parameters())) - len(list(without.model.parameters()))
    # Two encoders of three layers, four projections each, two matrices each.
    assert more == 2 * 3 * 4 * 2
    own = [weight for part in with_text.base.texts for weight in part.net.parameters()]
    taught = [weight for weight in own if weight.grad is not None and weight.grad.any()]
    # SDXL never looks at the last layer of its first encoder.
    assert len(taught) == more - 8
