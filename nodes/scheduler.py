"""Nodes that decide how noise is taken away, step by step."""

import json
from typing import Annotated, Any

from graphstudio.api import (
    Denoiser,
    Foreseen,
    Image,
    Known,
    Latent,
    Model,
    Range,
    Scheduler,
    Text,
    node,
)
from graphstudio.diffusion.catalogue import (
    LevelsUnit,
    PredictionName,
    SchedulerName,
    SigmasName,
    SpacingName,
    recipe,
)
from graphstudio.diffusion.foresight import agreeing, facts_of_scheduler
from graphstudio.errors import BadValue

from .knobs import Steps

Order = Annotated[int, Range(0, 4)]
Eta = Annotated[float, Range(-1, 1, step=0.05)]
Shift = Annotated[float, Range(0, 100, step=0.5)]
Levels = Annotated[str, Text(is_multiline=True, placeholder="14.6, 7, 3.5, 1.8, 0.9, 0.4, 0.1")]
Options = Annotated[str, Text(placeholder="solver_type=heun, s_churn=0.2")]


def _foresee(known: Known) -> Foreseen:
    name = known.values.get("scheduler")
    if name is None:
        return Foreseen()
    return Foreseen({"scheduler": facts_of_scheduler(name, recipe(name))})


@node(
    "scheduler.choose",
    title="Scheduler",
    foresee=_foresee,
    keywords=(
        *("sampler", "karras", "euler", "dpm++", "flow", "shift", "sde"),
        *("lightning", "turbo", "hyper", "lcm", "tcd", "few steps"),
    ),
)
def choose(
    scheduler: SchedulerName = "DPM++ 2M",
    sigmas: SigmasName = "model",
    spacing: SpacingName = "model",
    prediction: PredictionName = "model",
    order: Order = 0,
    eta: Eta = -1.0,
    options: Options = "",
    shift: Shift = 0.0,
) -> Scheduler:
    """Choose how the picture is denoised.

    DPM++ 2M is a good choice for most: clean pictures in 10 to 25 steps. The ones that add
    noise at each step (ancestral, SDE, DDPM, LCM) never settle: more steps give another picture.
    Models like SD3 and Flux need one whose name begins with Flow; consistency and score models that
    paint pixels need Consistency, SDE VE or SDE VP; all others need one of the rest.

    For models and LoRAs made for few steps, without guidance: Lightning takes Euler with trailing
    spacing and 2 to 8 steps, Turbo takes Euler ancestral with trailing spacing and 1 to 4, and LCM
    and TCD take the scheduler of their name and 4 to 8. Hyper is made for TCD, or for Euler as
    Lightning is. LCM LoRAs allow guidance up to 2.

    Args:
        scheduler: The method. Heun and DPM2 take twice the time a step.
        sigmas: How the amounts of noise are spread over the steps. Karras spends more steps on
            fine detail. Model leaves it to the model.
        spacing: Which of the training steps are used. Trailing is best for few steps.
        prediction: What the network predicts. Leave it at model, unless the model's files say
            something wrong.
        order: How many past steps the method looks at, where it has a choice. 0 leaves it to
            the method.
        eta: For DDIM and TCD: how much fresh noise each step adds, 0 to 1. TCD calls it gamma and
            takes 0.3 by itself; more suits more steps. Below 0 leaves it to the method.
        options: Further settings for those who know them, by the names that diffusers gives
            them, such as `solver_type=heun` for DPM++ or `s_churn=0.2` for Euler. A setting that
            the method does not have is refused.
        shift: For flow models: above 1 spends more steps on the layout, which large pictures
            need; 3 is usual. 0 leaves it to the model.
    """
    return recipe(
        scheduler,
        sigmas=sigmas,
        spacing=spacing,
        prediction=prediction,
        order=order,
        eta=eta if eta >= 0 else None,
        shift=shift or None,
        options=_parsed(options),
    )


@node(
    "scheduler.sigmas",
    title="Custom Sigmas",
    keywords=("noise levels", "timesteps", "manual"),
    foresee=agreeing(gives={"scheduler": "scheduler"}),
)
def sigmas(scheduler: Scheduler, levels: Levels = "", unit: LevelsUnit = "sigmas") -> Scheduler:
    """Say yourself how much noise is left before each step.

    The scheduler then uses exactly these: its own spacing and shift are set aside. Set the steps
    of Sample to how many there are; another number is refused.

    Args:
        scheduler: The method. Euler and most for flow models take sigmas. Euler, Heun, DDPM, LCM,
            TCD and the DPM++ ones for other models take timesteps.
        levels: Falling numbers, one for each step, apart by commas or spaces. After the last one
            comes 0 by itself: a 0 at the end of sigmas may be left out and is no step.
        unit: What the numbers count. Sigmas are amounts of noise: about 14.6 at most for Stable
            Diffusion, 1 for flow models. Timesteps are those of training, 999 at most; 1000 for
            flow models. A consistency model takes timesteps of 39 at most, and the last must be
            0: 22, 0 paints at once and goes over it once more.
    """
    from graphstudio.diffusion.levels import parse_levels, with_levels

    return with_levels(scheduler, parse_levels(levels), unit)


@node(
    "scheduler.plot",
    title="Sigma Curve",
    keywords=("sigmas", "noise levels", "graph", "chart"),
    foresee=agreeing("denoiser", "scheduler", "latent"),
)
def plot(
    scheduler: Scheduler,
    denoiser: Model[Denoiser],
    latent: Latent | None = None,
    steps: Steps = 20,
) -> Image:
    """Draw how much noise is left at each step.

    A steep start hurries over the layout; a long flat end gives its steps to fine detail.

    Args:
        scheduler: What is drawn.
        denoiser: The model that would be run. It is not loaded.
        latent: What would be denoised. Only its size counts, and only for models whose noise
            depends on it, such as Flux. Left open, it is the size that the model was trained for.
        steps: As many as Sample would do.
    """
    from graphstudio.diffusion.noise_curves import plot_curve

    return plot_curve(scheduler, denoiser, steps=steps, latent=latent)


def _parsed(options: str) -> dict[str, Any]:  # Any: numbers, texts, flags
    """Read "name=value, name=value"; values are JSON, or texts without quotes."""
    found: dict[str, Any] = {}
    for pair in filter(None, (part.strip() for part in options.split(","))):
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and value):
            raise BadValue(f"{pair!r} in the scheduler's options: write it as name=value.")
        try:
            found[name] = json.loads(value)
        except (ValueError, RecursionError):  # no JSON, or nested too deep for any option
            found[name] = value
    return found
