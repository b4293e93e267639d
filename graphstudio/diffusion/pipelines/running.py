"""A pipeline called, one picture at a time, so that it can be watched and stopped."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import diffusers
import numpy as np
import torch
from PIL import Image as Pillow
from torch import Generator, Tensor

from graphstudio.api import Context, Image, Noise, Pipeline
from graphstudio.diffusion.noise import plain_generators
from graphstudio.diffusion.pipelines.classes import (
    choose_pipeline,
    find_pipeline,
    make_pipeline,
    parameters,
)
from graphstudio.diffusion.pipelines.remarks import overhear
from graphstudio.diffusion.pipelines.requests import Request, make_arguments
from graphstudio.diffusion.schedules import quiet_numpy
from graphstudio.errors import BadValue

OnStep = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Calls:
    """Hold the calls that a request needs.

    Attributes:
        class_name: The pipeline that is called.
        arguments: For each picture.
    """

    class_name: str
    arguments: Sequence[Mapping[str, Any]]  # Any: each pipeline takes its own


def plan_calls(class_name: str, request: Request) -> Calls:
    """Decide what is called, before any weights are loaded.

    Raises:
        BadValue: The pipeline does not take what is wanted; every problem is reported.
        ModelBroken: There is no such pipeline, or it makes no pictures.
    """
    has_image, has_mask = request.image is not None, request.mask is not None
    kind = choose_pipeline(class_name, has_image=has_image, has_mask=has_mask)
    return Calls(kind.__name__, make_arguments(kind, request))


def run_calls(net: Pipeline, calls: Calls, noise: Noise, ctx: Context) -> Image:
    """Call a pipeline once for each picture, so that no picture depends on its batch.

    Args:
        net: The loaded pipeline.
        calls: From `plan_calls`.
        noise: Picture i draws from a generator seeded with seed + i.
        ctx: Told of every step, and of what the pipeline remarks.

    Returns:
        (pictures, height, width, 3 or 4).

    Raises:
        BadValue: The pipeline refuses its arguments, or makes no pictures, or the noise is a
            variation: it draws its first noise itself.
        Cancelled: Between two steps, when somebody asked to stop.
    """
    watch = _Watch(ctx, len(calls.arguments))
    generators = plain_generators(noise, len(calls.arguments), "a whole pipeline")
    made = []
    with overhear(ctx.warn):
        for arguments, generator in zip(calls.arguments, generators, strict=True):
            ctx.check()
            made.append(
                net.paint(calls.class_name, arguments, generator=generator, on_step=watch.note_step)
            )
    return Image(torch.cat(made).contiguous())


@dataclass(frozen=True, slots=True)
class LoadedPipeline:
    """Keep the parts of a pipeline, and put them together anew for each call.

    So nothing that a call leaves behind (a scheduler's state, a callback) is there at the next.

    Attributes:
        parts: By name.
        options: What else the constructor is told.
    """

    parts: Mapping[str, Any]  # Any: networks, tokenizers, schedulers of two libraries
    options: Mapping[str, Any]  # Any: JSON

    def paint(
        self,
        class_name: str,
        arguments: Mapping[str, Any],  # Any: each pipeline takes its own
        *,
        generator: Generator,
        on_step: OnStep,
    ) -> Tensor:
        """Call it once; see `graphstudio.api.Pipeline`."""
        kind = find_pipeline(class_name)
        parts = {name: _own_copy(part) for name, part in self.parts.items()}
        pipeline = make_pipeline(kind, parts, dict(self.options))
        takes = parameters(kind)
        # "np" is the one form that every pipeline gives in full precision and in 0..1.
        ours = {"generator": generator, "output_type": "np"}
        told = {name: value for name, value in ours.items() if name in takes}
        if "callback_on_step_end" in takes:
            told["callback_on_step_end"] = _callback(on_step)
        else:
            _wrap_schedulers(parts, on_step)
        try:
            with quiet_numpy():
                result = pipeline(**arguments, **told)
        except ValueError as error:  # how pipelines refuse arguments
            raise BadValue(f"{class_name} refuses: {error}") from error
        return _to_pixels(class_name, result)


class _Watch:
    """Turn steps that are reported into steps that are gone through."""

    def __init__(self, ctx: Context, pictures: int) -> None:
        self._ctx = ctx
        self._pictures = pictures
        self._steps: Iterator[int] | None = None

    def note_step(self, count: int) -> None:
        """Report one step of a call that has so many, and stop if somebody asked to."""
        if self._steps is None:
            self._steps = iter(self._ctx.track(range(count * self._pictures)))
            next(self._steps, None)
        next(self._steps, None)
        self._ctx.check()  # a call may have more steps than it said


def _own_copy(part: Any) -> Any:  # Any: as above
    """Copy what has a state; networks and tokenizers are shared."""
    return copy.deepcopy(part) if isinstance(part, diffusers.SchedulerMixin) else part


def _callback(on_step: OnStep) -> Callable[..., dict[str, Any]]:
    def note(pipeline: Any, step: int, time: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        del step, time
        on_step(int(getattr(pipeline, "num_timesteps", 0) or _count(pipeline.scheduler)))
        return tensors

    return note


def _wrap_schedulers(parts: Mapping[str, Any], on_step: OnStep) -> None:
    """Listen to pipelines without a callback: each asks a scheduler once a step."""

    def listen(scheduler: Any) -> None:
        step = scheduler.step

        @functools.wraps(step)  # pipelines look at its signature
        def note(*given: Any, **named: Any) -> Any:
            result = step(*given, **named)
            on_step(_count(scheduler))
            return result

        scheduler.step = note

    for part in parts.values():
        if isinstance(part, diffusers.SchedulerMixin):
            listen(part)


def _count(scheduler: Any) -> int:
    return len(scheduler.timesteps)


def _to_pixels(class_name: str, result: Any) -> Tensor:  # Any: an output of any pipeline
    images = getattr(result, "images", None)
    if images is None or len(images) == 0:
        raise BadValue(
            f"{class_name} gave no pictures but {', '.join(getattr(result, 'keys', list)())}. "
            "Choose a pipeline that makes pictures."
        )
    pixels = torch.cat([_one(image) for image in _flat(images)])
    if pixels.shape[-1] == 1:
        pixels = pixels.expand(-1, -1, -1, 3)
    return pixels.float().cpu().clamp(0, 1).contiguous()


def _flat(images: Any) -> Iterator[Any]:
    for image in images if isinstance(images, list | tuple) else [images]:
        if isinstance(image, list | tuple):
            yield from _flat(image)
        else:
            yield image


def _one(image: Any) -> Tensor:
    """Give (pictures, height, width, channels)."""
    if isinstance(image, Pillow.Image):
        image = np.asarray(image.convert("RGB"), dtype=np.float32) / 255
    if isinstance(image, Tensor):
        image = image.detach().movedim(-3, -1).float().cpu().numpy()
    array = np.asarray(image)
    return torch.from_numpy(array[None] if array.ndim == 3 else array)
