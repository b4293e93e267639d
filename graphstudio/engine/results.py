"""What a node gave, with what keeping it costs and a seal that shows whether it was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphstudio.engine.sizes import measure

Seal = tuple[tuple[Any, int], ...]  # Any: torch tensors, and torch is not imported here


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Result:
    """Hold the outputs of a node.

    Nobody may change an output in place, because other nodes and later runs share it. torch
    counts the changes of every tensor, so for tensors this is checked; for arrays, pictures and
    other objects it is a rule only, as it is for tensors made under `torch.inference_mode`.

    Attributes:
        outputs: One value for each output of the node.
        seconds: How long making it took, without what lies upstream.
        cpu_bytes: What it takes of the machine's memory.
        gpu_bytes: What it takes of another device's memory.
        seal: Each tensor in it, and how often torch had changed it when the node gave it.
    """

    outputs: tuple[Any, ...]  # Any: whatever nodes give
    seconds: float
    cpu_bytes: int
    gpu_bytes: int
    seal: Seal

    @classmethod
    def of(cls, outputs: tuple[Any, ...], seconds: float) -> Result:
        """Measure and seal what a node gave."""
        size = measure(outputs)
        seal = _seal(size.tensors) if size.tensors else ()
        return cls(outputs, seconds, size.cpu_bytes, size.gpu_bytes, seal)

    @property
    def is_intact(self) -> bool:
        """Whether no tensor in it was changed since."""
        return all(tensor._version == version for tensor, version in self.seal)  # noqa: SLF001


def _seal(tensors: Sequence[Any]) -> Seal:
    return tuple(
        (tensor, tensor._version)  # noqa: SLF001 - torch documents it, under this name
        for tensor in tensors
        if not tensor.is_inference()
    )
