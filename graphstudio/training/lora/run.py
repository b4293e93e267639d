"""From a plan to a LoRA file: check everything, train, write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import torch

from graphstudio.errors import BadValue, GraphStudioError
from graphstudio.training.checkpoint import write_whole
from graphstudio.training.lora.adapter import choose_targets
from graphstudio.training.lora.adapter_file import AdapterFacts, write_adapter
from graphstudio.training.lora.base_model import BaseFacts, read_base
from graphstudio.training.lora.lesson import LoraLesson, LoraTask
from graphstudio.training.lora.picture_folder import (
    CaptionedPicture,
    read_picture_folder,
    small_pictures,
)
from graphstudio.training.lora.plan import LoraPlan, option_problems
from graphstudio.training.lora.prior import add_class_pictures
from graphstudio.training.lora.work_folder import claim
from graphstudio.training.sheet import loss_curves
from graphstudio.training.trainer import Report, train

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class LoraSummary:
    """Where the LoRA and its loss curve are, the losses, and figures as a Markdown table."""

    file: Path
    curve: Path
    losses: tuple[float, ...]
    table: str


def train_lora(plan: LoraPlan, report: Report, tell: Callable[[str], None]) -> LoraSummary:
    """Train a LoRA and write it, with its loss curve beside it.

    Args:
        plan: What to do. A second call with the same plan goes on where the first was killed.
        report: Told after every step.
        tell: Told what a person should know: pictures that are enlarged, captions that are cut.

    Raises:
        BadValue: It names everything that is wrong with options, pictures and base model at once.
    """
    device = _device(plan.device)
    task = check(plan, device)
    for warning in small_pictures(task.pictures, task.side_px):
        tell(warning)
    task = _with_class(task, device, tell)
    claim(plan.work, task)
    lesson = task.open(device)
    for caption in lesson.cut_captions():
        tell(f"The end of this caption is not seen, it is too long for the model: {caption}")
    trained = train(
        "lora", _Opened(lesson), plan.course(), plan.work / "lora.pt", report, device=device
    )
    write_adapter(plan.out, lesson.base, _facts(task))
    curve = plan.out.with_name(f"{plan.out.stem}-loss.png")
    drawn = loss_curves({"lora": trained.losses})
    write_whole(curve, lambda path: drawn.save(path, optimize=True))
    weights = sum(weight.numel() for weight in lesson.model.parameters())
    table = _table(len(task.pictures), trained.losses, weights, plan.out.stat().st_size)
    return LoraSummary(plan.out, curve, trained.losses, table)


def check(plan: LoraPlan, device: str) -> LoraTask:
    """Check options, files, pictures and captions, and say what there is to learn.

    Raises:
        BadValue: It names everything that is wrong at once.
    """
    problems = [*option_problems(plan), *_device_problems(device, plan.precision)]
    base = _kept(lambda: read_base(plan.base), problems)
    pictures = _kept(lambda: read_picture_folder(plan.data, plan.prompt), problems)
    targets = _kept(lambda: choose_targets(plan.targets, base.unet), problems) if base else None
    side = _side(plan, base, problems) if base else 0
    if problems or base is None or pictures is None or targets is None:
        raise BadValue(f"{len(problems)} problems stand in the way of this training.", problems)
    said = tuple(replace(one, caption=plan.caption(one.caption)) for one in pictures)
    return LoraTask(plan, base, side, targets, said)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A task whose lesson is open already: networks are not loaded twice."""

    lesson: LoraLesson

    def open(self, device: str) -> LoraLesson:  # noqa: ARG002
        """Give the lesson."""
        return self.lesson


def _kept(call: Callable[[], _T], problems: list[str]) -> _T | None:
    """Call, or note down what is wrong."""
    try:
        return call()
    except GraphStudioError as error:
        problems += error.problems
        return None


def _side(plan: LoraPlan, base: BaseFacts, problems: list[str]) -> int:
    side = base.native_px if plan.resolution_px is None else plan.resolution_px
    if side < 1 or side % base.scale_px:
        problems.append(
            f"--resolution {side}: choose a multiple of {base.scale_px}, as this model's "
            f"autoencoder needs; it was made for {base.native_px}."
        )
    return side


def _device(name: str) -> str:
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return name


def _device_problems(name: str, precision: str) -> list[str]:
    try:
        kind = torch.device(name).type
    except RuntimeError:
        return [f"--device {name}: choose auto, cpu, cuda, cuda:1 or mps."]
    there = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if not there.get(kind, False):
        return [f"--device {name}: this machine has none. Choose auto or cpu."]
    if precision == "fp16" and kind != "cuda":
        return [f"--precision fp16 needs a CUDA device, and this is {kind}. Choose bf16 or fp32."]
    return []


def _with_class(task: LoraTask, device: str, tell: Callable[[str], None]) -> LoraTask:
    plan, prior = task.plan, task.plan.prior
    if prior is None:
        return task
    add_class_pictures(
        plan.class_folder,
        prior.prompt,
        prior.count,
        task.facts,
        side_px=task.side_px,
        seed=plan.seed,
        device=device,
        precision=plan.precision,
        tell=tell,
    )
    pictures: tuple[CaptionedPicture, ...] = read_picture_folder(plan.class_folder, prior.prompt)
    return replace(task, class_pictures=pictures)


def _facts(task: LoraTask) -> AdapterFacts:
    plan = task.plan
    return AdapterFacts(
        family=task.facts.family,
        base=plan.base.resolve().name,
        rank=plan.rank,
        alpha=plan.strength,
        targets=task.targets,
        trains_text=plan.trains_text,
        trigger=plan.trigger,
        resolution_px=task.side_px,
        steps=plan.steps,
        seed=plan.seed,
        captions=len(task.pictures),
    )


def _table(pictures: int, losses: Sequence[float], weights: int, size_bytes: int) -> str:
    tenth = max(1, len(losses) // 10)
    first, last = (sum(part) / tenth for part in (losses[:tenth], losses[-tenth:]))
    rows = (
        ("pictures", f"{pictures}"),
        ("steps", f"{len(losses)}"),
        ("loss, first tenth", f"{first:.4f}"),
        ("loss, last tenth", f"{last:.4f}"),
        ("weights", f"{weights:,}"),
        ("file", f"{size_bytes / 2**20:.2f} MiB"),
    )
    lines = [f"| {name} | {value} |" for name, value in rows]
    return "\n".join(["| what | value |", "|---|---|", *lines])
