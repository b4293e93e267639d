"""Nodes that turn words into what a denoiser understands."""

from typing import Annotated, Any

from graphstudio.api import (
    Conditioning,
    Context,
    Foreseen,
    Known,
    Model,
    Range,
    Refusal,
    Text,
    TextEncoder,
    node,
)
from graphstudio.diffusion.families import FLUX, REFINER, SD1, SD2, SDXL
from graphstudio.diffusion.foresight import agreeing, facts_of_prompt, making, only_for
from graphstudio.diffusion.timelines import escape_separators

from .knobs import Share

Prompt = Annotated[str, Text(is_multiline=True, placeholder="What should be in the picture?")]
Layers = Annotated[int, Range(0, 11)]
Pixels = Annotated[int, Range(1, 16384, unit="px")]
Offset = Annotated[int, Range(0, 16384, unit="px")]
Distilled = Annotated[float, Range(0, 30, step=0.5)]
Score = Annotated[float, Range(1, 10, step=0.5)]


def _without_changes(values: dict[str, Any]) -> dict[str, Any]:  # Any: JSON of an old file
    """Keep what a text meant before [one:other:0.4] and [one|other] were read."""
    return {
        name: escape_separators(value)
        if name in ("text", "second_text") and isinstance(value, str)
        else value
        for name, value in values.items()
    }


@node(
    "prompt.encode",
    title="Encode Prompt",
    version=2,
    upgrades={1: _without_changes},
    foresee=making(facts_of_prompt, "conditioning", "text_encoder"),
    keywords=("clip", "text", "conditioning", "prompt editing", "schedule", "alternating words"),
)
def encode(
    ctx: Context, text_encoder: Model[TextEncoder], text: Prompt = "", clip_skip: Layers = 0
) -> Conditioning:
    r"""Turn a prompt into what the denoiser understands.

    `(word:1.2)` makes a word count more, `(word:0.8)` less; `(word)` is 1.1 and `[word]` is
    1/1.1. Write `\(` for a bracket that means itself. Long prompts are read in pieces, so none
    of it is lost.

    A prompt can change while the picture is denoised: `[cat:dog:0.4]` is a cat for 0.4 of the
    steps and then a dog, `[cat:dog:8]` for 8 steps; `[hat:0.4]` appears, `[hat::0.4]` disappears,
    and `[cat|dog]` takes turns. Inside such brackets `\:` and `\|` mean themselves.

    Args:
        text_encoder: The model's text encoder.
        text: What should be in the picture (or, for the negative prompt, what should not).
        clip_skip: How many of the encoder's last layers are left out. Some models were trained
            with 1, which other programs call "CLIP skip 2".
    """
    from graphstudio.diffusion.texts import encode_prompt

    with ctx.load(text_encoder) as net:
        return encode_prompt(text_encoder, net, text, clip_skip=clip_skip)


def _foresee_two(known: Known) -> Foreseen:
    told = known.facts.get("text_encoder", {})
    made = facts_of_prompt(told)
    refusals: tuple[Refusal, ...] = ()
    if told.get("encoders") == 1:
        reason = f"the text encoder {told.get('name')} reads one text: take Encode Prompt"
        refusals = (Refusal("text_encoder", reason),)
    return Foreseen({"conditioning": made} if made else {}, refusals)


@node(
    "prompt.encode_two",
    title="Encode Two Prompts",
    foresee=_foresee_two,
    version=2,
    upgrades={1: _without_changes},
    keywords=("sdxl", "clip", "text", "conditioning", "prompt 2"),
)
def encode_two(
    ctx: Context,
    text_encoder: Model[TextEncoder],
    text: Prompt = "",
    second_text: Prompt = "",
    clip_skip: Layers = 0,
) -> Conditioning:
    """Give the two text encoders of SDXL a prompt each.

    The first listens to the words, the second more to style and mood. Encode Prompt gives both the
    same, which is what the model was trained with.

    Args:
        text_encoder: The text encoder of an SDXL model.
        text: What the first encoder reads.
        second_text: What the second encoder reads.
        clip_skip: How many more of the encoders' last layers are left out.
    """
    from graphstudio.diffusion.texts import encode_prompt

    with ctx.load(text_encoder) as net:
        return encode_prompt(text_encoder, net, text, clip_skip=clip_skip, second_text=second_text)


def _foresee_three(known: Known) -> Foreseen:
    told = known.facts.get("text_encoder", {})
    made = facts_of_prompt(told)
    refusals: tuple[Refusal, ...] = ()
    if told and not (told.get("has_t5") and told.get("encoders") == 3):
        reason = (
            f"the text encoder {told.get('name')} has no T5 as its third: load a Stable "
            "Diffusion 3 with its T5, or take Encode Prompt"
        )
        refusals = (Refusal("text_encoder", reason),)
    return Foreseen({"conditioning": made} if made else {}, refusals)


@node(
    "prompt.encode_three",
    title="Encode Three Prompts",
    foresee=_foresee_three,
    keywords=("sd3", "t5", "clip", "text", "conditioning", "prompt 3"),
)
def encode_three(
    ctx: Context,
    text_encoder: Model[TextEncoder],
    text: Prompt = "",
    second_text: Prompt = "",
    third_text: Prompt = "",
    clip_skip: Layers = 0,
) -> Conditioning:
    """Give the three text encoders of Stable Diffusion 3 a prompt each.

    Encode Prompt gives all the same, which is what the model was trained with. T5 understands
    long sentences, and lettering in the picture; the other two listen to single words and style.

    Args:
        text_encoder: The text encoder of a Stable Diffusion 3 with its T5.
        text: What the first encoder (CLIP-L) reads.
        second_text: What the second encoder (CLIP-G) reads.
        third_text: What T5 reads.
        clip_skip: How many more of the two CLIP encoders' last layers are left out.
    """
    from graphstudio.diffusion.texts import encode_prompt

    with ctx.load(text_encoder) as net:
        return encode_prompt(
            text_encoder,
            net,
            text,
            clip_skip=clip_skip,
            second_text=second_text,
            third_text=third_text,
        )


@node(
    "prompt.sizes",
    title="Tell Sizes",
    foresee=only_for(
        {SDXL: "", REFINER: "take Tell Beauty", "": "it is told no sizes, so leave this node out"},
        "conditioning",
        "conditioning",
    ),
    keywords=("sdxl", "crop", "original size", "target size", "aesthetic"),
)
def sizes(
    conditioning: Conditioning,
    original_width: Pixels = 1024,
    original_height: Pixels = 1024,
    crop_left: Offset = 0,
    crop_top: Offset = 0,
    target_width: Pixels = 1024,
    target_height: Pixels = 1024,
) -> Conditioning:
    """Tell SDXL about the size of the picture that it imagines.

    SDXL learned from pictures of many sizes and was told how large each was and how it was
    cropped. Left alone it is told the size that is made, uncropped. A large original makes fine
    detail, a small one looks like an enlarged thumbnail; a crop moves the subject out of the
    middle.

    Args:
        conditioning: A prompt of an SDXL model.
        original_width: Width of the imagined original.
        original_height: Height of the imagined original.
        crop_left: How much of it is cut off at the left.
        crop_top: How much of it is cut off at the top.
        target_width: Width that it is made for.
        target_height: Height that it is made for.
    """
    from graphstudio.diffusion.conditioning import with_sizes

    told = (
        *(original_height, original_width),
        *(crop_top, crop_left),
        *(target_height, target_width),
    )
    return with_sizes(conditioning, told)


@node(
    "prompt.aesthetic",
    title="Tell Beauty",
    foresee=only_for(
        {REFINER: "", SDXL: "take Tell Sizes", "": "it is not told beauty, so leave this node out"},
        "conditioning",
        "conditioning",
    ),
    keywords=("sdxl", "refiner", "aesthetic score", "sizes"),
)
def aesthetic(
    conditioning: Conditioning,
    score: Score = 6.0,
    width: Pixels = 1024,
    height: Pixels = 1024,
) -> Conditioning:
    """Tell the SDXL refiner how pretty the picture should be.

    It learned from pictures with marks. Left alone it is told 6 for the prompt and 2.5 for the
    negative prompt.

    Args:
        conditioning: A prompt of the refiner.
        score: 1 is ugly, 10 the most beautiful; 6 is good, 2.5 suits a negative prompt.
        width: Width of the picture.
        height: Height of the picture.
    """
    from graphstudio.diffusion.conditioning import with_sizes

    return with_sizes(conditioning, (height, width, 0, 0, score))


@node(
    "prompt.distilled",
    title="Distilled Guidance",
    foresee=only_for(
        # Whether one of Stable Diffusion was distilled (LCM) is known when it runs.
        dict.fromkeys((FLUX, SD1, SD2, SDXL), "")
        | {"": "it has no guidance inside, so wire Guidance (CFG) into the sampler"},
        "conditioning",
        "conditioning",
    ),
    keywords=("flux", "guidance", "embedded guidance", "dev", "lcm", "few steps"),
)
def distilled(conditioning: Conditioning, strength: Distilled = 3.5) -> Conditioning:
    """Tell a model with guidance inside, Flux dev or a full LCM, how strongly to follow the prompt.

    It costs no extra time, and needs no negative prompt. Other models take Guidance (CFG).

    Args:
        conditioning: A prompt of the model.
        strength: For Flux dev 1.5 to 2.5 looks natural, 3.5 is usual, above 5 is bold and glossy.
            For an LCM 8.5 is usual, 3 to 13 are good, and 1 is no guidance.
    """
    from graphstudio.diffusion.conditioning import with_distilled

    return with_distilled(conditioning, strength)


@node(
    "prompt.zero",
    title="Zero Prompt",
    keywords=("empty", "negative", "unconditional", "sdxl"),
    foresee=agreeing(gives={"conditioning": "conditioning"}),
)
def zero(conditioning: Conditioning) -> Conditioning:
    """Say nothing at all: zeros in the place of a prompt.

    For the negative prompt of SDXL, which was trained to know zeros as "no prompt", and for models
    that were made without one.

    Args:
        conditioning: Any prompt of the model; only its size counts.
    """
    from graphstudio.diffusion.conditioning import silenced

    return silenced(conditioning)


@node(
    "prompt.concat",
    title="Join Prompts",
    keywords=("concat", "concatenate", "combine", "and"),
    foresee=agreeing("first", "second", gives={"conditioning": "first"}),
)
def concat(first: Conditioning, second: Conditioning) -> Conditioning:
    """Lay two prompts end to end, so that the words of one do not colour those of the other.

    Unlike one long prompt, each is read by itself and both have equal say.

    Args:
        first: The prompt that comes first.
        second: The prompt that comes after it.
    """
    from graphstudio.diffusion.conditioning import end_to_end

    return end_to_end(first, second)


@node(
    "prompt.average",
    title="Mix Prompts",
    keywords=("average", "blend", "interpolate", "lerp"),
    foresee=agreeing("first", "second", gives={"conditioning": "first"}),
)
def average(first: Conditioning, second: Conditioning, share: Share = 0.5) -> Conditioning:
    """Mix what two prompts mean, for something in between.

    Args:
        first: Where a share of 0 is.
        second: Where a share of 1 is.
        share: How much of the second: 0 is the first alone, 1 the second alone.
    """
    from graphstudio.diffusion.conditioning import between

    return between(first, second, share)
