"""A whole training: it resumes bit for bit, and says everything that is wrong before it starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline
from PIL import Image

from graphstudio.errors import BadValue
from graphstudio.training.lora.plan import LoraPlan, Prior
from graphstudio.training.lora.run import LoraSummary, check, train_lora
from graphstudio.training.trainer import TrainingProgress
from tests.training.lora.conftest import MakePlan

pytestmark = [
    # Code of others: diffusers' schedulers give numpy a torch tensor the old way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


class Killed(Exception):
    """Stands for a kill in the middle of a run."""


def kill_at(step: int) -> Callable[[TrainingProgress], None]:
    def report(progress: TrainingProgress) -> None:
        if progress.step == step:
            raise Killed

    return report


def finish(plan: LoraPlan, told: list[str] | None = None) -> LoraSummary:
    return train_lora(plan, lambda _: None, (told if told is not None else []).append)


def changed_by(plan: LoraPlan, pipeline: Any) -> float:  # Any: diffusers has no types
    """Say by how much a LoRA changes a picture, 0..255."""
    pipeline.set_progress_bar_config(disable=True)
    pictures = []
    for is_on in (False, True):
        if is_on:
            pipeline.load_lora_weights(plan.out)
        made = pipeline(
            "a cat",
            num_inference_steps=2,
            height=64,
            width=64,
            generator=torch.Generator().manual_seed(0),
            output_type="pt",
        ).images
        pictures.append(made)
    return float((pictures[0] - pictures[1]).abs().mean() * 255)


@pytest.mark.slow
def test_a_killed_training_ends_with_the_same_bytes(make_plan: MakePlan, tmp_path: Path) -> None:
    options: dict[str, Any] = {"steps": 6, "is_flipping": True, "caption_dropout": 0.3}
    whole = finish(make_plan(**options))
    cut = make_plan(**options, out=tmp_path / "cut.safetensors", work=tmp_path / "cut-work")
    for step in (3, 5):
        with pytest.raises(Killed):
            train_lora(cut, kill_at(step), print)

    resumed = finish(cut)

    assert resumed.losses == whole.losses
    assert resumed.file.read_bytes() == whole.file.read_bytes()


@pytest.mark.slow
def test_a_tiny_sd1_lora_loads_and_changes_pictures(make_plan: MakePlan) -> None:
    plan = make_plan(rate=0.05)
    summary = finish(plan)
    pipeline = StableDiffusionPipeline.from_pretrained(
        plan.base, safety_checker=None, local_files_only=True
    )

    assert changed_by(plan, pipeline) > 0.2
    assert "| pictures | 5 |" in summary.table
    assert "| steps | 4 |" in summary.table
    with Image.open(summary.curve) as curve:
        assert curve.size == (720, 260)


@pytest.mark.slow
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_tiny_sdxl_lora_loads_and_changes_pictures(
    make_plan: MakePlan, sdxl: Path, precision: str
) -> None:
    plan = make_plan(base=sdxl, steps=2, rate=0.05, trains_text=True, precision=precision)
    finish(plan)
    pipeline = StableDiffusionXLPipeline.from_pretrained(
        sdxl, add_watermarker=False, local_files_only=True
    )

    assert changed_by(plan, pipeline) > 0.2


@pytest.mark.slow
def test_the_class_is_made_and_learned_beside(make_plan: MakePlan, tmp_path: Path) -> None:
    told: list[str] = []

    summary = finish(make_plan(steps=1, prior=Prior("a dog", count=2)), told)

    assert len(list((tmp_path / "work" / "class").glob("*.png"))) == 2
    assert told == [f"2 of 2 pictures of the class are in {tmp_path / 'work' / 'class'}"]
    assert summary.losses[0] > 1.2 * finish(make_plan(steps=1, work=tmp_path / "w")).losses[0]


def test_another_training_never_goes_on_from_these_checkpoints(make_plan: MakePlan) -> None:
    finish(make_plan(steps=1))

    with pytest.raises(BadValue) as caught:
        finish(make_plan(steps=1, rank=4))

    assert "rank 2 there, 4 now" in str(caught.value)
    assert "--work" in str(caught.value)


def test_small_pictures_and_long_captions_are_told_of(make_plan: MakePlan, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    Image.new("RGB", (32, 32)).save(folder / "a.png")
    (folder / "a.txt").write_text("a cat " * 50)
    told: list[str] = []

    finish(make_plan(steps=1, data=folder), told)

    assert "will be enlarged to 64" in told[0]
    assert "The end of this caption is not seen" in told[1]


def test_everything_that_is_wrong_is_named_at_once(make_plan: MakePlan, tmp_path: Path) -> None:
    Image.new("RGB", (32, 32)).save(tmp_path / "bare.png")
    plan = make_plan(
        rank=0, data=tmp_path, targets=("to_x",), resolution_px=100, precision="fp16", device="cpu"
    )

    with pytest.raises(BadValue) as caught:
        train_lora(plan, kill_at(0), print)

    rank, precision, caption, targets, resolution = caught.value.problems
    assert "--rank 0" in rank
    assert "fp16 needs a CUDA device" in precision
    assert "bare.png has no caption" in caption
    assert "--targets to_x" in targets
    assert "--resolution 100: choose a multiple of 8" in resolution
    assert not plan.work.exists()


@pytest.mark.parametrize(
    ("device", "said"),
    [
        pytest.param("gpu", "choose auto, cpu, cuda", id="unknown"),
        pytest.param("mps:9", "this machine has none", id="absent"),
    ],
)
def test_a_device_that_is_not_there_is_refused(make_plan: MakePlan, device: str, said: str) -> None:
    with pytest.raises(BadValue) as caught:
        check(make_plan(), device)

    assert said in caught.value.problems[0]


def test_the_model_decides_the_resolution_where_nobody_does(make_plan: MakePlan) -> None:
    assert check(make_plan(), "cpu").side_px == 64
    assert check(make_plan(resolution_px=96), "cpu").side_px == 96


def test_captions_are_learned_with_their_trigger(make_plan: MakePlan) -> None:
    task = check(make_plan(trigger="zwx"), "cpu")

    assert task.pictures[0].caption == "zwx, a red circle"
