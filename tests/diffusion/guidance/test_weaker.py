"""Worse answers, and when they are pushed away from."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from graphstudio.api import Conditioning, Guidance, WeakenedLayers, WeakerModel
from graphstudio.diffusion.guidance import make_guide
from tests.diffusion.conftest import Loaded
from tests.diffusion.guidance.listener import TIME, Listener, Reader, script, text


class Silent(Reader):
    """A network that says nothing."""

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Say nothing."""
        return torch.zeros_like(sample)


def test_each_worse_model_is_asked_of_its_own_network_and_only_while_it_acts(tiny: Loaded) -> None:
    good, first, second = Listener(), Listener(), Listener()
    recipe = WeakerModel(2.0, tiny.parts.denoiser)
    guidance = Guidance(1.0, away_from=(replace(recipe, end=0.2), replace(recipe, start=0.1)))
    guide = make_guide(guidance, text(2.0), None, [good, first, second], batch=3, calls=4)

    for call in range(4):
        guide.predict(good, torch.zeros(3, 1, 1, 1), TIME, call / 10)

    assert (good.batches, first.batches, second.batches) == ([3] * 4, [3] * 2, [3] * 3)


@pytest.mark.parametrize(
    ("scale", "wanted"),
    [
        pytest.param(1.0, [2 + 3 * (2 - 0)], id="alone"),
        pytest.param(5.0, [1 + 5 * (2 - 1) + 3 * (2 - 0)], id="on top of guidance"),
    ],
)
def test_what_a_worse_model_says_is_pushed_away_from(
    scale: float, wanted: list[float], tiny: Loaded
) -> None:
    guidance = Guidance(scale, away_from=(WeakerModel(3.0, tiny.parts.denoiser),))
    nets = [Reader(), Silent()]
    guide = make_guide(guidance, script(2.0), script(1.0), nets, batch=1, calls=4)

    found = guide.predict(nets[0], torch.zeros(1, 1, 1, 1), TIME, 0.0)

    assert found.flatten().tolist() == wanted


def test_several_can_be_pushed_away_from_at_once(tiny: Loaded) -> None:
    sample = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    prompt = replace(text(1.0), embeds=tiny.clip.encode("a red cat").embeds)
    one, other = WeakenedLayers(2.0), WeakenedLayers(1.0, "layers", ("down",))

    def ask(*recipes: WeakenedLayers) -> torch.Tensor:
        guidance = Guidance(1.0, away_from=recipes)
        guide = make_guide(guidance, prompt, None, [tiny.unet], batch=1, calls=4)
        return guide.predict(tiny.unet, sample, TIME, 0.0)

    plain = ask()
    assert torch.allclose(ask(one, other) - plain, ask(one) + ask(other) - 2 * plain, atol=1e-5)
