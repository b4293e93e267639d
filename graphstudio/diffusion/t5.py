"""Text to conditioning with T5, which reads whole sentences."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.diffusion.prompts import Span, parse_prompt


@dataclass(frozen=True, slots=True, eq=False)
class T5Encoder:
    """Encode text with T5 as Stable Diffusion 3 and Flux do.

    Weights are applied to the encoder's output as for CLIP: a token moves away from what the empty
    prompt gives at its place. A text that is longer than the pipelines read is read whole.

    Attributes:
        net: A `T5EncoderModel`; never changed here.
        tokenizer: A `T5Tokenizer`.
        length: Tokens of a short text, padding counted: it is read too.
    """

    net: Any  # Any: transformers has no usable types
    tokenizer: Any  # Any: transformers has no usable types
    length: int

    @torch.no_grad()
    def encode(self, text: str) -> Tensor:
        """Turn a text, with `(weights:1.2)`, into (1, tokens, width), float32, on the CPU."""
        spans = parse_prompt(text)
        ids, weights = self._tokens(spans)
        length = max(self.length, len(ids))
        embeds = self._run(ids, length)
        if any(weight != 1.0 for weight in weights):
            empty = self._run([self.tokenizer.eos_token_id], length)
            padded = torch.ones(1, length, 1, dtype=embeds.dtype, device=embeds.device)
            padded[0, : len(weights), 0] = torch.tensor(weights, dtype=embeds.dtype)
            moved = empty + padded * (embeds - empty)
            # Where the weight is 1 the sum would differ from the original in the last bits.
            embeds = torch.where(padded == 1.0, embeds, moved)
        return embeds.float().cpu().contiguous()

    def _tokens(self, spans: tuple[Span, ...]) -> tuple[list[int], list[float]]:
        """Give the tokens of a text, its end included, and a weight for each."""
        ids: list[int] = []
        weights: list[float] = []
        for span in spans:
            found = self.tokenizer(span.text, add_special_tokens=False).input_ids
            ids += found
            weights += [span.weight] * len(found)
        return [*ids, self.tokenizer.eos_token_id], [*weights, 1.0]

    def _run(self, ids: list[int], length: int) -> Tensor:
        padding = [self.tokenizer.pad_token_id] * (length - len(ids))
        found: Tensor = self.net(torch.tensor([ids + padding], device=self.net.device))[0]
        return found
