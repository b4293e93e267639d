from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from spandrel.architectures.Compact import Compact

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import Image, TestContext
from graphstudio.errors import ModelBroken, ModelMissing

Call = Callable[..., Any]


@pytest.fixture
def compact() -> Compact:
    torch.manual_seed(3)
    return Compact(num_in_ch=3, num_out_ch=3, num_feat=8, num_conv=1, upscale=2).eval()


@pytest.fixture
def folder() -> Path:
    """Give the folder of upscale models in the user's model folder."""
    place = paths.models() / "upscalers"
    place.mkdir(parents=True)
    return place


def test_a_picture_is_made_larger_by_a_model_of_the_model_folder(
    call: Callable[[str], Call], context: TestContext, compact: Compact, folder: Path
) -> None:
    save_file(compact.state_dict(), folder / "small.safetensors")
    image = Image(torch.rand(1, 70, 90, 3))

    model = call("upscale.load")(context, "small")
    whole = call("upscale.apply")(context, model, image, 0)
    tiled = call("upscale.apply")(context, model, image, 64)

    with torch.no_grad():
        wanted = compact(image.pixels.movedim(-1, 1).contiguous()).clamp(0, 1).movedim(1, -1)
    assert torch.equal(whole.pixels, wanted)
    assert torch.allclose(tiled.pixels, wanted, rtol=0, atol=1e-5)
    assert context.progress == 1 + 2 * 2
    assert not context.warnings


def test_a_pickle_has_to_be_allowed_and_is_opened_with_a_notice(
    call: Callable[[str], Call], context: TestContext, compact: Compact, folder: Path
) -> None:
    torch.save({"params": compact.state_dict()}, folder / "old.pth")

    with pytest.raises(ModelBroken, match="turn on allows_pickle"):
        call("upscale.load")(context, "old.pth")
    model = call("upscale.load")(context, "old.pth", allows_pickle=True)

    assert model.fact("scale") == 2
    assert context.warnings[0].startswith("old.pth is a pickle.")


def test_a_model_that_is_not_there_is_named_with_those_that_are(
    call: Callable[[str], Call], context: TestContext, compact: Compact, folder: Path
) -> None:
    save_file(compact.state_dict(), folder / "small.safetensors")

    with pytest.raises(ModelMissing, match=r'no upscale model "large".*small\.safetensors'):
        call("upscale.load")(context, "large")


def test_a_file_that_is_written_over_is_not_a_stale_one(
    studio: gs.Studio, compact: Compact, folder: Path
) -> None:
    load = studio.registry.require("upscale.load")
    assert load.fingerprint is not None
    save_file(compact.state_dict(), folder / "small.safetensors")
    before = load.fingerprint(upscaler="small")

    torch.nn.init.ones_(next(compact.parameters()))
    save_file(compact.state_dict(), folder / "small.safetensors")

    assert load.fingerprint(upscaler="small") != before
