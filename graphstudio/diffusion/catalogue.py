"""Recipes of schedulers by the names that people know, with their options checked; no torch."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from graphstudio.api import Denoiser, Model, Scheduler
from graphstudio.diffusion.entries import CATALOGUE, SIGMA_OPTIONS, Entry, SchedulerName
from graphstudio.diffusion.kinds import ModelKind, kind_of_model, kind_of_scheduler
from graphstudio.errors import BadValue

__all__ = [
    "CATALOGUE",
    "Entry",
    "LevelsUnit",
    "PredictionName",
    "SchedulerName",
    "SigmasName",
    "SpacingName",
    "find_entry",
    "name_of",
    "names",
    "recipe",
    "require_kind",
]

SigmasName = Literal["model", "plain", "karras", "exponential", "beta"]
"""How noise levels are spaced; "model" leaves it to the model's own settings."""

SpacingName = Literal["model", "leading", "trailing", "linspace"]
"""Which training steps are used (arXiv:2305.08891, table 2); "model" as the model says."""

PredictionName = Literal["model", "epsilon", "v_prediction", "sample"]
"""What the network predicts; "model" as it was trained, anything else is for broken configs."""

LevelsUnit = Literal["sigmas", "timesteps"]
"""What levels that are written by hand count: noise, or steps of training."""

_WHO: Mapping[ModelKind, str] = {
    "noise": "models that predict noise",
    "flow": "flow models",
    "consistency": "consistency models",
    "score_ve": "score models of the VE kind",
    "score_vp": "score models of the VP kind",
}
_IS: Mapping[ModelKind, str] = {
    "noise": "predicts noise",
    "flow": "is a flow model",
    "consistency": "is a consistency model",
    "score_ve": "is a score model of the VE kind",
    "score_vp": "is a score model of the VP kind",
}
_FIXED_ON_FLOW = ("prediction_type", "use_flow_sigmas")


def find_entry(name: str) -> Entry:
    """Look up a scheduler by the name that people know.

    Raises:
        BadValue: There is none of that name.
    """
    for entry in CATALOGUE:
        if entry.name == name:
            return entry
    raise BadValue(f"There is no scheduler {name!r}. Choose one of: {', '.join(names())}.")


def names() -> tuple[str, ...]:
    """List the names that people know, the most used first."""
    return get_args(SchedulerName)


def name_of(scheduler: Scheduler) -> str:
    """Give the name that people know, or that of the class when there is none."""
    options = dict(scheduler.options)
    able = [
        entry
        for entry in CATALOGUE
        if entry.class_name == scheduler.name and {**options, **entry.options} == options
    ]
    return max(able, key=lambda entry: len(entry.options)).name if able else scheduler.name


def require_kind(scheduler: Scheduler, model: Model[Denoiser]) -> None:
    """Check that a scheduler is made for the kind of network that a model is.

    Raises:
        BadValue: It is for the other kind; those that fit are named.
    """
    made_for, kind = kind_of_scheduler(scheduler), kind_of_model(model)
    if made_for == kind:
        return
    fitting = ", ".join(entry.name for entry in CATALOGUE if entry.fits == kind)
    raise BadValue(
        f"{name_of(scheduler)} is for {_WHO[made_for]}, and {model.name} {_IS[kind]}. "
        f"Choose one of: {fitting}."
    )


def recipe(
    name: SchedulerName,
    *,
    sigmas: SigmasName = "model",
    spacing: SpacingName = "model",
    prediction: PredictionName = "model",
    order: int = 0,
    eta: float | None = None,
    shift: float | None = None,
    options: Mapping[str, Any] | None = None,  # Any: numbers, texts, flags
) -> Scheduler:
    """Make the recipe of a scheduler, with its options checked.

    Args:
        name: The scheduler.
        sigmas: How noise levels are spaced.
        spacing: Which training steps are used.
        prediction: What the network predicts.
        order: Order of the solver, 1 to 4; 0 leaves it to the scheduler.
        eta: Share of fresh noise at each step, 0..1; None leaves it to the scheduler.
        shift: For flow models: how far all noise levels are moved up, above 0; 1 moves nothing
            (arXiv:2403.03206, eq. 23). None leaves it to the model.
        options: Further options by the name that the diffusers class gives them.

    Raises:
        BadValue: The scheduler does not take one of the options; every one is reported.
    """
    entry = find_entry(name)
    chosen = dict(entry.options)
    chosen |= _sigma_options(entry, sigmas)
    if spacing == "leading" and entry.fits == "flow":
        raise BadValue(f"{name} has no leading spacing. Choose trailing, linspace or model.")
    if spacing != "model":
        chosen["timestep_spacing"] = spacing
    if prediction != "model":
        chosen["prediction_type"] = prediction
    if order > entry.most_order:
        raise BadValue(
            f"{name} has no order {order}. Choose 1 to {entry.most_order}, or 0 to leave it to it."
        )
    if order:
        chosen[entry.order_option or "order"] = order
    if eta is not None:
        chosen["eta"] = eta
    if shift is not None:
        chosen[entry.shift_option or "shift"] = shift
    chosen |= options or {}
    _refuse_unknown(entry, chosen)
    return Scheduler(entry.class_name, tuple(sorted(chosen.items())))


def _sigma_options(entry: Entry, sigmas: SigmasName) -> dict[str, bool]:
    if sigmas == "model" or (sigmas == "plain" and not entry.takes.intersection(SIGMA_OPTIONS)):
        return {}
    return {option: option == f"use_{sigmas}_sigmas" for option in SIGMA_OPTIONS}


def _refuse_unknown(entry: Entry, chosen: Mapping[str, Any]) -> None:
    unknown = set(chosen) - entry.takes - set(entry.options)
    if entry.fits == "flow":
        own = entry.options
        unknown |= {fixed for fixed in _FIXED_ON_FLOW if chosen.get(fixed) != own.get(fixed)}
    problems = [
        f"{entry.name} takes no {option}. {_others(option, entry.fits)}"
        for option in sorted(unknown)
        if option not in SIGMA_OPTIONS or chosen[option]
    ]
    if problems:
        raise BadValue(" ".join(problems), problems)


def _others(option: str, kind: ModelKind) -> str:
    able = [entry for entry in CATALOGUE if option in (*entry.takes, entry.order_option)]
    if not able:
        return "No scheduler of this list does: remove it."
    fitting = [entry.name for entry in able if entry.fits == kind]
    if not fitting:
        return f"No scheduler for {_WHO[kind]} does: leave it at its default."
    return f"Leave it at its default, or choose one of: {', '.join(fitting)}."
