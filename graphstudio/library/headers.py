"""What one file says of itself: by its header alone, and without opening a pickle."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphstudio.diffusion.weights import is_pickle, read_header_and_metadata
from graphstudio.errors import ModelBroken, ModelMissing
from graphstudio.library.entries import Entry, Kind
from graphstudio.library.kinds import family_named, family_of, kind_of
from graphstudio.library.precisions import count
from graphstudio.library.sidecars import save_thumbnail
from graphstudio.library.walking import Candidate

_MOST_WORDS = 24
_MOST_LETTERS = 4000  # of one detail
# What people want to read, by what trainers and the ModelSpec (Stability AI, 2023) call it.
_DETAILS = {
    "modelspec.author": "author",
    "modelspec.description": "description",
    "modelspec.license": "licence",
    "modelspec.date": "date",
    "modelspec.architecture": "architecture",
    "modelspec.resolution": "resolution",
    "modelspec.usage_hint": "usage",
    "modelspec.prediction_type": "prediction",
    "ss_base_model_version": "base",
    "ss_sd_model_name": "base model",
    "ss_network_dim": "rank",
    "ss_network_alpha": "alpha",
    "ss_num_train_images": "training images",
    "ss_steps": "training steps",
}
_PICKLE = (
    "A pickle, which can run any code when it is opened: only its name and size were looked at. "
    "Prefer the .safetensors version."
)
_AGAIN = "Download the file again."


def read_file(found: Candidate) -> Entry:
    """Describe one file. Never raises: what cannot be read becomes an entry with its problem."""
    path = Path(found.path)
    try:
        if is_pickle(path):
            return _pickle(path, found)
        if path.suffix.lower() == ".gguf":
            from graphstudio.library.gguf_headers import read_gguf

            return read_gguf(path, found)
        header, metadata = read_header_and_metadata(path)
    except (ModelBroken, ModelMissing) as error:
        return broken(path, found, str(error))
    return _described(path, found, header, metadata)


def broken(path: Path, found: Candidate, problem: str) -> Entry:
    """Describe what cannot be used."""
    return Entry(
        path,
        found.hint or "unknown",
        size_bytes=found.size_bytes,
        changed_ns=found.changed_ns,
        title=path.stem,
        problem=problem,
    )


def _described(
    path: Path, found: Candidate, header: Mapping[str, Any], metadata: Mapping[str, str]
) -> Entry:
    try:
        kind, _ = kind_of(header)
        family = family_of(header)
        precision, parameters = count(header)
    except (AttributeError, TypeError, IndexError, ValueError):
        again = f"{path} is no safetensors file: its header makes no sense. {_AGAIN}"
        return broken(path, found, again)
    named = metadata.get("modelspec.architecture") or metadata.get("ss_base_model_version") or ""
    return Entry(
        path,
        settled(kind, found.hint),
        family=family or family_named(named),
        precision=precision,
        size_bytes=found.size_bytes,
        parameters=parameters,
        changed_ns=found.changed_ns,
        title=metadata.get("modelspec.title") or metadata.get("ss_output_name") or path.stem,
        words=trigger_words(metadata),
        preview=save_thumbnail(metadata.get("modelspec.thumbnail", "")),
        details=_details(metadata),
    )


def settled(kind: Kind, hint: Kind | None) -> Kind:
    """Settle the kind: the header's, unless it does not show and the folder around it does.

    Annotators are networks of any make: only where they lie tells them.
    """
    return hint if hint is not None and (kind == "unknown" or hint == "annotator") else kind


def trigger_words(metadata: Mapping[str, str]) -> tuple[str, ...]:
    """Find the words that a LoRA was trained with, the most used first.

    Kohya's trainers count tags by folder (`ss_tag_frequency`); the ModelSpec names a phrase.
    """
    said = metadata.get("modelspec.trigger_phrase", "")
    told = [one.strip() for one in said.split(",") if one.strip()]
    counted: Counter[str] = Counter()
    try:
        folders = json.loads(metadata.get("ss_tag_frequency") or "{}")
        for tags in folders.values():
            counted.update({str(tag).strip(): int(number) for tag, number in tags.items()})
    except (ValueError, AttributeError, TypeError, RecursionError):
        counted.clear()  # a trainer of another make: the words are a help, never needed
    words = dict.fromkeys([*told, *(word for word, _ in counted.most_common(_MOST_WORDS))])
    return tuple(word for word in words if word)[:_MOST_WORDS]


def _details(metadata: Mapping[str, str]) -> dict[str, str]:
    told = {name: metadata.get(key, "").strip() for key, name in _DETAILS.items()}
    return {name: text[:_MOST_LETTERS] for name, text in told.items() if text and text != "None"}


def _pickle(path: Path, found: Candidate) -> Entry:
    problem = _damage(path, found.size_bytes)
    if problem:
        return broken(path, found, problem)
    kind: Kind = found.hint or "unknown"
    return Entry(
        path,
        kind,
        size_bytes=found.size_bytes,
        changed_ns=found.changed_ns,
        title=path.stem,
        details={"notice": _PICKLE},
    )


def _damage(path: Path, size: int) -> str:
    """Say what is wrong with a pickle as far as its first and last bytes show; "" for nothing."""
    try:
        with path.open("rb") as file:
            start = file.read(64)
            if not size:
                return f"{path} is empty. {_AGAIN}"
            if start.startswith(b"version https://git-lfs"):
                return f"{path} is a Git LFS pointer, not the weights. {_AGAIN}"
            if start.lstrip().startswith(b"<"):
                return f"{path} is a web page, not weights: the download was refused. {_AGAIN}"
            if start.startswith(b"PK") and not zipfile.is_zipfile(file):
                return f"{path} is cut short: the directory at its end is missing. {_AGAIN}"
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}. Check its rights."
    return ""
