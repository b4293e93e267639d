"""Nodes that decide how noise is taken away, step by step."""

from typing import Annotated

from graphstudio.api import Range, Scheduler, node
from graphstudio.diffusion.catalogue import (
    PredictionName,
    SchedulerName,
    SigmasName,
    SpacingName,
    recipe,
)

Order = Annotated[int, Range(0, 4)]
Eta = Annotated[float, Range(-1, 1, step=0.05)]


@node("scheduler.choose", title="Scheduler", keywords=("sampler", "karras", "euler", "dpm++"))
def choose(
    scheduler: SchedulerName = "DPM++ 2M",
    sigmas: SigmasName = "model",
    spacing: SpacingName = "model",
    prediction: PredictionName = "model",
    order: Order = 0,
    eta: Eta = -1.0,
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
    """
    return recipe(
        scheduler,
        sigmas=sigmas,
        spacing=spacing,
        prediction=prediction,
        order=order,
        eta=eta if eta >= 0 else None,
    )
