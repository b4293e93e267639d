"""Which kind of network a model is, and which kind a scheduler is made for; no torch.

A noise model was trained to take noise of growing strength off a picture (epsilon, velocity or
sample; arXiv:2006.11239). A flow model was trained to move along straight lines from noise to a
picture (arXiv:2209.03003): at level sigma it is shown (1 - sigma) * picture + sigma * noise.
Consistency models say the finished picture at any level (arXiv:2303.01469); score models say which
way pictures lie, and are asked at times of their own (arXiv:2011.13456).
"""

import json
from collections.abc import Mapping
from typing import Any, Literal

from graphstudio.api import Denoiser, Model, Scheduler
from graphstudio.diffusion.families import PIXEL_CM, PIXEL_VE, PIXEL_VP

ModelKind = Literal["noise", "flow", "consistency", "score_ve", "score_vp"]
"""What a network was trained to predict: noise (in any of its forms), the flow to a picture, the
picture itself, or the score, with exploding or with preserved variance."""

_FLOW_PREDICTIONS = frozenset({"flow", "flow_prediction"})
_OF_FAMILY: Mapping[str, ModelKind] = {
    PIXEL_CM: "consistency",
    PIXEL_VE: "score_ve",
    PIXEL_VP: "score_vp",
}
_OF_CLASS: Mapping[str, ModelKind] = {
    "CMStochasticIterativeScheduler": "consistency",
    "ScoreSdeVeScheduler": "score_ve",
    "ScoreSdeVpScheduler": "score_vp",
}


def trained_with(model: Model[Denoiser]) -> dict[str, Any]:
    """Read the scheduler_config.json that came with a model; empty when none did."""
    return {key: value for key, value in _config(model).items() if not key.startswith("_")}


def is_flow(model: Model[Denoiser]) -> bool:
    """Tell a flow model (SD3, Flux) from one that predicts noise, by its facts.

    Either the fact prediction_type says so, or the scheduler_config.json that came with it does.
    """
    config = _config(model)
    kinds = {model.fact("prediction_type"), config.get("prediction_type")}
    return bool(kinds & _FLOW_PREDICTIONS) or _is_for_flow(str(config.get("_class_name")), config)


def kind_of_model(model: Model[Denoiser]) -> ModelKind:
    """Say which kind of network a model is."""
    return _OF_FAMILY.get(model.family) or ("flow" if is_flow(model) else "noise")


def kind_of_scheduler(recipe: Scheduler) -> ModelKind:
    """Say which kind of network a scheduler is made for."""
    if recipe.name in _OF_CLASS:
        return _OF_CLASS[recipe.name]
    return "flow" if _is_for_flow(recipe.name, dict(recipe.options)) else "noise"


def _config(model: Model[Denoiser]) -> dict[str, Any]:  # Any: a JSON file
    config: dict[str, Any] = json.loads(str(model.fact("scheduler") or "{}"))
    return config


def _is_for_flow(class_name: str, options: dict[str, Any]) -> bool:
    return class_name.startswith("FlowMatch") or bool(options.get("use_flow_sigmas"))
