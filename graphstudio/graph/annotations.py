"""What a type annotation means for a socket."""

from __future__ import annotations

import math
import re
import types
from dataclasses import dataclass
from enum import Enum, EnumType
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from graphstudio.api import (
    Choices,
    Colour,
    DisplayOnly,
    File,
    Lazy,
    OverTime,
    Painting,
    Range,
    Seed,
    Stream,
    Text,
)
from graphstudio.errors import BadNode
from graphstudio.graph.definitions import Hint
from graphstudio.graph.sockets import ANY, SocketType

_PLAIN = {int: "int", float: "float", str: "str", bool: "bool"}
_FITS: dict[type, tuple[str, ...]] = {
    Range: ("int", "float"),
    Seed: ("int",),
    Text: ("str",),
    Choices: ("str",),
    Colour: ("str",),
    Painting: ("str",),
    OverTime: ("str",),
    File: ("Path", "str"),
}


@dataclass(frozen=True, slots=True)
class Annotation:
    """Hold what an annotation says.

    Attributes:
        type: What travels through the socket.
        is_plain: Whether it is a value that a knob can edit.
        is_lazy: Whether it was in `Lazy[...]`.
        is_path: Whether it was `pathlib.Path`.
        takes_none: Whether `None` was among what it may be.
        enum: The Enum class, if it is one.
        hints: Range, Text, Choices, Colour, File, Painting, OverTime, Seed and DisplayOnly, in the
            order they stand.
    """

    type: SocketType
    is_plain: bool = False
    is_lazy: bool = False
    is_path: bool = False
    takes_none: bool = False
    enum: EnumType | None = None
    hints: tuple[Hint, ...] = ()


def read_annotation(annotation: object) -> Annotation:
    """Understand an annotation, with `Annotated`, `Lazy` and `| None` nested in any order.

    Raises:
        BadNode: No socket can have this type; the message says why, without a place.
    """
    hints: list[Hint] = []
    is_lazy = takes_none = False
    while True:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            hints[:0] = _known_hints(annotation.__metadata__)  # type: ignore[attr-defined]
            annotation = arguments[0]
        elif origin is Lazy:
            is_lazy = True
            annotation = arguments[0]
        elif origin in (Union, types.UnionType):
            takes_none = takes_none or type(None) in arguments
            annotation = _only(annotation, [one for one in arguments if one is not type(None)])
        else:
            break
    if annotation is Lazy:
        raise BadNode("Lazy needs a type in brackets, such as Lazy[Image]")
    if annotation is Stream:
        raise BadNode("Stream needs a type in brackets, such as Stream[Image]")
    type_ = _type_of(annotation)
    _check_hints(hints, "Path" if annotation is Path else type_.name)
    return Annotation(
        type=type_,
        is_plain=type_.kind in ("plain", "choice"),
        is_lazy=is_lazy,
        is_path=annotation is Path,
        takes_none=takes_none,
        enum=annotation if isinstance(annotation, EnumType) else None,
        hints=tuple(hints),
    )


def _type_of(annotation: object) -> SocketType:
    if annotation is Any or annotation is object:
        return ANY
    if annotation is Path:
        return SocketType("str", "plain")
    if isinstance(annotation, TypeVar):
        return _variable(annotation)
    origin = get_origin(annotation)
    if origin is Literal:
        return _choice(get_args(annotation))
    if annotation is list or origin is list:
        item = _inner(get_args(annotation)[0]) if get_args(annotation) else ANY
        return SocketType(f"list[{item.name}]", "object", item=item)
    if isinstance(origin, type):
        arguments = tuple(_inner(one) for one in get_args(annotation))
        name = f"{origin.__name__}[{', '.join(one.name for one in arguments)}]"
        return SocketType(name, "object", arguments=arguments)
    if not isinstance(annotation, type) or annotation is type(None):
        raise BadNode(f"{_shown(annotation)} is no type that a socket can have")
    if annotation in _PLAIN:
        return SocketType(_PLAIN[annotation], "plain")
    if issubclass(annotation, Enum):
        return _choice(tuple(annotation.__members__))
    return SocketType(annotation.__name__, "object")


def _inner(annotation: object) -> SocketType:
    found = read_annotation(annotation)
    if found.takes_none or found.is_lazy or found.hints or found.is_path or found.enum:
        raise BadNode(f"{_shown(annotation)} cannot stand in brackets: use the plain type there")
    return found.type


def _variable(variable: TypeVar) -> SocketType:
    limits = variable.__constraints__ or (
        () if variable.__bound__ is None else (variable.__bound__,)
    )
    allowed = tuple(_inner(one) for one in limits)
    return SocketType(variable.__name__, "variable", arguments=allowed)


def _choice(values: tuple[Any, ...]) -> SocketType:  # Any: a Literal holds any of the plain types
    kinds = {type(one) for one in values}
    if len(kinds) != 1 or not kinds <= _PLAIN.keys():
        raise BadNode("the choices must be values of one kind: all texts, or all numbers")
    return SocketType(_PLAIN[kinds.pop()], "choice", choices=values)


def _only(annotation: object, parts: list[object]) -> object:
    if len(parts) == 1:
        return parts[0]
    raise BadNode(
        f"{_shown(annotation)} is several types, and a socket has one: use a TypeVar or Any"
    )


def _known_hints(metadata: tuple[object, ...]) -> list[Hint]:
    kinds = (*_FITS, DisplayOnly)
    for one in metadata:
        if isinstance(one, type) and one in kinds:
            raise BadNode(f"{one.__name__} needs brackets in Annotated: {one.__name__}()")
    return [one for one in metadata if isinstance(one, kinds)]


def _check_hints(hints: list[Hint], name: str) -> None:
    for hint in hints:
        fits = _FITS.get(type(hint))
        if fits is not None and name not in fits:
            raise BadNode(f"{type(hint).__name__} is for {' and '.join(fits)}, not for {name}")
        if isinstance(hint, Range) and not (_is_number(hint.least) and _is_number(hint.most)):
            raise BadNode(
                f"a range goes from number to number, not {hint.least!r} to {hint.most!r}"
            )
        if isinstance(hint, Text):
            _check_pattern(hint.pattern)
        if isinstance(hint, Range) and hint.least > hint.most:
            raise BadNode(f"the range from {hint.least} to {hint.most} holds nothing")


def _check_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except (re.error, TypeError) as error:
        raise BadNode(f"the pattern {pattern!r} is no regular expression: {error}") from None


def _is_number(value: object) -> bool:
    # Foreign code wrote the range; infinity could not be told to a program as JSON.
    return isinstance(value, int | float) and math.isfinite(value)


def _shown(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
