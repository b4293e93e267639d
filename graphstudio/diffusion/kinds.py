"""Which kind of network a model is, and which kind a scheduler is made for; no torch.

A noise model was trained to take noise of growing strength off a picture (epsilon, velocity or
sample; arXiv:2006.11239). A flow model was trained to move along straight lines from noise to a
picture (arXiv:2209.03003): at level sigma it is shown (1 - sigma) * picture + sigma * noise.
"""

import json
from typing import Any, Literal

from graphstudio.api import Denoiser, Model, Scheduler

ModelKind = Literal["noise", "flow"]
"""What a network was trained to predict: noise (in any of its forms), or the flow to a picture."""

_FLOW_PREDICTIONS = frozenset({"flow", "flow_prediction"})


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
    return "flow" if is_flow(model) else "noise"


def kind_of_scheduler(recipe: Scheduler) -> ModelKind:
    """Say which kind of network a scheduler is made for."""
    return "flow" if _is_for_flow(recipe.name, dict(recipe.options)) else "noise"


def _config(model: Model[Denoiser]) -> dict[str, Any]:  # Any: a JSON file
    config: dict[str, Any] = json.loads(str(model.fact("scheduler") or "{}"))
    return config


def _is_for_flow(class_name: str, options: dict[str, Any]) -> bool:
    return class_name.startswith("FlowMatch") or bool(options.get("use_flow_sigmas"))
