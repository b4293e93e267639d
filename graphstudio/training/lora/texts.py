"""What the U-Net is told: captions through one text encoder, or through the two of SDXL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from graphstudio.training.lora.base_model import BaseModel, TextPart


@dataclass(frozen=True, slots=True)
class TextStates:
    """Captions as the U-Net reads them.

    Attributes:
        states: (batch, tokens, width).
        pooled: (batch, width of the second encoder) for SDXL, else None.
    """

    states: torch.Tensor
    pooled: torch.Tensor | None


class TextReader:
    """Reads captions; each is read once where the encoders do not learn."""

    def __init__(self, base: BaseModel, device: str, *, is_learning: bool) -> None:
        """Remember the encoders; nothing is read yet."""
        self._base = base
        self._device = device
        self._is_learning = is_learning
        self._known: dict[str, TextStates] = {}

    def read(self, captions: Sequence[str]) -> TextStates:
        """Read captions."""
        if self._is_learning:
            return self._encode(captions)
        for caption in captions:
            if caption not in self._known:
                with torch.no_grad():
                    self._known[caption] = self._encode([caption])
        found = [self._known[caption] for caption in captions]
        pooled = [one.pooled for one in found if one.pooled is not None]
        return TextStates(
            torch.cat([one.states for one in found]), torch.cat(pooled) if pooled else None
        )

    def cut_captions(self, captions: Sequence[str]) -> list[str]:
        """List the captions that are too long for an encoder, whose ends it will not see."""
        return [
            caption
            for caption in captions
            if any(
                len(part.tokenizer(caption).input_ids) > _length(part) for part in self._base.texts
            )
        ]

    def _encode(self, captions: Sequence[str]) -> TextStates:
        if self._base.facts.family == "sd1":
            (part,) = self._base.texts
            return TextStates(part.net(self._ids(part, captions)).last_hidden_state, None)
        # SDXL: the layer before the last of both, side by side, and the second one's projection
        # (Podell et al., arXiv:2307.01952, section 2.1).
        found = [
            part.net(self._ids(part, captions), output_hidden_states=True)
            for part in self._base.texts
        ]
        states = torch.cat([one.hidden_states[-2] for one in found], dim=-1)
        pooled: torch.Tensor = found[-1].text_embeds
        if self._base.facts.is_empty_zero:
            said = torch.tensor([caption != "" for caption in captions], device=states.device)
            states = states * said[:, None, None]
            pooled = pooled * said[:, None]
        return TextStates(states, pooled)

    def _ids(self, part: TextPart, captions: Sequence[str]) -> torch.Tensor:
        found = part.tokenizer(
            list(captions),
            padding="max_length",
            max_length=_length(part),
            truncation=True,
            return_tensors="pt",
        )
        ids: torch.Tensor = found.input_ids.to(self._device)
        return ids


def _length(part: TextPart) -> int:
    # A tokenizer that was saved without its length says 10**30.
    return min(int(part.tokenizer.model_max_length), int(part.net.config.max_position_embeddings))
