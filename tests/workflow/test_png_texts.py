import struct
import zlib
from pathlib import Path

import pytest

from graphstudio.workflow.png_texts import DamagedPng, find_text

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


HEADER = SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND", b"")


def write(folder: Path, *parts: bytes) -> Path:
    path = folder / "fox.png"
    path.write_bytes(b"".join(parts))
    return path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(chunk(b"tEXt", b"key\0caf\xe9"), "café", id="tEXt"),
        pytest.param(chunk(b"zTXt", b"key\0\0" + zlib.compress(b"caf\xe9")), "café", id="zTXt"),
        pytest.param(chunk(b"iTXt", b"key\0\0\0\0\0" + "🦊".encode()), "🦊", id="iTXt"),
        pytest.param(
            chunk(b"iTXt", b"key\0\1\0en\0Titel\0" + zlib.compress("🦊".encode())),
            "🦊",
            id="iTXt, packed, with a language",
        ),
    ],
)
def test_a_text_is_found_in_every_kind_of_chunk(tmp_path: Path, text: bytes, found: str) -> None:
    assert find_text(write(tmp_path, HEADER, text, PIXELS, END), "key").wanted == found
    assert find_text(write(tmp_path, HEADER, PIXELS, text, END), "key").wanted == found


def test_the_keywords_of_other_texts_are_told(tmp_path: Path) -> None:
    path = write(
        tmp_path, HEADER, chunk(b"tEXt", b"prompt\0{}"), PIXELS, chunk(b"tEXt", b"x\0"), END
    )

    assert find_text(path, "key").wanted is None
    assert find_text(path, "key").keywords == ("prompt", "x")


def test_a_text_before_the_cut_is_still_found(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, chunk(b"tEXt", b"key\0saved"), PIXELS[:-7])

    assert find_text(path, "key").wanted == "saved"


PACKED = zlib.compress(b"fox" * 1000)
LATER = chunk(b"iTXt", b"key\0\1\0\0\0" + PACKED)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        pytest.param([b"GIF89a"], "it is no PNG picture, whatever its name says", id="gif"),
        pytest.param([], "it is no PNG picture, whatever its name says", id="empty"),
        pytest.param([HEADER], "the picture is cut off", id="cut between chunks"),
        pytest.param([HEADER, PIXELS[:5]], "the picture is cut off", id="cut in a chunk's header"),
        pytest.param([HEADER, LATER[:-9]], "the picture is cut off", id="cut in the text"),
        pytest.param(
            [HEADER, LATER.replace(b"key", b"kex"), END],
            "the picture is damaged: a text in it does not match its checksum",
            id="changed",
        ),
        pytest.param(
            [HEADER, b"some more text that is no chunk"],
            "the picture is damaged: its parts do not follow each other",
            id="no chunk",
        ),
        pytest.param(
            [HEADER, chunk(b"iTXt", b"key\0\1\0\0\0" + PACKED[:-6]), END],
            "the picture is damaged: its text stops in the middle",
            id="packed text cut",
        ),
        pytest.param(
            [HEADER, chunk(b"iTXt", b"key\0\1\0\0\0fox"), END],
            "the picture is damaged: its text cannot be unpacked",
            id="not packed at all",
        ),
        pytest.param(
            [HEADER, chunk(b"iTXt", b"key\0\0\0en"), END],
            "the picture is damaged: its text has no end",
            id="chunk without a text",
        ),
        pytest.param(
            [HEADER, chunk(b"iTXt", b"key\0\0\0\0\0caf\xe9"), END],
            "the picture is damaged: its text is not UTF-8",
            id="text of another encoding",
        ),
        pytest.param(
            [HEADER, chunk(b"iTXt", b"key\0\1\0\0\0" + zlib.compress(bytes(65 * 1024**2))), END],
            "its text unpacks to more than 64 MiB",
            id="decompression bomb",
        ),
    ],
)
def test_a_damaged_picture_says_what_is_wrong(
    tmp_path: Path, parts: list[bytes], message: str
) -> None:
    path = write(tmp_path, *parts)

    with pytest.raises(DamagedPng) as caught:
        find_text(path, "key")

    assert str(caught.value) == message


def test_a_text_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, struct.pack(">I", 70 * 1024**2), b"iTXt")
    with path.open("r+b") as file:
        file.truncate(80 * 1024**2)

    with pytest.raises(DamagedPng, match="a text in it has more than 64 MiB"):
        find_text(path, "key")
