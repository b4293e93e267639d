"""What a value says, as a hash: two values with one hash are the same to whoever gets them.

It is the same in every process and on every machine. It never imports torch: where a tensor is
hashed, somebody has.
"""

from __future__ import annotations

import hashlib
import struct
import sys
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from pathlib import PurePath
from typing import Any, Protocol

from graphstudio.api.types import Model

IS_CONTENT = "is_content"
"""A dataclass field whose metadata says False here is for people, and no part of what is said."""


class NoContent(TypeError):
    """A value holds something that cannot be told apart from others by what it says."""


class _Hash(Protocol):
    def update(self, data: Any, /) -> None:  # Any: bytes, or a buffer of them
        """Take more bytes."""


def content_hash(value: object) -> str:
    """Hash what a value says: 32 hexadecimal digits.

    Takes None, plain values, texts, bytes, paths, enum members, tensors and arrays (type, shape and
    every bit), lists, tuples, dicts and dataclasses of these. A `Model` is told by its kind,
    family, digest, precision and place. A list and a tuple of the same things are one.

    Raises:
        NoContent: There is something else in it.
    """
    total = hashlib.blake2b(digest_size=16)
    _add(total, value)
    return total.hexdigest()


def _add(total: _Hash, value: object) -> None:
    if isinstance(value, list | tuple):
        total.update(b"l%d:" % len(value))
        for one in value:
            _add(total, one)
    elif isinstance(value, Mapping):
        _add_mapping(total, value)
    elif isinstance(value, Model):
        total.update(b"M")
        _add(total, (value.kind, value.family, value.digest, value.precision, value.place))
    elif is_dataclass(value) and not isinstance(value, type):
        kind = _meant(type(value))
        total.update(f"d{kind.__module__}.{kind.__qualname__};".encode())
        for name in _told(kind):
            _add(total, getattr(value, name))
    else:
        plain = _plain(value)
        if plain is None:
            _add_numbers(total, value)
        else:
            total.update(plain)


def _plain(value: object) -> bytes | None:
    """Write a plain value down; None for what is none."""
    if value is None or isinstance(value, bool):
        return f"p{value};".encode()
    if isinstance(value, Enum):
        return f"e{type(value).__qualname__}.{value.name};".encode()
    if isinstance(value, int):
        return f"i{value};".encode()
    if isinstance(value, float):
        return b"f" + struct.pack("<d", value)
    if isinstance(value, bytes):
        return b"b%d:%b" % (len(value), value)
    if isinstance(value, str | PurePath):
        data = str(value).encode("utf-8", "surrogatepass")
        return b"%b%d:%b" % (b"s" if isinstance(value, str) else b"P", len(data), data)
    return None


def _add_mapping(total: _Hash, value: Mapping[Any, Any]) -> None:  # Any: checked one by one
    total.update(b"m%d:" % len(value))
    if not all(isinstance(name, str) for name in value):
        raise NoContent("a mapping whose keys are no texts")
    for name in sorted(value):
        _add(total, name)
        _add(total, value[name])


def _add_numbers(total: _Hash, value: object) -> None:
    torch, numpy = sys.modules.get("torch"), sys.modules.get("numpy")
    if torch is not None and isinstance(value, torch.Tensor):
        plain = value.detach().cpu().contiguous()
        total.update(f"t{plain.dtype}{tuple(plain.shape)};".encode())
        total.update(plain.reshape(-1).view(torch.uint8).numpy())
    elif numpy is not None and isinstance(value, numpy.ndarray) and value.dtype.kind in "biufc":
        total.update(f"a{value.dtype.str}{value.shape};".encode())
        total.update(numpy.ascontiguousarray(value).reshape(-1).view(numpy.uint8))
    else:
        raise NoContent(f"{type(value).__module__}.{type(value).__qualname__}")


@lru_cache(maxsize=512)
def _meant(kind: type) -> type:
    """Find the dataclass that a class is, or stands for: one that only holds it in another way."""
    return next(one for one in kind.__mro__ if "__dataclass_params__" in vars(one))


@lru_cache(maxsize=512)
def _told(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if _is_content(one))


def _is_content(one: Field[Any]) -> bool:  # Any: whatever the field holds
    return bool(one.metadata.get(IS_CONTENT, True))
