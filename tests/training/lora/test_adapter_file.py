"""LoRA files: diffusers loads them as they were trained, and their header says what they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline
from safetensors import safe_open
from safetensors.torch import save_file

from graphstudio.errors import ModelBroken
from graphstudio.training.lora.adapter_file import read_facts, write_adapter
from graphstudio.training.lora.lesson import LoraLesson
from graphstudio.training.lora.plan import LoraPlan
from graphstudio.training.lora.run import _facts, check
from graphstudio.training.lora.texts import TextReader
from tests.training.lora.conftest import MakePlan

PIPELINES = {"sd1": StableDiffusionPipeline, "sdxl": StableDiffusionXLPipeline}

pytestmark = [
    # Code of others: a part of the pipeline without a LoRA of its own is remarked upon.
    pytest.mark.filterwarnings("ignore:No LoRA keys"),
]


def write(plan: LoraPlan) -> LoraLesson:
    """Write a LoRA whose matrices are far from their start, and rounded as the file rounds."""
    task = check(plan, "cpu")
    lesson = LoraLesson(task, "cpu")
    with torch.no_grad():
        for number, weight in enumerate(lesson.model.parameters()):
            generator = torch.Generator().manual_seed(number)
            drawn = 0.2 * torch.randn(weight.shape, generator=generator)
            weight.copy_(drawn.half().float())
    write_adapter(plan.out, lesson.base, _facts(task))
    return lesson


def load(plan: LoraPlan, family: str) -> Any:  # Any: diffusers has no types
    options = {"safety_checker": None} if family == "sd1" else {"add_watermarker": False}
    pipeline = PIPELINES[family].from_pretrained(plan.base, local_files_only=True, **options)
    pipeline.load_lora_weights(plan.out)
    return pipeline


def answer(unet: Any, family: str) -> torch.Tensor:
    generator = torch.Generator().manual_seed(9)
    width = 32 if family == "sd1" else 64
    more = {
        "text_embeds": torch.randn(1, 24, generator=generator),
        "time_ids": torch.tensor([[64.0, 64, 0, 0, 64, 64]]),
    }
    with torch.no_grad():
        found: torch.Tensor = unet(
            torch.randn(1, 4, 8, 8, generator=generator),
            300,
            torch.randn(1, 77, width, generator=generator),
            added_cond_kwargs=more if family == "sdxl" else None,
        ).sample
    return found


@pytest.mark.slow
@pytest.mark.parametrize("family", ["sd1", "sdxl"])
@pytest.mark.parametrize("alpha", [2.0, 0.5])
def test_a_loaded_lora_answers_as_the_trained_one(
    make_plan: MakePlan, request: pytest.FixtureRequest, family: str, alpha: float
) -> None:
    base = request.getfixturevalue(family)
    plan = make_plan(base=base, alpha=alpha, targets=("all",), trains_text=True)
    lesson = write(plan)

    pipeline = load(plan, family)

    assert torch.allclose(
        answer(pipeline.unet, family), answer(lesson.base.unet, family), atol=1e-5
    )
    told = TextReader(lesson.base, "cpu", is_learning=False).read(["a red cat"])
    states = pipeline.encode_prompt(
        "a red cat", device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=False
    )[0]
    assert torch.allclose(told.states, states, atol=1e-4)
    pipeline.unload_lora_weights()
    assert not torch.allclose(
        answer(pipeline.unet, family), answer(lesson.base.unet, family), atol=1e-2
    )


def test_the_header_says_what_it_is(make_plan: MakePlan, sd1: Path) -> None:
    plan = make_plan(alpha=1.0, trigger="zwx", seed=7)
    write(plan)

    facts = read_facts(plan.out)

    assert facts is not None
    assert (facts.family, facts.base, facts.trigger) == ("sd1", sd1.name, "zwx")
    assert (facts.rank, facts.alpha, facts.steps, facts.seed) == (2, 1.0, 4, 7)
    assert (facts.captions, facts.resolution_px) == (5, 64)
    assert facts.targets == ("to_q", "to_k", "to_v", "to_out.0")
    assert facts.version
    with safe_open(plan.out, framework="pt") as opened:
        assert opened.metadata()["modelspec.architecture"] == "stable-diffusion-v1/lora"
        assert opened.metadata()["modelspec.trigger_phrase"] == "zwx"


def test_weights_are_halves(make_plan: MakePlan) -> None:
    plan = make_plan()
    write(plan)

    with safe_open(plan.out, framework="pt") as opened:
        kinds = {opened.get_tensor(name).dtype for name in opened.keys()}  # noqa: SIM118

    assert kinds == {torch.float16}


def test_the_same_lora_is_the_same_bytes(make_plan: MakePlan, tmp_path: Path) -> None:
    first, second = make_plan(), make_plan(out=tmp_path / "second.safetensors")

    write(first)
    write(second)

    assert first.out.read_bytes() == second.out.read_bytes()
    assert first.out.stat().st_mode & 0o777 == 0o644


def test_a_failed_write_leaves_the_former_file(
    make_plan: MakePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan()
    write(plan)
    former = plan.out.read_bytes()

    def stop(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(OSError, match="no space left"):
        write(replace(plan, seed=3))

    assert plan.out.read_bytes() == former


def test_files_of_others_say_nothing_of_ours(tmp_path: Path) -> None:
    save_file({"lora_A.weight": torch.zeros(2)}, tmp_path / "other.safetensors")

    assert read_facts(tmp_path / "other.safetensors") is None


def test_what_is_no_lora_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.safetensors").write_text("hello")

    with pytest.raises(ModelBroken, match="no safetensors file"):
        read_facts(tmp_path / "bad.safetensors")
