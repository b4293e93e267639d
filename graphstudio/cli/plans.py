"""A plan in words for people, or as JSON for machines."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from graphstudio.session.estimates.outlook import Outlook
from graphstudio.session.estimates.wording import say_means, say_memory, say_time
from graphstudio.session.forecast import Forecast
from graphstudio.session.models.checking import as_json
from graphstudio.session.models.verdicts import Verdict
from graphstudio.session.needs import NeededWeights
from graphstudio.wording import say_bytes


def plan_as_text(
    forecasts: Sequence[Forecast],
    needed: Sequence[NeededWeights] = (),
    outlook: Outlook | None = None,
    models: Sequence[Verdict] = (),
) -> str:
    """Write a line for each node, in their order, then what models need and what it will take.

    What became of `models` was told by then, where it matters: as warnings.
    """
    lines = [f"{one.state.replace('_', ' '):10}  {one.port} = {one.wanted.name}" for one in models]
    width = max((len(f"{one.title} ({one.node})") for one in forecasts), default=0)
    lines += [
        f"{one.verdict:10}  {f'{one.title} ({one.node})':{width}}  {one.why}" for one in forecasts
    ]
    count, perhaps, cached = (
        sum(one.verdict == verdict for one in forecasts)
        for verdict in ("runs", "may run", "cached")
    )
    may = f"{perhaps} may run, " if perhaps else ""
    lines += [""] if needed else []
    lines += [_weight_line(f"{one.what} {one.name}", [one]) for one in needed]
    lines += [_weight_line("all models", needed)] if len(needed) > 1 else []
    if outlook is not None and outlook.nodes:
        lines.append(f"time        {say_time(outlook)}")
        lines += [f"memory      {say_memory(outlook.memory)}"] if outlook.memory else []
        lines += [f"plan        {one}" for one in say_means(outlook.means)]
    return "\n".join([*lines, f"{count} would run, {may}{cached} are cached. Nothing was run."])


def plan_as_json(
    forecasts: Sequence[Forecast],
    needed: Sequence[NeededWeights] = (),
    outlook: Outlook | None = None,
    models: Sequence[Verdict] = (),
) -> str:
    """Write everything as one JSON object."""
    told: dict[str, object] = {
        "models": [as_json(one) for one in models],
        "nodes": [asdict(one) for one in forecasts],
        "weights": [asdict(one) for one in needed],
    }
    if outlook is not None:
        told["outlook"] = {
            "seconds": asdict(outlook.seconds),
            "unknown": [one.node for one in outlook.unknown],
            "nodes": [asdict(one) for one in outlook.nodes],
            "memory": None if outlook.memory is None else asdict(outlook.memory),
            "means": asdict(outlook.means),
        }
    return json.dumps(told, indent=2)


def _weight_line(name: str, parts: Sequence[NeededWeights]) -> str:
    half, full = (
        sum(each) for each in zip(*((o.half_bytes, o.full_bytes) for o in parts), strict=True)
    )
    return f"weights     {name}: {say_bytes(half)} in half precision, {say_bytes(full)} in full"
