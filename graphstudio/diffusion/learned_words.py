"""Text encoders that know a learned word (textual inversion, arXiv:2208.01618)."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BatchEncoding

from graphstudio.api import TextEncoder
from graphstudio.diffusion.pouring import refuse_blank
from graphstudio.diffusion.texts import ClipEncoder
from graphstudio.diffusion.views import find_parts, replace_parts, share
from graphstudio.diffusion.weights import read_header
from graphstudio.errors import BadValue, ModelBroken


@dataclass(frozen=True, slots=True, eq=False)
class WordVectors:
    """Hold a learned word.

    Attributes:
        vectors: (tokens, width) for each text encoder.
    """

    vectors: tuple[Tensor, ...]


class WordyTokenizer:
    """Read text as another tokenizer does, and some words as several tokens.

    Args:
        tokenizer: A `CLIPTokenizer` that knows the words' tokens.
        words: By the token that stands for a whole word: all its tokens.
    """

    def __init__(self, tokenizer: Any, words: Mapping[int, tuple[int, ...]]) -> None:
        self.tokenizer = tokenizer  # Any: transformers has no usable types
        self.words = dict(words)

    def __call__(self, text: str, **options: Any) -> BatchEncoding:
        """Turn a text into tokens."""
        found = self.tokenizer(text, **options).input_ids
        return BatchEncoding({"input_ids": [one for id_ in found for one in self._spelt(id_)]})

    def convert_ids_to_tokens(self, ids: list[int]) -> list[str]:
        """Name tokens; one that ends a learned word says so, as those that end any word do."""
        ends = {word[-1] for word in self.words.values()}
        names = self.tokenizer.convert_ids_to_tokens(ids)
        return [
            f"{name}</w>" if id_ in ends else name for id_, name in zip(ids, names, strict=True)
        ]

    def __getattr__(self, name: str) -> Any:  # Any: whatever the tokenizer has
        """Be the tokenizer in all else."""
        if name == "tokenizer":  # while it is copied or unpickled
            raise AttributeError(name)
        return getattr(self.tokenizer, name)

    def _spelt(self, id_: int) -> tuple[int, ...]:
        return self.words.get(id_, (id_,))


def load_vectors(
    path: Path, keys: tuple[str, ...], device: torch.device, precision: torch.dtype
) -> WordVectors:
    """Read a learned word onto a device.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, or its numbers are not finite.
    """
    read_header(path)
    try:
        stored = load_file(path)
        found = tuple(stored[key].to(device, precision, copy=True) for key in keys)
    except (OSError, SafetensorError, KeyError) as error:
        raise ModelBroken(f"{path} cannot be read ({error}). Download it again.") from error
    if not all(torch.isfinite(one).all() for one in found):
        raise ModelBroken(f"{path} holds numbers that are not finite. Choose another embedding.")
    refuse_blank(path, found)
    return WordVectors(tuple(one.reshape(-1, one.shape[-1]) for one in found))


def teach(net: TextEncoder, name: str, word: WordVectors) -> TextEncoder:
    """Make a view of a text encoder that knows a word.

    Args:
        net: Not changed: the view has a tokenizer and a matrix of embeddings of its own, and shares
            all other weights.
        name: The word.
        word: One set of vectors for each of the encoder's networks.

    Raises:
        BadValue: The name is taken, or the vectors are not for this encoder.
    """
    count = len(find_parts(net, ClipEncoder))
    if count != len(word.vectors):
        raise BadValue(
            f"The learned word {name} is for {len(word.vectors)} text encoder(s), and this model "
            f"has {count}. Choose one for this model's family."
        )
    vectors = iter(word.vectors)
    return replace_parts(net, ClipEncoder, lambda one: _teach_one(one, name, next(vectors)))


def _teach_one(encoder: ClipEncoder, name: str, vectors: Tensor) -> ClipEncoder:
    known = encoder.tokenizer
    words: dict[int, tuple[int, ...]] = {}
    if isinstance(known, WordyTokenizer):
        known, words = known.tokenizer, known.words
    tokenizer = copy.deepcopy(known)
    # As diffusers calls them, so that both read a prompt alike.
    tokens = [name, *(f"{name}_{number}" for number in range(1, len(vectors)))]
    _refuse_known(tokenizer, tokens)
    for token in tokens:
        tokenizer.add_tokens(token)
    ids = tuple(int(id_) for id_ in tokenizer.convert_tokens_to_ids(tokens))
    return replace(
        encoder,
        net=_grown(encoder.net, name, ids, vectors),
        tokenizer=WordyTokenizer(tokenizer, {**words, ids[0]: ids}),
    )


def _refuse_known(tokenizer: Any, tokens: list[str]) -> None:
    vocabulary = tokenizer.get_vocab()
    taken = [token for token in tokens if token in vocabulary]
    if taken:
        raise BadValue(
            f'This text encoder knows "{taken[0]}" already. Give the learned word another name, '
            f'such as "<{tokens[0]}>".'
        )


def _grown(net: Any, name: str, ids: tuple[int, ...], vectors: Tensor) -> Any:
    weight: Tensor = net.get_input_embeddings().weight
    if vectors.shape[1] != weight.shape[1]:
        raise BadValue(
            f"The learned word {name} is {vectors.shape[1]} wide, and the text encoder "
            f"{weight.shape[1]}. Choose one that was trained for this model or for one of its "
            "family."
        )
    rows = max(len(weight), max(ids) + 1)
    grown = weight.new_zeros(rows, weight.shape[1])
    grown[: len(weight)] = weight
    grown[list(ids)] = vectors.to(weight)
    view = share(net)
    embedding = view.get_input_embeddings()
    embedding.weight = nn.Parameter(grown, requires_grad=False)
    embedding.num_embeddings = rows
    view.config.vocab_size = rows
    return view
