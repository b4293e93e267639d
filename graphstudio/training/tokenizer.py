"""A CLIP tokenizer with a small vocabulary: one token for each word that captions use.

Unknown words fall apart into letters, as byte-pair encoding does (Sennrich et al.,
arXiv:1508.07909); the text encoder is taught to make nothing of them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

from transformers import CLIPTokenizer

from graphstudio.training.captions import caption
from graphstudio.training.palette import COLOURS
from graphstudio.training.scenes import describe

MAX_LENGTH: Final = 77  # What code written for SD 1.x expects.
_START, _END = "<|startoftext|>", "<|endoftext|>"
_WORD_END = "</w>"
_SAMPLE_CAPTIONS: Final = 20_000


def build_tokenizer() -> CLIPTokenizer:
    """Build the tokenizer; the same words always get the same numbers."""
    vocabulary, merges = byte_pairs(caption_words())
    with tempfile.TemporaryDirectory() as folder:
        vocabulary_file, merges_file = Path(folder, "vocab.json"), Path(folder, "merges.txt")
        vocabulary_file.write_text(json.dumps(vocabulary), encoding="utf-8")
        lines = ["#version: 0.2", *(f"{left} {right}" for left, right in merges)]
        merges_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return CLIPTokenizer.from_pretrained(folder, model_max_length=MAX_LENGTH)


@cache
def caption_words() -> tuple[str, ...]:
    """List the words of captions, sorted; drawing up that many takes seconds, so only once."""
    words = set(COLOURS)
    for index in range(_SAMPLE_CAPTIONS):
        said = caption(describe(0, index), Random(f"words/{index}"))
        words.update(said.replace(",", " ").split())
    return tuple(sorted(words))


def byte_pairs(words: Sequence[str]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Make a vocabulary and merge rules that join each word into one token, from the left.

    Rules for later words rank lower, so they never break up an earlier word.
    """
    letters = _byte_letters()
    vocabulary = [*letters, *(letter + _WORD_END for letter in letters)]
    merges: list[tuple[str, str]] = []
    for word in words:
        pieces = _merged([*word[:-1], word[-1] + _WORD_END], merges)
        while len(pieces) > 1:
            merges.append((pieces[0], pieces[1]))
            vocabulary.append(pieces[0] + pieces[1])
            pieces = _merged(pieces, merges)
    vocabulary += [_START, _END]
    return {token: number for number, token in enumerate(vocabulary)}, merges


def _merged(pieces: list[str], merges: list[tuple[str, str]]) -> list[str]:
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    while len(pieces) > 1:
        pairs = list(pairwise(pieces))
        best = min(range(len(pairs)), key=lambda place: ranks.get(pairs[place], len(ranks)))
        if pairs[best] not in ranks:
            break
        pieces = [*pieces[:best], pieces[best] + pieces[best + 1], *pieces[best + 2 :]]
    return pieces


def _byte_letters() -> list[str]:
    # Byte-level encoding writes every byte as one visible letter: printable ones as themselves, the
    # others from U+0100 on. CLIP's tokenizer expects exactly this table.
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return [chr(byte) for byte in visible] + [chr(256 + place) for place in range(len(hidden))]
