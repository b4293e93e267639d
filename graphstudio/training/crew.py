"""The processes that work the shards of a step; weights and gradients are shared memory."""

from __future__ import annotations

from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from types import TracebackType
from typing import TYPE_CHECKING, Self

import torch
from torch import multiprocessing, nn

from graphstudio.training.flat import adopt

if TYPE_CHECKING:
    from graphstudio.training.trainer import Lesson, Task

# A worker whose leader was killed ends by itself after this time; a step takes a second or two.
_PATIENCE_S = 900.0
_STOP = -1


class Crew:
    """Works out the mean gradient of a step; the calling process is the first of the crew."""

    def __init__(
        self, task: Task, lesson: Lesson, weights: torch.Tensor, shards: int, processes: int
    ) -> None:
        """Start the other processes.

        Args:
            task: What they open.
            lesson: The same, already open in this process; its model adopts the shared weights.
            weights: The flat weights at the start.
            shards: Parts of a batch; their gradients are averaged.
            processes: How many work; shards are dealt round.
        """
        self._lesson = lesson
        self._shards = shards
        self._mine = range(0, shards, processes)
        self._gradients = torch.zeros(shards, len(weights), device=weights.device)
        self._losses = torch.zeros(shards, dtype=torch.float64)
        self._step = torch.zeros(1, dtype=torch.int64)
        self._barrier: Barrier | None = None
        self._workers: list[BaseProcess] = []
        self._threads = torch.get_num_threads()
        if processes > 1:
            for shared in (weights, self._gradients, self._losses, self._step):
                # torch's own stubs leave this method untyped.
                shared.share_memory_()  # type: ignore[no-untyped-call]
            # As many as the others have: more would wait for their cores, turning.
            torch.set_num_threads(1)
            self._start(task, weights, processes)
        self.weights = nn.Parameter(weights)
        lesson.model.train()

    def __enter__(self) -> Self:
        """Give the crew."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Send the other processes home."""
        if self._barrier is None:
            return
        if error is None:
            self._step[0] = _STOP
            self._barrier.wait(_PATIENCE_S)
        else:
            self._barrier.abort()
        for worker in self._workers:
            worker.join()
        torch.set_num_threads(self._threads)

    def gradient(self, step: int) -> tuple[torch.Tensor, float]:
        """Work out a step: the mean gradient, flat, and the mean loss."""
        self._step[0] = step
        self._meet()
        for shard in self._mine:
            _work(self._lesson, self.weights.data, step, shard, self._gradients, self._losses)
        self._meet()
        total = self._gradients[0].clone()
        for shard in range(1, self._shards):
            total += self._gradients[shard]
        return total / self._shards, float(self._losses.mean())

    def _meet(self) -> None:
        if self._barrier is not None:
            self._barrier.wait(_PATIENCE_S)

    def _start(self, task: Task, weights: torch.Tensor, processes: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._barrier = context.Barrier(processes)
        for number in range(1, processes):
            shards = range(number, self._shards, processes)
            shared = (weights, self._gradients, self._losses, self._step)
            worker = context.Process(
                target=_serve, args=(task, shards, shared, self._barrier), daemon=True
            )
            worker.start()
            self._workers.append(worker)


def _serve(
    task: Task,
    shards: range,
    shared: tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor],
    barrier: Barrier,
) -> None:
    torch.set_num_threads(1)
    weights, gradients, losses, step = shared
    lesson = task.open("cpu")
    lesson.model.train()
    while True:
        barrier.wait(_PATIENCE_S)
        now = int(step[0])
        if now == _STOP:
            return
        for shard in shards:
            _work(lesson, weights, now, shard, gradients, losses)
        barrier.wait(_PATIENCE_S)


def _work(
    lesson: Lesson,
    weights: torch.Tensor,
    step: int,
    shard: int,
    gradients: torch.Tensor,
    losses: torch.Tensor,
) -> None:
    gradients[shard].zero_()
    adopt(lesson.model, weights, gradients[shard])
    loss = lesson.loss(step, shard)
    # torch's own stubs leave this method untyped.
    loss.backward()  # type: ignore[no-untyped-call]
    losses[shard] = float(loss.detach())
