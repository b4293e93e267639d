"""Whole pipelines on wires: for families that have no nodes of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from torch import Generator, Tensor


class Pipeline(Protocol):
    """A loaded pipeline with everything in it: texts, denoising and decoding."""

    def paint(
        self,
        class_name: str,
        arguments: Mapping[str, Any],  # Any: each pipeline takes its own
        *,
        generator: Generator,
        on_step: Callable[[int], None],
    ) -> Tensor:
        """Call it once, for one picture.

        Args:
            class_name: Its own class, or another pipeline that is made of the same parts.
            arguments: By the names of that class's call, without what is given here.
            generator: Draws everything that is random; on the CPU.
            on_step: Told after each step how many steps this call has; what it raises ends the
                call.

        Returns:
            (pictures, height, width, 3 or 4), float32 in 0..1, on the CPU; mostly one picture.

        Raises:
            BadValue: The pipeline refuses its arguments, or makes no pictures.
        """
