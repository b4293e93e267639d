"""A run in the middle of denoising, as a value that can be kept and gone on from."""

from dataclasses import dataclass, field

import torch
from torch import Generator, Tensor

from graphstudio.api import Latent, StepState
from graphstudio.diffusion.packing import pack, unpack
from graphstudio.diffusion.scheduler_memory import SchedulerMemory
from graphstudio.diffusion.schedules import Schedule


@dataclass(slots=True, eq=False)
class Denoising:
    """Hold everything that changes from call to call: whoever has it can go on from there.

    Attributes:
        schedule: With the scheduler's own memory inside.
        generators: One a picture.
        samples: (batch, channels, height, width), float32, on the device.
        memory: The guide's.
    """

    schedule: Schedule
    generators: list[Generator]
    samples: Tensor
    memory: dict[str, Tensor] = field(default_factory=dict)


def take_state(
    run: Denoising, scheduler: SchedulerMemory, latent: Latent, clean: Tensor
) -> StepState:
    """Copy all of a run that changes.

    Args:
        run: After a call.
        scheduler: What the run's scheduler keeps.
        latent: Says what kind of latent it is.
        clean: The estimate of the finished latent, for showing it.

    Returns:
        Tensors: "samples" and "clean" (batch, channels, height, width), one "generator.i" a
        picture, "guide..." and "scheduler...". Values: "family" and "scale" as `Latent` has them,
        the rest for `put_state`.
    """
    tensors: dict[str, Tensor] = {}
    values = {
        "samples": pack(run.samples, "samples", tensors),
        "scheduler": scheduler.take(tensors),
        "guide": {name: pack(one, f"guide.{name}", tensors) for name, one in run.memory.items()},
        "family": latent.family,
        "scale": latent.scale,
    }
    for place, generator in enumerate(run.generators):
        tensors[f"generator.{place}"] = generator.get_state()
    tensors["clean"] = clean.detach().to("cpu", torch.float32, copy=True).contiguous()
    return StepState(tensors, values)


def put_state(state: StepState, run: Denoising, scheduler: SchedulerMemory) -> None:
    """Bring a run that was begun alike to where another one was.

    Args:
        state: From `take_state`; nothing of it is shared with the run.
        run: Before its first call.
        scheduler: What the run's scheduler keeps.
    """
    tensors, values, device = state.tensors, state.values, run.samples.device
    run.samples = unpack(values["samples"], tensors, device)
    run.memory = {name: unpack(one, tensors, device) for name, one in values["guide"].items()}
    for place, generator in enumerate(run.generators):
        generator.set_state(tensors[f"generator.{place}"])
    scheduler.put(values["scheduler"], tensors, device)
