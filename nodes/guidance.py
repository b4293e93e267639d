"""Nodes that say how strongly a prompt pulls, and by which rule."""

from dataclasses import replace
from typing import Annotated, Literal

from graphstudio.api import (
    Conditioning,
    Curve,
    DualGuidance,
    Foreseen,
    Guidance,
    Image,
    Known,
    OverTime,
    PerpendicularGuidance,
    ProjectedGuidance,
    Range,
    SwitchedGuidance,
    TangentialGuidance,
    ZeroStarGuidance,
    node,
)
from graphstudio.api.curves import parse_points
from graphstudio.diffusion.foresight import agreeing, misfits

from .knobs import Share

Scale = Annotated[float, Range(1, 30, step=0.5)]
AnyScale = Annotated[float, Range(0, 30, step=0.5)]
Bound = Annotated[float, Range(0, 1000, step=1)]
Momentum = Annotated[float, Range(-0.95, 0.95, step=0.05)]
Calls = Annotated[int, Range(0, 20)]
CurveShape = Literal["constant", "linear", "cosine", "points"]
CurvePoints = Annotated[str, OverTime(0, 100, usual=(0, 15), counts_if=("curve", "points"))]


def _foresee_switch(known: Known) -> Foreseen:
    told = known.facts.get("before") or known.facts.get("after") or {}
    handed = {"guidance": told} if told else {}
    return Foreseen(handed, tuple(misfits(known, "before", "after")))


@node(
    "guidance.cfg", title="Guidance (CFG)", keywords=("cfg", "guidance", "classifier-free guidance")
)
def cfg(
    scale: Scale = 7.5,
    rescale: Share = 0.0,
    start: Share = 0.0,
    end: Share = 1.0,
    curve: CurveShape = "constant",
    last_scale: AnyScale = 1.0,
    points: CurvePoints = "",
) -> Guidance:
    """Say how strongly the prompt pulls: classifier-free guidance.

    Args:
        scale: Higher follows the prompt more closely, until colours burn. 1 turns guidance off
            and takes half the time; the negative prompt then does nothing.
        rescale: Takes back the contrast that a high scale adds. 0.7 is a good start.
        start: From which part of the steps on it pulls, 0 to 1.
        end: Up to which part of the steps it pulls. 0.8 leaves the last steps to the model,
            saves time and calms fine detail.
        curve: How the scale changes on the way. Linear and cosine go from the scale to the last
            scale, cosine more gently at both ends. Points follows what you write below. A scale
            that falls gives a strong layout and calm colours.
        last_scale: Where linear and cosine arrive at the end.
        points: For points: place and scale, from the start (0) to the end (1), such as
            0:7.5, 0.5:4, 1:1. In between it goes in straight lines. Drawing here sets the curve
            to points.
    """
    return Guidance(
        scale=scale,
        rescale=rescale,
        start=start,
        end=end,
        curve=_curve(curve, last_scale, points),
    )


@node(
    "guidance.curve",
    foresee=agreeing(gives={"guidance": "guidance"}),
    title="Guidance Curve",
    keywords=("schedule", "dynamic cfg", "scale over time", "ramp"),
)
def curve(
    guidance: Guidance,
    curve: CurveShape = "cosine",
    last_scale: AnyScale = 1.0,
    points: CurvePoints = "",
) -> Guidance:
    """Let the scale of any guidance change while the picture is made.

    Args:
        guidance: What begins with its own scale.
        curve: Linear and cosine go from that scale to the last one, cosine more gently at both
            ends. Points follows what you write below. Constant takes a curve away.
        last_scale: Where linear and cosine arrive at the end.
        points: For points: place and scale, from the start (0) to the end (1), such as
            0:7.5, 0.5:4, 1:1.
    """
    from graphstudio.diffusion.switches import each_guidance

    chosen = _curve(curve, last_scale, points)
    return each_guidance(guidance, lambda one: replace(one, curve=chosen))


@node(
    "guidance.switch",
    foresee=_foresee_switch,
    title="Switch Guidance",
    keywords=("schedule", "change cfg", "middle of the run", "two guidances", "fork"),
)
def switch(before: Guidance, after: Guidance, at: Share = 0.5) -> Guidance:
    """Begin with one guidance and go on with another one, of any kind.

    A strong start gives a clear layout, a gentle end calm colours; or let a costly kind act where
    it counts, and plain CFG elsewhere.

    Args:
        before: The guidance to begin with.
        after: The guidance to go on with. Its own start, end and curve are those of the whole run:
            a curve is where it would be had it acted from the beginning.
        at: From which part of the steps on the second one acts.
    """
    return SwitchedGuidance(before=before, after=after, at=at)


@node(
    "guidance.apg",
    title="Guidance (APG)",
    keywords=("adaptive projected guidance", "oversaturation", "burnt colours", "cfg"),
)
def apg(
    scale: Scale = 10.0,
    parallel_share: Share = 0.0,
    longest: Bound = 15.0,
    momentum: Momentum = -0.5,
    rescale: Share = 0.0,
    start: Share = 0.0,
    end: Share = 1.0,
) -> Guidance:
    """Follow the prompt at a high scale without burnt colours: adaptive projected guidance.

    Looks like CFG with softer contrast and natural colours. Use it where CFG at 10 or more would
    say what you want and looks too harsh. Takes no more time than CFG.

    Args:
        scale: As for CFG, and may be higher: 8 to 15.
        parallel_share: How much of what only adds contrast stays. 0 takes all of it away, 1 is
            CFG.
        longest: A bound for how far one step may go. 15 suits pictures of 1024 px, 7 those of
            512 px, 3 smaller ones; lower is calmer. 0 sets no bound.
        momentum: Below 0 it avoids going where it went in the steps before, which varies and
            cleans the picture: -0.75 to -0.25. 0 turns this off.
        rescale: Takes back contrast, as for CFG. Seldom needed here.
        start: From which part of the steps on it pulls, 0 to 1.
        end: Up to which part of the steps it pulls.
    """
    return ProjectedGuidance(
        scale=scale,
        rescale=rescale,
        start=start,
        end=end,
        parallel_share=parallel_share,
        longest=longest,
        momentum=momentum,
    )


@node(
    "guidance.cfg_zero",
    title="Guidance (CFG-Zero*)",
    keywords=("cfg zero star", "flow", "zero init"),
)
def cfg_zero(
    scale: Scale = 7.5,
    zero_calls: Calls = 0,
    rescale: Share = 0.0,
    start: Share = 0.0,
    end: Share = 1.0,
) -> Guidance:
    """Weigh the negative anew at each step: CFG-Zero*.

    Looks much like CFG, with steadier shapes where a model is not sure. Made for models that
    predict a flow, such as Stable Diffusion 3 and Flux.

    Args:
        scale: As for CFG.
        zero_calls: Lets the first steps pass without doing anything. 1 (or 4 in a hundred) is
            good for models that predict a flow. Leave it at 0 for Stable Diffusion 1 and XL:
            it was not made for them.
        rescale: Takes back contrast, as for CFG.
        start: From which part of the steps on it pulls, 0 to 1.
        end: Up to which part of the steps it pulls.
    """
    return ZeroStarGuidance(
        scale=scale, rescale=rescale, start=start, end=end, zero_calls=zero_calls
    )


@node(
    "guidance.tcfg",
    title="Guidance (TCFG)",
    keywords=("tangential damping", "tangential classifier-free guidance"),
)
def tcfg(
    scale: Scale = 7.5, rescale: Share = 0.0, start: Share = 0.0, end: Share = 1.0
) -> Guidance:
    """Ignore what the negative says off the way: tangential damping.

    Looks like CFG with fewer odd details. Use it when pictures look torn between prompt and
    negative. The negative prompt acts more weakly.

    Args:
        scale: As for CFG.
        rescale: Takes back contrast, as for CFG.
        start: From which part of the steps on it pulls, 0 to 1.
        end: Up to which part of the steps it pulls.
    """
    return TangentialGuidance(scale=scale, rescale=rescale, start=start, end=end)


@node(
    "guidance.perpendicular",
    foresee=agreeing(gives={"guidance": "neutral"}),
    title="Guidance (Perp-Neg)",
    keywords=("perpendicular negative prompt", "perp neg"),
)
def perpendicular(
    neutral: Conditioning,
    scale: Scale = 7.5,
    negative_scale: AnyScale = 1.0,
    rescale: Share = 0.0,
    start: Share = 0.0,
    end: Share = 1.0,
) -> Guidance:
    """Avoid the negative prompt without losing what it shares with the prompt.

    Use it when the negative names something close to what you want, such as "a red car" against
    "red": plain CFG would lose the car too. Takes half as much time again as CFG.

    Args:
        neutral: An empty prompt, encoded.
        scale: How strongly the prompt pulls, as for CFG.
        negative_scale: How strongly the negative prompt of the sampler pushes, as a share of
            the scale: 0 ignores it, 1 is good, 2 is a lot.
        rescale: Takes back contrast, as for CFG.
        start: From which part of the steps on it pulls, 0 to 1.
        end: Up to which part of the steps it pulls.
    """
    return PerpendicularGuidance(
        scale=scale,
        rescale=rescale,
        start=start,
        end=end,
        neutral=neutral,
        negative_scale=negative_scale,
    )


@node(
    "guidance.dual",
    foresee=agreeing(gives={"guidance": "second"}),
    title="Guidance (Two Prompts)",
    keywords=("dual cfg", "composable", "and", "mix prompts", "style"),
)
def dual(
    second: Conditioning,
    scale: AnyScale = 5.0,
    second_scale: AnyScale = 3.0,
    rescale: Share = 0.0,
    start: Share = 0.0,
    end: Share = 1.0,
) -> Guidance:
    """Follow two prompts at once, each as strongly as you like.

    One for the subject and one for the style or the place: what both agree on comes out
    clearest. The prediction is negative + scale x (first - negative) + second scale x (second -
    negative). Takes half as much time again as CFG.

    Args:
        second: The second prompt, encoded. The first one is the sampler's positive.
        scale: How strongly the first prompt pulls. Both scales together should not be much more
            than you would give CFG alone.
        second_scale: How strongly the second prompt pulls. 0 is CFG with the first one.
        rescale: Takes back contrast, as for CFG.
        start: From which part of the steps on both pull, 0 to 1. Before it the first prompt is
            followed alone.
        end: Up to which part of the steps both pull.
    """
    return DualGuidance(
        scale=scale,
        rescale=rescale,
        start=start,
        end=end,
        second=second,
        second_scale=second_scale,
    )


@node("guidance.plot", title="Plot Guidance", keywords=("curve", "chart", "graph", "show"))
def plot(guidance: Guidance, steps: Annotated[int, Range(1, 200)] = 20) -> Image:
    """Draw how strongly a guidance acts, from the first step to the last.

    Args:
        guidance: What is drawn.
        steps: How many steps are marked on the line; take as many as the sampler does.
    """
    from graphstudio.diffusion.guidance.plot import draw_plot
    from graphstudio.diffusion.images import from_pillow

    return from_pillow([draw_plot(guidance, steps)])


def _curve(shape: CurveShape, last: float, points: str) -> Curve:
    return Curve(shape, last, parse_points(points) if shape == "points" else ())
