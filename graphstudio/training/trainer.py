"""The loop of every stage: gradients of all shards, one AdamW step, one moving average.

A batch depends on the step and the shard alone, so a run that was killed goes on from its last
checkpoint and ends with the same bits as one that was not. Shards may be worked by several
processes; the bits stay the same, because the gradients are added in the order of the shards.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import nn

from graphstudio.training.checkpoint import load_state, save_state
from graphstudio.training.crew import Crew
from graphstudio.training.ema import update_average
from graphstudio.training.flat import adopt, flatten
from graphstudio.training.schedule import Course


class Lesson(Protocol):
    """A model and its loss, alive in one process."""

    model: nn.Module

    def loss(self, step: int, shard: int) -> torch.Tensor:
        """Give the mean loss, a scalar, of this shard's batch at this step."""
        ...


class Task(Protocol):
    """What to learn, as a value that can be sent to another process."""

    def open(self, device: str) -> Lesson:
        """Build the model, always with the same starting weights, and open the data."""
        ...


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """How far a stage is; ``seconds_left`` is for this stage, judged by the pace of this run."""

    stage: str
    step: int
    steps: int
    loss: float
    seconds_left: float


Report = Callable[[TrainingProgress], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model with its averaged weights, and the loss of every step."""

    model: nn.Module
    losses: tuple[float, ...]


def train(
    stage: str,
    task: Task,
    course: Course,
    checkpoint: Path,
    report: Report,
    *,
    device: str = "cpu",
    processes: int = 1,
) -> Trained:
    """Run a stage to its end, from its last checkpoint where there is one."""
    lesson = task.open(device)
    weights = flatten(lesson.model).to(device)
    state = load_state(checkpoint)
    average, losses, first = weights.clone(), list[float](), 0
    if state is not None:
        weights.copy_(state["weights"])
        average.copy_(state["average"])
        losses, first = state["losses"].tolist(), int(state["step"])
    with Crew(task, lesson, weights, course.shards, processes) as crew:
        optimizer = torch.optim.AdamW(
            [crew.weights], lr=course.rate, betas=(0.9, 0.99), weight_decay=course.weight_decay
        )
        if state is not None:
            optimizer.load_state_dict(state["optimizer"])
        started = time.monotonic()
        for step in range(first, course.steps):
            gradient, loss = crew.gradient(step)
            losses.append(loss)
            # The norm over the flat tensor is the norm over all weights.
            gradient.mul_((course.clip / (gradient.norm() + 1e-6)).clamp(max=1.0))
            crew.weights.grad = gradient
            optimizer.param_groups[0]["lr"] = course.rate_at(step)
            optimizer.step()
            update_average(average, crew.weights.detach(), step, course.ema_decay)
            done = step + 1
            if done % course.checkpoint_every == 0 or done == course.steps:
                save_state(checkpoint, _state(done, crew.weights, average, optimizer, losses))
            pace = (time.monotonic() - started) / (done - first)
            report(TrainingProgress(stage, done, course.steps, loss, pace * (course.steps - done)))
    adopt(lesson.model, average)
    return Trained(lesson.model, tuple(losses))


def averaged_model(task: Task, checkpoint: Path) -> nn.Module | None:
    """Build the model with a checkpoint's averaged weights; None where there is none yet."""
    state = load_state(checkpoint)
    if state is None:
        return None
    model = task.open("cpu").model
    adopt(model, state["average"])
    return model.eval()


def _state(
    step: int,
    weights: torch.Tensor,
    average: torch.Tensor,
    optimizer: torch.optim.Optimizer,
    losses: list[float],
) -> dict[str, object]:
    return {
        "step": step,
        "weights": weights.detach().cpu(),
        "average": average.cpu(),
        "optimizer": optimizer.state_dict(),
        "losses": torch.tensor(losses, dtype=torch.float64),
    }
