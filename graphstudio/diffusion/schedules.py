"""A scheduler recipe made into a live diffusers scheduler, fresh for one run."""

import inspect
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import diffusers
import torch
from torch import Generator, Tensor

from graphstudio.api import Denoiser, Model, Scheduler
from graphstudio.diffusion import timing
from graphstudio.diffusion.catalogue import require_kind
from graphstudio.diffusion.entries import SIGMA_OPTIONS
from graphstudio.diffusion.families import SD1, SD2
from graphstudio.diffusion.kinds import is_flow, trained_with
from graphstudio.diffusion.pixel_schedulers import OWN
from graphstudio.errors import BadValue

# What the official pipelines of a family force on every scheduler that they are given.
_FORCED = {"clip_sample": False, "steps_offset": 1}
_FAMILY_OPTIONS = {SD1: _FORCED, SD2: _FORCED}
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
        is_flow: Whether the network predicts the flow from the picture to noise.
        is_shortened: Whether all of it lies in the part that a strength below 1 leaves.
    """

    scheduler: Any  # Any: diffusers has no types
    timesteps: Tensor
    order: int
    step_options: Mapping[str, Any]  # Any: numbers and flags
    is_drawing: bool
    is_flow: bool = False
    is_shortened: bool = False

    @property
    def initial_sigma(self) -> float:
        """Say what pure noise of standard deviation 1 is multiplied by to start from."""
        return float(getattr(self.scheduler, "init_noise_sigma", 1.0))  # flow starts at 1

    @property
    def sigmas(self) -> Tensor:
        """Give the noise level of each call and that of the finished picture: (calls + 1,).

        For a network that predicts noise it is the ratio of noise to picture, as in
        arXiv:2206.00364; for a flow model the share of noise, 0..1. The second call of a step
        of order 2 is given the level that the step leads to.
        """
        told = getattr(self.scheduler, "sigmas", None)
        if told is not None:
            count = len(self.timesteps)
            return torch.cat([torch.as_tensor(told)[:count], torch.as_tensor(told)[-1:]]).float()
        alphas = self.scheduler.alphas_cumprod[self.timesteps.round().long().cpu()]
        last = torch.as_tensor(getattr(self.scheduler, "final_alpha_cumprod", 1.0)).reshape(1)
        # Zero terminal noise has alpha 0 at its start: as large a number as Euler takes for it.
        alphas = torch.cat([alphas, last]).clamp(min=2**-24)
        return ((1 - alphas) / alphas).sqrt()

    @property
    def has_own_times(self) -> bool:
        """Say whether the network is asked at times that are no steps of training."""
        return type(self.scheduler) in OWN.values()

    def begin_at(self, call: int) -> None:
        """Start in the middle of the schedule; before the first step only."""
        if hasattr(self.scheduler, "set_begin_index"):
            self.scheduler.set_begin_index(call)

    def scale(self, sample: Tensor, timestep: Tensor) -> Tensor:
        """Bring a sample to the size that the network was trained on."""
        if not hasattr(self.scheduler, "scale_model_input"):
            return sample  # a flow model is shown the sample as it is
        scaled: Tensor = self.scheduler.scale_model_input(sample, timestep)
        return scaled

    def add_noise(self, samples: Tensor, noise: Tensor, timestep: Tensor) -> Tensor:
        """Bring clean samples to the noise level of a timestep."""
        times = timestep.reshape(1).repeat(samples.shape[0])
        if hasattr(self.scheduler, "scale_noise"):
            mixed: Tensor = self.scheduler.scale_noise(samples, times, noise)
            return mixed
        noised: Tensor = self.scheduler.add_noise(samples, noise, times)
        return noised

    def step(
        self, prediction: Tensor, timestep: Tensor, sample: Tensor, generators: list[Generator]
    ) -> Tensor:
        """Go one call further; random schedulers draw from one generator a picture."""
        options = dict(self.step_options)
        if not self._learns_variance:
            prediction = prediction[:, : sample.shape[1]]
        if self.is_drawing:
            options["generator"] = generators
        with quiet_numpy():
            outcome = self.scheduler.step(
                prediction, timestep, sample, return_dict=False, **options
            )
        moved: Tensor = outcome[0]
        return moved

    @property
    def _learns_variance(self) -> bool:
        """Say whether what a network says of its own variance is of use; to DDPM alone it is."""
        kind = str(self.scheduler.config.get("variance_type"))
        return kind.startswith("learned") and type(self.scheduler).__name__.startswith("DDPM")

    def clean(self, prediction: Tensor, timestep: Tensor, scaled: Tensor) -> Tensor:
        """Estimate the finished picture from a prediction, for showing it.

        Args:
            prediction: What the network said.
            timestep: When it was asked.
            scaled: What it was shown: in that space all these schedulers preserve the variance.
        """
        prediction = prediction[:, : scaled.shape[1]]
        if self.has_own_times:
            estimate: Tensor = self.scheduler.estimate(prediction, timestep, scaled)
            return estimate
        if self.is_flow:
            call = int((self.timesteps == timestep).nonzero()[0])
            return scaled - self.sigmas[call].to(scaled) * prediction
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
    recipe: Scheduler,
    model: Model[Denoiser],
    *,
    steps: int,
    device: torch.device,
    latent_tokens: int | None = None,
    strength: float = 1.0,
) -> Schedule:
    """Build a scheduler for one run of a model.

    How the network was trained (betas, prediction type, shift) comes from the model, as do the
    options that its own scheduler_config.json sets and the recipe leaves open: what
    `from_config(pipeline.scheduler.config)` does. What the recipe says wins.

    Args:
        recipe: Which scheduler, and its options.
        model: What will be run.
        steps: Number of steps, 1 or more.
        device: Where the samples are.
        latent_tokens: Number of image tokens (`timing.count_tokens`), for models that shift their
            noise levels by it.
        strength: 0..1, how much of a picture is made new, for schedulers that put all their steps
            into that part where the model was distilled for them; others do not look at it.

    Raises:
        BadValue: There is no such scheduler, it is not made for such a model, it does not take an
            option, or not so many steps.
    """
    if steps < 1:
        raise BadValue(f"{steps} steps are none. Choose 1 or more.")
    kind = find_class(recipe.name)
    require_kind(recipe, model)
    given = {key: list(v) if isinstance(v, tuple) else v for key, v in recipe.options}
    accepted, of_step = _parameters(kind.__init__), _parameters(kind.step)
    of_setting = timing.takes_levels(kind, given)
    if timing.is_spaced_here(kind):
        of_setting |= {"timestep_spacing"}
    _refuse_unknown(recipe, set(given) - accepted - of_step - of_setting)
    own, setting = _own_options(kind, recipe, model, given, latent_tokens)
    if recipe.name == "PNDMScheduler" and not own.get("skip_prk_steps") and steps < 4:
        raise BadValue(
            f"PNDM with Runge-Kutta needs 4 steps or more, not {steps}. Choose more, or PNDM."
        )
    setting |= timing.levels(kind, model, given, steps) | timing.shortened(kind, model, strength)
    scheduler = _build(kind, own, setting, steps, device)
    return Schedule(
        scheduler=scheduler,
        timesteps=scheduler.timesteps,
        order=int(scheduler.order),
        step_options={key: given[key] for key in set(given) - accepted - of_setting},
        is_drawing="generator" in inspect.signature(kind.step).parameters,
        is_flow=is_flow(model),
        is_shortened="strength" in setting,
    )


def _own_options(
    kind: Any,
    recipe: Scheduler,
    model: Model[Denoiser],
    given: Mapping[str, Any],
    latent_tokens: int | None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what to build a scheduler with, and how to set it besides its levels."""
    config, accepted = trained_with(model), _parameters(kind.__init__)
    options = config | _FAMILY_OPTIONS.get(model.family, {}) | dict(given)
    own = {key: value for key, value in options.items() if key in accepted}
    if not is_flow(model):
        return own, {}
    try:
        shift, setting = timing.shifted(kind, config, given, latent_tokens)
    except BadValue as error:
        raise BadValue(f"{recipe.name} on {model.name}: {error}") from error
    if "use_flow_sigmas" in accepted:
        # These would put the levels of a noise model in the place of those of a flow.
        own |= {key: False for key in SIGMA_OPTIONS if key not in given}
        own["prediction_type"] = "flow_prediction"
    return own | shift, setting


def _build(
    kind: Any, own: Mapping[str, Any], setting: Mapping[str, Any], steps: int, device: torch.device
) -> Any:  # Any: diffusers has no types
    try:
        with quiet_numpy():
            scheduler = kind(**own)
            scheduler.set_timesteps(**setting, device=device)
    except (ValueError, NotImplementedError, AssertionError, IndexError, ImportError) as error:
        raise BadValue(
            f"{kind.__name__} cannot be set to {steps} steps with these options: {error} Change "
            "the number of steps or the option, or choose another scheduler."
        ) from error
    return scheduler


def find_class(name: str) -> Any:  # Any: diffusers has no types
    """Find a scheduler's class by its name.

    Raises:
        BadValue: There is none, or none that samples latents.
    """
    if name in OWN:
        return OWN[name]
    kind = getattr(diffusers, name, None) if name.endswith("Scheduler") else None
    if kind is None:
        raise BadValue(
            f"diffusers {diffusers.__version__} has no scheduler {name}. Choose another one."
        )
    is_noising = hasattr(kind, "add_noise") or hasattr(kind, "scale_noise")
    if not (is_noising and hasattr(kind, "step")):
        raise BadValue(
            f"{name} is not made for models of latents (it cannot bring a picture to a noise "
            "level, or has no single step). Choose another."
        )
    return kind


def _parameters(function: Any) -> set[str]:  # Any: a method of an untyped class
    return set(inspect.signature(function).parameters) - _NOT_OPTIONS


@contextmanager
def quiet_numpy() -> Iterator[None]:
    """Hush numpy about how diffusers 0.42 turns tensors into arrays: nobody here can mend it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array_", DeprecationWarning)
        yield


def _refuse_unknown(recipe: Scheduler, unknown: set[str]) -> None:
    if unknown:
        problems = [f"{recipe.name} takes no {option}. Remove it." for option in sorted(unknown)]
        raise BadValue(" ".join(problems), problems)
