"""The table of schedulers, by the names that people know; no torch.

A test holds this table against the signatures of the installed diffusers, and against a perfect
denoiser: every scheduler here finds the picture that such a denoiser knows. By that test these
diffusers classes stay out:

- IPNDM, EDMEuler, EDMDPMSolverMultistep, CosineDPMSolverMultistep ask the network at times of
  their own (0..1, or log sigma), which a network trained on 0..999 does not understand;
- FlowMapEuler, SCM, UnCLIP, VQDiffusion, RePaint are for other networks;
- DPMSolverSDE draws one noise for a whole batch from a source that cannot be saved, so a picture
  would depend on its batch. "DPM++ 2S SDE" and "DPM++ 2M SDE" do the same work;
- DEIS and SA-Solver on flow models: diffusers 0.42 lets both stop at the last noise level instead
  of 0, and leaves that noise in the picture (a mean of 0.11 after 20 steps at shift 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from graphstudio.diffusion.kinds import ModelKind

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
    "Flow Euler",
    "Flow Heun",
    "Flow LCM",
    "Flow DPM++ 2M",
    "Flow DPM++ 2M SDE",
    "Flow DPM++ 2S",
    "Flow DPM++ 2S SDE",
    "Flow UniPC",
    "Consistency",
    "SDE VE",
    "SDE VP",
]
"""A scheduler by the name that people know; those for flow models begin with Flow."""

SIGMA_OPTIONS = ("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas")
"""What chooses the spacing of noise levels; at most one of them is true."""

_ANY_SIGMAS = frozenset(SIGMA_OPTIONS)
_SPACED = frozenset({"timestep_spacing", "prediction_type"})
_SOLVER = frozenset({"solver_order", "solver_type", "lower_order_final"})
_ZERO_SNR = frozenset({"rescale_betas_zero_snr"})
_CHURN = frozenset({"s_churn", "s_tmin", "s_tmax", "s_noise"})
_FEW_STEPS = frozenset({"original_inference_steps", "timestep_scaling"})
_MATCHING = frozenset({"timestep_spacing", "shift_terminal"})
_BY_SIZE = frozenset({"use_dynamic_shifting", "time_shift_type"})
_BENDS = frozenset({"base_shift", "max_shift", "base_image_seq_len", "max_image_seq_len"})
_ON_FLOW = {"use_flow_sigmas": True, "prediction_type": "flow_prediction"}


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
        fits: Which kind of network it is made for.
        shift_option: What its class calls the shift of a flow model; "" when it has none.
    """

    name: SchedulerName
    class_name: str
    options: Mapping[str, Any] = field(default_factory=dict)  # Any: numbers, texts, flags
    takes: frozenset[str] = frozenset()
    order_option: str = ""
    most_order: int = 4
    is_random: bool = False
    fits: ModelKind = "noise"
    shift_option: str = ""


_NOISE: tuple[Entry, ...] = (
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

_FLOW: tuple[Entry, ...] = (
    Entry(
        "Flow Euler",
        "FlowMatchEulerDiscreteScheduler",
        {},
        _MATCHING | _BY_SIZE | _BENDS | _ANY_SIGMAS | {"shift", "stochastic_sampling"},
        fits="flow",
        shift_option="shift",
    ),
    Entry(
        "Flow Heun",
        "FlowMatchHeunDiscreteScheduler",
        {},
        _CHURN | {"shift"},
        fits="flow",
        shift_option="shift",
    ),
    Entry(
        "Flow LCM",
        "FlowMatchLCMScheduler",
        {},
        _MATCHING | _BY_SIZE | _BENDS | _ANY_SIGMAS | {"shift"},
        is_random=True,
        fits="flow",
        shift_option="shift",
    ),
    Entry(
        "Flow DPM++ 2M",
        "DPMSolverMultistepScheduler",
        {"algorithm_type": "dpmsolver++", **_ON_FLOW},
        _SOLVER | _BY_SIZE | {"euler_at_final", "flow_shift"},
        "solver_order",
        most_order=3,
        fits="flow",
        shift_option="flow_shift",
    ),
    Entry(
        "Flow DPM++ 2M SDE",
        "DPMSolverMultistepScheduler",
        {"algorithm_type": "sde-dpmsolver++", **_ON_FLOW},
        _SOLVER | _BY_SIZE | {"euler_at_final", "flow_shift"},
        "solver_order",
        most_order=3,
        is_random=True,
        fits="flow",
        shift_option="flow_shift",
    ),
    Entry(
        "Flow DPM++ 2S",
        "DPMSolverSinglestepScheduler",
        {"algorithm_type": "dpmsolver++", "lower_order_final": True, **_ON_FLOW},
        _SOLVER | _BY_SIZE | {"flow_shift"},
        "solver_order",
        most_order=3,
        fits="flow",
        shift_option="flow_shift",
    ),
    Entry(
        "Flow DPM++ 2S SDE",
        "DPMSolverSinglestepScheduler",
        {"algorithm_type": "sde-dpmsolver++", "lower_order_final": True, **_ON_FLOW},
        _SOLVER | _BY_SIZE | {"flow_shift"},
        "solver_order",
        most_order=3,
        is_random=True,
        fits="flow",
        shift_option="flow_shift",
    ),
    Entry(
        "Flow UniPC",
        "UniPCMultistepScheduler",
        dict(_ON_FLOW),
        _SOLVER | _BY_SIZE | {"predict_x0", "disable_corrector", "flow_shift", "shift_terminal"},
        "solver_order",
        fits="flow",
        shift_option="flow_shift",
    ),
)

_PIXEL: tuple[Entry, ...] = (
    Entry(
        "Consistency",
        "CMStochasticIterativeScheduler",
        {},
        frozenset({"clip_denoised", "rho", "s_noise"}),
        is_random=True,
        fits="consistency",
    ),
    Entry(
        "SDE VE",
        "ScoreSdeVeScheduler",
        {},
        frozenset({"correct_steps", "sampling_eps", "snr"}),
        is_random=True,
        fits="score_ve",
    ),
    Entry(
        "SDE VP",
        "ScoreSdeVpScheduler",
        {},
        frozenset({"sampling_eps"}),
        is_random=True,
        fits="score_vp",
    ),
)

CATALOGUE = (*_NOISE, *_FLOW, *_PIXEL)
"""Every scheduler there is a name for, the most used first."""
