"""What is said of streams before a run: how often each node will work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from graphstudio.engine.plan import Plan
from graphstudio.engine.stream_layout import Layout, count_items, follows_streams

if TYPE_CHECKING:
    from graphstudio.session.forecast import Forecast


def for_each_item(plan: Plan, told: Sequence[Forecast]) -> Iterator[Forecast]:
    """Say of each node that follows a stream how often it will work."""
    if not follows_streams(plan):
        yield from told
        return
    layout = Layout(plan)
    counts = {
        id_: count_items(plan.by_id[id_])
        for followed in layout.streams.values()
        for id_ in followed
    }
    for one in told:
        followed = layout.streams.get(one.node)
        if followed is None or one.verdict not in ("runs", "may run", "if asked"):
            yield one
            continue
        known = [count for count in (counts[id_] for id_ in sorted(followed)) if count is not None]
        often = f"each of {known[0]} items" if known else "each item of a stream"
        yield replace(one, why=f"it works once for {often}, and what was kept of one is used again")
