"""Nodes that push a picture away from what a weakened network would make."""

from dataclasses import replace
from typing import Annotated

from graphstudio.api import (
    Denoiser,
    Guidance,
    Model,
    Range,
    Text,
    WeakenedLayers,
    WeakerModel,
    node,
)
from graphstudio.diffusion.foresight import agreeing

from .knobs import Share

Scale = Annotated[float, Range(1, 30, step=0.5)]
Push = Annotated[float, Range(0, 30, step=0.25)]
Layers = Annotated[str, Text(placeholder="middle, down 2, up")]


@node(
    "guidance.perturbed_attention",
    foresee=agreeing(gives={"guidance": "guidance"}),
    title="Guidance (PAG)",
    keywords=("perturbed attention guidance", "structure"),
)
def perturbed_attention(
    guidance: Guidance | None = None,
    scale: Scale = 4.0,
    attention_scale: Push = 3.0,
    layers: Layers = "middle",
    start: Share = 0.0,
    end: Share = 1.0,
) -> Guidance:
    """Get clearer structure: push away from a network that cannot see connections.

    Perturbed attention guidance. Outlines close, limbs and walls hold together, and textures
    get crisper. It works with no prompt too. Takes half as much time again as CFG.

    Args:
        guidance: What it is added to, such as CFG with a curve, APG, or another of this kind.
            Left open, it is CFG with the scale below.
        scale: How strongly the prompt pulls, while nothing is wired to guidance. 1 leaves CFG
            out: then this alone makes the picture clear.
        attention_scale: How strongly it pushes. 2 to 4 is good; more makes flat areas and hard
            edges. Lower the CFG scale when you raise it.
        layers: Where the network looks at single places only: middle, down, up, or one block
            such as "down 2"; several with commas. Middle is the mildest and the usual choice.
        start: From which part of the steps on it pushes, 0 to 1.
        end: Up to which part of the steps it pushes.
    """
    added = WeakenedLayers(attention_scale, "attention", _names(layers), start, end)
    return _added(guidance or Guidance(scale), added)


@node(
    "guidance.skip_layers",
    foresee=agreeing(gives={"guidance": "guidance"}),
    title="Guidance (Skip Layers)",
    keywords=("slg", "skip layer guidance", "anatomy", "stg"),
)
def skip_layers(
    guidance: Guidance | None = None,
    scale: Scale = 5.0,
    skip_scale: Push = 2.5,
    layers: Layers = "middle",
    start: Share = 0.0,
    end: Share = 0.5,
) -> Guidance:
    """Get better anatomy: push away from a network with layers left out.

    Skip layer guidance, known from Stable Diffusion 3.5. Shapes and bodies hold together better.
    It is strong: keep it to the first part of the steps. Takes half as much time again as CFG
    while it acts.

    Args:
        guidance: What it is added to, such as CFG with a curve, APG, or another of this kind.
            Left open, it is CFG with the scale below.
        scale: How strongly the prompt pulls, while nothing is wired to guidance.
        skip_scale: How strongly it pushes. 1 to 3 is good.
        layers: Which layers are left out: middle, down, up, or one block such as "down 2";
            several with commas.
        start: From which part of the steps on it pushes, 0 to 1.
        end: Up to which part of the steps it pushes. 0.2 to 0.5 shapes the layout and leaves
            fine detail alone.
    """
    added = WeakenedLayers(skip_scale, "layers", _names(layers), start, end)
    return _added(guidance or Guidance(scale), added)


@node(
    "guidance.auto",
    foresee=agreeing("guidance", "worse", gives={"guidance": "worse"}),
    title="Guidance (Auto)",
    keywords=("autoguidance", "bad version of itself", "worse model"),
)
def auto(
    worse: Model[Denoiser] | None = None,
    guidance: Guidance | None = None,
    scale: Scale = 2.0,
    layers: Layers = "middle",
    start: Share = 0.0,
    end: Share = 1.0,
) -> Guidance:
    """Sharpen what the model does well: push away from a worse version of it.

    Auto-guidance. Both follow the same prompt, so pictures get cleaner and stay as varied as the
    model is, where CFG makes them alike. Needs no negative prompt when it works alone.

    Args:
        worse: A smaller model of the same kind, or an earlier state of its training. Left open,
            the model itself with layers left out is the worse one.
        guidance: What it is added to, such as CFG. Left open, it works alone.
        scale: How strongly it pushes. 1 does nothing, 1.5 to 3 is good.
        layers: Which layers are left out while no worse model is wired: middle, down, up, or
            one block such as "down 2"; several with commas.
        start: From which part of the steps on it pushes, 0 to 1.
        end: Up to which part of the steps it pushes.
    """
    # The paper's scale is 1 where nothing happens; ours says how much is added.
    if worse is None:
        added = WeakenedLayers(scale - 1, "layers", _names(layers), start, end)
        return _added(guidance or Guidance(1.0), added)
    return _added(guidance or Guidance(1.0), WeakerModel(scale - 1, worse, start, end))


def _added(guidance: Guidance, one: WeakenedLayers | WeakerModel) -> Guidance:
    from graphstudio.diffusion.switches import each_guidance

    return each_guidance(guidance, lambda each: replace(each, away_from=(*each.away_from, one)))


def _names(layers: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in layers.split(",") if name.strip())
