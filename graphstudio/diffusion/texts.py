"""Text to conditioning: CLIP with prompt weights, long prompts and clip skip."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Model, TextEncoder
from graphstudio.diffusion.prompts import parse_prompt
from graphstudio.errors import BadValue


def encode_prompt(
    model: Model[TextEncoder], net: TextEncoder, text: str, *, clip_skip: int = 0
) -> Conditioning:
    """Turn a prompt into what a denoiser of the model's family is told.

    Args:
        model: Whose encoder it is.
        net: The same, loaded.
        text: Any length; `(word:1.2)`, `((word))` and `[word]` set weights.
        clip_skip: How many of the last layers are left out; 0 uses all.

    Raises:
        BadValue: The encoder has not so many layers.
    """
    embeds = net.encode(text, clip_skip=clip_skip)
    return Conditioning(embeds=embeds, family=model.family, text=text)


@dataclass(frozen=True, slots=True)
class Token:
    """Hold one token of a prompt.

    Attributes:
        id: Its number in the vocabulary.
        weight: 1 is normal.
        is_word_end: Whether its word ends here.
    """

    id: int
    weight: float
    is_word_end: bool


@dataclass(frozen=True, slots=True, eq=False)
class ClipEncoder:
    """Encode text with CLIP as Stable Diffusion 1.x does.

    A prompt that is too long for the encoder is split between words into chunks that are encoded
    one by one and laid end to end. Weights are applied to the encoder's output: a token moves
    away from what the empty prompt gives at its place, `empty + weight * (token - empty)`, which
    is ComfyUI's convention. (The web UI scales the vectors and restores their mean instead, which
    blows up for encoders whose mean is near zero.) An unweighted prompt of one chunk is bit for
    bit what the official pipeline encodes.

    Attributes:
        net: A `CLIPTextModel`; never changed here.
        tokenizer: A `CLIPTokenizer`.
        length: Tokens of one chunk, begin and end included.
    """

    net: Any  # Any: transformers has no usable types
    tokenizer: Any  # Any: transformers has no usable types
    length: int

    @torch.no_grad()
    def encode(self, text: str, *, clip_skip: int = 0) -> Tensor:
        """Turn a text, with weights, into (1, tokens, width), float32, on the CPU, contiguous.

        Args:
            text: Any length.
            clip_skip: How many of the last layers are left out; 0 uses all. What the web UI calls
                "Clip skip 2" is 1 here and in diffusers.

        Raises:
            BadValue: The encoder has not so many layers.
        """
        layers = int(self.net.config.num_hidden_layers)
        if not 0 <= clip_skip < layers:
            raise BadValue(
                f"Clip skip {clip_skip} leaves no layer: this text encoder has {layers}. "
                f"Choose 0 to {layers - 1}."
            )
        chunks = list(split_tokens(self.tokenize(text), self.length - 2))
        weighted = [self._encode_chunk(chunk, clip_skip) for chunk in chunks]
        return torch.cat(weighted, dim=1).float().cpu().contiguous()

    def tokenize(self, text: str) -> list[Token]:
        """Turn a text into tokens with weights, without begin and end."""
        tokens = []
        for span in parse_prompt(text):
            ids = self.tokenizer(span.text, add_special_tokens=False, verbose=False).input_ids
            pieces = self.tokenizer.convert_ids_to_tokens(ids)
            tokens += [
                # Byte-pair pieces that end a word say so; special tokens are words.
                Token(number, span.weight, piece.endswith(("</w>", "|>")))
                for number, piece in zip(ids, pieces, strict=True)
            ]
        return tokens

    def _encode_chunk(self, tokens: list[Token], clip_skip: int) -> Tensor:
        embeds = self._run([token.id for token in tokens], clip_skip)
        if all(token.weight == 1.0 for token in tokens):
            return embeds
        empty = self._run([], clip_skip)
        weights = torch.ones(self.length, dtype=embeds.dtype, device=embeds.device)
        for place, token in enumerate(tokens, start=1):
            weights[place] = token.weight
        moved = empty + weights[None, :, None] * (embeds - empty)
        # Where the weight is 1 the sum would differ from the original in the last bits.
        return torch.where(weights[None, :, None] == 1.0, embeds, moved)

    def _run(self, ids: list[int], clip_skip: int) -> Tensor:
        special = self.tokenizer
        framed = [special.bos_token_id, *ids, special.eos_token_id]
        padding = [special.pad_token_id] * (self.length - len(framed))
        device = self.net.device
        mask = None
        if getattr(self.net.config, "use_attention_mask", False):
            mask = torch.tensor([[1] * len(framed) + [0] * len(padding)], device=device)
        output = self.net(
            torch.tensor([framed + padding], device=device),
            attention_mask=mask,
            output_hidden_states=clip_skip > 0,
        )
        if clip_skip == 0:
            last: Tensor = output.last_hidden_state
            return last
        # transformers 5.6 moved the parts of the text model up, older ones keep them inside.
        inner = getattr(self.net, "text_model", self.net)
        normed: Tensor = inner.final_layer_norm(output.hidden_states[-(clip_skip + 1)])
        return normed


def split_tokens(tokens: list[Token], room: int) -> Iterator[list[Token]]:
    """Split tokens into chunks of at most `room`, between words where that is possible.

    Gives at least one chunk, which is empty for an empty text.
    """
    start = 0
    while len(tokens) - start > room:
        end = start + room
        cut = end
        while cut > start and not tokens[cut - 1].is_word_end:
            cut -= 1
        end = cut if cut > start else end
        yield tokens[start:end]
        start = end
    yield tokens[start:]
