"""A run that goes on in the middle equals one that was never interrupted, bit for bit."""

from typing import Any, get_args

import pytest
import torch

from graphstudio.api import Guidance, Latent, Noise, Scheduler
from graphstudio.diffusion.catalogue import SchedulerName, find_entry, recipe
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.texts import encode_prompt
from tests.diffusion.conftest import Loaded
from tests.diffusion.keeping import Shelf, counted

pytestmark = pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
STEPS = 6

NAMES = [name for name in get_args(SchedulerName) if find_entry(name).fits == "noise"]
SCHEDULERS = {
    **{name: recipe(name) for name in NAMES},
    "DDIM, eta 1": recipe("DDIM", eta=1.0),
    "DPM++ 2M, Karras": recipe("DPM++ 2M", sigmas="karras"),
    "DPM++ 2M, order 3": recipe("DPM++ 2M", order=3),
    "DPM++ 2S, order 3": recipe("DPM++ 2S", order=3),
    "UniPC, order 3": recipe("UniPC", order=3),
    "Euler, churned": recipe("Euler", options={"s_churn": 3.0}),
}


def paint(model: Loaded, scheduler: Scheduler, **more: Any) -> Latent:
    """Sample with what most tests do not care about filled in."""
    texts = model.parts.text_encoder
    options: dict[str, Any] = {
        "latent": empty_latent(model.parts.denoiser, 32, 32),
        "guidance": Guidance(5.0),
        "noise": Noise(3),
        "span": Span(STEPS),
        "positive": encode_prompt(texts, model.clip, "a red cat"),
        "negative": encode_prompt(texts, model.clip, "blue"),
    } | more
    args = [options.pop(name) for name in ("latent", "positive", "negative")]
    return sample(model.parts.denoiser, model.unet, *args, scheduler=scheduler, **options)


@pytest.mark.parametrize("scheduler", SCHEDULERS.values(), ids=SCHEDULERS.keys())
def test_a_run_goes_on_after_every_call_as_if_nothing_had_happened(
    scheduler: Scheduler, tiny: Loaded
) -> None:
    latent, shelf = empty_latent(tiny.parts.denoiser, 32, 32, batch=2), Shelf()
    plain = paint(tiny, scheduler, latent=latent).samples

    whole = paint(tiny, scheduler, latent=latent, steps=shelf).samples

    total = len(shelf.states)
    assert total >= STEPS
    assert torch.equal(whole, plain)
    for place in range(total):
        with counted(tiny.unet.unet) as calls:
            found = paint(tiny, scheduler, latent=latent, steps=shelf.only(place)).samples
        assert torch.equal(found, plain), place
        assert len(calls) == total - place - 1
