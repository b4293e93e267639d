"""Nodes that decide which part of a graph runs."""

from typing import TypeVar

from graphstudio.api import Lazy, node
from graphstudio.diffusion.foresight import in_common

T = TypeVar("T")


@node(
    "logic.switch",
    title="Switch",
    keywords=("if", "branch", "choose"),
    foresee=in_common("value", "on_true", "on_false"),
)
def switch(on_true: Lazy[T], on_false: Lazy[T], is_on: bool = True) -> T:
    """Choose one of two branches; the other one is never computed.

    Wire the same kind of thing into both sides, such as two latents. Only the chosen side
    costs time, so a slow branch can stay in the graph and wait until it is wanted.

    Args:
        on_true: What comes through when the switch is on.
        on_false: What comes through when the switch is off.
        is_on: Which side is chosen.
    """
    return on_true.get() if is_on else on_false.get()


@node("logic.reroute", title="Reroute", keywords=("dot", "pass"), passes=True)
def reroute(value: T) -> T:
    """Pass a value on unchanged, to lead a wire around other nodes.

    Args:
        value: What passes through.
    """
    return value
