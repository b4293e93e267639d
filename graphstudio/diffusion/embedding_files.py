"""Learned words (textual inversion, arXiv:2208.01618), looked at without loading them; no torch."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphstudio.api import Model, ModelFacts, TextEncoder
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.weights import read_header
from graphstudio.errors import BadValue, ModelBroken

if TYPE_CHECKING:
    import torch

    from graphstudio.diffusion.learned_words import WordVectors

NAME_PATTERN = r"[^\s()\[\]\\]*"
"""What a learned word may be called: no blanks, and nothing that sets weights in a prompt."""

_PLAIN = "emb_params"
_ENCODERS = ("clip_l", "clip_g")  # of SDXL, in the order of its text encoders
_ADVICE = "Choose a .safetensors embedding for Stable Diffusion 1.x, 2.x or XL."


@dataclass(frozen=True, slots=True)
class EmbeddingFile:
    """Read a learned word's vectors from their file.

    Attributes:
        path: A safetensors file.
        keys: What they are called in it, one for each text encoder.
    """

    path: Path
    keys: tuple[str, ...]

    def load(self, device: torch.device, precision: torch.dtype) -> WordVectors:
        """Load the vectors onto a device.

        Raises:
            ModelMissing: The file is not there.
            ModelBroken: It is there and cannot be trusted.
        """
        from graphstudio.diffusion.learned_words import load_vectors

        return load_vectors(self.path, self.keys, device, precision)


@dataclass(frozen=True, slots=True)
class LearnedWord:
    """Make a view of a text encoder that knows a learned word.

    Attributes:
        base: The text encoder without it; it may know others.
        word: From `open_embedding`.
        name: What it is called in prompts.
    """

    base: Model[TextEncoder]
    word: Model[WordVectors]
    name: str

    @property
    def extras(self) -> tuple[Model[Any], ...]:
        """Name the vectors."""
        return (self.word,)

    def load(self, device: torch.device, precision: torch.dtype) -> TextEncoder:
        """Load base and vectors, and make the view.

        Raises:
            ModelMissing: Files are not there.
            ModelBroken: They cannot be trusted.
            BadValue: The name is taken, or the vectors are of another width.
        """
        base = self.base.source.load(device, precision)
        return self.view(base, [self.word.source.load(device, precision)])

    def view(self, base: TextEncoder, extras: Sequence[WordVectors]) -> TextEncoder:
        """Make the view; the base is not changed.

        Raises:
            BadValue: The name is taken, or the vectors are of another width.
        """
        from graphstudio.diffusion.learned_words import teach

        return teach(base, self.name, extras[0])


def open_embedding(file: Path, *, cache: Path | None) -> Model[WordVectors]:
    """Look at a learned word's file; its vectors are not loaded.

    Args:
        file: Holds "emb_params", one tensor under the word itself, or "clip_l" and "clip_g".
        cache: Where content hashes are remembered; None leaves the digest empty.

    Returns:
        Its name is the word that the file says, or the file's own. Its facts: encoders (how many
        it is for), vectors (how many tokens it takes in a prompt), width (of the first).

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, a pickle, or holds something else.
    """
    header = read_header(file)
    keys = _ENCODERS if set(header) == set(_ENCODERS) else tuple(header)
    if len(keys) != 1 and keys != _ENCODERS:
        raise ModelBroken(
            f"{file} holds {len(header)} tensors, and a learned word has one for each text "
            f"encoder. {_ADVICE}"
        )
    shapes = [[int(side) for side in header[key]["shape"]] for key in keys]
    if any(not 1 <= len(shape) <= 2 or 0 in shape for shape in shapes):
        raise ModelBroken(f"{file} is no learned word: its shape is {shapes[0]}. {_ADVICE}")
    facts: ModelFacts = (
        ("encoders", len(keys)),
        ("vectors", shapes[0][0] if len(shapes[0]) == 2 else 1),
        ("width", shapes[0][-1]),
    )
    return Model(
        kind="embedding",
        family="",
        name=file.stem if keys[0] in (_PLAIN, *_ENCODERS) else keys[0],
        digest=digest_files((file,), cache=cache),
        size_bytes=file.stat().st_size,
        source=EmbeddingFile(file, keys),
        facts=facts,
    )


def learn_word(
    base: Model[TextEncoder], word: Model[WordVectors], name: str = ""
) -> Model[TextEncoder]:
    """Teach a text encoder a word.

    Args:
        base: It may know others already.
        word: From `open_embedding`.
        name: What it is called in prompts; "" takes the word's own name.

    Raises:
        BadValue: It is for another text encoder, or cannot be called so.
    """
    name = name or word.name
    problems = [*_problems(base, dict(word.facts), word.name, name)]
    if problems:
        raise BadValue(" ".join(problems), problems)
    said = repr((base.digest, word.digest, name)).encode()
    return replace(
        base,
        name=f"{base.name} + {name}",
        digest=hashlib.blake2b(said, digest_size=32).hexdigest(),
        source=LearnedWord(base, word, name),
    )


def _problems(
    base: Model[TextEncoder], facts: Mapping[str, Any], word: str, name: str
) -> Iterator[str]:
    if not re.fullmatch(NAME_PATTERN, name):
        yield (
            f'A word cannot be called "{name}": blanks, brackets and backslashes mean something '
            "else in a prompt. Give it another name."
        )
    is_one = base.family in ("sd1", "sd2")
    if facts["encoders"] != (1 if is_one else 2):
        yield (
            f"The learned word {word} is for {facts['encoders']} text encoder(s), and {base.name} "
            f"({base.family}) has {1 if is_one else 2}. Choose one for this model's family."
        )
    elif is_one and base.fact("width") not in (None, facts["width"]):
        yield (
            f"The learned word {word} is {facts['width']} wide, and the text encoder of "
            f"{base.name} {base.fact('width')}. Choose one that was trained for this model or for "
            "one of its family."
        )
