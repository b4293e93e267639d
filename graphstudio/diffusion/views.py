"""Views of loaded networks: copies of their structure that share every tensor."""

import copy
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from itertools import chain
from typing import Any, TypeVar, cast

from torch import nn

Network = TypeVar("Network", bound=nn.Module)
Part = TypeVar("Part")
Wrapped = TypeVar("Wrapped")


def share(net: Network) -> Network:
    """Copy a network's modules; its parameters and buffers are the very same objects.

    A parameter that is then replaced in a module of the copy leaves the original as it is.
    """
    kept = {id(tensor): tensor for tensor in chain(net.parameters(), net.buffers())}
    return copy.deepcopy(net, cast("dict[int, Any]", kept))


def find_parts(value: object, kind: type[Part]) -> list[Part]:
    """List what is of a kind in a loaded network's wrapper, in the order of its fields."""
    found: list[Part] = []

    def note(one: Part) -> Part:
        found.append(one)
        return one

    replace_parts(value, kind, note)
    return found


def replace_parts(value: Wrapped, kind: type[Part], change: Callable[[Part], Part]) -> Wrapped:
    """Build a wrapper (frozen dataclasses and tuples) anew with others in place of its parts.

    Args:
        value: Such as a `ClipEncoder`; not changed.
        kind: What is a part, such as `nn.Module`.
        change: Gives what takes a part's place; called in the order of the fields.
    """
    if isinstance(value, kind):
        return cast("Wrapped", change(value))
    if isinstance(value, tuple):
        return cast("Wrapped", tuple(replace_parts(one, kind, change) for one in value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        changed = {name: replace_parts(one, kind, change) for name, one in parts.items()}
        return cast("Wrapped", replace(value, **changed))
    return value
