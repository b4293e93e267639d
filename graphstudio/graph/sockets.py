"""What a socket carries, and which wires make sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

SocketKind = Literal["plain", "choice", "object", "any", "variable"]

_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "a yes or no",
}


@dataclass(frozen=True, slots=True)
class SocketType:
    """Name what travels through a socket.

    Attributes:
        name: "int", "Image", "Model[Vae]", "list[Image]", or a type variable's name. A choice
            has the name of its values' plain type: "str" for most.
        kind: "plain" is a JSON value that a knob edits, "choice" a plain one of a few values,
            "object" anything that a node made, "any" takes everything, "variable" takes the
            type of what is wired to the same variable on the same node.
        item: The type of the items for a list; None elsewhere.
        choices: The values of a "choice".
        arguments: What stands in the brackets of a generic "object" that is no list; for a
            "variable" the types that it may stand for, none meaning all.
    """

    name: str
    kind: SocketKind
    item: SocketType | None = None
    choices: tuple[str | int | float | bool, ...] = ()
    arguments: tuple[SocketType, ...] = ()

    @property
    def base(self) -> str:
        """The name without what stands in brackets."""
        return self.name.partition("[")[0]


ANY = SocketType("Any", "any")


def refusal(source: SocketType, target: SocketType) -> str | None:
    """Say why an output does not fit an input, in words for people; None if it does.

    A single thing fits a list of such things: the engine wraps it. A stream fits what its items
    do. A text fits a choice, because its value is only known, and checked, when the graph runs.
    Type variables fit everything here: `Graph.refusal` puts in what they stand for.
    """
    if source.kind in ("any", "variable") or target.kind in ("any", "variable"):
        return None
    each = streamed(source)
    if each is not None:
        return None if refusal(each, target) is None else _mismatch(source, target)
    if target.item is not None:
        reason = refusal(source if source.item is None else source.item, target.item)
        return None if reason is None else _mismatch(source, target)
    if source.item is not None:
        return f"{describe(source)} does not fit where one single thing is wanted"
    if source.kind == "object" or target.kind == "object":
        return None if _is_same_class(source, target) else _mismatch(source, target)
    return _plain_refusal(source, target)


def describe(type_: SocketType) -> str:
    """Name a type as people say it: "a whole number", "Image", "a list of Image"."""
    if type_.kind == "choice":
        return f"one of {_listed(type_)}"
    if type_.item is not None:
        return f"a list of {describe(type_.item).removeprefix('a ')}"
    each = streamed(type_)
    if each is not None:
        return f"a stream of {describe(each).removeprefix('a ')}"
    return _WORDS.get(type_.name, type_.name) if type_.kind == "plain" else type_.name


def streamed(type_: SocketType) -> SocketType | None:
    """Give the type of the items of a stream; None for all other types."""
    if len(type_.arguments) != 1 or type_.kind != "object":
        return None
    return type_.arguments[0] if type_.base == "Stream" else None


def is_open(type_: SocketType) -> bool:
    """Tell whether a type variable is in it somewhere."""
    if type_.kind == "variable":
        return True
    if type_.item is not None:
        return is_open(type_.item)
    return any(is_open(one) for one in type_.arguments)


def bind(pattern: SocketType, actual: SocketType) -> dict[str, SocketType]:
    """Find what each variable of a pattern stands for when this comes along the wire.

    A variable that meets nothing definite is left out. Choices become their plain type: what
    a node hands through may come from another wire tomorrow. Streams become their items, for a
    node that they feed works once for each.
    """
    actual = streamed(actual) or actual
    if pattern.kind == "variable":
        return {} if actual.kind == "any" or is_open(actual) else {pattern.name: _widened(actual)}
    if pattern.item is not None:
        return bind(pattern.item, actual if actual.item is None else actual.item)
    found: dict[str, SocketType] = {}
    for inner, given in zip(pattern.arguments, actual.arguments, strict=False):
        found.update(bind(inner, given))
    return found


def substitute(pattern: SocketType, bound: Mapping[str, SocketType]) -> SocketType:
    """Put what is known in the place of variables; unknown ones stay."""
    if pattern.kind == "variable":
        return bound.get(pattern.name, pattern)
    if pattern.item is not None:
        item = substitute(pattern.item, bound)
        return replace(pattern, name=f"list[{item.name}]", item=item)
    if not pattern.arguments:
        return pattern
    arguments = tuple(substitute(one, bound) for one in pattern.arguments)
    name = f"{pattern.base}[{', '.join(one.name for one in arguments)}]"
    return replace(pattern, name=name, arguments=arguments)


def join(first: SocketType, second: SocketType) -> SocketType | None:
    """Find the one type that both are, for two wires into one variable; None if there is none.

    Whole numbers are numbers; Any gives way to what is definite. Removing a wire can so only
    narrow a variable or free it: what was accepted before stays acceptable, which undo needs.
    """
    if first == second or second.kind == "any":
        return first
    if first.kind == "any":
        return second
    if first.item is not None and second.item is not None:
        item = join(first.item, second.item)
        return None if item is None else replace(first, name=f"list[{item.name}]", item=item)
    if first.kind == second.kind == "plain" and {first.name, second.name} == {"int", "float"}:
        return first if first.name == "float" else second
    if first.kind == second.kind == "object" and first.base == second.base:
        return _joined_class(first, second)
    return None


def _joined_class(first: SocketType, second: SocketType) -> SocketType | None:
    if not first.arguments or not second.arguments:
        return first if first.arguments else second
    if len(first.arguments) != len(second.arguments):
        return None
    joined = [join(a, b) for a, b in zip(first.arguments, second.arguments, strict=True)]
    arguments = tuple(one for one in joined if one is not None)
    if len(arguments) < len(joined):
        return None
    name = f"{first.base}[{', '.join(one.name for one in arguments)}]"
    return replace(first, name=name, arguments=arguments)


def _is_same_class(source: SocketType, target: SocketType) -> bool:
    if source.kind != target.kind or source.base != target.base:
        return False
    if not source.arguments or not target.arguments:
        return True
    return len(source.arguments) == len(target.arguments) and all(
        refusal(given, wanted) is None
        for given, wanted in zip(source.arguments, target.arguments, strict=True)
    )


def _plain_refusal(source: SocketType, target: SocketType) -> str | None:
    if source.name != target.name and (source.name, target.name) != ("int", "float"):
        return _mismatch(source, target)
    if source.kind == target.kind == "choice" and not set(source.choices) & set(target.choices):
        return f"none of its values ({_listed(source)}) is among {_listed(target)}"
    return None


def _mismatch(source: SocketType, target: SocketType) -> str:
    return f"{describe(source)} does not fit where {describe(target)} is wanted"


def _widened(type_: SocketType) -> SocketType:
    if type_.item is not None:
        return replace(type_, item=_widened(type_.item))
    return SocketType(type_.name, "plain") if type_.kind == "choice" else type_


def _listed(choice: SocketType) -> str:
    shown = ", ".join(str(one) for one in choice.choices[:6])
    return f"{shown}, …" if len(choice.choices) > 6 else shown
