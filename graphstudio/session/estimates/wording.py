"""Estimates in words: "about 12 s, 9 to 16 s"."""

from __future__ import annotations

from collections.abc import Sequence

from graphstudio.engine.thrift import Thrift
from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.outlook import Means, MemoryOutlook, NodeOutlook, Outlook
from graphstudio.wording import say_bytes, say_duration

_MOST_NAMED = 3
_INSTANT_S = 0.05


def say_seconds(estimate: Estimate) -> str:
    """Say a time with its range: "about 12 s, 9 to 16 s"."""
    if estimate.high < _INSTANT_S:
        return "no time to speak of"
    middle, low, high = (
        say_duration(one) for one in (estimate.middle, estimate.low, estimate.high)
    )
    return f"about {middle}, {low} to {high}"


def say_time(outlook: Outlook) -> str:
    """Say what a run takes, and of which nodes that is not known."""
    unknown = outlook.unknown
    if not outlook.nodes:
        return "nothing would run"
    known = say_seconds(outlook.seconds) if len(unknown) < len(outlook.nodes) else ""
    return "; ".join(filter(None, (known, say_unknown(unknown))))


def say_unknown(nodes: Sequence[NodeOutlook]) -> str:
    """Say of which nodes the time is not known yet; "" for none."""
    if not nodes:
        return ""
    names = [f"{one.title} ({one.node})" for one in nodes[:_MOST_NAMED]]
    rest = len(nodes) - len(names)
    if rest:
        names.append("1 other" if rest == 1 else f"{rest} others")
    return f"not known yet for {_listed(names)}"


def say_memory(memory: MemoryOutlook) -> str:
    """Say what the hungriest node needs, how sure that is, and whether there is room."""
    need = memory.need
    low, high = say_bytes(need.low), say_bytes(need.high)
    basis = "measured here" if memory.is_measured else "a rule of thumb, nothing measured here yet"
    text = f"about {say_bytes(need.middle)} at once, {low} to {high}, in {memory.title}"
    text += f" ({memory.node}): {basis}"
    if memory.free_bytes is None:
        return text
    free = f"{say_bytes(memory.free_bytes)} free"
    if not memory.fits:
        return f"{text}; only {free}, so it will be run sparingly"
    return (
        f"{text}; {free}" if need.high <= memory.free_bytes else f"{text}; {free}, which is tight"
    )


_MEANS = {
    Thrift.TIDY: "all other models wait in main memory meanwhile; same picture",
    Thrift.GROUPS: "weights come block by block: a little slower, same picture",
    Thrift.PIECES: "in pieces (VAE tiles, attention slices): slower, fine detail may differ",
    Thrift.HALF: "in half precision and in pieces: fine detail may differ",
    Thrift.SEQUENTIAL: "weights come layer by layer: much slower",
}


def say_means(means: Means) -> list[str]:
    """Say what each node does to fit into memory, what that gains and what it costs."""
    return [
        f"{one.title} ({one.node}): {_MEANS[one.rung]}; about {say_bytes(one.need_bytes)} "
        f"instead of {say_bytes(one.whole_bytes)}, {say_bytes(means.free_bytes)} free"
        + ("" if one.is_enough else ". That may not be enough: choose a smaller picture or model")
        + (f". {_either(one.helping)} would make it fit otherwise" if one.helping else "")
        for one in means.nodes
    ]


def _either(titles: Sequence[str]) -> str:
    return " or ".join(titles)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
