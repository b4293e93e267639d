"""How sparingly each node of a run begins, where it is known beforehand that memory will not do.

The first means that is enough is taken, the cheapest in time first, and what keeps every number
before what changes some: as it is; others step aside; block by block; in pieces; in half
precision; layer by layer. What it costs is said before the run and after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graphstudio.diffusion.tuning.offers import TITLES, offers
from graphstudio.engine.thrift import Thrift
from graphstudio.session.estimates.outlook import (
    Means,
    MemoryOutlook,
    NodeMeans,
    NodeOutlook,
    Outlook,
)

_LEAF_SHARE = 0.05  # of a network's weights: its largest layer and the next one


def choose_means(
    nodes: Sequence[NodeOutlook],
    memory: MemoryOutlook | None,
    *,
    is_apart: bool,
    device: str = "",
) -> Means:
    """Choose what each node does to fit into memory.

    Args:
        nodes: Those that will run.
        memory: What is free.
        is_apart: Whether networks run in a memory of their own, and can wait in the machine's.
        device: Its kind, for what else would help; "" asks for nothing else.
    """
    if memory is None or memory.free_bytes is None:
        return Means()
    free = memory.free_bytes
    chosen = [
        _choose(one, memory.all_weights_bytes, free, is_apart=is_apart)
        for one in nodes
        if one.weights_bytes or one.working
    ]
    takes_turns = is_apart and any(one.rung is Thrift.TIDY for one in chosen)
    by_id = {one.node: one for one in nodes}
    spared = tuple(
        replace(one, helping=_helping(by_id[one.node], free, device, is_apart=is_apart))
        if one.rung > Thrift.GROUPS and device
        else one
        for one in chosen
        if one.rung is not Thrift.NORMAL
    )
    return Means(spared, takes_turns, free)


def choose_thrift(outlook: Outlook) -> Mapping[str, Thrift]:
    """Say with which rung each node begins; those that fit as they are are left out."""
    return {one.node: one.rung for one in outlook.means.nodes}


def _choose(one: NodeOutlook, all_bytes: int, free: int, *, is_apart: bool) -> NodeMeans:
    needs = dict(_needs(one, all_bytes, is_apart=is_apart))
    enough = (rung for rung, need in needs.items() if need <= free)
    # Where nothing is enough as far as is known: what needs least, and the run will tell.
    rung = next(enough, min(needs, key=lambda rung: (needs[rung], rung)))
    whole = needs[Thrift.TIDY] if rung > Thrift.TIDY and is_apart else needs[Thrift.NORMAL]
    return NodeMeans(one.node, one.title, rung, int(needs[rung]), int(whole), needs[rung] <= free)


def _needs(one: NodeOutlook, all_bytes: int, *, is_apart: bool) -> Iterator[tuple[Thrift, float]]:
    """Say what a node needs on each rung that is open to it, from the lowest up."""
    working, weights = _working(one), float(one.weights_bytes)
    grouped = float(min(one.group_bytes, one.weights_bytes)) if is_apart else weights
    pieces = working * one.piece_share
    together = float(max(all_bytes, one.weights_bytes)) if is_apart else weights
    yield Thrift.NORMAL, together + working
    if is_apart:
        yield Thrift.TIDY, weights + working
        if one.can_group:
            yield Thrift.GROUPS, grouped + working
    if one.piece_share < 1:
        yield Thrift.PIECES, (grouped if one.can_group else weights) + pieces
    if one.can_halve:
        yield Thrift.HALF, (grouped + pieces) / 2
    if is_apart and one.can_group:
        yield Thrift.SEQUENTIAL, (weights * _LEAF_SHARE + pieces) / (2 if one.can_halve else 1)


def _helping(one: NodeOutlook, free: int, device: str, *, is_apart: bool) -> tuple[str, ...]:
    """Name what a person may add so that the node fits where every number counts as it is."""
    if one.denoiser is None:
        return ()
    found = []
    for offer in offers(one.denoiser, device):
        working, weights = _working(one), float(one.weights_bytes)
        grouped = float(min(one.group_bytes, one.weights_bytes)) if is_apart else weights
        kept = grouped if one.can_group else weights
        need = kept * offer.weights_factor + working * offer.working_factor
        is_smaller = offer.weights_factor < 1 or offer.working_factor < 1
        if is_smaller and need <= free:
            found.append(TITLES[offer.node])
    return tuple(dict.fromkeys(found))


def _working(one: NodeOutlook) -> float:
    """Say what it works with; a rule of thumb alone proves no lack."""
    if one.working is None:
        return 0.0
    return one.working.middle if one.is_measured else one.working.low
