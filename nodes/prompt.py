"""Nodes that turn words into what a denoiser understands."""

from typing import Annotated

from graphstudio.api import Conditioning, Context, Model, Range, Text, TextEncoder, node

Prompt = Annotated[str, Text(is_multiline=True, placeholder="What should be in the picture?")]
Layers = Annotated[int, Range(0, 11)]


@node("prompt.encode", title="Encode Prompt", keywords=("clip", "text", "conditioning"))
def encode(
    ctx: Context, text_encoder: Model[TextEncoder], text: Prompt = "", clip_skip: Layers = 0
) -> Conditioning:
    r"""Turn a prompt into what the U-Net understands.

    `(word:1.2)` makes a word count more, `(word:0.8)` less; `(word)` is 1.1 and `[word]` is
    1/1.1. Write `\(` for a bracket that means itself. Long prompts are read in pieces, so none
    of it is lost.

    Args:
        text_encoder: The model's text encoder.
        text: What should be in the picture (or, for the negative prompt, what should not).
        clip_skip: How many of the encoder's last layers are left out. Some models were trained
            with 1, which other programs call "CLIP skip 2".
    """
    from graphstudio.diffusion.texts import encode_prompt

    with ctx.load(text_encoder) as net:
        return encode_prompt(text_encoder, net, text, clip_skip=clip_skip)
