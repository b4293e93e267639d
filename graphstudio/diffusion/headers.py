"""The header of a safetensors file, checked to the last byte; no torch.

The format says: 8 bytes of length, that many bytes of JSON, then the tensors without gaps or
overlaps, each with its type, shape and place.
"""

import json
from math import prod
from pathlib import Path
from typing import Any

from graphstudio.errors import ModelBroken

GET_IT_AGAIN = "Download the file again; it must be the .safetensors file itself."
"""What helps against a file that is not what it should be."""

BITS = {
    **dict.fromkeys(("F64", "I64", "U64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("BOOL", "I8", "U8", "F8_E4M3", "F8_E5M2"), 8),
}
"""Bits of a number by the name of its type."""

_ARCHIVES = {
    b"\x1f\x8b": "a gzip archive",
    b"PK\x03\x04": "a zip archive or a pickle of PyTorch",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a rar archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
}
_OTHERS = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"GGUF": "a GGUF file; give it the ending .gguf, or choose the .safetensors version",
}
_LEFTOVERS = (".part", ".incomplete", ".crdownload", ".aria2", ".download", ".tmp")


def refuse_other_formats(file: Path, start: bytes, size: int) -> None:
    """Refuse what downloads leave in the place of weights, each by its name.

    Args:
        file: For messages.
        start: Its first 64 bytes.
        size: Its bytes.

    Raises:
        ModelBroken: It is something else.
    """
    if size == 0:
        raise ModelBroken(f"{file} is empty. {GET_IT_AGAIN}{hint_of_download(file)}")
    if start.startswith(b"version https://git-lfs"):
        raise ModelBroken(
            f"{file} is a Git LFS pointer, not the weights. Run `git lfs pull` in the model's "
            "folder, or download the file itself."
        )
    # The length of a sound header may read like the start of a text.
    is_sound = start[8:9] == b"{" and start[7:8] == b"\0"
    text = b"" if is_sound else start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        raise ModelBroken(
            f"{file} is a web page, not weights: the download was refused or needs a login. "
            f"{GET_IT_AGAIN}"
        )
    if text.startswith((b"{", b"[")):
        raise ModelBroken(
            f"{file} is a JSON text, not weights: most likely a server's message of why the "
            f"download was refused. Open it with a text editor to read that. {GET_IT_AGAIN}"
        )
    for magic, name in _ARCHIVES.items():
        if start.startswith(magic):
            raise ModelBroken(
                f"{file} is {name}, not weights. If it is an archive, unpack it and choose the "
                f".safetensors file in it. {GET_IT_AGAIN}"
            )
    for magic, name in _OTHERS.items():
        if start.startswith(magic):
            raise ModelBroken(f"{file} is {name}, not weights. {GET_IT_AGAIN}")
    if start[:1] == b"\x80" and start[1:2] in {b"\x02", b"\x03", b"\x04", b"\x05"}:
        raise ModelBroken(
            f"{file} is a pickle under another name, which can run any code when it is opened, so "
            "GraphStudio does not open it. Choose the .safetensors version of this file."
        )


def hint_of_download(file: Path) -> str:
    """Say that a file is still being downloaded, where leftovers beside it say so; "" else."""
    for ending in _LEFTOVERS:
        beside = file.with_name(file.name + ending)
        if beside.exists():
            return f" {beside.name} beside it says that it is still being downloaded."
    return ""


def check_header(file: Path, text: bytes, data_bytes: int) -> dict[str, Any]:
    """Read a header and check that it describes the bytes behind it, each once.

    Args:
        file: For messages.
        text: The JSON.
        data_bytes: How many bytes follow it.

    Returns:
        By tensor name: dtype, shape and data_offsets; and "__metadata__" where it is there.

    Raises:
        ModelBroken: It does not.
    """
    try:
        header = json.loads(text, object_pairs_hook=_without_repeats)
        tensors = {name: entry for name, entry in header.items() if name != "__metadata__"}
        spans = sorted((*_span(name, entry), name) for name, entry in tensors.items())
    except (ValueError, AttributeError, KeyError, TypeError, IndexError, RecursionError) as error:
        reason = f" ({error.args[0]})" if isinstance(error, _Nonsense) else ""
        raise ModelBroken(
            f"{file} is no safetensors file: its header makes no sense{reason}. {GET_IT_AGAIN}"
            f"{hint_of_download(file)}"
        ) from error
    end = 0
    for first, last, name in spans:
        if first != end:
            fault = "overlaps another one" if first < end else "leaves a gap before it"
            raise ModelBroken(f"{file} is damaged: {name} {fault} (byte {first}). {GET_IT_AGAIN}")
        end = last
    if end != data_bytes:
        raise ModelBroken(
            f"{file} is cut short or damaged: it should hold {end} bytes of weights and holds "
            f"{data_bytes}. {GET_IT_AGAIN}{hint_of_download(file)}"
        )
    return dict(header)


class _Nonsense(ValueError):
    """A header that contradicts itself, with the reason."""


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Nonsense(f"{twice} stands in it twice")
    return found


def _span(name: str, entry: dict[str, Any]) -> tuple[int, int]:
    """Give where a tensor starts and ends, when that agrees with its type and shape."""
    kind, shape, (first, last) = entry["dtype"], entry["shape"], entry["data_offsets"]
    if kind not in BITS:
        raise _Nonsense(f"{name} is of the unknown type {kind!r}")
    if not all(type(side) is int and side >= 0 for side in (first, last, *shape)):
        raise _Nonsense(f"{name} has a shape or a place that is no count")
    if (last - first) * 8 != prod(shape) * BITS[kind]:
        raise _Nonsense(
            f"{name} needs {prod(shape) * BITS[kind] // 8} bytes and has {last - first}"
        )
    return first, last
