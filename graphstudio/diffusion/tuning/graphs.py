"""Calls of a network recorded on a GPU once for each size and replayed, with no Python between."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from graphstudio.errors import BadValue

_WARM = 3
"""Calls before the recording: libraries choose their kernels and take their memory in them."""

_MOST = 4
"""Recordings that are kept: each holds the memory of a whole call."""

Shape = tuple[Any, ...]


def replay_calls(net: nn.Module, device: torch.device) -> None:
    """Let a network record its calls and replay them, in place.

    Args:
        net: A view that nobody else holds.
        device: Where it runs.

    Raises:
        BadValue: It is no NVIDIA card.
    """
    if device.type != "cuda":
        raise BadValue(
            f"CUDA Graphs need an NVIDIA card, and networks run on {device.type}. Take CUDA Graphs "
            "out."
        )
    net.forward = Recordings(net.forward, partial(Recording, device))


class Recording:
    """Hold one recorded call.

    Args:
        device: Where it runs.
        work: What is recorded.
        given: What it is given: tensors that are copied into places of their own, and the rest.
    """

    def __init__(self, device: torch.device, work: Callable[..., Any], given: "Given") -> None:
        # A timestep may be on the CPU, and no copy from there can be recorded.
        self._places = [one.to(device, copy=True) for one in given.tensors]
        stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(_WARM):
                work(*given.args(self._places), **given.named(self._places))
        torch.cuda.current_stream().wait_stream(stream)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph):
            self._answer = work(*given.args(self._places), **given.named(self._places))

    def replay(self, given: "Given") -> Any:
        """Copy what is given into its places, and run what was recorded."""
        for place, one in zip(self._places, given.tensors, strict=True):
            place.copy_(one)
        self._graph.replay()
        # The next replay writes over it.
        return tuple(one.clone() for one in self._answer)


class Recordings:
    """Be a network's work: recorded where it is given something of a new form, else replayed.

    Args:
        work: Takes tensors, lists and dicts of them, and plain values; gives a tuple of tensors.
        record: Makes a `Recording`.
    """

    def __init__(self, work: Callable[..., Any], record: Callable[..., Any]) -> None:
        self._work, self._record = work, record
        self._kept: dict[Shape, Any] = {}

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Work."""
        given = Given(args, named)
        if given.form not in self._kept:
            while len(self._kept) >= _MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[given.form] = self._record(self._work, given)
        self._kept[given.form] = found = self._kept.pop(given.form)  # lately used ones are last
        return found.replay(given)


class Given:
    """Take tensors out of what a function is given, and put others in their places.

    Args:
        args: By place.
        named: By name.

    Attributes:
        tensors: All that are in it, in order.
        form: What two recordings differ in: shapes, types, and all plain values.
    """

    def __init__(self, args: tuple[Any, ...], named: Mapping[str, Any]) -> None:
        self.tensors: list[Tensor] = []
        self._args = self._parted(tuple(args))
        self._named = self._parted(dict(named))
        kinds = tuple((tuple(one.shape), one.dtype, one.stride()) for one in self.tensors)
        self.form: Shape = (repr((self._args, self._named)), kinds)

    def args(self, tensors: list[Tensor]) -> tuple[Any, ...]:
        """Give the arguments by place, with these tensors."""
        return tuple(_joined(self._args, tensors))

    def named(self, tensors: list[Tensor]) -> dict[str, Any]:
        """Give those by name."""
        return dict(_joined(self._named, tensors))

    def _parted(self, value: Any) -> Any:
        if isinstance(value, Tensor):
            self.tensors.append(value)
            return _Place(len(self.tensors) - 1)
        if isinstance(value, list | tuple):
            return type(value)(self._parted(one) for one in value)
        if isinstance(value, Mapping):
            return {name: self._parted(one) for name, one in value.items()}
        return value


class _Place:
    """Stand for a tensor."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __repr__(self) -> str:
        return f"tensor {self.number}"


def _joined(value: Any, tensors: list[Tensor]) -> Any:
    if isinstance(value, _Place):
        return tensors[value.number]
    if isinstance(value, list | tuple):
        return type(value)(_joined(one, tensors) for one in value)
    if isinstance(value, dict):
        return {name: _joined(one, tensors) for name, one in value.items()}
    return value
