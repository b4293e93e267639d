"""What a scheduler is told when it is set for a run: levels written by hand, and shifts.

A flow model's noise levels are moved up by a shift, further for larger pictures
(arXiv:2403.03206, section 5.3.2). Some models have one shift for all sizes; others (Flux) work it
out from the number of image tokens, and diffusers calls its logarithm mu.
"""

import inspect
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from graphstudio.api import Denoiser, Model
from graphstudio.diffusion.kinds import trained_with
from graphstudio.errors import BadValue

OPTIONS = frozenset({"sigmas", "timesteps"})
"""Options of a recipe that are for `set_timesteps`: levels or times written by hand."""

# The shift that a class has for all sizes: FlowMatch* calls it one way, the solvers another.
_SHIFTS = ("shift", "flow_shift")
_SPACING = "timestep_spacing"


def count_tokens(model: Model[Denoiser], size: Sequence[int]) -> int:
    """Count the image tokens of a latent: what dynamic shifts are worked out from.

    Args:
        model: Its fact patch_size says how many cells a token covers in each direction; 2, as in
            SD3 and Flux, when it says nothing.
        size: (..., height / scale, width / scale) of the latent.
    """
    patch = int(model.fact("patch_size") or 2)
    return (size[-2] // patch) * (size[-1] // patch)


def takes_levels(kind: Any, options: Mapping[str, Any]) -> frozenset[str]:
    """Say which of `sigmas` and `timesteps` a scheduler can be given.

    Args:
        kind: The diffusers class; Any: it has no types.
        options: What it is made with. UniPC takes sigmas as a scheduler for flow models alone.
    """
    known = OPTIONS & set(inspect.signature(kind.set_timesteps).parameters)
    is_unable = "use_flow_sigmas" in _built_with(kind) and not options.get("use_flow_sigmas")
    return known - {"sigmas"} if is_unable else frozenset(known)


def shifted(
    kind: Any, config: Mapping[str, Any], given: Mapping[str, Any], tokens: int | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Work out the shift of a flow model for a class of schedulers.

    What the recipe says wins over what came with the model, whichever of its two names the shift
    has there. A class that cannot shift by size is given the same shift for all sizes instead:
    the two are one formula.

    Args:
        kind: The diffusers class; Any: it has no types.
        config: What came with the model.
        given: What the recipe says.
        tokens: Number of image tokens; needed when the shift depends on the size.

    Returns:
        What to build the class with, and what to set it with.

    Raises:
        BadValue: The shift depends on the size, and that is not known.
    """
    known, settable = _built_with(kind), inspect.signature(kind.set_timesteps).parameters
    name = next((one for one in _SHIFTS if one in known), None)
    said = [source[one] for source in (given, config) for one in _SHIFTS if one in source]
    build = {name: said[0]} if name and said else {}
    if not _is_dynamic(config, given):
        return build | ({"use_dynamic_shifting": False} if "mu" in settable else {}), {}
    mu = _mu({**config, **given}, tokens)
    if "mu" in settable:
        return build | {"use_dynamic_shifting": True}, {"mu": mu}
    is_linear = config.get("time_shift_type") == "linear"
    return ({name: mu if is_linear else math.exp(mu)} if name else {}), {}


def levels(
    kind: Any, model: Model[Denoiser], given: Mapping[str, Any], steps: int
) -> dict[str, Any]:
    """Say which levels a scheduler is set to: so many steps, or exactly these.

    Args:
        kind: The diffusers class; Any: it has no types.
        model: Its fact flow_spacing says how its levels lie when nobody else does: "trailing"
            for those that begin at 1 and end at 1 / steps (Flux), else the scheduler's own.
        given: What the recipe says.
        steps: Number of steps.

    Raises:
        BadValue: The levels are written by hand, and not as many as the steps or beyond training.
    """
    for name in OPTIONS & set(given):
        values = list(given[name])
        if len(values) != steps:
            raise BadValue(
                f"The custom sigmas are for {len(values)} steps, and {steps} are asked for. Set "
                f"the number of steps to {len(values)}, or write {steps} numbers."
            )
        most = int(trained_with(model).get("num_train_timesteps", 1000)) - 1
        if name == "timesteps" and max(values) > most:
            raise BadValue(
                f"Timestep {max(values):g} is beyond the training of {model.name}: write 0 to "
                f"{most}."
            )
        # This one wants to be told where it ends; all others end at 0 by themselves.
        ends = [0.0] if kind.__name__ == "EulerDiscreteScheduler" and name == "sigmas" else []
        return {name: np.array([*values, *ends]) if name == "sigmas" else values}
    spacing = given.get(_SPACING) or model.fact("flow_spacing")
    if spacing == "trailing" and is_spaced_here(kind):
        return {"sigmas": np.linspace(1.0, 1 / steps, steps)}
    return {"num_inference_steps": steps}


def shortened(kind: Any, model: Model[Denoiser], strength: float) -> dict[str, float]:
    """Say which part of training all steps lie in, for a model that was distilled to few of them.

    Other models leave out the first steps instead, as the official pipelines of both do: of 4
    steps at strength 0.5 an LCM runs 4 and they run 2.

    Args:
        kind: The diffusers class; Any: it has no types. LCM and TCD can be set so.
        model: Its fact is_distilled tells a full LCM.
        strength: 0..1, how much of a picture is made new.
    """
    is_able = "strength" in inspect.signature(kind.set_timesteps).parameters
    return {"strength": strength} if is_able and strength < 1 and model.fact("is_distilled") else {}


def is_spaced_here(kind: Any) -> bool:
    """Say whether the spacing of a class is chosen by the levels that it is given."""
    return kind.__name__.startswith("FlowMatch") and "sigmas" in takes_levels(kind, {})


def _is_dynamic(config: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    if "use_dynamic_shifting" in given:
        return bool(given["use_dynamic_shifting"])
    return bool(config.get("use_dynamic_shifting")) and not any(one in given for one in _SHIFTS)


def _mu(options: Mapping[str, Any], tokens: int | None) -> float:
    """Draw a line through two sizes: what the official Flux and SD3 pipelines do."""
    if tokens is None:
        raise BadValue(
            "The noise levels of this model depend on the size of the picture, which is not known "
            "here. Say it, or set a shift in the scheduler."
        )
    least, most = options.get("base_image_seq_len", 256), options.get("max_image_seq_len", 4096)
    low, high = options.get("base_shift", 0.5), options.get("max_shift", 1.15)
    slope = (high - low) / (most - least)
    return float(tokens * slope + (low - slope * least))


def _built_with(kind: Any) -> set[str]:
    return set(inspect.signature(kind.__init__).parameters)
