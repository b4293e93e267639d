"""Nodes for models that paint things of a list instead of what a text says."""

from typing import Annotated, NamedTuple

from graphstudio.api import Conditioning, Denoiser, Model, Range, Text, node
from graphstudio.diffusion.foresight import facts_of_label, making, refuse_without_classes

Labels = Annotated[str, Text(is_multiline=True, placeholder="golden retriever; goldfish; 207")]
Each = Annotated[int, Range(1, 4096)]


class ChosenLabels(NamedTuple):
    """What a model is told to paint, for how many pictures, and in words."""

    conditioning: Conditioning
    batch_size: int
    names: str


@node(
    "label.choose",
    title="Class Label",
    category="prompt",
    keywords=("imagenet", "class", "dit", "category", "conditioning", "null"),
    foresee=making(facts_of_label, "conditioning", "denoiser", refuse_without_classes),
)
def choose(denoiser: Model[Denoiser], text: Labels = "", each: Each = 1) -> ChosenLabels:
    """Say what a class model should paint, out of the list that it knows.

    Write the name of a class, any of its other names, or its number. Several make a picture each.
    Leave the text empty for no class at all: wire that as the negative, so that Guidance (CFG) has
    something to go away from. Pixel-space models know classes by number alone, and were trained
    without "no class": leave Guidance open there.

    Args:
        denoiser: The model from Load Class Model, which has the list of names, or one from Load
            Pixel-Space Model that paints classes.
        text: Names or numbers, apart by semicolons or on lines of their own. Empty is no class.
        each: How many pictures are made of each, next to each other.

    Returns:
        conditioning: Goes into Sample, as positive or negative.
        batch_size: How many pictures that makes. Wire it into the batch size of Empty Latent.
        names: A line for each class. Wire it into the row labels of Contact Sheet.
    """
    from graphstudio.diffusion.labels import choose_labels

    found = choose_labels(denoiser, text, each)
    return ChosenLabels(found.conditioning, found.count, found.names)
