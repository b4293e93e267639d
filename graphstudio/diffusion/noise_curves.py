"""How much noise is left after each step, as a picture."""

import torch

from graphstudio.api import Denoiser, Image, Latent, Model, Scheduler
from graphstudio.diffusion.catalogue import name_of
from graphstudio.diffusion.charts import Chart, draw_chart
from graphstudio.diffusion.images import from_pillow
from graphstudio.diffusion.schedules import Schedule, make_schedule
from graphstudio.diffusion.timing import count_tokens

_OPTIONS = {
    "use_karras_sigmas": "Karras",
    "use_exponential_sigmas": "exponential",
    "use_beta_sigmas": "beta",
    "sigmas": "custom sigmas",
    "timesteps": "custom timesteps",
}


def plot_curve(
    recipe: Scheduler, model: Model[Denoiser], *, steps: int, latent: Latent | None = None
) -> Image:
    """Draw the noise level before each step, and that of the finished picture.

    Args:
        recipe: Which scheduler.
        model: What would be run; it is not loaded.
        steps: Number of steps.
        latent: Its size decides where a model shifts its levels by it; None takes the size that
            the model was trained for.

    Returns:
        (1, 600, 960, 3).

    Raises:
        BadValue: The scheduler cannot be made for such a run.
    """
    schedule = make_schedule(
        recipe,
        model,
        steps=steps,
        device=torch.device("cpu"),
        latent_tokens=_tokens(model, latent),
    )
    levels, is_stepwise = _levels(schedule, steps)
    kind = "share of noise" if schedule.is_flow else "ratio of noise to picture"
    between = f"to {levels[-2]:.3g}, and ends at" if len(levels) > 2 else "to"
    chart = Chart(
        levels,
        title=_title(recipe),
        note=f"{steps} {'step' if steps == 1 else 'steps'}. Noise falls from {levels[0]:.4g} "
        f"{between} {levels[-1]:.3g}.",
        across="Step" if is_stepwise else "Call of the network",
        up=f"Sigma ({kind})",
    )
    return from_pillow([draw_chart(chart)])


def _levels(schedule: Schedule, steps: int) -> tuple[list[float], bool]:
    """Give a level for each step, or for each call where those are no steps (PNDM)."""
    *calls, last = schedule.sigmas.tolist()
    whole = calls[:: schedule.order]
    is_stepwise = len(whole) == steps
    return [*(whole if is_stepwise else calls), last], is_stepwise


def _title(recipe: Scheduler) -> str:
    options = dict(recipe.options)
    said = [words for option, words in _OPTIONS.items() if options.get(option)]
    if isinstance(options.get("timestep_spacing"), str):
        said.append(options["timestep_spacing"])
    if "sigmas" not in options:
        said += [f"shift {options[one]:g}" for one in ("shift", "flow_shift") if one in options]
    return ", ".join([name_of(recipe), *said])


def _tokens(model: Model[Denoiser], latent: Latent | None) -> int:
    if latent is not None:
        return count_tokens(model, latent.samples.shape)
    side = int(model.fact("native_px") or 512) // int(model.fact("scale") or 8)
    return count_tokens(model, (side, side))
