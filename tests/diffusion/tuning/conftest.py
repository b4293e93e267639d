"""Tiny models run in other ways, through the store that the engine keeps networks in."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from graphstudio.api import Conditioning, Guidance, Model, Noise
from graphstudio.diffusion.catalogue import recipe
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.sampling import Span, sample
from graphstudio.diffusion.texts import encode_prompt
from graphstudio.diffusion.tuning.wires import tune
from graphstudio.engine.models import ModelStore
from tests.diffusion.conftest import Loaded

CPU = torch.device("cpu")
Paint = Callable[..., Tensor]


@pytest.fixture
def store() -> ModelStore:
    """Give a store that has room for all."""
    return ModelStore(lambda device: 2**32)


@pytest.fixture
def paint(tiny: Loaded, store: ModelStore) -> Paint:
    """Paint with the tiny model, tuned: a latent of 16 x 16 cells in four calls."""

    def painted(model: Model[Any] | None = None, **options: Any) -> Tensor:
        changes = options.pop("tuning", {})
        tuned = tune(model or tiny.parts.denoiser, **changes)
        side = options.pop("side", 128)
        more: dict[str, Any] = {
            "guidance": Guidance(5.0),
            "span": Span(4),
            "scheduler": recipe("DDIM"),
            "noise": Noise(1),
        } | options
        with store.lease(tuned, CPU, torch.float32) as net:
            return sample(
                tuned,
                net,
                empty_latent(tuned, side, side),
                say(tiny, "a red cat"),
                say(tiny, ""),
                **more,
            ).samples

    return painted


def say(tiny: Loaded, text: str) -> Conditioning:
    """Read a prompt with the tiny model."""
    return encode_prompt(tiny.parts.text_encoder, tiny.clip, text)
