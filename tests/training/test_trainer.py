"""The training loop: its result never depends on how often it stopped or how many ran it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from graphstudio.training.checkpoint import load_state, save_state
from graphstudio.training.dataset import TEST_PICTURES, batch_indices, generator_for
from graphstudio.training.flat import adopt, flatten
from graphstudio.training.schedule import Course
from graphstudio.training.trainer import Trained, TrainingProgress, averaged_model, train

COURSE = Course(
    steps=12, batch=4, shards=2, rate=0.05, warmup=2, anneal=6, ema_decay=0.9, checkpoint_every=3
)


@dataclass(frozen=True, slots=True)
class LineTask:
    """Learn y = 2 x - 1 from noisy points."""

    def open(self, device: str) -> LineLesson:
        """Build a line."""
        return LineLesson()


class LineLesson:
    """A linear layer and its squared error."""

    def __init__(self) -> None:
        """Start always alike."""
        torch.manual_seed(7)
        self.model: nn.Module = nn.Linear(1, 1)

    def loss(self, step: int, shard: int) -> torch.Tensor:
        """Give the error on four points."""
        x = torch.randn(4, 1, generator=generator_for(0, "line", step, shard))
        found: torch.Tensor = self.model(x)
        return (found - (2 * x - 1)).square().mean()


class Killed(Exception):
    """Stands for a kill in the middle of a run."""


def kill_at(step: int) -> Callable[[TrainingProgress], None]:
    def report(progress: TrainingProgress) -> None:
        if progress.step == step:
            raise Killed

    return report


def ignore(progress: TrainingProgress) -> None:
    assert progress.steps == COURSE.steps


def weights_of(trained: Trained) -> torch.Tensor:
    return flatten(trained.model)


def test_the_loss_falls(tmp_path: Path) -> None:
    course = Course(steps=200, batch=4, rate=0.05, warmup=1)

    losses = train("line", LineTask(), course, tmp_path / "line.pt", lambda _: None).losses

    assert losses[-1] < losses[0] / 100


def test_a_killed_run_ends_with_the_bits_of_one_that_was_not(tmp_path: Path) -> None:
    whole = train("line", LineTask(), COURSE, tmp_path / "whole.pt", ignore)

    for step in (5, 8):
        try:
            train("line", LineTask(), COURSE, tmp_path / "cut.pt", kill_at(step))
        except Killed:
            continue
    resumed = train("line", LineTask(), COURSE, tmp_path / "cut.pt", ignore)

    assert resumed.losses == whole.losses
    assert torch.equal(weights_of(resumed), weights_of(whole))


def test_two_processes_give_the_bits_of_one(tmp_path: Path) -> None:
    alone = train("line", LineTask(), COURSE, tmp_path / "one.pt", ignore)

    shared = train("line", LineTask(), COURSE, tmp_path / "two.pt", ignore, processes=2)

    assert shared.losses == alone.losses
    assert torch.equal(weights_of(shared), weights_of(alone))


def test_two_processes_take_one_thread_each(tmp_path: Path) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    seen = set()

    train(
        "line",
        LineTask(),
        COURSE,
        tmp_path / "line.pt",
        lambda _: seen.add(torch.get_num_threads()),
        processes=2,
    )

    after = torch.get_num_threads()
    torch.set_num_threads(before)
    assert (seen, after) == ({1}, 2)


def test_a_finished_stage_is_not_run_again(tmp_path: Path) -> None:
    first = train("line", LineTask(), COURSE, tmp_path / "line.pt", ignore)

    second = train("line", LineTask(), COURSE, tmp_path / "line.pt", kill_at(1))

    assert torch.equal(weights_of(first), weights_of(second))


def test_the_averaged_model_is_the_one_that_is_handed_out(tmp_path: Path) -> None:
    trained = train("line", LineTask(), COURSE, tmp_path / "line.pt", ignore)

    averaged = averaged_model(LineTask(), tmp_path / "line.pt")

    assert averaged is not None
    assert torch.equal(flatten(averaged), weights_of(trained))
    assert averaged_model(LineTask(), tmp_path / "absent.pt") is None


def test_the_time_left_ends_at_zero(tmp_path: Path) -> None:
    told: list[TrainingProgress] = []

    train("line", LineTask(), COURSE, tmp_path / "line.pt", told.append)

    assert [progress.step for progress in told] == list(range(1, 13))
    assert told[0].seconds_left > 0
    assert told[-1].seconds_left == 0


def test_flat_weights_are_the_modules_own() -> None:
    module = nn.Sequential(nn.Linear(3, 5), nn.Linear(5, 2))
    flat = flatten(module)

    adopt(module, flat)
    flat.zero_()

    assert all(not parameter.any() for parameter in module.parameters())


def test_a_state_is_whole_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.pt"

    assert load_state(path) is None
    save_state(path, {"step": 3})

    assert load_state(path) == {"step": 3}
    assert [file.name for file in path.parent.iterdir()] == ["state.pt"]


def test_batches_never_overlap_and_never_touch_test_pictures() -> None:
    seen = [
        index
        for step in range(5)
        for shard in range(2)
        for index in batch_indices(step, shard, shards=2, batch=4)
    ]

    assert len(set(seen)) == len(seen) == 40
    assert min(seen) == TEST_PICTURES
