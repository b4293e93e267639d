from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Conditioning, Guidance, Noise, Scheduler, TestContext
from graphstudio.diffusion.folders import Pipeline

Call = Callable[..., Any]
Guided = Callable[..., torch.Tensor]


@pytest.fixture
def guided(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, red_circle: Conditioning
) -> Guided:
    """Sample with guidance set as the node is told, and give the samples."""

    def run(negative: str = "a dog", **options: float) -> torch.Tensor:
        found = call("latent.sample")(
            context,
            tiny.denoiser,
            red_circle,
            call("latent.empty")(tiny.denoiser),
            Noise(4),
            Scheduler("DDIMScheduler"),
            negative=call("prompt.encode")(context, tiny.text_encoder, negative),
            guidance=call("guidance.cfg")(**options),
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
