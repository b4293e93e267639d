"""Nodes that run whole pipelines, of families that have no nodes of their own too."""

from typing import Annotated

from graphstudio import paths
from graphstudio.api import (
    Choices,
    Context,
    File,
    Image,
    Mask,
    Model,
    Noise,
    Pipeline,
    Range,
    Text,
    node,
)
from graphstudio.diffusion.pipelines.folders import open_pipeline

from .knobs import Share
from .model import BUILTIN, Precision, installed_models, model_folder

Prompt = Annotated[str, Text(is_multiline=True, placeholder="What should be in the picture?")]
Negative = Annotated[str, Text(is_multiline=True, placeholder="What should not be in it?")]
Side = Annotated[int, Range(0, 16384, step=8, unit="px")]
StepCount = Annotated[int, Range(0, 1000)]
Scale = Annotated[float, Range(-1, 100, step=0.5)]
Batch = Annotated[int, Range(1, 4096)]
Options = Annotated[str, Text(is_multiline=True, placeholder='{"max_sequence_length": 256}')]


def _open(model: str, precision: Precision) -> Model[Pipeline]:
    cache = paths.digests()
    return open_pipeline(model_folder(model), cache=cache, precision=precision)


def _content(*, model: str = BUILTIN, precision: Precision = "auto") -> str:
    return _open(model, precision).digest


@node(
    "pipeline.load",
    title="Load Diffusers Pipeline",
    fingerprint=_content,
    keywords=("qwen", "z-image", "flux 2", "sana", "pixart", "kandinsky", "chroma", "any model"),
)
def load(
    model: Annotated[
        str,
        Choices(installed_models),
        File("model", is_read=False, kinds=("model", "pipeline", "class_model", "pixel_model")),
    ] = BUILTIN,
    precision: Precision = "auto",
) -> Model[Pipeline]:
    """Bring a whole pipeline into the graph, of any family that diffusers knows.

    For families without nodes of their own: Qwen-Image, Z-Image, Flux 2, Sana, PixArt, Kandinsky,
    AuraFlow, Lumina, HunyuanDiT and many more. Where Load Model opens a folder too, its nodes do
    more.

    Only the folder's description is read here. Nothing is downloaded, code that comes with a
    model is never run, and weights are read from .safetensors files only.

    Args:
        model: The name of a model in your model folders, or the path of a folder in diffusers
            layout (the one that holds model_index.json).
        precision: How exact its numbers are. Auto takes half precision on a graphics card and
            full precision on the processor. Many new models want bfloat16.
    """
    return _open(model, precision)


@node(
    "pipeline.run",
    title="Run Diffusers Pipeline",
    keywords=("generate", "text to image", "image to image", "inpaint", "edit", "any model"),
)
def run(
    ctx: Context,
    pipeline: Model[Pipeline],
    noise: Noise,
    prompt: Prompt = "",
    negative: Negative = "",
    width: Side = 0,
    height: Side = 0,
    steps: StepCount = 0,
    guidance: Scale = -1.0,
    batch_size: Batch = 1,
    image: Image | None = None,
    strength: Share = 0.0,
    mask: Mask | None = None,
    options: Options = "",
) -> Image:
    """Let a whole pipeline make pictures, from the prompt to the pixels.

    What a pipeline does not take is refused, so nothing that you set is ever without effect.
    Pictures of a batch are made one after the other: each is the one that its seed makes alone.

    Args:
        pipeline: What makes them, from Load Diffusers Pipeline.
        noise: Which random numbers to use.
        prompt: What should be in the picture.
        negative: What should not be in it, for pipelines that can be told.
        width: Width of the picture. 0 takes what the pipeline proposes.
        height: Height of the picture. 0 takes what the pipeline proposes.
        steps: How many steps it is made in. 0 takes what the pipeline proposes.
        guidance: How strongly the prompt pulls, in the pipeline's own numbers. Below 0 takes
            what the pipeline proposes.
        batch_size: How many pictures are made.
        image: A picture to change, for pipelines that take one; a text to image pipeline is
            exchanged for its image to image form where there is one. Several pictures with a
            batch of 1 go in together, as references. It is given with 8 bits a colour.
        strength: How much of the picture is painted anew, 0 to 1. 0 takes what the pipeline
            proposes.
        mask: White is repainted, for pipelines that can; otherwise as with the picture.
        options: Anything else that the pipeline takes, as JSON with the names that diffusers
            gives it. A name that it does not know is refused, and close ones are offered.
    """
    from graphstudio.diffusion.pipelines.requests import Request
    from graphstudio.diffusion.pipelines.running import plan_calls, run_calls

    request = Request(
        prompt=prompt,
        negative=negative,
        width=width or None,
        height=height or None,
        steps=steps or None,
        guidance=guidance if guidance >= 0 else None,
        batch_size=batch_size,
        image=image,
        strength=strength or None,
        mask=mask,
        options=options,
    )
    calls = plan_calls(str(pipeline.fact("class_name")), request)
    with ctx.load(pipeline) as net:
        return run_calls(net, calls, noise, ctx)
