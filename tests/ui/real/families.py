"""Graphs that somebody builds by hand for SDXL with its refiner, SD 3, and three ControlNets.

A graph is a list of steps, done with the mouse in their order. What must be there at the end
follows from the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graphstudio.graph.elements import Json

PHOTO = "photo.png"
"""The picture that the ControlNets follow, in the folder of the script."""


@dataclass(frozen=True)
class Add:
    """Double-click on nothing, and choose a node by what is typed.

    Attributes:
        node: The id that the program gives it.
        type: What it must be.
        words: What is typed.
        x: Where, in scene pixels.
        y: Where, in scene pixels.
    """

    node: str
    type: str
    words: str
    x: float
    y: float


@dataclass(frozen=True)
class Choose:
    """Double-click on a knob, type a value, and take it.

    Attributes:
        knob: As "node.knob".
        value: What it must be then.
        typed: What is typed, where that is not all of the value: a part of a choice's name.
    """

    knob: str
    value: Json
    typed: str = ""


@dataclass(frozen=True)
class Join:
    """Pull a wire from an output to an input."""

    source: str
    target: str


@dataclass(frozen=True)
class Refused:
    """Try a wire that cannot be.

    Attributes:
        source: As "node.output".
        target: As "node.input".
        reason: A part of what must be said.
    """

    source: str
    target: str
    reason: str


@dataclass(frozen=True)
class Remove:
    """Click on a node's title, and press Delete."""

    node: str


Step = Add | Choose | Join | Refused | Remove


@dataclass(frozen=True)
class Outcome:
    """Hold what a graph must be in the end, as a workflow file says it.

    Attributes:
        nodes: Types by id.
        values: Values that were chosen, by "node.knob".
        wires: Outputs by the input that they feed.
    """

    nodes: dict[str, str] = field(default_factory=dict)
    values: dict[str, Json] = field(default_factory=dict)
    wires: dict[str, str] = field(default_factory=dict)


def outcome(steps: Sequence[Step]) -> Outcome:
    """Say what steps lead to."""
    found = Outcome()
    for step in steps:
        match step:
            case Add():
                found.nodes[step.node] = step.type
            case Choose():
                found.values[step.knob] = step.value
            case Join():
                found.wires[step.target] = step.source
            case Remove():
                del found.nodes[step.node]
                for target in [*found.wires]:
                    if step.node in (_node(target), _node(found.wires[target])):
                        del found.wires[target]
                for knob in [one for one in found.values if _node(one) == step.node]:
                    del found.values[knob]
    return found


def sdxl_with_refiner(_folder: Path) -> Sequence[Step]:
    """Let the base model take away four fifths of the noise, and the refiner the rest."""
    return (
        Add("load", "model.load", "load model", 0, 0),
        Choose("load.model", "tiny-sdxl-base", "base"),
        Add("load_2", "model.load", "sdxl refiner", 0, 240),
        Choose("load_2.model", "tiny-sdxl-refiner", "refiner"),
        Add("encode", "prompt.encode", "prompt", 300, -40),
        Choose("encode.text", "a red circle on blue"),
        Add("encode_2", "prompt.encode", "negative prompt", 300, 270),
        Choose("encode_2.text", "a dog"),
        Add("encode_3", "prompt.encode", "encode prompt", 600, -40),
        Choose("encode_3.text", "a red circle on blue"),
        Add("encode_4", "prompt.encode", "encode prompt", 600, 270),
        Add("seeded", "noise.seeded", "seed noise", 0, 480),
        Choose("seeded.seed", 7),
        Add("empty", "latent.empty", "empty latent", 0, 620),
        Add("cfg", "guidance.cfg", "cfg", 300, 580),
        Add("sample", "latent.sample", "sample", 900, 0),
        Choose("sample.steps", 10),
        Choose("sample.end", 0.8),
        Choose("sample.counts", "noise"),
        Add("sample_2", "latent.sample", "ksampler", 1200, 0),
        Choose("sample_2.steps", 10),
        Choose("sample_2.start", 0.8),
        Choose("sample_2.adds_noise", False),
        Choose("sample_2.counts", "noise"),
        Add("decode", "latent.decode", "vae decode", 1500, 0),
        Add("save", "image.save", "save image", 1500, 230),
        Join("load.text_encoder", "encode.text_encoder"),
        Join("load.text_encoder", "encode_2.text_encoder"),
        Join("load_2.text_encoder", "encode_3.text_encoder"),
        Join("load_2.text_encoder", "encode_4.text_encoder"),
        Join("load.denoiser", "empty.denoiser"),
        Join("load.denoiser", "sample.denoiser"),
        Join("encode.conditioning", "sample.positive"),
        Join("encode_2.conditioning", "sample.negative"),
        Join("empty.latent", "sample.latent"),
        Join("load.scheduler", "sample.scheduler"),
        Join("cfg.guidance", "sample.guidance"),
        Join("seeded.noise", "sample.noise"),
        Join("load_2.denoiser", "sample_2.denoiser"),
        Refused("encode.conditioning", "sample_2.positive", "is for Stable Diffusion XL, and"),
        Join("encode_3.conditioning", "sample_2.positive"),
        Join("encode_4.conditioning", "sample_2.negative"),
        Join("sample.latent", "sample_2.latent"),
        Join("load_2.scheduler", "sample_2.scheduler"),
        Join("cfg.guidance", "sample_2.guidance"),
        Join("seeded.noise", "sample_2.noise"),
        Join("sample_2.latent", "decode.latent"),
        Join("load.vae", "decode.vae"),
        Join("decode.image", "save.image"),
    )


def sd3(_folder: Path) -> Sequence[Step]:
    """Give the three text encoders of SD 3 a prompt each, and take the scheduler it proposes."""
    return (
        Add("load", "model.load", "sd3", 0, 0),
        Add("encode_three", "prompt.encode_three", "three prompts", 300, -200),
        Refused("load.text_encoder", "encode_three.text_encoder", "has no T5 as its third"),
        Choose("load.model", "tiny-sd3"),
        Choose("encode_three.text", "a red circle"),
        Choose("encode_three.second_text", "a photo of a circle"),
        Choose("encode_three.third_text", "a red circle on a blue square"),
        Join("load.text_encoder", "encode_three.text_encoder"),
        Add("encode", "prompt.encode", "encode prompt", 300, 340),
        Join("load.text_encoder", "encode.text_encoder"),
        Add("empty", "latent.empty", "empty latent", 0, 230),
        Join("load.denoiser", "empty.denoiser"),
        Add("seeded", "noise.seeded", "noise", 0, 480),
        Add("sample", "latent.sample", "sample", 640, -100),
        Choose("sample.steps", 8),
        Join("load.denoiser", "sample.denoiser"),
        Join("encode_three.conditioning", "sample.positive"),
        Add("load_2", "model.load", "load model", 0, 640),
        Add("encode_2", "prompt.encode", "clip text encode", 640, 430),
        Join("load_2.text_encoder", "encode_2.text_encoder"),
        Refused("encode_2.conditioning", "sample.negative", "is for Stable Diffusion 1.x, and"),
        Remove("encode_2"),
        Remove("load_2"),
        Join("encode.conditioning", "sample.negative"),
        Join("empty.latent", "sample.latent"),
        Join("seeded.noise", "sample.noise"),
        Join("load.scheduler", "sample.scheduler"),
        Add("cfg", "guidance.cfg", "guidance cfg", 0, 600),
        Choose("cfg.scale", 4.5),
        Join("cfg.guidance", "sample.guidance"),
        Add("decode", "latent.decode", "decode", 960, -100),
        Join("sample.latent", "decode.latent"),
        Join("load.vae", "decode.vae"),
        Add("save", "image.save", "save", 960, 130),
        Join("decode.image", "save.image"),
    )


def three_controlnets(folder: Path) -> Sequence[Step]:
    """Follow the edges, the lines and the outlines of a photograph."""
    return (
        Add("load", "model.load", "load model", 0, 0),
        Choose("load.model", "tiny-sd1", "sd1"),
        Add("load_2", "image.load", "photo", 0, 230),
        Choose("load_2.file", str(folder / PHOTO)),
        Add("empty", "latent.empty", "size canvas", 0, 450),
        Add("seeded", "noise.seeded", "noise", 0, 700),
        Add("encode", "prompt.encode", "encode prompt", 300, -80),
        Choose("encode.text", "a photo of a cat"),
        Add("encode_2", "prompt.encode", "encode prompt", 300, 230),
        Add("cfg", "guidance.cfg", "cfg", 300, 540),
        Add("load_3", "control.load", "load controlnet", 640, -200),
        Choose("load_3.controlnet", "tiny-canny", "canny"),
        Add("load_4", "control.load", "load controlnet", 640, -50),
        Choose("load_4.controlnet", "tiny-lineart", "lineart"),
        Add("load_5", "control.load", "load controlnet", 640, 100),
        Choose("load_5.controlnet", "tiny-scribble", "scribble"),
        Add("canny", "preprocess.canny", "canny", 640, 260),
        Add("line_art", "preprocess.line_art", "line art", 640, 480),
        Add("scribble", "preprocess.scribble", "scribble", 640, 700),
        Add("apply", "control.apply", "apply controlnet", 940, -200),
        Choose("apply.strength", 0.6),
        Add("apply_2", "control.apply", "apply controlnet", 940, 160),
        Choose("apply_2.strength", 0.5),
        Add("apply_3", "control.apply", "multi controlnet", 940, 520),
        Choose("apply_3.strength", 0.4),
        Add("sample", "latent.sample", "sample", 1240, -100),
        Choose("sample.steps", 8),
        Add("decode", "latent.decode", "vae decode", 1540, -100),
        Add("save", "image.save", "save image", 1540, 130),
        *(Join("load_2.image", f"{node}.image") for node in ("canny", "line_art", "scribble")),
        Refused("canny.image", "sample.control", "Image"),
        Join("load_3.model", "apply.controlnet"),
        Join("canny.image", "apply.image"),
        Join("load_4.model", "apply_2.controlnet"),
        Join("line_art.image", "apply_2.image"),
        Join("apply.control", "apply_2.others"),
        Join("load_5.model", "apply_3.controlnet"),
        Join("scribble.image", "apply_3.image"),
        Join("apply_2.control", "apply_3.others"),
        Join("apply_3.control", "sample.control"),
        Join("load.text_encoder", "encode.text_encoder"),
        Join("load.text_encoder", "encode_2.text_encoder"),
        Join("encode.conditioning", "sample.positive"),
        Join("encode_2.conditioning", "sample.negative"),
        Join("load.denoiser", "empty.denoiser"),
        Join("load.denoiser", "sample.denoiser"),
        Join("load.scheduler", "sample.scheduler"),
        Join("cfg.guidance", "sample.guidance"),
        Join("seeded.noise", "sample.noise"),
        Join("empty.latent", "sample.latent"),
        Join("sample.latent", "decode.latent"),
        Join("load.vae", "decode.vae"),
        Join("decode.image", "save.image"),
    )


def _node(port: str) -> str:
    return port.partition(".")[0]


FAMILIES: Mapping[str, Callable[[Path], Sequence[Step]]] = {
    "sdxl-refiner": sdxl_with_refiner,
    "sd3": sd3,
    "three-controlnets": three_controlnets,
}
