"""What lies beside a model and tells of it: pictures, and notes that other programs wrote."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from graphstudio import paths
from graphstudio.library.entries import Entry
from graphstudio.library.kinds import family_named
from graphstudio.library.walking import Candidate

_MOST_BYTES = 4 << 20
_MOST_LETTERS = 4000
_TAG = re.compile(r"<[^>]*>")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DATA = re.compile(r"data:image/(jpeg|png|webp);base64,(.*)", re.DOTALL)


def with_sidecars(entry: Entry, found: Candidate) -> Entry:
    """Add to an entry what lies beside it; what the file says of itself goes first."""
    if found.preview:
        entry = replace(entry, preview=Path(found.preview))
    return _with_note(entry, Path(found.note)) if found.note else entry


def save_thumbnail(url: str) -> Path | None:
    """Keep the small picture that a file carries in its metadata; None where there is none.

    Args:
        url: A data URL, as `modelspec.thumbnail` holds it.
    """
    matched = _DATA.match(url[: 2 * _MOST_BYTES])
    if matched is None:
        return None
    try:
        data = base64.b64decode(matched[2], validate=True)
        name = hashlib.blake2b(data, digest_size=16).hexdigest()
        file = paths.cache() / "model-previews" / f"{name}.{matched[1]}"
        if not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    except (binascii.Error, ValueError, OSError):
        return None  # a picture that cannot be kept costs a picture, never the model
    return file


def _with_note(entry: Entry, file: Path) -> Entry:
    """Read a Civitai note, or the one of A1111; another file of that name tells nothing."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            return entry
        told: Any = json.loads(file.read_text("utf-8"))  # Any: JSON of others
    except (OSError, ValueError, RecursionError):
        return entry
    if not isinstance(told, dict):
        return entry
    base = _text(told, "baseModel") or _text(told, "sd version")
    details = {
        "description": _plain(_text(told, "description")),
        "notes": _text(told, "notes"),
        "base": base,
        **_origin(told, entry.path.name),
    }
    words = [*entry.words, *_words(told)]
    return replace(
        entry,
        family=entry.family or family_named(base),
        title=_title(told) if entry.title == entry.path.stem and _title(told) else entry.title,
        words=tuple(dict.fromkeys(words)),
        details={**{name: text for name, text in details.items() if text}, **entry.details},
    )


def _words(told: dict[str, Any]) -> list[str]:
    trained = told.get("trainedWords")
    listed = trained if isinstance(trained, list) else []
    said = [*(one for one in listed if isinstance(one, str)), _text(told, "activation text")]
    return [word.strip() for one in said for word in one.split(",") if word.strip()]


def _title(told: dict[str, Any]) -> str:
    model = told.get("model")
    return _text(model, "name") if isinstance(model, dict) else ""


def _origin(told: dict[str, Any], name: str) -> dict[str, str]:
    """Find where the file can be had and the hash that its page publishes."""
    listed = told.get("files")
    files = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    own = [one for one in files if one.get("name") == name] or files[:1]
    if not own:
        return {"url": _text(told, "downloadUrl"), "published sha256": _hash(told.get("sha256"))}
    hashes = own[0].get("hashes")
    published = hashes.get("SHA256") if isinstance(hashes, dict) else None
    url = _text(own[0], "downloadUrl") or _text(told, "downloadUrl")
    return {"url": url, "published sha256": _hash(published)}


def _hash(value: object) -> str:
    lowered = value.lower() if isinstance(value, str) else ""
    return lowered if _SHA256.fullmatch(lowered) else ""


def _text(told: dict[str, Any], key: str) -> str:
    value = told.get(key)
    return value.strip() if isinstance(value, str) else ""


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub(" ", text)).strip()[:_MOST_LETTERS]
