"""Where a node keeps what it holds in the middle of its work, for later runs to go on from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class StepState:
    """Hold everything that changes from step to step: whoever has it can go on from there.

    Nobody changes a tensor in it in place.

    Attributes:
        tensors: By name; contiguous, on the CPU.
        values: The rest, by name: numbers, texts, None, and lists and dicts of these.
    """

    tensors: Mapping[str, Tensor]
    values: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON values


class Steps(Protocol):
    """Keep states of a node's work by key; two states with one key are the same."""

    def find(self, keys: Sequence[str]) -> tuple[int, StepState] | None:
        """Look for the state that is furthest on.

        Args:
            keys: Of the states after the first, the second, ... step.

        Returns:
            The place in `keys` of the last one whose state is kept, and the state; None where
            none is.
        """

    def keep(self, key: str, state: StepState, *, done: int, total: int) -> None:
        """Keep a state, and tell whoever watches that it can be looked at.

        Args:
            key: Says everything that the state depends on.
            state: What to keep.
            done: Steps behind it.
            total: All steps of the work.
        """

    def pass_by(self, keys: Sequence[str], *, first: int, total: int) -> None:
        """Tell whoever watches which steps this run does not do again, because they were kept.

        Args:
            keys: Of the states after these steps; some of them may be kept no more.
            first: Steps behind the first of these states.
            total: All steps of the work.
        """


class NoSteps:
    """Keep nothing: every run begins at its beginning."""

    def find(self, keys: Sequence[str]) -> tuple[int, StepState] | None:
        """Find nothing."""
        del keys
        return None

    def keep(self, key: str, state: StepState, *, done: int, total: int) -> None:
        """Forget it."""

    def pass_by(self, keys: Sequence[str], *, first: int, total: int) -> None:
        """Tell nobody."""
