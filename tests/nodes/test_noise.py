from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Conditioning, Noise, Scheduler, TestContext
from graphstudio.diffusion.folders import Pipeline

Call = Callable[..., Any]
Painted = Callable[..., torch.Tensor]


@pytest.fixture(params=["DDIMScheduler", "EulerAncestralDiscreteScheduler"])
def painted(
    request: pytest.FixtureRequest,
    call: Callable[[str], Call],
    context: TestContext,
    tiny: Pipeline,
    red_circle: Conditioning,
) -> Painted:
    """Sample from a seed, with a scheduler that draws noise once and one that does each step."""

    def run(seed: int, batch: int = 1) -> torch.Tensor:
        found = call("latent.sample")(
            context,
            tiny.denoiser,
            red_circle,
            call("latent.empty")(tiny.denoiser, batch_size=batch),
            call("noise.seeded")(seed),
            Scheduler(request.param),
            steps=4,
        )
        assert isinstance(found.samples, torch.Tensor)
        return found.samples

    return run


def test_noise_is_a_recipe_and_no_numbers(call: Callable[[str], Call]) -> None:
    assert call("noise.seeded")(7) == Noise(7)


def test_the_same_seed_makes_the_same_picture_and_another_one_another(painted: Painted) -> None:
    assert torch.equal(painted(1), painted(1))
    assert not torch.allclose(painted(1), painted(2), atol=0.1)


def test_the_second_picture_of_a_batch_is_the_picture_of_the_next_seed(painted: Painted) -> None:
    batch = painted(1, batch=2)

    assert torch.allclose(batch[1:], painted(2), rtol=0, atol=1e-4)


def test_after_the_last_seed_comes_the_first(painted: Painted) -> None:
    batch = painted(2**64 - 1, batch=2)

    assert torch.allclose(batch[1:], painted(0), rtol=0, atol=1e-4)


def test_varying_adds_a_seed_and_nothing_at_an_amount_of_nought(
    call: Callable[[str], Call],
) -> None:
    vary = call("noise.vary")

    assert vary(Noise(7), 3, 0.2) == Noise(7, ((3, 0.2),))
    assert vary(vary(Noise(7), 3, 0.2), 4, 0.5) == Noise(7, ((3, 0.2), (4, 0.5)))
    assert vary(Noise(7), 3, 0.0) == Noise(7)


def test_the_further_noise_is_varied_the_less_a_picture_is_the_one_it_was(
    call: Callable[[str], Call], context: TestContext
) -> None:
    """The built-in model: what matters is how much a picture changes, and it paints pictures."""
    model = call("model.load")()
    texts = [
        call("prompt.encode")(context, model.text_encoder, text)
        for text in ("a red circle on a blue background", "")
    ]

    def painted(noise: Noise) -> torch.Tensor:
        found = call("latent.sample")(
            context,
            model.denoiser,
            texts[0],
            call("latent.empty")(model.denoiser, 64, 64),
            noise,
            Scheduler("DDIMScheduler"),
            negative=texts[1],
            guidance=call("guidance.cfg")(4.0),
            steps=6,
        )
        assert isinstance(found.samples, torch.Tensor)
        return found.samples

    seeds = painted(Noise(1)), painted(Noise(2))
    varied = [painted(call("noise.vary")(Noise(1), 2, amount)) for amount in (0.0, 0.1, 0.5, 1.0)]
    moved = [(one - seeds[0]).abs().mean().item() for one in varied]

    assert torch.equal(varied[0], seeds[0])
    assert torch.equal(varied[3], seeds[1])
    assert 0 < moved[1] < moved[2] < moved[3]


def test_reseeding_says_from_when_and_keeps_the_seed(call: Callable[[str], Call]) -> None:
    assert call("noise.reseed")(Noise(7), 3, 0.4) == Noise(7, later=((0.4, 3),))
