"""Places where states of a run are kept, for tests; and who counts what a network is asked."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from graphstudio.api import StepState


@dataclass
class Shelf:
    """Keep states as bytes, as a disk would, and remember what was told.

    Attributes:
        states: By key.
        told: What `keep` was told, as (done, total).
        passed: What `pass_by` was told, as (first, how many, total).
        resumed: Calls that were found done, at each look.
    """

    states: dict[str, tuple[dict[str, Any], str]] = field(default_factory=dict)
    told: list[tuple[int, int]] = field(default_factory=list)
    passed: list[tuple[int, int, int]] = field(default_factory=list)
    resumed: list[int] = field(default_factory=list)

    def find(self, keys: Sequence[str]) -> tuple[int, StepState] | None:
        known = [place for place, key in enumerate(keys) if key in self.states]
        self.resumed.append(known[-1] + 1 if known else 0)
        return (known[-1], self.read(keys[known[-1]])) if known else None

    def read(self, key: str) -> StepState:
        packed, values = self.states[key]
        tensors = {
            name: torch.frombuffer(bytearray(data), dtype=kind).reshape(shape)
            for name, (data, kind, shape) in packed.items()
        }
        return StepState(tensors, json.loads(values))

    def keep(self, key: str, state: StepState, *, done: int, total: int) -> None:
        assert all(one.is_contiguous() for one in state.tensors.values())
        packed = {
            name: (one.numpy().tobytes(), one.dtype, tuple(one.shape))
            for name, one in state.tensors.items()
        }
        self.states[key] = packed, json.dumps(state.values, allow_nan=False)
        self.told.append((done, total))

    def pass_by(self, keys: Sequence[str], *, first: int, total: int) -> None:
        self.passed.append((first, len(keys), total))

    def only(self, place: int) -> "Shelf":
        """Give another one that has the state of one place alone, in the order of keeping."""
        key = [*self.states][place]
        return Shelf({key: self.states[key]})


@contextmanager
def counted(net: torch.nn.Module) -> Iterator[list[int]]:
    """Count the calls of a network: one number for each, the pictures that it was asked about."""
    calls: list[int] = []

    def count(module: object, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        asked = args[0] if args else kwargs["hidden_states"]
        calls.append(len(asked))

    handle = net.register_forward_pre_hook(count, with_kwargs=True)
    try:
        yield calls
    finally:
        handle.remove()


def require_going_on(paint: Callable[..., torch.Tensor], net: torch.nn.Module) -> None:
    """Check that a run goes on after each of its calls as if nothing had happened.

    Args:
        paint: Takes `steps`.
        net: What it asks, at least once a call.
    """
    shelf, plain = Shelf(), paint()
    with counted(net) as calls:
        whole = paint(steps=shelf)
    each, total = len(calls) // len(shelf.states), len(shelf.states)

    assert torch.equal(whole, plain)
    assert shelf.told == [(place + 1, total) for place in range(total)]
    for place in range(total):
        with counted(net) as calls:
            found = paint(steps=shelf.only(place))
        assert torch.equal(found, plain), place
        assert len(calls) == each * (total - place - 1)
