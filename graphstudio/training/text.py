"""The text encoder: a small CLIPTextModel that learns what captions mean before any denoising.

A U-Net that must learn words and pictures together learns the words last. Here a reader looks at
the encoder's states, as the U-Net's cross-attention will, and names what each cell of a coarse grid
shows; only the encoder is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from string import ascii_lowercase

import torch
from torch import nn
from torch.nn import functional
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from graphstudio.training.captions import caption
from graphstudio.training.dataset import batch_indices, described, labels, pictures
from graphstudio.training.layers import Label
from graphstudio.training.tokenizer import MAX_LENGTH, build_tokenizer

GRID = 16
EMPTY_SHARE = 0.05
STRAY_WORD_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class TextSizes:
    """Sizes of the text encoder."""

    width: int = 128
    layers: int = 3
    heads: int = 4


@dataclass(frozen=True, slots=True)
class TextTask:
    """Learn what captions mean."""

    sizes: TextSizes
    seed: int
    batch: int
    shards: int

    def open(self, device: str) -> TextLesson:
        """Build the encoder and its reader."""
        return TextLesson(self, device)


class TextLesson:
    """Captions in, a coarse map of the picture out."""

    def __init__(self, task: TextTask, device: str) -> None:
        """Build both models; each process that does so gets the same weights."""
        self._task = task
        self._device = device
        self._tokenizer = build_tokenizer()
        torch.manual_seed(task.seed)
        self.model: nn.Module = TextAndReader(task.sizes, self._tokenizer).to(device)

    def loss(self, step: int, shard: int) -> torch.Tensor:
        """Give the error of the map: cross-entropy of what, plus squared error of the colour."""
        task = self._task
        descriptions = described(task.seed, batch_indices(step, shard, task.shards, task.batch))
        random = Random(f"text/{task.seed}/{step}/{shard}")
        texts = [_unsettled(caption(description, random), random) for description in descriptions]
        logits, colours = self.model(token_ids(self._tokenizer, texts).to(self._device))
        what = labels(descriptions, GRID).flatten(1).to(self._device)
        colour = pictures(descriptions, GRID).flatten(2).transpose(1, 2).to(self._device)
        found = functional.cross_entropy(logits.flatten(0, 1), what.flatten())
        return found + 4 * functional.mse_loss(colours, colour)


class TextAndReader(nn.Module):
    """A text encoder, and a reader that asks its states about each cell of a grid."""

    def __init__(self, sizes: TextSizes, tokenizer: CLIPTokenizer) -> None:
        """Build both with random weights."""
        super().__init__()
        self.encoder = build_text_encoder(sizes, tokenizer)
        width = sizes.width
        self.cells = nn.Parameter(torch.randn(GRID * GRID, width))
        self.attention = nn.MultiheadAttention(width, sizes.heads, batch_first=True)
        self.head = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, 2 * width),
            nn.GELU(),
            nn.Linear(2 * width, len(Label) + 3),
        )

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Read ids (batch, 77): logits (batch, cells, labels), colours (batch, cells, 3), -1..1."""
        states = self.encoder(ids).last_hidden_state
        questions = self.cells.expand(len(ids), -1, -1)
        answers, _ = self.attention(questions, states, states, need_weights=False)
        read = self.head(questions + answers)
        return read[..., : len(Label)], read[..., len(Label) :]


def build_text_encoder(sizes: TextSizes, tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """Build the text encoder with random weights."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=sizes.width,
            intermediate_size=4 * sizes.width,
            projection_dim=sizes.width,
            num_hidden_layers=sizes.layers,
            num_attention_heads=sizes.heads,
            max_position_embeddings=MAX_LENGTH,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def token_ids(tokenizer: CLIPTokenizer, texts: Sequence[str]) -> torch.Tensor:
    """Turn texts into ids as SD pipelines do: (batch, 77), int64, padded with the end token."""
    found = tokenizer(
        list(texts),
        padding="max_length",
        max_length=MAX_LENGTH,
        truncation=True,
        return_tensors="pt",
    )
    ids: torch.Tensor = found.input_ids
    return ids


def _unsettled(text: str, random: Random) -> str:
    """Now and then empty a caption, or put a word into it that means nothing."""
    if random.random() < EMPTY_SHARE:
        return ""
    if random.random() < STRAY_WORD_SHARE:
        words = text.split(" ")
        stray = "".join(random.choices(ascii_lowercase, k=random.randint(3, 8)))
        words.insert(random.randint(0, len(words)), stray)
        return " ".join(words)
    return text
