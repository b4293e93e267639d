"""Text to conditioning: CLIP with prompt weights, long prompts and clip skip."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning, EncodedText, Model, TextEncoder, When
from graphstudio.diffusion.choices import Pooling
from graphstudio.diffusion.parts import whole_of
from graphstudio.diffusion.prompts import parse_prompt
from graphstudio.diffusion.timelines import Moment, read_timeline
from graphstudio.errors import BadValue


def encode_prompt(
    model: Model[TextEncoder],
    net: TextEncoder,
    text: str,
    *,
    clip_skip: int = 0,
    second_text: str | None = None,
    third_text: str | None = None,
) -> Conditioning:
    """Turn a prompt into what a denoiser of the model's family is told.

    Args:
        model: Whose encoder it is.
        net: The same, loaded.
        text: Any length; `(word:1.2)`, `((word))` and `[word]` set weights, `[one:other:0.4]` and
            `[one|other]` change while the picture is denoised: each text is encoded once.
        clip_skip: How many of the last layers are left out, besides the one that SDXL leaves out.
        second_text: What all encoders but the first read; None gives all the same.
        third_text: What T5 reads where it is the third; None gives it the second text.

    Raises:
        BadValue: The encoder has not so many layers, there are not so many encoders, or the text
            changes too often.
    """
    texts: tuple[str, ...] = (text,) if second_text is None else (text, second_text)
    if third_text is not None:
        texts = (text, text if second_text is None else second_text, third_text)
    moments = read_timeline(texts)
    encoded = {
        one: net.encode(
            one[0],
            clip_skip=clip_skip,
            second_text=one[1] if one[1:] else None,
            third_text=one[2] if one[2:] else None,
        )
        for one in dict.fromkeys(moment.texts for moment in moments)
    }
    said = " | ".join(texts)

    def part(moment: Moment) -> Conditioning:
        found = encoded[moment.texts]
        times = () if moment.when == When() else (moment.when,)
        return Conditioning(found.embeds, model.family, pooled=found.pooled, text=said, times=times)

    return whole_of([part(moment) for moment in moments])


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
    """Encode text with CLIP as the Stable Diffusion families do.

    A prompt that is too long for the encoder is split between words into chunks that are encoded
    one by one and laid end to end. Weights are applied to the encoder's output: a token moves
    away from what the empty prompt gives at its place, `empty + weight * (token - empty)`, which
    is ComfyUI's convention. (The web UI scales the vectors and restores their mean instead, which
    blows up for encoders whose mean is near zero.) An unweighted prompt of one chunk is bit for
    bit what the official pipeline encodes.

    Attributes:
        net: A `CLIPTextModel`, or one with a projection, which then gives a pooled vector too: that
            of the first chunk. Never changed here.
        tokenizer: A `CLIPTokenizer`.
        length: Tokens of one chunk, begin and end included.
        is_penultimate: Whether the last layer but one is read, without the final norm (SDXL, SD3).
        pooling: Which vector it gives for a whole text.
    """

    net: Any  # Any: transformers has no usable types
    tokenizer: Any  # Any: transformers has no usable types
    length: int
    is_penultimate: bool = False
    pooling: Pooling = "none"

    @torch.no_grad()
    def encode(
        self,
        text: str,
        *,
        clip_skip: int = 0,
        second_text: str | None = None,
        third_text: str | None = None,
    ) -> EncodedText:
        """Turn a text, with weights, into what a denoiser reads.

        Args:
            text: Any length.
            clip_skip: How many of the last layers are left out; 0 uses all. What the web UI calls
                "Clip skip 2" is 1 here and in diffusers.
            second_text: Not for this one: it is not two.
            third_text: As little.

        Raises:
            BadValue: The encoder has not so many layers, or there is another text.
        """
        if second_text is not None or third_text is not None:
            raise BadValue(
                "This model has one text encoder: it reads one text. Leave out the other."
            )
        most = int(self.net.config.num_hidden_layers) - 1 - self.is_penultimate
        if not 0 <= clip_skip <= most:
            raise BadValue(
                f"Clip skip {clip_skip} leaves no layer: this text encoder has {most + 1}. "
                f"Choose 0 to {most}."
            )
        chunks = list(split_tokens(self.tokenize(text), self.length - 2))
        weighted = [self._encode_chunk(chunk, clip_skip) for chunk in chunks]
        embeds = torch.cat(weighted, dim=1).float().cpu().contiguous()
        return EncodedText(embeds, self._pool(chunks[0]))

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

    def _pool(self, tokens: list[Token]) -> Tensor | None:
        """Give the whole text in one vector, which weights leave alone."""
        if self.pooling == "none":
            return None
        found = self._ask([token.id for token in tokens], wants_all=False)
        pooled: Tensor = found.text_embeds if self.pooling == "projected" else found.pooler_output
        return pooled.float().cpu().contiguous()

    def _run(self, ids: list[int], clip_skip: int) -> Tensor:
        if clip_skip == 0 and not self.is_penultimate:
            last: Tensor = self._ask(ids, wants_all=False).last_hidden_state
            return last
        states = self._ask(ids, wants_all=True).hidden_states
        if self.is_penultimate:
            found: Tensor = states[-(clip_skip + 2)]
            return found
        # transformers 5.6 moved the parts of the text model up, older ones keep them inside.
        inner = getattr(self.net, "text_model", self.net)
        normed: Tensor = inner.final_layer_norm(states[-(clip_skip + 1)])
        return normed

    def _ask(self, ids: list[int], *, wants_all: bool) -> Any:  # Any: transformers' own output
        special = self.tokenizer
        framed = [special.bos_token_id, *ids, special.eos_token_id]
        padding = [special.pad_token_id] * (self.length - len(framed))
        device = self.net.device
        mask = None
        if getattr(self.net.config, "use_attention_mask", False):
            mask = torch.tensor([[1] * len(framed) + [0] * len(padding)], device=device)
        return self.net(
            torch.tensor([framed + padding], device=device),
            attention_mask=mask,
            output_hidden_states=wants_all,
        )


def same_length(texts: Sequence[Tensor]) -> list[Tensor]:
    """Repeat texts until all have equally many tokens.

    Attention weighs equal keys equally, so a text that stands there twice says exactly what it
    says once: nothing is changed and nothing needs padding.

    Args:
        texts: (batch, tokens, width) each. Class labels have no tokens and stay as they are.
    """
    if not any(text.shape[1] for text in texts):
        return list(texts)  # of a model that reads no words
    length = math.lcm(*(text.shape[1] for text in texts))
    if length == 0:
        return list(texts)
    return [text.repeat(1, length // text.shape[1], 1) for text in texts]


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
