"""How much memory a value holds, and which tensors are in it. Never imports torch."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

_ATOMS = frozenset({bool, bytes, complex, float, int, str, type(None)})
_SEQUENCES = frozenset({list, tuple})
_EMPTY = object()
_OPAQUE = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType)


@dataclass(frozen=True, slots=True)
class Measure:
    """Hold what a value takes.

    Attributes:
        cpu_bytes: In the machine's memory; views count the whole storage they keep alive.
        gpu_bytes: On any other device.
        tensors: The torch tensors in it, each once.
    """

    cpu_bytes: int
    gpu_bytes: int
    tensors: tuple[Any, ...] = ()  # Any: torch is not imported here


def measure(value: object) -> Measure:
    """Add up a value: tensors, arrays, pictures, containers, dataclasses, plain objects.

    What occurs twice counts once. Iterative, so depth does not matter.
    """
    cpu = gpu = 0
    tensors: list[Any] = []
    seen: set[int] = set()
    storages: set[int] = set()
    waiting: list[object] = [value]
    while waiting:
        one = waiting.pop()
        if type(one) in _ATOMS:
            cpu += sys.getsizeof(one)
            continue
        if id(one) in seen or isinstance(one, _OPAQUE):
            continue
        seen.add(id(one))
        if type(one) in _SEQUENCES:  # first, because every result is a tuple
            cpu += sys.getsizeof(one)
            waiting.extend(one)  # type: ignore[arg-type]  # a list or a tuple
            continue
        if is_tensor(one):
            tensors.append(one)
            storage, place, size = _storage(one)
            if storage not in storages:
                storages.add(storage)
                cpu, gpu = (cpu + size, gpu) if place == "cpu" else (cpu, gpu + size)
            continue
        cpu += _own_bytes(one)
        waiting.extend(parts(one))
    return Measure(cpu, gpu, tuple(tensors))


def is_tensor(value: object) -> bool:
    """Tell a torch tensor (or parameter) without importing torch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def _storage(tensor: Any) -> tuple[int, str, int]:  # Any: torch is not imported here
    """Give the identity, the kind of device and the bytes of what a tensor keeps alive."""
    place = tensor.device.type
    if place == "meta" or tensor.layout != sys.modules["torch"].strided:
        return id(tensor), "cpu", 0 if place == "meta" else tensor.numel() * tensor.element_size()
    storage = tensor.untyped_storage()
    return storage.data_ptr() or id(tensor), place, storage.nbytes()


def _own_bytes(one: object) -> int:
    size = sys.getsizeof(one, 64)
    if isinstance(one, _numpy_arrays()):
        base = getattr(one, "base", None)  # a view keeps the whole of what it looks at
        owner: Any = one if base is None else base  # Any: an array, or any other buffer
        return max(size, int(getattr(owner, "nbytes", 0)))
    if type(one).__module__.startswith("PIL."):
        width, height = getattr(one, "size", (0, 0))
        return size + int(width) * int(height) * len(getattr(one, "mode", "L"))
    return size


def _numpy_arrays() -> tuple[type, ...]:
    numpy = sys.modules.get("numpy")
    return () if numpy is None else (numpy.ndarray,)


def parts(one: object) -> list[object]:
    """Give what a value holds directly; nothing of an array's or a text's inside."""
    if isinstance(one, Mapping):
        return [*one.keys(), *one.values()]
    if isinstance(one, list | tuple | set | frozenset | deque):
        return list(one)
    if isinstance(one, _numpy_arrays()):
        return []
    parts = [
        part
        for kind in type(one).__mro__
        for name in _slots(kind)
        if (part := _slot(kind, name, one)) is not _EMPTY
    ]
    return [*parts, *getattr(one, "__dict__", {}).values()]


def _slot(kind: type, name: str, one: object) -> object:
    """Give what lies in a slot itself, not what a property of the same name would make."""
    place = kind.__dict__.get(name)
    try:
        return _EMPTY if place is None else place.__get__(one)
    except AttributeError:
        return _EMPTY


def _slots(kind: type) -> tuple[str, ...]:
    names = kind.__dict__.get("__slots__", ())
    names = (names,) if isinstance(names, str) else tuple(names)
    return tuple(name for name in names if name not in ("__dict__", "__weakref__"))
