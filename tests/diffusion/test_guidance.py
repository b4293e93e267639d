"""Guidance."""

import pytest
import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import rescale_noise_cfg
from torch import Tensor

from graphstudio.api import Conditioning, Guidance
from graphstudio.diffusion.guidance import make_guide, rescale
from graphstudio.errors import BadValue
from tests.diffusion.conftest import Loaded

CPU = torch.device("cpu")
TIME = torch.tensor(500)


class Listener:
    """Answer with the mean of the text, and remember how much was asked at once."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    @property
    def device(self) -> torch.device:
        """Be on the CPU."""
        return CPU

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Say what the text says."""
        self.batches.append(sample.shape[0])
        return sample + conditioning.embeds.mean((1, 2))[:, None, None, None]


def text(value: float, tokens: int = 77, batch: int = 1) -> Conditioning:
    """Make a text that says one number."""
    return Conditioning(torch.full((batch, tokens, 8), value), "sd1")


@pytest.mark.parametrize("amount", [0.1, 0.7, 1.0])
def test_rescaling_equals_the_official_one(amount: float) -> None:
    guided, prompted = torch.randn(2, 2, 4, 8, 8, generator=torch.Generator().manual_seed(1))

    assert torch.equal(
        rescale(guided, prompted, amount), rescale_noise_cfg(guided, prompted, amount)
    )


def test_guidance_goes_beyond_the_difference_in_one_batch() -> None:
    net = Listener()
    guide = make_guide(Guidance(3.0), text(2.0), text(1.0), batch=2, device=CPU)

    answer = guide.predict(net, torch.zeros(2, 4, 2, 2), TIME, 0.0)

    assert torch.equal(answer, torch.full((2, 4, 2, 2), 1.0 + 3.0 * (2.0 - 1.0)))
    assert net.batches == [4]


def test_scale_one_asks_once_and_needs_no_negative() -> None:
    net = Listener()
    guide = make_guide(Guidance(1.0), text(2.0), None, batch=1, device=CPU)

    guide.predict(net, torch.zeros(1, 4, 2, 2), TIME, 0.0)

    assert net.batches == [1]


def test_guidance_without_a_negative_is_refused() -> None:
    with pytest.raises(BadValue, match="needs a negative"):
        make_guide(Guidance(7.0), text(2.0), None, batch=1, device=CPU)


def test_guidance_acts_between_start_and_end_only() -> None:
    net = Listener()
    guidance = Guidance(3.0, start=0.3, end=0.6)
    guide = make_guide(guidance, text(2.0), text(1.0), batch=1, device=CPU)

    for step in range(10):
        guide.predict(net, torch.zeros(1, 4, 2, 2), TIME, step / 10)

    assert net.batches == [1, 1, 1, 2, 2, 2, 1, 1, 1, 1]


def test_texts_of_different_lengths_are_brought_to_one_without_changing_what_they_say(
    tiny: Loaded,
) -> None:
    sample = torch.randn(1, 4, 4, 4, generator=torch.Generator().manual_seed(1))
    long = Conditioning(tiny.clip.encode("red " * 160).embeds, "sd1")
    short = Conditioning(tiny.clip.encode("blue " * 80).embeds, "sd1")

    guide = make_guide(Guidance(4.0), long, short, batch=1, device=CPU)
    found = guide.predict(tiny.unet, sample, TIME, 0.0)

    assert (long.embeds.shape[1], short.embeds.shape[1]) == (3 * 77, 2 * 77)
    with_long = tiny.unet.predict(sample, TIME, long)
    with_short = tiny.unet.predict(sample, TIME, short)
    assert torch.allclose(found, with_short + 4.0 * (with_long - with_short), atol=1e-4)


def test_one_text_a_picture_is_kept_apart() -> None:
    two = Conditioning(torch.stack([torch.zeros(77, 8), torch.ones(77, 8)]), "sd1")
    guide = make_guide(Guidance(1.0), two, None, batch=4, device=CPU)

    answer = guide.predict(Listener(), torch.zeros(4, 4, 1, 1), TIME, 0.0)

    assert answer[:, 0, 0, 0].tolist() == [0, 0, 1, 1]
