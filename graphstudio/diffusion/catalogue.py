"""The schedulers that fit Stable Diffusion 1.x, by the names that people know; no torch.

A test holds this table against the signatures of the installed diffusers, and against a perfect
denoiser: every scheduler here finds the picture that such a denoiser knows. By that test these
diffusers classes stay out:

- IPNDM, EDMEuler, EDMDPMSolverMultistep, CosineDPMSolverMultistep ask the network at times of
  their own (0..1, or log sigma), which a network trained on 0..999 does not understand;
- FlowMatch* are for flow models; CM, SCM, UnCLIP, VQDiffusion, RePaint for other networks;
- DPMSolverSDE draws one noise for a whole batch from a source that cannot be saved, so a picture
  would depend on its batch. "DPM++ 2S SDE" and "DPM++ 2M SDE" do the same work.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from graphstudio.api import Scheduler
from graphstudio.errors import BadValue

SchedulerName = Literal[
    "DPM++ 2M",
    "DPM++ 2M SDE",
    "DPM++ 2S",
    "DPM++ 2S SDE",
    "Euler",
    "Euler ancestral",
    "Heun",
    "DPM2",
    "DPM2 ancestral",
    "LMS",
    "DDIM",
    "DDPM",
    "PNDM",
    "PNDM with Runge-Kutta",
    "UniPC",
    "DEIS",
    "SA-Solver",
    "LCM",
    "TCD",
    "DDIM parallel",
    "DDPM parallel",
]
"""A scheduler by the name that people know."""

SigmasName = Literal["model", "plain", "karras", "exponential", "beta"]
"""How noise levels are spaced; "model" leaves it to the model's own settings."""

SpacingName = Literal["model", "leading", "trailing", "linspace"]
"""Which training steps are used (arXiv:2305.08891, table 2); "model" as the model says."""

PredictionName = Literal["model", "epsilon", "v_prediction", "sample"]
"""What the network predicts; "model" as it was trained, anything else is for broken configs."""

_SIGMAS = ("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas")
_ANY_SIGMAS = frozenset(_SIGMAS)
_SPACED = frozenset({"timestep_spacing", "prediction_type"})
_SOLVER = frozenset({"solver_order", "solver_type", "lower_order_final"})
_ZERO_SNR = frozenset({"rescale_betas_zero_snr"})
_CHURN = frozenset({"s_churn", "s_tmin", "s_tmax", "s_noise"})
_FEW_STEPS = frozenset({"original_inference_steps", "timestep_scaling"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Describe one scheduler of the catalogue.

    Attributes:
        name: The name that people know.
        class_name: The diffusers class.
        options: What makes this entry out of that class.
        takes: Further options that it understands; those of `step` among them.
        order_option: What its class calls the order of the solver; "" when it has none.
        most_order: The highest order that it has; diffusers takes a higher one for this one.
        is_random: Whether it adds noise at its steps.
    """

    name: SchedulerName
    class_name: str
    options: Mapping[str, Any] = field(default_factory=dict)  # Any: numbers, texts, flags
    takes: frozenset[str] = frozenset()
    order_option: str = ""
    most_order: int = 4
    is_random: bool = False


CATALOGUE: tuple[Entry, ...] = (
    Entry(
        "DPM++ 2M",
        "DPMSolverMultistepScheduler",
        {"algorithm_type": "dpmsolver++"},
        _SPACED | _ANY_SIGMAS | _SOLVER | _ZERO_SNR | {"euler_at_final", "use_lu_lambdas"},
        "solver_order",
        most_order=3,
    ),
    Entry(
        "DPM++ 2M SDE",
        "DPMSolverMultistepScheduler",
        {"algorithm_type": "sde-dpmsolver++"},
        _SPACED | _ANY_SIGMAS | _SOLVER | _ZERO_SNR | {"euler_at_final", "use_lu_lambdas"},
        "solver_order",
        most_order=3,
        is_random=True,
    ),
    Entry(
        "DPM++ 2S",
        "DPMSolverSinglestepScheduler",
        {"algorithm_type": "dpmsolver++", "lower_order_final": True},
        _ANY_SIGMAS | _SOLVER | {"prediction_type"},
        "solver_order",
        most_order=3,
    ),
    Entry(
        "DPM++ 2S SDE",
        "DPMSolverSinglestepScheduler",
        {"algorithm_type": "sde-dpmsolver++", "lower_order_final": True},
        _ANY_SIGMAS | _SOLVER | {"prediction_type"},
        "solver_order",
        most_order=3,
        is_random=True,
    ),
    Entry("Euler", "EulerDiscreteScheduler", {}, _SPACED | _ANY_SIGMAS | _ZERO_SNR | _CHURN),
    Entry(
        "Euler ancestral",
        "EulerAncestralDiscreteScheduler",
        {},
        _SPACED | _ZERO_SNR,
        is_random=True,
    ),
    Entry("Heun", "HeunDiscreteScheduler", {}, _SPACED | _ANY_SIGMAS),
    Entry("DPM2", "KDPM2DiscreteScheduler", {}, _SPACED | _ANY_SIGMAS),
    Entry(
        "DPM2 ancestral",
        "KDPM2AncestralDiscreteScheduler",
        {},
        _SPACED | _ANY_SIGMAS,
        is_random=True,
    ),
    Entry("LMS", "LMSDiscreteScheduler", {}, _SPACED | _ANY_SIGMAS | {"order"}, "order"),
    Entry("DDIM", "DDIMScheduler", {}, _SPACED | _ZERO_SNR | {"eta"}),
    Entry("DDPM", "DDPMScheduler", {}, _SPACED | _ZERO_SNR | {"variance_type"}, is_random=True),
    Entry("PNDM", "PNDMScheduler", {"skip_prk_steps": True}, _SPACED),
    Entry("PNDM with Runge-Kutta", "PNDMScheduler", {"skip_prk_steps": False}, _SPACED),
    Entry(
        "UniPC",
        "UniPCMultistepScheduler",
        {},
        _SPACED | _ANY_SIGMAS | _SOLVER | _ZERO_SNR | {"predict_x0", "disable_corrector"},
        "solver_order",
    ),
    Entry(
        "DEIS",
        "DEISMultistepScheduler",
        {},
        _SPACED | _ANY_SIGMAS | _SOLVER,
        "solver_order",
        most_order=3,
    ),
    Entry(
        "SA-Solver",
        "SASolverScheduler",
        {},
        _SPACED | _ANY_SIGMAS | {"predictor_order", "corrector_order", "lower_order_final"},
        "predictor_order",
        is_random=True,
    ),
    Entry("LCM", "LCMScheduler", {}, _SPACED | _ZERO_SNR | _FEW_STEPS, is_random=True),
    Entry("TCD", "TCDScheduler", {}, _SPACED | _ZERO_SNR | _FEW_STEPS | {"eta"}, is_random=True),
    Entry("DDIM parallel", "DDIMParallelScheduler", {}, _SPACED | _ZERO_SNR | {"eta"}),
    Entry("DDPM parallel", "DDPMParallelScheduler", {}, _SPACED | _ZERO_SNR, is_random=True),
)
"""Every scheduler that fits, the most used first."""


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


def recipe(
    name: SchedulerName,
    *,
    sigmas: SigmasName = "model",
    spacing: SpacingName = "model",
    prediction: PredictionName = "model",
    order: int = 0,
    eta: float | None = None,
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
        options: Further options by the name that the diffusers class gives them.

    Raises:
        BadValue: The scheduler does not take one of the options; every one is reported.
    """
    entry = find_entry(name)
    chosen = dict(entry.options)
    chosen |= _sigma_options(entry, sigmas)
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
    chosen |= options or {}
    _refuse_unknown(entry, chosen)
    return Scheduler(entry.class_name, tuple(sorted(chosen.items())))


def _sigma_options(entry: Entry, sigmas: SigmasName) -> dict[str, bool]:
    if sigmas == "model" or (sigmas == "plain" and not entry.takes & _ANY_SIGMAS):
        return {}
    return {option: option == f"use_{sigmas}_sigmas" for option in _SIGMAS}


def _refuse_unknown(entry: Entry, chosen: Mapping[str, Any]) -> None:
    unknown = sorted(set(chosen) - entry.takes - set(entry.options))
    if not unknown:
        return
    problems = [
        f"{entry.name} takes no {option}. {_others(option)}"
        for option in unknown
        if option not in _SIGMAS or chosen[option]
    ]
    raise BadValue(" ".join(problems), problems)


def _others(option: str) -> str:
    able = [e.name for e in CATALOGUE if option in e.takes or option == e.order_option]
    if not able:
        return "No scheduler of this list does: remove it."
    return f"Leave it at its default, or choose one of: {', '.join(able)}."
