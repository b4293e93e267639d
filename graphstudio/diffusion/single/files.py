"""One file, opened: what its header says, and how a network in it is named; no torch."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TypeVar

from graphstudio.api import Model, ModelFacts, ModelSource
from graphstudio.diffusion.digests import digest_file
from graphstudio.diffusion.single.contents import Contents, Piece, Shapes, read_contents
from graphstudio.diffusion.single.sources import Changes, Stored
from graphstudio.diffusion.single.storage import read_shapes

Net = TypeVar("Net")


@dataclass(frozen=True, slots=True)
class Wish:
    """Say how files are to be opened.

    Attributes:
        cache: Where content hashes are remembered; None leaves the digest empty.
        precision: "auto", "float32", "float16" or "bfloat16".
        config: A model folder that is built like the files; None takes the one that ships for
            what their headers show.
        prediction: "epsilon" or "v_prediction"; "" takes what the file shows, or its family's.
        allows_pickle: Whether pickles may be opened, by torch's reader for weights alone.
    """

    cache: Path | None
    precision: str = "auto"
    config: Path | None = None
    prediction: str = ""
    allows_pickle: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with what its header says, and the model folder that it is built like."""

    file: Path
    shapes: Shapes
    contents: Contents
    wish: Wish


def open_file(file: Path, wish: Wish) -> Opened:
    """Read what a file holds, of any kind.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, or a pickle that nobody allowed.
    """
    shapes = read_shapes(file, allows_pickle=wish.allows_pickle)
    return Opened(file, shapes, read_contents(shapes), wish)


def stored_in(opened: Opened, piece: Piece, config: Path, changes: Changes = ()) -> Stored:
    """Say where a network of a file lies."""
    return Stored(opened.file, piece, config, changes, opened.wish.allows_pickle)


def named(
    opened: Opened,
    kind: str,
    family: str,
    source: ModelSource[Net],
    stored: Stored,
    facts: ModelFacts,
    told: str = "",
) -> Model[Net]:
    """Name a network of a file; `told` is what else decides what it makes."""
    return Model(
        kind=kind,
        family=family,
        name=opened.file.stem,
        digest=digest_of(opened, stored, told),
        size_bytes=bytes_of(opened, stored.piece),
        source=source,
        facts=facts,
        precision=opened.wish.precision,
    )


def digest_of(opened: Opened, stored: Stored, told: str) -> str:
    """Hash the file once for all its parts; the part and its config tell them apart."""
    if opened.wish.cache is None:
        return ""
    config = (stored.config / "config.json").read_bytes()
    rest = f"{stored.piece}\0{stored.changes}\0{told}\0".encode() + config
    mark = hashlib.blake2b(rest, digest_size=8).hexdigest()
    return f"{digest_file(opened.file, opened.wish.cache)}-{mark}"


def parameters_of(shapes: Shapes, piece: Piece) -> int:
    """Count a part's numbers."""
    return sum(prod(shape) for name, shape in shapes.items() if name.startswith(piece.prefix))


def bytes_of(opened: Opened, piece: Piece) -> int:
    """Say how many of the file's bytes are a part's, by its share of the numbers."""
    whole = sum(map(prod, opened.shapes.values())) or 1
    share = parameters_of(opened.shapes, piece) / whole
    return round(opened.file.stat().st_size * share)
