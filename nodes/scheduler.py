"""Nodes that decide how noise is taken away, step by step."""

import json
from typing import Annotated, Any

from graphstudio.api import Range, Scheduler, Text, node
from graphstudio.diffusion.catalogue import (
    PredictionName,
    SchedulerName,
    SigmasName,
    SpacingName,
    recipe,
)
from graphstudio.errors import BadValue

Order = Annotated[int, Range(0, 4)]
Eta = Annotated[float, Range(-1, 1, step=0.05)]
Options = Annotated[str, Text(placeholder="solver_type=heun, s_churn=0.2")]


@node("scheduler.choose", title="Scheduler", keywords=("sampler", "karras", "euler", "dpm++"))
def choose(
    scheduler: SchedulerName = "DPM++ 2M",
    sigmas: SigmasName = "model",
    spacing: SpacingName = "model",
    prediction: PredictionName = "model",
    order: Order = 0,
    eta: Eta = -1.0,
    options: Options = "",
) -> Scheduler:
    """Choose how the picture is denoised.

    DPM++ 2M is a good choice for most: clean pictures in 10 to 25 steps. The ones that add
    noise at each step (ancestral, SDE, DDPM, LCM) never settle: more steps give another picture.

    Args:
        scheduler: The method. Heun and DPM2 take twice the time a step.
        sigmas: How the amounts of noise are spread over the steps. Karras spends more steps on
            fine detail. Model leaves it to the model.
        spacing: Which of the training steps are used. Trailing is best for few steps.
        prediction: What the network predicts. Leave it at model, unless the model's files say
            something wrong.
        order: How many past steps the method looks at, where it has a choice. 0 leaves it to
            the method.
        eta: For DDIM and TCD: how much fresh noise each step adds, 0 to 1. Below 0 leaves it
            to the method.
        options: Further settings for those who know them, by the names that diffusers gives
            them, such as `solver_type=heun` for DPM++ or `s_churn=0.2` for Euler. A setting that
            the method does not have is refused.
    """
    return recipe(
        scheduler,
        sigmas=sigmas,
        spacing=spacing,
        prediction=prediction,
        order=order,
        eta=eta if eta >= 0 else None,
        options=_parsed(options),
    )


def _parsed(options: str) -> dict[str, Any]:  # Any: numbers, texts, flags
    """Read "name=value, name=value"; values are JSON, or texts without quotes."""
    found: dict[str, Any] = {}
    for pair in filter(None, (part.strip() for part in options.split(","))):
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and value):
            raise BadValue(f"{pair!r} in the scheduler's options: write it as name=value.")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found
