"""How the numbers of a file are stored, and how many there are: by its header alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import prod
from typing import Any

_NAMES = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "F8_E4M3": "float8",
    "F8_E5M2": "float8",
    "I8": "int8",
    "U8": "int8",
}
_MOST = 0.9  # of the numbers, for one name to stand for all
_PACKED = (".quant_state", ".absmax")  # beside a matrix of which one byte holds two numbers


def count(header: Mapping[str, Any]) -> tuple[str, int]:
    """Give the precision that most of a file is stored in, "mixed" for several, and its numbers.

    Args:
        header: From `diffusion.weights.read_header`.
    """
    kinds: dict[str, int] = {}
    for entry in header.values():
        kind = entry.get("dtype", "")
        kinds[kind] = kinds.get(kind, 0) + prod(entry.get("shape", ()))
    stored: Counter[str] = Counter()
    for kind, numbers in kinds.items():
        if kind == "U8" and any(part in name for name in header for part in _PACKED):
            stored["4 bit"] += 2 * numbers
        elif kind in _NAMES:
            stored[_NAMES[kind]] += numbers
    return name_of(stored), sum(stored.values())


def name_of(stored: Mapping[str, int]) -> str:
    """Name the precision of most numbers; "mixed" where none has most, "" where there are none."""
    total = sum(stored.values())
    if not total:
        return ""
    name, most = max(stored.items(), key=lambda one: one[1])
    return name if most >= _MOST * total else "mixed"
