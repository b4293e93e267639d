"""What a node's failure means, in words for people: what, where, with what, and what to do."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from graphstudio.engine.plan import PlannedNode
from graphstudio.errors import (
    GraphStudioError,
    ModelBroken,
    ModelMissing,
    NodeFailed,
    OutOfMemory,
    RunError,
)

_HERE = os.path.dirname(__file__)  # noqa: PTH120 - compared with names as Python keeps them
_MOST_SHOWN = 48
_FULL = ("out of memory", "can't allocate memory", "cannot allocate memory", "not enough memory")


def failure(planned: PlannedNode, error: BaseException, inputs: Mapping[str, Any]) -> RunError:
    """Turn what a node's code raised into an error for people; chains what was raised."""
    made: RunError
    if isinstance(error, ModelMissing | ModelBroken):
        made = type(error)(f"{planned.caption}: {error}")  # a window offers a remedy for these
    elif isinstance(error, GraphStudioError):
        made = NodeFailed(f"{planned.caption}: {error}")
    else:
        lines = [
            f"{planned.caption} failed with {_message(error)}",
            f"  at {_place(planned, error)}",
        ]
        if inputs:
            lines.append(f"  with {describe_inputs(inputs)}")
        made = NodeFailed("\n".join(lines))
    made.__cause__ = error
    return made


def bad_output(planned: PlannedNode, reason: str) -> NodeFailed:
    """Say that a function returned something else than it promises."""
    where = _definition_place(planned)
    return NodeFailed(f"{planned.caption}: {reason}. This is a fault in the node, at {where}.")


def bad_input(planned: PlannedNode, name: str, source: str, reason: str) -> NodeFailed:
    """Say that a parameter refuses what came along its wire."""
    return NodeFailed(
        f"{planned.caption}: its input {name!r} is refused: {reason}. The value comes from "
        f"{source}: change it there, or remove the wire."
    )


def changed_input(planned: PlannedNode, name: str, source: str) -> NodeFailed:
    """Say that a node changed in place what others share."""
    where = _definition_place(planned)
    return NodeFailed(
        f"{planned.caption} changed the value at its input {name!r} in place, and other nodes "
        f"share that value. The result of {source} was thrown away and is made again at the "
        f"next run. This is a fault in the node, at {where}: it has to work on a clone."
    )


def out_of_memory(
    planned: PlannedNode, error: BaseException, holders: Iterable[str]
) -> OutOfMemory:
    """Say that memory did not suffice, even with everything else put away."""
    held = list(holders)
    kept = f" Still in memory: {', '.join(held)}." if held else ""
    first = _message(error).splitlines()[0].rstrip(".")
    made = OutOfMemory(
        f"{planned.caption}: not enough memory, even after kept results and idle models were "
        f"put away ({first}).{kept} Make the picture or the batch smaller, use tiles where the "
        "node offers them, or close other programs."
    )
    made.__cause__ = error
    return made


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether memory ran out, on whatever device, without importing torch."""
    seen: BaseException | None = error
    for _ in range(8):  # nodes and libraries wrap errors, never very deep
        if seen is None:
            return False
        if isinstance(seen, MemoryError | OutOfMemory) or _is_torch_out_of_memory(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def release_frames(error: BaseException) -> None:
    """Write down the lines that an error and those it is chained to passed, and drop the frames.

    A frame keeps its variables alive, and its callers' too: all results of the run.
    """
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        lines = [
            frame
            for frame in traceback.extract_tb(one.__traceback__)
            if not frame.filename.startswith(_HERE)
        ]
        one.__traceback__ = None
        if lines:
            one.add_note("".join(["Raised at:\n", *traceback.format_list(lines)]).rstrip())
        waiting += [one.__cause__, one.__context__]


def describe_inputs(inputs: Mapping[str, Any]) -> str:
    """Show inputs in short: "steps=20, latent=Latent (1, 4, 64, 64) float32"."""
    return ", ".join(f"{name}={_describe(value)}" for name, value in inputs.items())


def _is_torch_out_of_memory(error: BaseException) -> bool:
    if any(kind.__name__ == "OutOfMemoryError" for kind in type(error).__mro__):
        return True
    if not isinstance(error, RuntimeError):
        return False
    # The CPU and Apple's GPUs say it with a plain RuntimeError.
    text = _message(error).lower()
    return any(words in text for words in _FULL)


def _message(error: BaseException) -> str:
    """Give an error as "ValueError: text"; errors of foreign code may refuse to be shown."""
    return "".join(traceback.format_exception_only(error)).strip()


def _place(planned: PlannedNode, error: BaseException) -> str:
    """Find the last line in the node's own file that the error passed; or else its `def`."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if one.filename == planned.definition.file]
    if not own:
        folder = os.path.dirname(planned.definition.file)  # noqa: PTH120 - compared as text
        own = [one for one in frames if folder and one.filename.startswith(folder)]
    if not own:
        return _definition_place(planned)
    return f"{own[-1].filename}:{own[-1].lineno}, in {own[-1].name}"


def _definition_place(planned: PlannedNode) -> str:
    definition = planned.definition
    name = getattr(definition.function, "__name__", definition.id)
    return f"{definition.file}:{definition.line}, in {name}" if definition.file else name


def _describe(value: object) -> str:
    shape, kind = getattr(value, "shape", None), getattr(value, "dtype", None)
    if shape is not None and kind is not None:
        return f"{tuple(shape)} {str(kind).removeprefix('torch.')}"
    if isinstance(value, str | int | float | bool | bytes | os.PathLike) or value is None:
        text = str(value) if isinstance(value, os.PathLike) else repr(value)
        return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
    if isinstance(value, list | tuple | dict | set):
        return f"{type(value).__name__} of {len(value)}"
    if is_dataclass(value):
        parts = (getattr(value, one.name, None) for one in fields(value))
        tensor = next((one for one in parts if hasattr(one, "shape")), None)
        name = type(value).__name__
        return name if tensor is None else f"{name} {_describe(tensor)}"
    return type(value).__name__
