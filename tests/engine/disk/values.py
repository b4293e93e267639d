"""Values to write down, and telling whether two are the same to the last bit."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import hypothesis.strategies as st
import numpy as np
import torch
from hypothesis.extra import numpy as arrays

DTYPES = (
    torch.float64,
    torch.float32,
    torch.float16,
    torch.bfloat16,
    torch.float8_e4m3fn,
    torch.int64,
    torch.int32,
    torch.int16,
    torch.int8,
    torch.uint8,
    torch.uint16,
    torch.bool,
    torch.complex64,
)


def same(one: object, other: object) -> bool:
    """Tell whether two values are of the same kinds and bits all through."""
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        return _same_tensors(one, other)
    if isinstance(one, np.ndarray):
        return _same_arrays(one, other)
    if isinstance(one, float):
        return struct.pack("<d", one) == struct.pack("<d", other) or (
            math.isnan(one) and math.isnan(other)  # type: ignore[arg-type]  # of one type
        )
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))  # type: ignore[arg-type, call-overload]
    if isinstance(one, Mapping):
        return same(list(one.items()), list(other.items()))  # type: ignore[attr-defined]
    if is_dataclass(one):
        return all(
            same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)
        )
    return one == other


def tensors() -> st.SearchStrategy[torch.Tensor]:
    """Make tensors of every type, of any shape, with any bits."""
    return st.builds(
        _tensor,
        st.sampled_from(DTYPES),
        st.lists(st.integers(0, 4), max_size=4),
        st.integers(0, 2**32 - 1),
    )


def values() -> st.SearchStrategy[Any]:
    """Make whatever nodes may give that is kept on disk."""
    plain = (
        st.none()
        | st.booleans()
        | st.integers(-(2**200), 2**200)
        | st.floats()
        | st.text(st.characters(exclude_categories=()))
        | st.binary()
    )
    numbers = arrays.arrays(
        arrays.scalar_dtypes().filter(lambda one: one.kind in "biufc"),
        arrays.array_shapes(min_dims=0, max_side=4),
    )
    return st.recursive(
        plain | numbers | tensors(),
        lambda one: (
            st.lists(one, max_size=4)
            | st.lists(one, max_size=4).map(tuple)
            | st.dictionaries(st.text(max_size=4) | st.integers(), one, max_size=4)
        ),
        max_leaves=8,
    )


def _tensor(dtype: torch.dtype, shape: list[int], seed: int) -> torch.Tensor:
    count = math.prod(shape) * dtype.itemsize
    most = 2 if dtype == torch.bool else 256
    data = np.random.default_rng(seed).integers(0, most, count, dtype=np.uint8)
    if not count:
        return torch.empty(shape, dtype=dtype)
    return torch.from_numpy(data).view(dtype).reshape(shape)


def _same_tensors(one: torch.Tensor, other: Any) -> bool:  # Any: a tensor too
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    return torch.equal(one.reshape(-1).view(torch.uint8), other.reshape(-1).view(torch.uint8))


def _same_arrays(one: np.ndarray[Any, Any], other: Any) -> bool:  # Any: an array too
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    return bool(one.tobytes() == other.tobytes())
