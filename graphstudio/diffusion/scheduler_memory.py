"""What a live scheduler keeps from call to call, taken out of it and put into a fresh one."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from graphstudio.diffusion.packing import pack, unpack
from graphstudio.diffusion.schedules import Schedule

_RESTORABLE = frozenset(
    {
        *("DDIMScheduler", "DDIMParallelScheduler", "DDPMScheduler", "DDPMParallelScheduler"),
        *("EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler", "LMSDiscreteScheduler"),
        *("HeunDiscreteScheduler", "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler"),
        *("DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler", "SASolverScheduler"),
        *("UniPCMultistepScheduler", "DEISMultistepScheduler", "PNDMScheduler"),
        *("LCMScheduler", "TCDScheduler", "FlowMatchEulerDiscreteScheduler"),
        *("FlowMatchHeunDiscreteScheduler", "FlowMatchLCMScheduler"),
        *("ConsistencyScheduler", "SdeVeScheduler", "SdeVpScheduler"),
    }
)
"""Classes that go on in the middle as if nothing had happened; a test holds each to it."""

_LIVE = frozenset({"DPMSolverSDEScheduler", "CosineDPMSolverMultistepScheduler"})
"""Classes whose noise comes out of a tree of Brownian motion that grows as it is asked."""

_NOTHING = object()


def why_unkept(schedule: Schedule) -> str:
    """Say in words why a schedule cannot go on in the middle; "" where it can."""
    name = type(schedule.scheduler).__name__
    if name in _LIVE:
        return (
            f"{name} draws its noise from a source that cannot be saved, so every run starts from "
            "the beginning. DPM++ 2M SDE and DPM++ 2S SDE do the same work and can go on."
        )
    if name not in _RESTORABLE:
        return (
            f"Nobody has tried whether {name} can go on in the middle, so every run starts from "
            "the beginning. The schedulers of the list can go on."
        )
    return ""


class SchedulerMemory:
    """Watch what a scheduler changes in itself.

    Some hold earlier answers of the network, the sample that a step began with and counters
    beside these: up to five latents. Everything else is as it was when the scheduler was set.

    Args:
        schedule: Set for a run, before its first step, and one that can go on in the middle.
    """

    def __init__(self, schedule: Schedule) -> None:
        self._scheduler = schedule.scheduler
        self._fresh = {name: _mark(value) for name, value in vars(self._scheduler).items()}

    def take(self, tensors: dict[str, Tensor]) -> dict[str, Any]:  # Any: JSON values
        """Give what has changed since: copies of tensors into `tensors`, and the rest."""
        return {
            name: pack(value, f"scheduler.{name}", tensors)
            for name, value in vars(self._scheduler).items()
            if _has_changed(self._fresh.get(name, _NOTHING), value)
        }

    def put(
        self, values: Mapping[str, Any], tensors: Mapping[str, Tensor], device: torch.device
    ) -> None:
        """Put into the scheduler what was taken out of another one that was set alike."""
        for name, packed in values.items():
            setattr(self._scheduler, name, unpack(packed, tensors, device))


def _mark(value: object) -> object:
    """Give what tells later whether a value has changed; lists grow and change in place."""
    return [*value] if isinstance(value, list) else value


def _has_changed(mark: object, value: object) -> bool:
    if isinstance(value, list) and isinstance(mark, list):
        pairs = zip(mark, value, strict=False)
        return len(mark) != len(value) or any(before is not now for before, now in pairs)
    if isinstance(value, bool | int | float | str):
        return type(mark) is not type(value) or mark != value
    return mark is not value  # no scheduler changes a tensor in place
