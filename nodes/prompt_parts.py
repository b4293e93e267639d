"""Nodes that let several prompts act in one picture: in places, at times, together."""

from typing import Annotated

from graphstudio.api import Conditioning, Context, Mask, Model, Range, Text, TextEncoder, node
from graphstudio.diffusion.choices import AreaUnit, Split
from graphstudio.diffusion.foresight import agreeing, facts_of_prompt, making

from .knobs import Share

Weight = Annotated[float, Range(0, 10, step=0.1)]
Edge = Annotated[float, Range(0, 16384, step=5)]
Base = Annotated[str, Text(is_multiline=True, placeholder="What is in the whole picture?")]
Lines = Annotated[str, Text(is_multiline=True, placeholder="One line for each region")]
Sizes = Annotated[str, Text(placeholder="all equal, or such as 1, 2, 1")]
Layers = Annotated[int, Range(0, 11)]


@node(
    "prompt.combine",
    title="Combine Prompts",
    keywords=("conditioning combine", "and", "composable", "several prompts", "regional"),
    foresee=agreeing("first", "second", gives={"conditioning": "first"}),
)
def combine(
    first: Conditioning, second: Conditioning, weight: Weight = 1.0, first_fills: bool = False
) -> Conditioning:
    """Ask the model about two prompts at every step, and mix what it paints for each.

    Chain several for more. Each prompt takes its own time. Use it with Prompt Area and Prompt
    Mask for regional prompts, and with Prompt Timing for prompts that come and go.

    Args:
        first: A prompt. Where and when no prompt acts, this one does.
        second: Another prompt of the same model.
        weight: How much the second counts: 1 is as much as the first, 2 twice as much.
        first_fills: The first prompt acts only where the second leaves room: for a background
            with something in it.
    """
    from graphstudio.diffusion import parts

    return parts.combine(first, second, weight=weight, fills=first_fills)


@node(
    "prompt.area",
    title="Prompt Area",
    keywords=("conditioning set area", "regional", "region", "rectangle", "position"),
    foresee=agreeing(gives={"conditioning": "conditioning"}),
)
def area(
    conditioning: Conditioning,
    left: Edge = 0.0,
    top: Edge = 0.0,
    width: Edge = 50.0,
    height: Edge = 100.0,
    unit: AreaUnit = "percent",
    strength: Weight = 1.0,
) -> Conditioning:
    """Let a prompt act in a rectangle only.

    It changes nothing by itself: bring it together with other prompts in Combine Prompts.

    Args:
        conditioning: The prompt.
        left: Where the rectangle begins, from the left edge of the picture.
        top: Where the rectangle begins, from the top edge of the picture.
        width: Width of the rectangle.
        height: Height of the rectangle.
        unit: Percent fits any picture: 100 is all of it. Pixels are those of the finished picture.
        strength: How much the prompt counts where others act too.
    """
    from graphstudio.diffusion.parts import placed_in, weighted
    from graphstudio.diffusion.splits import rectangle

    place = rectangle(left, top, width, height, unit)
    return weighted(placed_in(conditioning, place), strength)


@node(
    "prompt.mask",
    title="Prompt Mask",
    keywords=("conditioning set mask", "regional", "region", "attention couple", "paint"),
    foresee=agreeing(gives={"conditioning": "conditioning"}),
)
def mask(conditioning: Conditioning, mask: Mask, strength: Weight = 1.0) -> Conditioning:
    """Let a prompt act where a mask is white.

    It changes nothing by itself: bring it together with other prompts in Combine Prompts. Grey
    lets it act a little.

    Args:
        conditioning: The prompt.
        mask: Of any size: it is stretched over the picture.
        strength: How much the prompt counts where others act too.
    """
    from graphstudio.diffusion.parts import placed_in, weighted

    return weighted(placed_in(conditioning, mask), strength)


@node(
    "prompt.during",
    title="Prompt Timing",
    keywords=("conditioning set timestep range", "schedule", "start", "end", "steps"),
    foresee=agreeing(gives={"conditioning": "conditioning"}),
)
def during(conditioning: Conditioning, start: Share = 0.0, end: Share = 1.0) -> Conditioning:
    """Let a prompt act in a part of the run only: the first steps decide the layout.

    It changes nothing by itself: bring it together with other prompts in Combine Prompts. Inside a
    text, [one:other:0.4] does this with a few words.

    Args:
        conditioning: The prompt.
        start: From which part of the steps on it acts, 0 to 1.
        end: Up to which part of the steps it acts, 0 to 1.
    """
    from graphstudio.diffusion import parts

    return parts.during(conditioning, start, end)


@node(
    "conditioning.switch",
    title="Switch Prompts",
    category="prompt",
    keywords=("prompt editing", "prompt schedule", "change", "middle of the run", "fork"),
    foresee=agreeing("before", "after", gives={"conditioning": "before"}),
)
def switch(before: Conditioning, after: Conditioning, at: Share = 0.5) -> Conditioning:
    """Follow one prompt at first and another one from a moment of the run on.

    The first steps decide the layout, the later ones the detail: begin with "a castle" and go on
    with "a ruin" for a ruin that stands like the castle. It is what [castle:ruin:0.5] does inside a
    text, for whole prompts.

    Args:
        before: The prompt to begin with.
        after: The prompt to go on with, of the same model.
        at: From which part of the steps on the second one counts. 0.2 changes nearly everything,
            0.8 only fine detail.
    """
    from graphstudio.diffusion.switches import switch_prompt

    return switch_prompt(before, after, at)


@node(
    "prompt.regions",
    title="Regional Prompts",
    keywords=("regional prompter", "columns", "rows", "grid", "area", "latent couple", "tiles"),
    foresee=making(facts_of_prompt, "conditioning", "text_encoder"),
)
def regions(
    ctx: Context,
    text_encoder: Model[TextEncoder],
    base: Base = "",
    texts: Lines = "",
    split: Split = "columns",
    sizes: Sizes = "",
    base_share: Share = 0.0,
    clip_skip: Layers = 0,
) -> Conditioning:
    """Divide the picture, and give each part a prompt of its own.

    For other forms than these, combine prompts that have a Prompt Area or a Prompt Mask.

    Args:
        text_encoder: The model's text encoder.
        base: What is in the whole picture, such as its style. It counts as much as its share says.
        texts: One line for each region: from left to right, from top to bottom.
        split: How the picture is divided. A grid is as square as possible.
        sizes: How large the columns or rows are beside each other, such as 1, 2, 1 for a middle
            that is twice as wide. Empty makes all equal.
        base_share: How much the base has to say in the regions: 0 is nothing, 0.2 holds a picture
            together.
        clip_skip: How many of the encoder's last layers are left out.
    """
    from graphstudio.diffusion.splits import divide, place_regions, read_lines, read_sizes
    from graphstudio.diffusion.texts import encode_prompt

    lines = read_lines(texts)
    areas = divide(split, len(lines), read_sizes(sizes))
    with ctx.load(text_encoder) as net:
        ground, *said = (
            encode_prompt(text_encoder, net, one, clip_skip=clip_skip) for one in (base, *lines)
        )
    return place_regions(ground, said, areas, base_share=base_share)
