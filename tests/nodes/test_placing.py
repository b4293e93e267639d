"""Parts of a model in their places."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import TestContext
from graphstudio.diffusion.folders import Pipeline
from graphstudio.engine.devices import Devices
from graphstudio.errors import RunError

Call = Callable[..., Any]


def test_each_part_gets_its_place_and_stays_the_same_model(
    call: Callable[[str], Call], tiny: Pipeline
) -> None:
    placed = call("placing.on_device")(
        tiny.denoiser, tiny.text_encoder, tiny.vae, "auto", "cpu", "cuda:1"
    )

    assert [one.place for one in placed] == ["auto", "cpu", "cuda:1"]
    assert placed.denoiser == tiny.denoiser
    assert placed.vae != tiny.vae
    assert placed.vae.digest == tiny.vae.digest


def test_a_part_on_the_processor_says_the_same_there(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline
) -> None:
    placed = call("placing.on_device")(
        tiny.denoiser, tiny.text_encoder, tiny.vae, text_encoder_on="cpu"
    )

    found = call("prompt.encode")(context, placed.text_encoder, "a red circle")

    wanted = call("prompt.encode")(context, tiny.text_encoder, "a red circle")
    assert torch.equal(found.embeds, wanted.embeds)


def test_a_device_that_is_not_there_is_refused_when_the_part_is_used(
    call: Callable[[str], Call], tiny: Pipeline
) -> None:
    placed = call("placing.on_device")(tiny.denoiser, tiny.text_encoder, tiny.vae, vae_on="cuda:3")

    with (
        pytest.raises(RunError, match="'cuda:3' was asked for, and torch does not find it"),
        Devices("cpu").lease(placed.vae),
    ):
        raise AssertionError("it was lent")
