"""Token merging for U-Nets: places that look alike attend as one (arXiv:2303.17604).

In each 2 x 2 places one is a goal, chosen at random (section 4.1 there). The part of the others
that is most like a goal is averaged into it, self-attention sees what is left, and each merged
place is given its goal's answer. Unlike the paper, what is compared is what attention reads (the
normed places), and the random choice is made anew from each call's timestep: a run repeats itself,
and goes on in the middle, bit for bit.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize


@dataclass(frozen=True, slots=True, eq=False)
class Merging:
    """Say which places are merged into which.

    Attributes:
        kept: (rows, kept, 1), places that stay and are no goals.
        merged: (rows, merged, 1), places that go.
        into: (rows, merged, 1), into which goal each goes, counted among the goals.
        goals: (goals,), which places are goals.
    """

    kept: Tensor
    merged: Tensor
    into: Tensor
    goals: Tensor

    def merge(self, values: Tensor) -> Tensor:
        """Average what is merged: (rows, places, width) to (rows, kept + goals, width)."""
        rows, _, width = values.shape
        kept, going = (_taken(values, one) for one in (self.kept, self.merged))
        goals = values[:, self.goals]
        place = torch.arange(rows, device=values.device)[:, None].expand_as(self.into[..., 0])
        into = (place, self.into[..., 0])
        # Unlike scatter_reduce this adds in one order on a GPU too.
        total = goals.index_put(into, going, accumulate=True)
        ones = torch.ones_like(goals[..., :1])
        more = ones.new_ones(1).expand(*self.into.shape[:2], 1)
        count = ones.index_put(into, more, accumulate=True)
        return torch.cat([kept, total / count], dim=1).reshape(rows, -1, width)

    def unmerge(self, values: Tensor) -> Tensor:
        """Give each place its answer: (rows, kept + goals, width) to (rows, places, width)."""
        rows, _, width = values.shape
        stay = self.kept.shape[1]
        kept, goals = values[:, :stay], values[:, stay:]
        places = stay + self.merged.shape[1] + len(self.goals)
        made = values.new_empty(rows, places, width)
        made[:, self.goals] = goals
        made.scatter_(1, self.kept.expand(-1, -1, width), kept)
        made.scatter_(1, self.merged.expand(-1, -1, width), _taken(goals, self.into))
        return made


def find_merging(values: Tensor, cells: tuple[int, int], part: float, seed: int) -> Merging:
    """Find which places are most alike.

    Args:
        values: (rows, places, width), by which they are compared.
        cells: Height and width; the places row by row.
        part: How many are merged, 0..0.75 of all; no goal is.
        seed: Chooses the goals.
    """
    goals, others = (one.to(values.device) for one in _parted(cells, seed))
    alike = normalize(values.float(), dim=-1)
    likeness = alike[:, others] @ alike[:, goals].transpose(1, 2)
    best, into = likeness.max(dim=-1)
    order = best.argsort(dim=-1, descending=True, stable=True)
    count = min(int(cells[0] * cells[1] * part), len(others))
    first, rest = order[:, :count], order[:, count:]
    return Merging(
        others[rest][..., None], others[first][..., None], into.gather(1, first)[..., None], goals
    )


def merge_tokens(unet: Any, part: float, levels: int) -> None:
    """Let the self-attentions of a U-Net's finest levels see merged places, in place.

    Args:
        unet: A view that nobody else holds.
        part: How many places are merged, 0..0.75 of all.
        levels: How many levels, of those that have attention.
    """
    sight = _Sight()
    unet.register_forward_pre_hook(sight.look, with_kwargs=True)
    for attention in _fine_attentions(unet, levels):
        attention.processor = _MergedAttention(attention.processor, sight, part)


def _fine_attentions(unet: Any, levels: int) -> list[Any]:
    """List the self-attentions of the finest levels, on the way down and up."""
    pairs = zip(unet.down_blocks, reversed(unet.up_blocks), strict=True)
    having = [pair for pair in pairs if getattr(pair[0], "attentions", None)]
    return [
        block.attn1
        for pair in having[:levels]
        for part in pair
        for attention in getattr(part, "attentions", ())
        for block in attention.transformer_blocks
    ]


def _parted(cells: tuple[int, int], seed: int) -> tuple[Tensor, Tensor]:
    """Choose one of each 2 x 2 places; a last odd row or column has none."""
    tall, wide = cells[0] // 2, cells[1] // 2
    drawn = torch.Generator().manual_seed(seed)
    which = torch.randint(4, (tall, wide), generator=drawn)
    down, across = torch.arange(tall)[:, None], torch.arange(wide)[None, :]
    goals = ((down * 2 + which // 2) * cells[1] + across * 2 + which % 2).flatten()
    is_other = torch.ones(cells[0] * cells[1], dtype=torch.bool)
    is_other[goals] = False
    return goals, is_other.nonzero()[:, 0]


def _taken(values: Tensor, places: Tensor) -> Tensor:
    return values.gather(1, places.expand(-1, -1, values.shape[-1]))


class _Sight:
    """Remember of the call under way how large the picture is, and when it is."""

    def __init__(self) -> None:
        self._cells = (0, 0)
        self.seed = 0

    def look(self, net: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> None:
        """Be shown what a U-Net is asked."""
        del net, named
        sample, timestep = args[0], args[1]
        self._cells = (int(sample.shape[-2]), int(sample.shape[-1]))
        self.seed = round(float(timestep) * 1000)

    def at(self, places: int) -> tuple[int, int]:
        """Give height and width of a level that has so many places; each halves, rounded up."""
        tall, wide = self._cells
        while tall * wide > places:
            tall, wide = (tall + 1) // 2, (wide + 1) // 2
        return tall, wide


class _MergedAttention:
    """Attend to itself with places merged.

    Args:
        inner: Who attends.
        sight: Knows the call.
        part: How many places are merged.
    """

    def __init__(self, inner: Any, sight: _Sight, part: float) -> None:
        self._inner, self._sight, self._part = inner, sight, part

    def __call__(
        self, attention: Any, hidden_states: Tensor, *rest: object, **named: object
    ) -> Tensor:
        """Attend; hidden_states is (rows, places, width)."""
        cells = self._sight.at(hidden_states.shape[1])
        found = find_merging(hidden_states, cells, self._part, self._sight.seed)
        answer: Tensor = self._inner(attention, found.merge(hidden_states), *rest, **named)
        return found.unmerge(answer)
