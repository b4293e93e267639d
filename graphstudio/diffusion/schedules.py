"""A scheduler recipe made into a live diffusers scheduler, fresh for one run."""

import inspect
import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import diffusers
import torch
from torch import Generator, Tensor

from graphstudio.api import Denoiser, Model, Scheduler
from graphstudio.errors import BadValue

# What the official Stable Diffusion pipelines force on every scheduler that they are given.
_FAMILY_OPTIONS = {"clip_sample": False, "steps_offset": 1}
_NOT_OPTIONS = frozenset(
    {
        *("self", "model_output", "timestep", "sample", "generator", "return_dict"),
        *("variance_noise", "pred_original_sample"),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Hold a live scheduler that is set for one run; it changes with every step.

    Attributes:
        scheduler: The diffusers scheduler.
        timesteps: (calls,), what the network is asked at, in order. A scheduler of order 2 calls
            the network twice a step.
        order: Calls a step.
        step_options: What `step` is given besides the usual.
        is_drawing: Whether `step` takes generators.
    """

    scheduler: Any  # Any: diffusers has no types
    timesteps: Tensor
    order: int
    step_options: Mapping[str, Any]  # Any: numbers and flags
    is_drawing: bool

    @property
    def initial_sigma(self) -> float:
        """Say what pure noise of standard deviation 1 is multiplied by to start from."""
        return float(self.scheduler.init_noise_sigma)

    def begin_at(self, call: int) -> None:
        """Start in the middle of the schedule; before the first step only."""
        if hasattr(self.scheduler, "set_begin_index"):
            self.scheduler.set_begin_index(call)

    def scale(self, sample: Tensor, timestep: Tensor) -> Tensor:
        """Bring a sample to the size that the network was trained on."""
        scaled: Tensor = self.scheduler.scale_model_input(sample, timestep)
        return scaled

    def add_noise(self, samples: Tensor, noise: Tensor, timestep: Tensor) -> Tensor:
        """Bring clean samples to the noise level of a timestep."""
        times = timestep.reshape(1).repeat(samples.shape[0])
        noised: Tensor = self.scheduler.add_noise(samples, noise, times)
        return noised

    def step(
        self, prediction: Tensor, timestep: Tensor, sample: Tensor, generators: list[Generator]
    ) -> Tensor:
        """Go one call further; random schedulers draw from one generator a picture."""
        options = dict(self.step_options)
        if self.is_drawing:
            options["generator"] = generators
        with _quiet():
            outcome = self.scheduler.step(
                prediction, timestep, sample, return_dict=False, **options
            )
        moved: Tensor = outcome[0]
        return moved

    def clean(self, prediction: Tensor, timestep: Tensor, scaled: Tensor) -> Tensor:
        """Estimate the finished picture from a prediction, for showing it.

        Args:
            prediction: What the network said.
            timestep: When it was asked.
            scaled: What it was shown: in that space all these schedulers preserve the variance.
        """
        alphas = self.scheduler.alphas_cumprod.to(scaled)
        alpha = alphas[timestep.round().long().clamp(0, len(alphas) - 1)]
        kind = self.scheduler.config.prediction_type
        if kind == "sample":
            return prediction
        if kind == "v_prediction":
            velocity: Tensor = alpha.sqrt() * scaled - (1 - alpha).sqrt() * prediction
            return velocity
        # A network trained to zero terminal SNR has alpha 0 at the very start.
        found: Tensor = (scaled - (1 - alpha).sqrt() * prediction) / alpha.sqrt().clamp(min=1e-3)
        return found


def make_schedule(
    recipe: Scheduler, model: Model[Denoiser], *, steps: int, device: torch.device
) -> Schedule:
    """Build a scheduler for one run of a model.

    How the network was trained (betas, prediction type) comes from the model, as do the options
    that its own scheduler_config.json sets and the recipe leaves open: what
    `from_config(pipeline.scheduler.config)` does. What the recipe says wins.

    Args:
        recipe: Which scheduler, and its options.
        model: What will be run.
        steps: Number of steps, 1 or more.
        device: Where the samples are.

    Raises:
        BadValue: There is no such scheduler, it does not take an option, or not so many steps.
    """
    if steps < 1:
        raise BadValue(f"{steps} steps are none. Choose 1 or more.")
    kind = _find_class(recipe.name)
    given = {key: list(v) if isinstance(v, tuple) else v for key, v in recipe.options}
    accepted, of_step = _parameters(kind.__init__), _parameters(kind.step)
    _refuse_unknown(recipe, set(given) - accepted - of_step)
    own = {key: value for key, value in trained_with(model).items() if key in accepted}
    own |= {key: value for key, value in _FAMILY_OPTIONS.items() if key in accepted}
    own |= {key: value for key, value in given.items() if key in accepted}
    if recipe.name == "PNDMScheduler" and not own.get("skip_prk_steps") and steps < 4:
        raise BadValue(
            f"PNDM with Runge-Kutta needs 4 steps or more, not {steps}. Choose more, or PNDM."
        )
    try:
        with _quiet():
            scheduler = kind(**own)
            scheduler.set_timesteps(steps, device=device)
    except (ValueError, NotImplementedError, AssertionError, IndexError, ImportError) as error:
        raise BadValue(
            f"{recipe.name} cannot be set to {steps} steps with these options: {error} Change the "
            "number of steps or the option, or choose another scheduler."
        ) from error
    return Schedule(
        scheduler=scheduler,
        timesteps=scheduler.timesteps,
        order=int(scheduler.order),
        step_options={key: value for key, value in given.items() if key not in accepted},
        is_drawing="generator" in inspect.signature(kind.step).parameters,
    )


def trained_with(model: Model[Denoiser]) -> dict[str, Any]:
    """Read the scheduler_config.json that came with a model; empty when none did."""
    config = json.loads(str(model.fact("scheduler") or "{}"))
    return {key: value for key, value in config.items() if not key.startswith("_")}


def _find_class(name: str) -> Any:  # Any: diffusers has no types
    kind = getattr(diffusers, name, None) if name.endswith("Scheduler") else None
    if kind is None:
        raise BadValue(
            f"diffusers {diffusers.__version__} has no scheduler {name}. Choose another one."
        )
    missing = [need for need in ("add_noise", "scale_model_input") if not hasattr(kind, need)]
    if missing:
        raise BadValue(
            f"{name} is not made for Stable Diffusion 1.x (it has no {missing[0]}). Choose another."
        )
    return kind


def _parameters(function: Any) -> set[str]:  # Any: a method of an untyped class
    return set(inspect.signature(function).parameters) - _NOT_OPTIONS


@contextmanager
def _quiet() -> Iterator[None]:
    """Hush numpy about how diffusers 0.42 turns tensors into arrays: nobody here can mend it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array_", DeprecationWarning)
        yield


def _refuse_unknown(recipe: Scheduler, unknown: set[str]) -> None:
    if unknown:
        problems = [f"{recipe.name} takes no {option}. Remove it." for option in sorted(unknown)]
        raise BadValue(" ".join(problems), problems)
