"""Find the texts in a PNG file without decoding its pixels (PNG specification, sections 5, 11.3).

Not through Pillow, which takes a quarter of a second to import, refuses texts over 1 MiB, and
cannot tell a picture that is cut off from one without texts.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from graphstudio.workflow.foreign import PNG_SIGNATURE

MOST_BYTES = 64 * 1024**2

_KINDS = (b"tEXt", b"zTXt", b"iTXt")


class DamagedPng(Exception):
    """The file is cut off or changed; the message says how."""


@dataclass(frozen=True, slots=True)
class PngTexts:
    """Hold what was found.

    Attributes:
        wanted: The text of the keyword that was asked for; None if no such text is there.
        keywords: All keywords up to there.
    """

    wanted: str | None
    keywords: tuple[str, ...]


def find_text(path: Path, keyword: str) -> PngTexts:
    """Find the text of a keyword; what comes after it in the file is not looked at.

    Raises:
        OSError: The file cannot be read.
        DamagedPng: The file is no PNG, or is cut off or damaged before the text's end.
    """
    keywords: list[str] = []
    with path.open("rb") as file:
        for kind, data in _text_chunks(file, path.stat().st_size):
            name, _, rest = data.partition(b"\0")
            keywords.append(name.decode("latin-1"))
            if keywords[-1] == keyword:
                return PngTexts(_text(kind, rest), tuple(keywords))
    return PngTexts(None, tuple(keywords))


def _text_chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes]]:
    if file.read(len(PNG_SIGNATURE)) != PNG_SIGNATURE:
        raise DamagedPng("it is no PNG picture, whatever its name says")
    while True:
        header = file.read(8)
        if len(header) < 8:
            raise DamagedPng("the picture is cut off")
        length, kind = struct.unpack(">I4s", header)
        if kind == b"IEND":
            return
        if not kind.isalpha():
            raise DamagedPng("the picture is damaged: its parts do not follow each other")
        if file.tell() + length + 4 > size:
            raise DamagedPng("the picture is cut off")
        if kind not in _KINDS:
            file.seek(length + 4, 1)
            continue
        if length > MOST_BYTES:
            raise DamagedPng(f"a text in it has more than {MOST_BYTES // 1024**2} MiB")
        data, checksum = file.read(length), file.read(4)
        if struct.pack(">I", zlib.crc32(kind + data)) != checksum:
            raise DamagedPng("the picture is damaged: a text in it does not match its checksum")
        yield kind, data


def _text(kind: bytes, data: bytes) -> str:
    """Read the part of a text chunk that follows the keyword."""
    if kind == b"tEXt":
        return data.decode("latin-1")
    if kind == b"zTXt":
        return _unpacked(data[1:]).decode("latin-1")
    is_packed, data = data[:1] == b"\1", data[2:]
    parts = data.split(b"\0", 2)
    if len(parts) < 3:
        raise DamagedPng("the picture is damaged: its text has no end")
    try:
        return (_unpacked(parts[2]) if is_packed else parts[2]).decode()
    except UnicodeDecodeError:
        raise DamagedPng("the picture is damaged: its text is not UTF-8") from None


def _unpacked(data: bytes) -> bytes:
    """Unpack, but never more than the limit: a few KiB could unpack to the whole memory."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, MOST_BYTES + 1)
    except zlib.error:
        raise DamagedPng("the picture is damaged: its text cannot be unpacked") from None
    if len(text) > MOST_BYTES:
        raise DamagedPng(f"its text unpacks to more than {MOST_BYTES // 1024**2} MiB")
    if not unpacker.eof:
        raise DamagedPng("the picture is damaged: its text stops in the middle")
    return text
