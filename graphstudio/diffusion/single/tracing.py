"""Weights that are promised and not read yet, and what becomes of them on the way.

diffusers converts a file's layout by cutting, joining and renaming its tensors. Done with promises
in their place, the same functions say what to read from where: nothing is in memory before it is
poured into the network, and then one weight at a time. Flux converted at once takes 24 GB twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor


class Promise:
    """Stand for a tensor: torch's functions and its own methods make further promises of it.

    Args:
        read: Gives the tensor.
        shape: Of it, on the meta device.
    """

    def __init__(self, read: Callable[[], Tensor], shape: Tensor) -> None:
        self.read = read
        self.meta = shape

    @classmethod
    def of(cls, read: Callable[[], Tensor], shape: tuple[int, ...]) -> Promise:
        """Promise a tensor of a shape."""
        return cls(read, torch.empty(shape, device="meta"))

    @property
    def shape(self) -> torch.Size:
        """Give the shape that the tensor will have."""
        return self.meta.shape

    @property
    def ndim(self) -> int:
        """Give how many dimensions it will have."""
        return self.meta.ndim

    @property
    def T(self) -> Promise:  # noqa: N802 - as a tensor calls it
        """Promise it with its two sides swapped."""
        return Promise(lambda: self.read().T, self.meta.T)

    def __getitem__(self, place: Any) -> Promise:
        """Promise a part of it."""
        return Promise(lambda: self.read()[place], self.meta[place])

    def chunk(self, chunks: int, dim: int = 0) -> Any:
        """Promise it in equal parts."""
        return _promised(torch.chunk, (self, chunks, dim), {})

    def contiguous(self) -> Promise:
        """Promise it in one piece: what is poured always is."""
        return self

    def clone(self) -> Promise:
        """Promise memory of its own: what is poured always has it."""
        return self

    def detach(self) -> Promise:
        """Promise it without gradients: no weight here has any."""
        return self

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Take part in torch's own functions."""
        del types
        if func is torch.split:
            args = (args[0], _fitting(args[0], args[1]), *args[2:])
        return _promised(func, args, dict(kwargs or {}))


def _fitting(whole: Promise, sizes: Any) -> Any:
    """Divide in the same ratio where the converter knows one width alone, as Flux's does."""
    rows = whole.shape[0]
    if isinstance(sizes, int) or sum(sizes) == rows:
        return sizes
    return [size * rows // sum(sizes) for size in sizes]


def _promised(func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    def done() -> Any:
        return func(*(_each(one, _read) for one in args), **kwargs)

    found = func(*(_each(one, _shape) for one in args), **kwargs)
    if isinstance(found, Tensor):
        return Promise(done, found)
    return tuple(Promise(_one_of(done, place), one) for place, one in enumerate(found))


def _one_of(done: Callable[[], Any], place: int) -> Callable[[], Tensor]:
    def read() -> Tensor:
        tensor: Tensor = done()[place]
        return tensor

    return read


def _each(value: Any, change: Callable[[Promise], Tensor]) -> Any:
    if isinstance(value, Promise):
        return change(value)
    if isinstance(value, list | tuple):
        return [_each(one, change) for one in value]
    return value


def _read(promise: Promise) -> Tensor:
    return promise.read()


def _shape(promise: Promise) -> Tensor:
    return promise.meta
