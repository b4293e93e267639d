import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image as Pillow

from graphstudio.api import Cancelled, Image, Mask, Model, Noise, Pipeline, TestContext
from graphstudio.diffusion.pipelines.classes import find_pipeline
from graphstudio.diffusion.pipelines.remarks import overhear
from graphstudio.diffusion.pipelines.requests import Request
from graphstudio.diffusion.pipelines.running import LoadedPipeline, plan_calls, run_calls
from graphstudio.errors import BadValue, ModelBroken

Open = Callable[[str], Model[Pipeline]]
CPU = torch.device("cpu")
PLAIN = '{"use_resolution_binning": false, "clean_caption": false}'
# One with a callback of its own, one without.
BOTH = [
    pytest.param("ZImagePipeline", "", id="with a callback"),
    pytest.param("PixArtSigmaPipeline", PLAIN, id="without a callback"),
]


class Impatient(TestContext):
    """Ask to stop after so many looks."""

    patience = 2

    def check(self) -> None:
        self.patience -= 1
        if self.patience < 0:
            raise Cancelled


def request(options: str) -> Request:
    return Request("a red cat", width=32, height=32, steps=4, guidance=1.0, options=options)


@pytest.mark.parametrize(("name", "options"), BOTH)
def test_every_step_of_every_picture_is_reported(name: str, options: str, opened: Open) -> None:
    ctx = TestContext()
    wanted = Request("a cat", width=32, height=32, steps=3, batch_size=2, options=options)

    run_calls(opened(name).source.load(CPU, torch.float32), plan_calls(name, wanted), Noise(1), ctx)

    assert ctx.progress == 6


@pytest.mark.parametrize(("name", "options"), BOTH)
def test_it_stops_in_the_middle_and_leaves_nothing_behind(
    name: str, options: str, opened: Open
) -> None:
    net, calls = opened(name).source.load(CPU, torch.float32), plan_calls(name, request(options))
    before = run_calls(net, calls, Noise(1), TestContext())
    ctx = Impatient()

    with pytest.raises(Cancelled):
        run_calls(net, calls, Noise(1), ctx)

    assert ctx.progress == 2
    assert torch.equal(run_calls(net, calls, Noise(1), TestContext()).pixels, before.pixels)


def test_what_the_pipeline_remarks_is_told_once(opened: Open) -> None:
    name, ctx = "StableDiffusionPipeline", TestContext()
    wanted = Request("a red cat " * 40, width=16, height=16, steps=1, batch_size=2)

    run_calls(opened(name).source.load(CPU, torch.float32), plan_calls(name, wanted), Noise(1), ctx)

    assert len([one for one in ctx.warnings if "truncated" in one]) == 1


def test_a_remark_is_heard_where_the_library_was_told_to_be_quiet(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log, told = logging.getLogger("diffusers"), list[str]()
    caplog.set_level(logging.ERROR, "diffusers")

    with overhear(told.append):
        logging.getLogger("diffusers.pipelines").warning("mind the gap")

    assert told == ["mind the gap"]
    assert log.level == logging.ERROR


def test_what_the_pipeline_refuses_is_refused_in_its_words(opened: Open) -> None:
    name = "StableDiffusionPipeline"
    calls = plan_calls(name, Request("a cat", width=20, height=20))

    with pytest.raises(BadValue, match=r"StableDiffusionPipeline refuses: .*divisible by 8"):
        run_calls(opened(name).source.load(CPU, torch.float32), calls, Noise(1), TestContext())


def test_a_picture_is_refused_where_the_family_takes_none() -> None:
    with pytest.raises(BadValue, match="PixArtSigmaPipeline takes no picture"):
        plan_calls("PixArtSigmaPipeline", Request(image=Image(torch.zeros(1, 8, 8, 3))))


@pytest.mark.parametrize(
    ("name", "relative", "mask"),
    [
        ("ZImagePipeline", "ZImageImg2ImgPipeline", None),
        ("QwenImagePipeline", "QwenImageInpaintPipeline", Mask(torch.ones(1, 8, 8))),
        ("FluxKontextPipeline", "FluxKontextPipeline", None),
    ],
)
def test_a_relative_takes_over_where_a_picture_or_a_mask_is_wired(
    name: str, relative: str, mask: Mask | None
) -> None:
    calls = plan_calls(name, Request("a", image=Image(torch.zeros(1, 8, 8, 3)), mask=mask))

    assert calls.class_name == relative


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("WanPipeline", "video"),
        ("StableAudioPipeline", "sound"),
        ("KandinskyV22PriorPipeline", "image embeds"),
        ("MarigoldDepthPipeline", "prediction"),
    ],
)
def test_a_pipeline_that_makes_no_pictures_is_refused(name: str, made: str) -> None:
    with pytest.raises(ModelBroken, match=rf"{name} makes .*{made}"):
        find_pipeline(name)


@pytest.mark.parametrize("name", ["SuperPipeline", "UNet2DConditionModel", "logging", "__doc__"])
def test_what_is_no_pipeline_of_diffusers_is_refused(name: str) -> None:
    with pytest.raises(ModelBroken, match=f"has no pipeline {name}"):
        find_pipeline(name)


class Output:
    """Give what a pipeline gives."""

    def __init__(self, images: Any) -> None:
        self.images = images

    def keys(self) -> list[str]:
        return ["latents"]


@pytest.mark.parametrize(
    "images",
    [
        pytest.param(np.full((1, 2, 2, 3), 0.2, dtype=np.float32), id="array"),
        pytest.param([np.full((2, 2, 3), 0.2, dtype=np.float32)], id="list of arrays"),
        pytest.param([[Pillow.new("RGB", (2, 2), (51, 51, 51))]], id="pictures in lists"),
        pytest.param(torch.full((1, 3, 2, 2), 0.2), id="tensor"),
        pytest.param(np.full((1, 2, 2, 1), 0.2, dtype=np.float32), id="grey"),
    ],
)
def test_pictures_come_out_the_same_in_whatever_form_they_are_made(
    images: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = paint_with(Output(images), monkeypatch)

    assert torch.equal(made, torch.full((1, 2, 2, 3), 0.2))
    assert made.is_contiguous()


def test_no_pictures_at_all_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadValue, match="gave no pictures but latents"):
        paint_with(Output(None), monkeypatch)


def paint_with(output: Output, monkeypatch: pytest.MonkeyPatch) -> torch.Tensor:
    import diffusers

    class Plain(diffusers.DiffusionPipeline):  # type: ignore[misc]  # an untyped base
        def __init__(self) -> None:
            super().__init__()

        def __call__(self, prompt: str = "") -> Output:
            return output

    monkeypatch.setattr(diffusers, "Plain", Plain, raising=False)
    return LoadedPipeline({}, {}).paint(
        "Plain", {}, generator=torch.Generator(), on_step=lambda count: None
    )
