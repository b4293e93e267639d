"""Text encoders out of one file or several, matched to what a family reads with; no torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from graphstudio import paths
from graphstudio.api import Model, TextEncoder
from graphstudio.diffusion.configs import read_json
from graphstudio.diffusion.descriptions import Description
from graphstudio.diffusion.families import TITLES, TextPart
from graphstudio.diffusion.folders import T5_LENGTHS, text_facts, text_reading, text_width
from graphstudio.diffusion.single.contents import Piece
from graphstudio.diffusion.single.files import (
    Opened,
    bytes_of,
    digest_of,
    parameters_of,
    stored_in,
)
from graphstudio.diffusion.single.sources import ClipFile, T5File
from graphstudio.diffusion.single.strangers import refuse_stranger
from graphstudio.diffusion.sources import TextGroup, TextSource
from graphstudio.errors import ModelBroken


def name_texts(
    opened: Sequence[Opened], folder: Path, described: Description
) -> Model[TextEncoder]:
    """Name the text encoders that one file or several hold.

    Args:
        opened: The files, in any order.
        folder: Of the configs.
        described: What they say; a T5 that the family can do without may be missing.

    Raises:
        ModelBroken: One is missing, or a file holds none that belongs to the family.
    """
    found = match_texts(opened, described)
    missing = [
        _title(part)
        for part, text in zip(described.text_parts, described.texts, strict=True)
        if part.encoder not in found and not part.is_optional and text
    ]
    if missing:
        names = ", ".join(one.file.name for one in opened)
        raise ModelBroken(
            f"{TITLES[described.family]} reads texts with "
            f"{' and '.join(_title(part) for part in described.text_parts)}; "
            f"{names} lacks {' and '.join(missing)}. Add the file that holds it."
        )
    parts = tuple(part for part in described.text_parts if part.encoder in found)
    texts = tuple(
        text
        for part, text in zip(described.text_parts, described.texts, strict=True)
        if part in parts
    )
    kept = replace(described, text_parts=parts, texts=texts)
    return _texts_model(found, folder, kept)


_Found = dict[str, tuple[Opened, Piece]]  # by the folder of its config


def _texts_model(found: _Found, folder: Path, described: Description) -> Model[TextEncoder]:
    sources: list[TextSource] = []
    digests, sizes, count = [], 0, 0
    for part in described.text_parts:
        opened, piece = found[part.encoder]
        source = _text_source(opened, piece, folder, described.family, part)
        sources.append(source)
        digests.append(digest_of(opened, source.stored, ""))
        sizes += bytes_of(opened, piece)
        count += parameters_of(opened.shapes, piece)
    first = found[described.text_parts[0].encoder][0]
    group = TextGroup(described.family, tuple(sources), text_width(described))
    alone: Any = sources[0]
    is_alone = len(sources) == 1 and isinstance(alone, ClipFile)
    return Model(
        kind="text_encoder",
        family=described.family,
        name=first.file.stem,
        digest="+".join(digests) if first.wish.cache is not None else "",
        size_bytes=sizes,
        source=alone if is_alone else group,
        facts=text_facts(folder, described, count),
        precision=first.wish.precision,
    )


def _text_source(
    opened: Opened, piece: Piece, folder: Path, family: str, part: TextPart
) -> ClipFile | T5File:
    stored = stored_in(opened, piece, folder / part.encoder)
    words, padding = _words(folder / part.tokenizer, "t5" if part.is_t5 else "clip")
    if part.is_t5:
        return T5File(stored, words, T5_LENGTHS[family])
    return ClipFile(stored, words, padding, *text_reading(family, part))


def _words(folder: Path, usual: str) -> tuple[Path, str]:
    """Find a tokenizer: a model folder's own, or the shipped one with that folder's padding."""
    if (folder / "tokenizer.json").is_file() or (folder / "vocab.json").is_file():
        return folder, ""
    told = folder / "tokenizer_config.json"
    padding = read_json(told).get("pad_token", "") if told.is_file() else ""
    return paths.tokenizers() / usual, str(padding)


def match_texts(opened: Sequence[Opened], described: Description) -> _Found:
    """Find the text encoders of a family, by kind and width, in the order of the files."""
    free = [(one, piece) for one in opened for piece in one.contents.texts]
    found: _Found = {}
    for part, text in zip(described.text_parts, described.texts, strict=True):
        width = text["d_model"] if part.is_t5 else text["hidden_size"]
        for one in free:
            if (one[1].is_t5, one[1].width) == (part.is_t5, width):
                found[part.encoder] = one
                free.remove(one)
                break
    used = {id(file) for file, _ in found.values()}
    for file in opened:
        if id(file) not in used:
            raise _refuse(file, described)
    return found


def _title(part: TextPart) -> str:
    return "T5" if part.is_t5 else "CLIP-G" if part.encoder == "text_encoder_2" else "CLIP-L"


def _refuse(opened: Opened, described: Description) -> ModelBroken:
    """Say why a file is not what a family reads texts with."""
    title = TITLES[described.family]
    if not opened.contents.texts:
        wanted = f"text encoder of {title}"
        return refuse_stranger(opened.file, opened.shapes, opened.contents, wanted)
    held = ", ".join(
        f"{'T5' if one.is_t5 else 'CLIP'} of width {one.width}" for one in opened.contents.texts
    )
    wanted = " and ".join(
        f"{_title(part)} of width {text['d_model' if part.is_t5 else 'hidden_size']}"
        for part, text in zip(described.text_parts, described.texts, strict=True)
    )
    return ModelBroken(
        f"{opened.file} holds {held}, and {title} reads texts with {wanted}. Choose another "
        "family or another file, each once."
    )
