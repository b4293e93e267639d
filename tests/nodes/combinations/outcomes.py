"""What may come of a graph: it runs, or it is refused in words."""

import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import torch

import graphstudio as gs
from graphstudio.api import Image, Mask
from graphstudio.errors import GraphError, GraphStudioError, NodeFailed, RunError
from graphstudio.graph.graph import Graph

# What came along a wire does not fit the knob, or does not go side by side.
_BY_THE_ENGINE = ("is refused: ", "streams that are not of one length: ")
_BLAMES_CODE = "This is a fault in"  # how planning speaks of what a node's own code raised


class Odd(AssertionError):
    """A graph failed in another way than in words, or gave what no wire may carry.

    Attributes:
        key: Equal for equal faults.
        trace: Where it was raised.
    """

    def __init__(self, key: str, message: str, trace: str = "") -> None:
        super().__init__(f"{message}\n{trace}")
        self.key = key
        self.trace = trace


def look(studio: gs.Studio, graph: Graph, said: Counter[str], gave: Counter[str]) -> str:
    """Plan and run a graph for all its nodes; say what came of it.

    Args:
        studio: What runs it.
        graph: What is run.
        said: Each reason for which something was refused is counted here.
        gave: Each node that gave its results is counted here, by its kind.

    Raises:
        Odd: It was neither run nor refused.
    """
    try:
        plan = studio.plan(graph, sorted(graph.nodes))
    except GraphError as refused:
        for one in map(str, refused.problems):
            if _BLAMES_CODE in one:
                raise Odd(f"PLAN {one}", one) from refused
            said[f"PLAN {one}"] += 1
        return "refused before it ran"
    result = studio.run(plan, save=_save)
    for node, error in result.errors.items():
        _judge(graph.nodes[node].type, error)
        said[f"{graph.nodes[node].type}: {error}"] += 1
    gave.update(graph.nodes[node].type for node in result.values)
    for node, values in result.values.items():
        for value in values:
            check_value(graph.nodes[node].type, value)
    return "failed in words" if result.errors else "ran"


def check_value(node: str, value: object) -> None:
    """Check that a wire may carry a value.

    Raises:
        Odd: It may not.
    """
    if isinstance(value, Image | Mask):
        pixels = value.pixels if isinstance(value, Image) else value.values
        if pixels.numel() == 0 or not (0 <= float(pixels.min()) <= float(pixels.max()) <= 1):
            raise Odd(f"{node} range", f"{node} gave {tuple(pixels.shape)}, out of 0..1")
        is_whole = pixels.ndim == 4 and pixels.shape[-1] in (3, 4)
        if isinstance(value, Image) and not is_whole:
            raise Odd(f"{node} shape", f"{node} gave a picture {tuple(pixels.shape)}")
    for tensor in _tensors(value):
        if not tensor.is_contiguous() or tensor.device.type != "cpu":
            raise Odd(f"{node} layout", f"{node} gave {tensor.stride()} on {tensor.device}")
        if tensor.is_floating_point() and tensor.dtype != torch.float32:
            raise Odd(f"{node} dtype", f"{node} gave {tensor.dtype}")
        if not tensor.isfinite().all():
            raise Odd(f"{node} finite", f"{node} gave numbers that are not finite")


def _tensors(value: object) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _tensors(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _tensors(getattr(value, one.name))


def _judge(node: str, error: RunError) -> None:
    """Tell our own words from what was raised inside somebody's code."""
    cause = error.__cause__
    if isinstance(cause, GraphStudioError) or (
        isinstance(error, NodeFailed) and any(one in str(error) for one in _BY_THE_ENGINE)
    ):
        return
    trace = "".join(traceback.format_exception(cause)) if cause else ""
    where = trace.strip().splitlines()[-4:-1] if trace else []
    raise Odd(f"{node} {type(cause).__name__} {''.join(where)[-160:]}", str(error), trace)


def _save(node: str, image: Image, stem: str, texts: Mapping[str, str]) -> list[Path]:
    del node, image, stem, texts
    return []
