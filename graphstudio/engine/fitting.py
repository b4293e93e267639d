"""Values on their way: from a knob or a wire into a function, and from a function onto wires."""

from __future__ import annotations

from enum import Enum
from pathlib import Path, PurePath
from typing import Any

from graphstudio.api import Stream
from graphstudio.errors import BadValue
from graphstudio.graph.definitions import InputDefinition, NodeDefinition, OutputDefinition
from graphstudio.graph.elements import Json
from graphstudio.graph.sockets import SocketType, describe, streamed
from graphstudio.graph.values import check

_PLAIN: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool}


def to_argument(knob: InputDefinition, value: Json) -> Any:  # Any: what the function wants
    """Turn a checked knob value into what the function is called with."""
    if value is None:
        return None
    if knob.is_path:
        return Path(value)
    return knob.enum[value] if knob.enum is not None else value


def needs_fitting(knob: InputDefinition) -> bool:
    """Tell whether what comes along a wire must be checked or converted for a parameter."""
    return knob.type.kind in ("plain", "choice") or knob.type.item is not None


def fit_input(knob: InputDefinition, value: Any) -> Any:  # Any: whatever travels along wires
    """Make what came along a wire fit a parameter: check plain values, wrap single things.

    Raises:
        BadValue: The knob does not take it.
    """
    if knob.type.item is not None:
        return _wrapped(knob.type, value)
    return to_argument(knob, check(knob, value))


def fit_outputs(definition: NodeDefinition, value: Any) -> tuple[Any, ...]:  # Any: as above
    """Check what a function returned against its outputs; give one value for each.

    Raises:
        BadValue: It is not what the function says that it returns.
    """
    outputs = definition.outputs
    if not outputs:
        if value is None:
            return ()
        raise BadValue(f"it says `-> None` and returned {_kind(value)}: add the return type")
    if not definition.returns_tuple:
        return (_fit_output(outputs[0], value),)
    if not isinstance(value, tuple) or len(value) != len(outputs):
        names = ", ".join(one.name for one in outputs)
        count = f"{len(value)} values" if isinstance(value, tuple) else _kind(value)
        raise BadValue(f"it has the outputs {names} and returned {count}")
    return tuple(map(_fit_output, outputs, value))


def _fit_output(output: OutputDefinition, value: Any) -> Any:  # Any: as above
    if value is None:
        wanted = describe(output.type)
        raise BadValue(f"it returned nothing (None) as {output.name!r}, and owes {wanted}")
    kind = output.type.kind
    if kind == "plain" or kind == "choice":
        return _fit_plain(output, value)
    if output.type.item is not None and not isinstance(value, list | tuple):
        raise BadValue(f"it returned {_kind(value)} as {output.name!r}, and owes a list")
    if not isinstance(value, Stream) and streamed(output.type) is not None:
        raise BadValue(f"it returned {_kind(value)} as {output.name!r}, and owes a Stream")
    return value


def _fit_plain(output: OutputDefinition, value: Any) -> Any:  # Any: as above
    wanted = _PLAIN[output.type.name]
    if type(value) is wanted:
        return value
    if isinstance(value, Enum) and output.type.kind == "choice":
        return value.name
    if isinstance(value, PurePath) and wanted is str:
        return str(value)
    if isinstance(value, int | float) and wanted is float and not isinstance(value, bool):
        return float(value)
    # Numbers of other libraries look like ours until a file or a knob has to take them.
    raise BadValue(
        f"it returned {_kind(value)} as {output.name!r}, and owes {describe(output.type)}: "
        f"write {wanted.__name__}(…) around it"
    )


def _wrapped(type_: SocketType, value: Any) -> Any:  # Any: as above
    if type_.item is None:
        return value
    # A NamedTuple is one thing.
    items = value if type(value) in (list, tuple) else [value]
    return [_wrapped(type_.item, one) for one in items]


def _kind(value: object) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
