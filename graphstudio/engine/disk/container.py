"""Named runs of bytes with a JSON text in one piece: the safetensors format.

The layout is that of https://github.com/huggingface/safetensors (format section of its README):
the header's length in 8 bytes, a JSON header, the data. It is written and read here because the
library wants pointers to raw memory, which differ from version to version, while the layout does
not. Any tool that knows safetensors can open the files.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_LENGTH = struct.Struct("<Q")
_TEXT = "graphstudio"


class Part(NamedTuple):
    """Hold one run of bytes.

    Attributes:
        kind: Its type in safetensors' words, such as "F32".
        shape: Of the numbers.
        data: Their bytes, little end first.
    """

    kind: str
    shape: Sequence[int]
    data: memoryview | bytes


class Unreadable(ValueError):
    """Bytes are not what was written."""


def pack(text: str, parts: Sequence[Part]) -> bytes:
    """Put a text and parts into one piece; the parts are copied."""
    header: dict[str, Any] = {"__metadata__": {_TEXT: text}}  # Any: JSON
    end = 0
    for number, part in enumerate(parts):
        begin, end = end, end + _size(part.data)
        header[str(number)] = {
            "dtype": part.kind,
            "shape": list(part.shape),
            "data_offsets": [begin, end],
        }
    told = json.dumps(header, separators=(",", ":")).encode("ascii")
    told += b" " * (-len(told) % 8)
    return b"".join((_LENGTH.pack(len(told)), told, *(part.data for part in parts)))


def unpack(data: bytes) -> tuple[str, Mapping[int, memoryview]]:
    """Take a piece apart: the text, and the bytes of each part; nothing is copied.

    Raises:
        Unreadable: It is no such piece.
    """
    view = memoryview(data)
    try:
        (length,) = _LENGTH.unpack_from(view)
        begin = _LENGTH.size + length
        if begin > len(view):
            raise Unreadable("its header is cut off")
        header = json.loads(bytes(view[_LENGTH.size : begin]))
        text = header.pop("__metadata__")[_TEXT]
        parts = {int(name): _cut(view[begin:], one["data_offsets"]) for name, one in header.items()}
    except (struct.error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable(f"its header cannot be read: {error}") from error
    if not isinstance(text, str):
        raise Unreadable("its text is none")
    return text, parts


def _cut(view: memoryview, offsets: Sequence[int]) -> memoryview:
    begin, end = offsets
    if not 0 <= begin <= end <= len(view):
        raise Unreadable("its data is cut off")
    return view[begin:end]


def _size(data: memoryview | bytes) -> int:
    return data.nbytes if isinstance(data, memoryview) else len(data)
