"""Prefix keys: for each call of a run, what says all that acted in it and in those before it.

Two runs whose keys agree up to a call are the same up to there, bit for bit, whatever comes
later: so a run starts from the last state that another one kept under one of its keys. A key
never says more than what acts: when something ends is in it by not acting any more.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.metadata import version
from types import NoneType
from typing import Any

import diffusers
import numpy as np
import torch
from torch import Generator, Tensor

from graphstudio.api import (
    Conditioning,
    Control,
    Denoiser,
    Guidance,
    Latent,
    Lead,
    Model,
    NoContent,
    Noise,
    PicturePrompt,
    WeakerModel,
    ZeroStarGuidance,
    content_hash,
)
from graphstudio.api.acting import is_between
from graphstudio.diffusion.changing import acting_model, variants_of
from graphstudio.diffusion.guidance import Said, acts
from graphstudio.diffusion.noise import begun, reseed
from graphstudio.diffusion.parts import acting, parts_of
from graphstudio.diffusion.schedules import Schedule
from graphstudio.diffusion.turns import Timed, leads_at, strength_in

_SCHEME = 1
"""Counts up when what a key says, or what a state holds, changes its meaning."""

_AT_TIMES = frozenset({"scale", "rescale", "start", "end", "curve", "away_from", "zero_calls"})
"""Fields of guidance that are said as they act in a call, and not as they are."""

_TOLD = (str, bool, int, float, list, tuple, Tensor, np.ndarray, NoneType)
"""What a scheduler holds that its key says; the rest is code."""

_Leading = tuple[Lead | PicturePrompt, str]

Where = Callable[[Model[Any]], tuple[torch.device, torch.dtype]]
"""Says where a network would run, and how exactly; `Context.place` is one."""


@dataclass(frozen=True, slots=True, eq=False)
class Acting:
    """Hold all that acts in a run.

    Attributes:
        model: What runs.
        where: Says where and how exactly networks run.
        latent: Where it starts.
        noise: The random numbers.
        adds_noise: Whether the latent is noised before the first call.
        schedule: Set for the run, before its first step.
        calls: Which of its calls run.
        guidance: How strongly the prompt pulls.
        said: The prompts, with all that the run knows about them.
        control: What leads besides.
    """

    model: Model[Denoiser]
    where: Where
    latent: Latent
    noise: Noise
    adds_noise: bool
    schedule: Schedule
    calls: range
    guidance: Guidance
    said: Said
    control: Control

    def generators_at(self, call: int, before: list[Generator]) -> list[Generator]:
        """Give what the noise of a step is drawn from, given what that of the call before was."""
        count = len(self.schedule.timesteps)
        return reseed(self.noise, before, call, count, first=self.calls.start)

    @property
    def is_tried(self) -> bool:
        """Tell whether all that may lead or guide does so in a call that runs.

        What does not may be wrong in ways that only its network finds out.
        """
        count, guidance = len(self.schedule.timesteps), self.guidance
        leading: tuple[Timed, ...] = (*self.control.leads, *self.control.prompts)
        if not all(any(leads_at(one, call, count) for call in self.calls) for one in leading):
            return False
        times = [call / count for call in self.calls]
        return all(
            self._is_turn_tried(place, [time for time in times if guidance.turn(time) == place])
            for place in range(len(guidance.kinds))
        )

    def _is_turn_tried(self, place: int, times: Sequence[float]) -> bool:
        guidance = self.guidance.kinds[place]
        if self.said.together[place] and not any(acts(guidance, time) for time in times):
            return False
        return all(
            any(is_between(one.start, time, one.end) for time in times)
            for one in guidance.away_from
        )


def prefix_keys(run: Acting) -> list[str]:
    """Give the key of the state after each call, in order.

    Raises:
        NoContent: Something cannot be told apart from others by what it says: an option of the
            scheduler, or a model without a digest.
    """
    told, key = _Told(run), content_hash(_base(run))
    keys = []
    for call in run.calls:
        key = _chained(key, content_hash(told.at(call)))
        keys.append(key)
    return keys


def _chained(before: str, now: str) -> str:
    return hashlib.blake2b((before + now).encode(), digest_size=16).hexdigest()


def _base(run: Acting) -> list[Any]:
    """Say what acts on a whole run."""
    device, _ = run.where(run.model)
    schedule = run.schedule
    return [
        _SCHEME,
        _machine(device),
        run.latent,
        replace(run.noise, later=()),
        run.adds_noise,
        run.calls.start,
        _live(schedule.scheduler),
        schedule.order,
        schedule.step_options,
        schedule.is_shortened,
    ]


def _machine(device: torch.device) -> list[str | int]:
    """Say what changes the last bits of all that is computed."""
    is_gpu = device.type == "cuda"
    return [
        *(_own_version(), torch.__version__, diffusers.__version__),
        device.type,
        torch.cuda.get_device_name(device) if is_gpu else torch.backends.cpu.get_cpu_capability(),
        torch.get_num_threads(),
        torch.get_float32_matmul_precision(),
    ]


@cache
def _own_version() -> str:
    """Give the version of what is installed; looking for it takes as long as a whole run's keys."""
    return version("graphstudio")


def _live(scheduler: Any) -> dict[str, Any]:  # Any: diffusers has no types
    """Say all that a scheduler was set to: what it was built with, its levels and its counters."""
    kind = type(scheduler)
    # Its underscored names are of the file it may come from, in an order that is left to chance.
    config = {name: one for name, one in scheduler.config.items() if not name.startswith("_")}
    held = {name: one for name, one in vars(scheduler).items() if isinstance(one, _TOLD)}
    return {"kind": f"{kind.__module__}.{kind.__qualname__}", "config": config, "held": held}


class _Told:
    """Say what acts in each call; what is large is hashed once a run.

    Args:
        run: All that acts.
    """

    def __init__(self, run: Acting) -> None:
        self._run = run
        self._count = len(run.schedule.timesteps)
        self._nets = {one.digest: self._model(one) for _, one in variants_of(run.model)}
        self._alone = _Text(run.said.alone)
        self._together = [
            {name: _Text(text) for name, text in texts.items()} for texts in run.said.together
        ]
        self._leads: list[_Leading] = [(one, self._lead(one)) for one in run.control.leads]
        self._prompts: list[_Leading] = [(one, self._prompt(one)) for one in run.control.prompts]

    def at(self, call: int) -> list[Any]:
        """Say all that acts in a call."""
        count = self._count
        return [
            call,
            self._nets[acting_model(self._run.model, call, count).digest],
            begun(self._run.noise, call, count).later,
            [self._alone.at(call, count), *self._guidance(call)],
            *(
                [
                    (said, strength_in(one, call, count))
                    for one, said in some
                    if leads_at(one, call, count)
                ]
                for some in (self._leads, self._prompts)
            ),
        ]

    def _guidance(self, call: int) -> Iterator[Any]:
        progress = call / self._count
        turn, guidance = self._run.guidance.turn(progress), self._run.guidance.acting(progress)
        together = self._together[turn]
        if isinstance(guidance, ZeroStarGuidance) and call < guidance.zero_calls:
            yield "nothing"
        away = [
            (self._model(one.model) if isinstance(one, WeakerModel) else None, _timeless(one))
            for one in guidance.away_from
            if is_between(one.start, progress, one.end)
        ]
        yield away
        is_acting = bool(together) and acts(guidance, progress)
        if is_acting:
            yield turn  # what it remembers is named by it
            yield type(guidance).__qualname__
            yield guidance.scale_at(progress)
            yield _own(guidance)
            yield {name: text.at(call, self._count) for name, text in together.items()}
        if is_acting or away:
            yield guidance.rescale

    def _model(self, model: Model[Any]) -> str:
        if not model.digest:
            raise NoContent(f"the model {model.name}, which has no digest")
        device, precision = self._run.where(model)
        return content_hash((model, device.type, str(precision)))

    def _lead(self, lead: Lead) -> str:
        vae = None if lead.vae is None else self._model(lead.vae)
        said = (self._model(lead.model), lead.image, lead.is_guess, vae, lead.mode)
        return content_hash(said)

    def _prompt(self, prompt: PicturePrompt) -> str:
        nets = self._model(prompt.adapter), self._model(prompt.encoder)
        return content_hash((*nets, prompt.image, prompt.takes, prompt.mask))


class _Text:
    """Say what a prompt says in each call.

    Args:
        text: With all that the run knows about it.
    """

    def __init__(self, text: Conditioning) -> None:
        self._text = text
        self._parts = [content_hash(replace(part, times=(), others=())) for part in parts_of(text)]

    def at(self, call: int, count: int) -> list[str]:
        """Give the parts that act; when they do is said by nothing else."""
        return [self._parts[place] for place in acting(self._text, call, count)]


def _timeless(recipe: Any) -> Mapping[str, Any]:  # Any: one of several dataclasses
    """Say all of a recipe for a weaker answer but when it acts."""
    hidden = {"start", "end", "model"}
    return {one.name: getattr(recipe, one.name) for one in fields(recipe)} | dict.fromkeys(hidden)


def _own(guidance: Guidance) -> dict[str, Any]:
    """Say what a kind of guidance has of its own; its prompts are said elsewhere."""
    told = {one.name: getattr(guidance, one.name) for one in fields(guidance)}
    return {
        name: value
        for name, value in told.items()
        if name not in _AT_TIMES and not isinstance(value, Conditioning)
    }
