"""Values to bytes and back, exactly; what cannot be given back exactly is not taken.

Never a pickle: only what is named here is made again, and torch is imported only where a tensor
is. The structure is JSON: plain values stand for themselves, all else is a list that begins with
a tag. Tensors and arrays are parts of a safetensors file (`container`).
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from graphstudio import api
from graphstudio.engine.disk.container import Part, Unreadable, pack, unpack
from graphstudio.engine.disk.pictures import KeptImage
from graphstudio.graph.elements import Json

_PLAIN = frozenset({type(None), bool, int, float, str})
_PATH = type(Path())
_KNOWN: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        api.Area,
        api.Conditioning,
        api.Control,
        api.Curve,
        api.DualGuidance,
        api.EncodedText,
        api.Guidance,
        api.Image,
        api.Latent,
        api.Mask,
        api.Noise,
        api.PerpendicularGuidance,
        api.ProjectedGuidance,
        api.Rest,
        api.Scheduler,
        api.StepState,
        api.TangentialGuidance,
        api.WeakenedLayers,
        api.When,
        api.ZeroStarGuidance,
    )
}
_NAMES = {kind: name for name, kind in _KNOWN.items()}
# What safetensors calls the types of torch; others are stored as bytes, and named in the JSON.
_KINDS = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "bfloat16": "BF16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "int8": "I8",
    "uint8": "U8",
    "bool": "BOOL",
}


def encode(value: object) -> bytes | None:
    """Write a value down; None for what is not kept on disk.

    Kept are None, plain values, texts, bytes, paths, lists, tuples and dicts, tensors on the CPU
    and arrays of numbers, and the values of `graphstudio.api` that hold nothing but these. A
    tensor comes back contiguous, whatever it was; what occurs twice may come back as one.
    """
    writer = _Writer()
    try:
        text = json.dumps(writer.tree(value), separators=(",", ":"))
    except (_NotKept, ValueError, TypeError, RuntimeError, RecursionError):
        # Besides what is foreign: a number of thousands of digits, a list in itself, a tensor of
        # a kind that has no bytes.
        return None
    return pack(text, writer.parts)


def decode(data: bytes) -> Any:  # Any: whatever was written
    """Make a value again.

    Raises:
        Unreadable: It is not what `encode` writes.
    """
    text, parts = unpack(data)
    try:
        return _Reader(parts).value(json.loads(text))
    except Unreadable:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise Unreadable(f"it holds what was never written: {error}") from error


class _NotKept(TypeError):
    """Something is of a kind that is not kept on disk."""


class _Writer:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._written: dict[int, tuple[object, Json]] = {}  # holds them, or ids would come again

    def tree(self, value: Any) -> Json:  # Any: looked at one by one
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is tuple or kind is list:
            return ["tuple" if kind is tuple else "list", [self.tree(one) for one in value]]
        if kind is dict:
            return ["dict", [[self.tree(name), self.tree(one)] for name, one in value.items()]]
        if kind is bytes:
            return ["bytes", base64.b64encode(value).decode("ascii")]
        if kind is _PATH:
            return ["path", str(value)]
        if kind is KeptImage:
            return ["Image", {"pixels": self._array(value.array, is_tensor=True)}]
        if kind in _NAMES:
            told = {one.name: self.tree(getattr(value, one.name)) for one in fields(kind)}
            return [_NAMES[kind], told]
        return self._numbers(value)

    def _numbers(self, value: Any) -> Json:  # Any: a tensor, an array, or what is not kept
        known = self._written.get(id(value))
        if known is not None:
            return known[1]
        torch, numpy = sys.modules.get("torch"), sys.modules.get("numpy")
        if torch is not None and type(value) is torch.Tensor:
            told = self._tensor(value, torch)
        elif numpy is not None and type(value) is numpy.ndarray and value.dtype.kind in "biufc":
            told = self._array(value, is_tensor=False)
        else:
            raise _NotKept(type(value).__qualname__)
        self._written[id(value)] = value, told
        return told

    def _tensor(self, tensor: Any, torch: Any) -> Json:  # Any: torch is not imported here
        if tensor.layout != torch.strided or tensor.device.type != "cpu" or tensor.requires_grad:
            raise _NotKept("a tensor that is no plain block of memory")
        plain = tensor.resolve_conj().resolve_neg().contiguous()
        name = str(plain.dtype).removeprefix("torch.")
        data = memoryview(plain.reshape(-1).view(torch.uint8).numpy())
        return self._part("tensor", name, tuple(tensor.shape), data, _KINDS.get(name))

    def _array(self, array: Any, *, is_tensor: bool) -> Json:  # Any: nor is numpy
        numpy = sys.modules["numpy"]
        data = memoryview(numpy.ascontiguousarray(array).reshape(-1).view(numpy.uint8))
        if is_tensor:
            return self._part("tensor", "float32", array.shape, data, "F32")
        return self._part("array", array.dtype.str, array.shape, data, None)

    def _part(
        self, tag: str, name: str, shape: tuple[int, ...], data: memoryview, kind: str | None
    ) -> Json:
        form = (data.nbytes,) if kind is None else shape
        self.parts.append(Part(kind or "U8", form, data))
        return [tag, len(self.parts) - 1, name, list(shape)]


class _Reader:
    def __init__(self, parts: Mapping[int, memoryview]) -> None:
        self._parts = parts
        self._made: dict[tuple[str, int], object] = {}

    def value(self, tree: Any) -> Any:  # Any: JSON in, whatever it stands for out
        if not isinstance(tree, list):
            if isinstance(tree, dict):
                raise Unreadable("an object without a tag")
            return tree
        tag, *rest = tree
        if tag == "tuple" or tag == "list":
            items = [self.value(one) for one in rest[0]]
            return tuple(items) if tag == "tuple" else items
        if tag == "dict":
            return {self.value(name): self.value(one) for name, one in rest[0]}
        if tag == "bytes":
            return _bytes(rest[0])
        if tag == "path":
            return Path(rest[0])
        if tag == "tensor" or tag == "array":
            return self._numbers(tag, *rest)
        return self._known(tag, rest[0])

    def _known(self, tag: str, told: Mapping[str, Any]) -> object:  # Any: JSON
        kind = _KNOWN[tag]
        if {one.name for one in fields(kind)} != set(told):
            raise Unreadable(f"{tag} is made of other things now")
        if kind is api.Image and "torch" not in sys.modules:
            _, place, name, shape = told["pixels"]
            if name == "float32":
                import numpy as np

                return KeptImage(_array(self._parts[place], np.dtype(np.float32), shape))
        return kind(**{name: self.value(one) for name, one in told.items()})

    def _numbers(self, tag: str, place: int, name: str, shape: list[int]) -> object:
        if (tag, place) not in self._made:
            if tag == "tensor":
                made = _tensor(self._parts[place], name, shape)
            else:
                import numpy as np

                made = _array(self._parts[place], np.dtype(name), shape).copy()
            self._made[tag, place] = made
        return self._made[tag, place]


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Unreadable(f"bytes that are none: {error}") from error


def _tensor(data: memoryview, name: str, shape: list[int]) -> object:
    """Make a tensor in memory that torch has allocated: how it is aligned changes results."""
    import numpy as np
    import torch

    dtype = getattr(torch, name)
    if not isinstance(dtype, torch.dtype) or dtype.itemsize * math.prod(shape) != len(data):
        raise Unreadable("numbers of another size")
    made = torch.empty(shape, dtype=dtype)
    if data:
        made.reshape(-1).view(torch.uint8).numpy()[...] = np.frombuffer(data, np.uint8)
    return made


def _array(data: memoryview, dtype: Any, shape: list[int]) -> Any:  # Any: numpy is not imported
    """Make an array that looks at the data, and cannot be changed."""
    import numpy as np

    if dtype.kind not in "biufc" or dtype.itemsize * math.prod(shape) != len(data):
        raise Unreadable("numbers of another size")
    return np.frombuffer(data, dtype).reshape(shape)
