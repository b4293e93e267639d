"""Drawn pictures as tensors, made when they are needed: nothing but the seed is stored."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import torch

from graphstudio.training.drawing import draw, draw_labels
from graphstudio.training.scenes import Description, describe

# Pictures below this index are never trained on: figures are measured on them.
TEST_PICTURES = 1000


def batch_indices(step: int, shard: int, shards: int, batch: int) -> range:
    """Give the pictures of a batch, never the same twice in a run and never a test picture."""
    first = TEST_PICTURES + (step * shards + shard) * batch
    return range(first, first + batch)


def generator_for(seed: int, stage: str, step: int, shard: int) -> torch.Generator:
    """Make the randomness of one batch from these four alone, so a run can resume anywhere."""
    return torch.Generator().manual_seed(Random(f"{stage}/{seed}/{step}/{shard}").getrandbits(63))


def pictures(descriptions: Sequence[Description], side_px: int) -> torch.Tensor:
    """Draw a batch: (batch, 3, side_px, side_px), -1..1, float32."""
    drawn = np.stack([draw(description, side_px) for description in descriptions])
    return torch.from_numpy(drawn).permute(0, 3, 1, 2).contiguous().float() / 127.5 - 1


def labels(descriptions: Sequence[Description], side_px: int) -> torch.Tensor:
    """Draw what each place shows: (batch, side_px, side_px), int64."""
    drawn = np.stack([draw_labels(description, side_px) for description in descriptions])
    return torch.from_numpy(drawn).long()


def described(seed: int, indices: Sequence[int]) -> list[Description]:
    """Make the descriptions with these indices."""
    return [describe(seed, index) for index in indices]
