"""How fast to learn at each step: warm up, stay, then come down in a straight line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Course:
    """The sizes and rates of one stage; everything counts steps, nothing looks at a clock.

    ``rate`` is the learning rate between warm-up and the last ``anneal`` steps, in which it falls
    to the share ``floor`` of it. ``shards`` is how many parts of ``batch`` samples make one step;
    their gradients are averaged.
    """

    steps: int
    batch: int
    rate: float
    shards: int = 1
    warmup: int = 50
    anneal: int = 0
    floor: float = 0.01
    weight_decay: float = 0.01
    clip: float = 1.0
    ema_decay: float = 0.999
    checkpoint_every: int = 200

    def rate_at(self, step: int) -> float:
        """Give the learning rate of a step that starts at 0."""
        rise = min(1.0, (step + 1) / max(self.warmup, 1))
        left = self.steps - step
        fall = 1.0 if left > self.anneal else self.floor + (1 - self.floor) * left / self.anneal
        return self.rate * rise * fall
