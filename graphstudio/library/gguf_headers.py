"""What a GGUF file says of itself: its header alone, read without the package that loads it.

The format is that of ggml's gguf.md, version 2 and 3: little-endian, strings with their length in
front, facts by key, then names, shapes, kinds and places of all tensors.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import BinaryIO

from graphstudio.errors import ModelBroken
from graphstudio.library.entries import Entry, Kind
from graphstudio.library.kinds import family_named, family_of, kind_of
from graphstudio.library.walking import Candidate

_AGAIN = "Download the file again."
_MOST_STRING_BYTES = 1 << 24
_MOST_TENSORS = 1 << 17
_NUMBERS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}
_STRING, _ARRAY = 8, 9
# ggml's kinds: what they are called, how many numbers are one block, and a block's bytes.
_KINDS: dict[int, tuple[str, int, int]] = {
    0: ("float32", 1, 4),
    1: ("float16", 1, 2),
    2: ("Q4_0", 32, 18),
    3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24),
    8: ("Q8_0", 32, 34),
    10: ("Q2_K", 256, 84),
    11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144),
    13: ("Q5_K", 256, 176),
    14: ("Q6_K", 256, 210),
    30: ("bfloat16", 1, 2),
}
_TEXTS = ("t5", "t5encoder", "clip", "llama", "qwen2vl")
_DENOISERS = ("flux", "sd1", "sdxl", "sd3", "sd2")


@dataclass(slots=True)
class GgufHeader:
    """Hold what a header says.

    Attributes:
        facts: Texts and numbers by key; lists are left out.
        tensors: By name: shape (the slowest side first) and dtype, as safetensors headers say it.
    """

    facts: dict[str, str] = field(default_factory=dict)
    tensors: dict[str, dict[str, object]] = field(default_factory=dict)


def read_gguf(path: Path, found: Candidate) -> Entry:
    """Describe a GGUF file.

    Raises:
        ModelBroken: It is cut short or something else.
    """
    header = read_gguf_header(path)
    architecture = header.facts.get("general.architecture", "")
    stored: Counter[str] = Counter()
    for entry in header.tensors.values():
        stored[str(entry["dtype"])] += prod(_shape(entry))
    names = {name: {"shape": _shape(entry)} for name, entry in header.tensors.items()}
    kept = max(stored, key=lambda one: stored[one]) if stored else ""
    told = {
        key: header.facts.get(f"general.{key}", "") for key in ("author", "license", "basename")
    }
    return Entry(
        path,
        _kind(architecture, names),
        family=family_of(names) or _family(architecture),
        precision=kept,
        size_bytes=found.size_bytes,
        parameters=sum(stored.values()),
        changed_ns=found.changed_ns,
        title=header.facts.get("general.name") or path.stem,
        details={
            **{key: text for key, text in told.items() if text},
            **({"architecture": architecture} if architecture else {}),
        },
    )


def read_gguf_header(path: Path) -> GgufHeader:
    """Read a header, and check that all bytes of the tensors are there.

    Raises:
        ModelBroken: The file is cut short or something else.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise ModelBroken(f"{path} is no GGUF file: it begins otherwise. {_AGAIN}")
            return _header(path, file, size)
    except OSError as error:
        raise ModelBroken(f"{path} cannot be read ({error.strerror}).") from error
    except (struct.error, UnicodeDecodeError, KeyError, ValueError) as error:
        raise ModelBroken(
            f"{path} is cut short or damaged: its GGUF header makes no sense. {_AGAIN}"
        ) from error


def _header(path: Path, file: BinaryIO, size: int) -> GgufHeader:
    version, tensors, pairs = _number(file, "<I"), _number(file, "<Q"), _number(file, "<Q")
    if version not in (2, 3) or max(tensors, pairs) > _MOST_TENSORS:
        raise ModelBroken(f"{path} is a GGUF file of an unknown version ({version}).")
    header = GgufHeader()
    for _ in range(int(pairs)):
        key, value = _string(file), _value(file, int(_number(file, "<I")))
        if value is not None:
            header.facts[key] = value
    end = 0
    for name, shape, kind, offset in _tensors(file, int(tensors)):
        called, block, block_bytes = _KINDS.get(kind, (f"kind {kind}", 1, 0))
        header.tensors[name] = {"shape": shape, "dtype": called}
        end = max(end, offset + prod(shape) // block * block_bytes)
    step = int(header.facts.get("general.alignment", "32")) or 32
    start = -(-file.tell() // step) * step
    if start + end > size:
        raise ModelBroken(
            f"{path} is cut short: it should hold {start + end} bytes and holds {size}. {_AGAIN}"
        )
    return header


def _tensors(file: BinaryIO, count: int) -> Iterator[tuple[str, list[int], int, int]]:
    for _ in range(count):
        name = _string(file)
        sides = int(_number(file, "<I"))
        if sides > 8:
            raise ValueError(f"{sides} sides")
        shape = [int(_number(file, "<Q")) for _ in range(sides)][::-1]
        yield name, shape, int(_number(file, "<I")), int(_number(file, "<Q"))


def _number(file: BinaryIO, form: str) -> float:
    (value,) = struct.unpack(form, file.read(struct.calcsize(form)))
    return float(value) if form in ("<f", "<d") else int(value)


def _string(file: BinaryIO) -> str:
    length = int(_number(file, "<Q"))
    if length > _MOST_STRING_BYTES:
        raise ValueError(f"a text of {length} bytes")
    told = file.read(length)
    if len(told) < length:
        raise ValueError("the file ends in a text")
    return told.decode("utf-8")


def _value(file: BinaryIO, kind: int) -> str | None:
    """Read one fact; a list is passed over."""
    if kind == _STRING:
        return _string(file)
    if kind != _ARRAY:
        return str(_number(file, _NUMBERS[kind]))
    inner, count = int(_number(file, "<I")), int(_number(file, "<Q"))
    if inner in _NUMBERS:
        file.seek(count * struct.calcsize(_NUMBERS[inner]), 1)
        return None
    for _ in range(count):
        if inner != _STRING:
            raise ValueError("a list of lists")
        _string(file)
    return None


def _shape(entry: dict[str, object]) -> list[int]:
    shape = entry["shape"]
    assert isinstance(shape, list)
    return shape


def _kind(architecture: str, names: dict[str, dict[str, list[int]]]) -> Kind:
    if architecture in _DENOISERS:
        return "denoiser"
    return "text_encoder" if architecture in _TEXTS else kind_of(names)[0]


def _family(architecture: str) -> str:
    return architecture if architecture in ("sd1", "sd2") else family_named(architecture)
