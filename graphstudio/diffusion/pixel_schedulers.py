"""Schedulers of consistency and score models, made to fit the one sampling loop.

Each wraps a diffusers class that lacks what the loop asks for, and says besides what the finished
picture is likely to be. A corrector's calls of the network count as calls of the schedule, like
the second call of a step of order 2: so guidance, progress, previews and stopping work in them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import diffusers
import torch
from diffusers.schedulers.deprecated import ScoreSdeVpScheduler
from torch import Generator, Tensor

# A network of the continuous VP equation is asked at times 0..1 stretched to those of a network of
# 1000 steps, whatever the number of steps (the paper's own code, `get_score_fn`).
_VP_TIMES = 999


class ConsistencyScheduler(
    diffusers.CMStochasticIterativeScheduler  # type: ignore[misc]  # diffusers has no types
):
    """Go down a consistency model's levels: arXiv:2303.01469, algorithm 1."""

    def set_timesteps(
        self,
        num_inference_steps: int | None = None,
        device: torch.device | None = None,
        timesteps: Sequence[float] | None = None,
    ) -> None:
        """Choose the levels.

        Args:
            num_inference_steps: How many, evenly spread; None where they are given.
            device: Where the times are needed.
            timesteps: Numbers of levels, falling, counted from the noisiest (0) in the order in
                which diffusers takes them: the first number is how far down the last call is.

        Raises:
            ValueError: They do not fall, or are more than the levels of training.
        """
        super().set_timesteps(num_inference_steps, device, timesteps)
        # diffusers begins with the noise of the highest level wherever the schedule begins.
        self.init_noise_sigma = float(self.sigmas[0])

    def estimate(self, prediction: Tensor, timestep: Tensor, scaled: Tensor) -> Tensor:
        """Give the finished picture that the network sees; appendix C of the paper."""
        sigma = self.sigmas[int((self.timesteps == timestep).nonzero()[0])]
        sample = scaled * (sigma**2 + self.config.sigma_data**2) ** 0.5
        skip, out = self.get_scalings_for_boundary_condition(sigma)
        picture: Tensor = out * prediction + skip * sample
        return picture.clamp(-1, 1) if self.config.clip_denoised else picture


class SdeVeScheduler:
    """Solve the reverse SDE with exploding variance by predictor and corrector.

    arXiv:2011.13456, algorithm 2: before each step, so many calls correct the sample (Langevin),
    then one predicts. diffusers works out the corrector's step size from the mean over a batch;
    here each picture has its own, so that it does not depend on its batch.

    Args:
        num_train_timesteps: Levels of training; unused in sampling.
        snr: Ratio of signal to noise that the corrector aims at, above 0.
        sigma_min: The lowest noise level.
        sigma_max: The highest.
        sampling_eps: The time, 0..1, at which it ends.
        correct_steps: Corrections before each step, 0 or more.

    Raises:
        ValueError: One of them is no such number.
    """

    def __init__(
        self,
        num_train_timesteps: int = 2000,
        snr: float = 0.15,
        sigma_min: float = 0.01,
        sigma_max: float = 1348.0,
        sampling_eps: float = 1e-5,
        correct_steps: int = 1,
    ) -> None:
        numbers = {
            "snr": snr,
            "sigma_min": sigma_min,
            "sigma_max": sigma_max,
            "sampling_eps": sampling_eps,
        }
        _require_positive(numbers)
        if type(correct_steps) is not int or correct_steps < 0:
            raise ValueError(f"correct_steps is {correct_steps!r}, not a whole number from 0 on.")
        self._solver = diffusers.ScoreSdeVeScheduler(
            num_train_timesteps=num_train_timesteps, correct_steps=correct_steps, **numbers
        )
        self.config: Any = self._solver.config  # Any: diffusers has no types
        self.order = correct_steps + 1
        self.init_noise_sigma = sigma_max
        self.set_timesteps(2)
        self._call = 0

    def set_timesteps(self, num_inference_steps: int, device: torch.device | None = None) -> None:
        """Choose the levels: `timesteps` holds the sigma that the network is told at each call.

        Raises:
            ValueError: One step: it would begin at the lowest level.
        """
        if num_inference_steps < 2:
            raise ValueError("It needs 2 steps or more, and takes about 1000.")
        self._solver.set_timesteps(num_inference_steps)
        self._solver.set_sigmas(num_inference_steps)
        told = self._solver.sigmas.repeat_interleave(self.order)
        self.timesteps: Tensor = told.to(device)
        self.sigmas = torch.cat([told, torch.zeros(1)])

    def set_begin_index(self, call: int) -> None:
        """Start at a call."""
        self._call = call

    def add_noise(self, samples: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
        """Bring clean samples to the levels that calls are told, one a picture."""
        return samples + timesteps.reshape(-1, 1, 1, 1) * noise

    def step(
        self,
        model_output: Tensor,
        timestep: Tensor,
        sample: Tensor,
        generator: Sequence[Generator],
        *,
        return_dict: bool = False,
    ) -> tuple[Tensor]:
        """Correct or predict, whichever is due, each picture for itself.

        Args:
            model_output: The score: (batch, channels, height, width).
            timestep: The level, which is known here.
            sample: Same shape.
            generator: One a picture.
            return_dict: As other schedulers have it; a tuple is given all the same.
        """
        del timestep, return_dict
        step, turn = divmod(self._call, self.order)
        self._call += 1
        pictures = zip(model_output[:, None], sample[:, None], generator, strict=True)
        if turn < self.order - 1:
            moved = [
                self._solver.step_correct(score, one, generator=draw, return_dict=False)[0]
                for score, one, draw in pictures
            ]
        else:
            times = self._solver.timesteps
            # The last one is taken without its fresh noise: the mean.
            which = int(step == len(times) - 1)
            moved = [
                self._solver.step_pred(score, times[step], one, generator=draw, return_dict=False)[
                    which
                ]
                for score, one, draw in pictures
            ]
        return (torch.cat(moved),)

    def estimate(self, prediction: Tensor, timestep: Tensor, scaled: Tensor) -> Tensor:
        """Give the mean of the pictures that a noisy one may come from (Tweedie's formula)."""
        return scaled + timestep**2 * prediction


class SdeVpScheduler:
    """Solve the reverse SDE with preserved variance: arXiv:2011.13456, eq. 11 and appendix C.

    Args:
        num_train_timesteps: Levels of training; unused in sampling.
        beta_min: How fast noise comes at time 0.
        beta_max: The same at time 1.
        sampling_eps: The time, 0..1, at which it ends.

    Raises:
        ValueError: One of them is no number above 0.
    """

    order = 1

    def __init__(
        self,
        num_train_timesteps: int = 2000,
        beta_min: float = 0.1,
        beta_max: float = 20,
        sampling_eps: float = 1e-3,
    ) -> None:
        numbers = {"beta_min": beta_min, "beta_max": beta_max, "sampling_eps": sampling_eps}
        _require_positive(numbers)
        self._solver = ScoreSdeVpScheduler(num_train_timesteps=num_train_timesteps, **numbers)
        self.config: Any = self._solver.config  # Any: diffusers has no types
        self.set_timesteps(1)
        self._call = 0

    def set_timesteps(self, num_inference_steps: int, device: torch.device | None = None) -> None:
        """Choose the times: `timesteps` holds what the network is told, 999 at most."""
        self._solver.set_timesteps(num_inference_steps)
        times: Tensor = self._solver.timesteps
        self.timesteps = (times * _VP_TIMES).to(device)
        mean, deviation = self._spread(times)
        self.sigmas = torch.cat([deviation / mean, torch.zeros(1)])

    def set_begin_index(self, call: int) -> None:
        """Start at a call."""
        self._call = call

    def add_noise(self, samples: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
        """Bring clean samples to the times that calls are told, one a picture."""
        mean, deviation = self._spread(timesteps.reshape(-1, 1, 1, 1) / _VP_TIMES)
        return mean * samples + deviation * noise

    def step(
        self,
        model_output: Tensor,
        timestep: Tensor,
        sample: Tensor,
        generator: Sequence[Generator],
        *,
        return_dict: bool = False,
    ) -> tuple[Tensor]:
        """Go one step; the last one without its fresh noise.

        Args:
            model_output: The noise that the network sees: (batch, channels, height, width).
            timestep: The time, which is known here.
            sample: Same shape.
            generator: One a picture.
            return_dict: As other schedulers have it; a tuple is given all the same.
        """
        del timestep, return_dict
        times = self._solver.timesteps
        step, self._call = self._call, self._call + 1
        now = times[step].reshape(1).to(sample.device)
        moved, mean = self._solver.step_pred(model_output, sample, now, generator=list(generator))
        return (mean if step == len(times) - 1 else moved,)

    def estimate(self, prediction: Tensor, timestep: Tensor, scaled: Tensor) -> Tensor:
        """Take the noise that the network sees off the picture."""
        mean, deviation = self._spread(timestep / _VP_TIMES)
        return (scaled - deviation * prediction) / mean.clamp(min=1e-3)

    def _spread(self, times: Tensor) -> tuple[Tensor, Tensor]:
        """Give what is left of the picture, and the noise's deviation (eq. 33 of the paper)."""
        low, high = self.config.beta_min, self.config.beta_max
        log_mean = -0.25 * times**2 * (high - low) - 0.5 * times * low
        return log_mean.exp(), (1 - (2 * log_mean).exp()).sqrt()


OWN: Mapping[str, Any] = {  # Any: classes of one shape, one of them out of an untyped library
    "CMStochasticIterativeScheduler": ConsistencyScheduler,
    "ScoreSdeVeScheduler": SdeVeScheduler,
    "ScoreSdeVpScheduler": SdeVpScheduler,
}
"""The schedulers of this module, by the names that diffusers gives what they wrap."""


def _require_positive(numbers: Mapping[str, object]) -> None:
    for name, value in numbers.items():
        if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
            raise ValueError(f"{name} is {value!r}, not a number above 0.")
