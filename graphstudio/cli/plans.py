"""A plan in words for people, or as JSON for machines."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from graphstudio.session.forecast import Forecast


def plan_as_text(forecasts: Sequence[Forecast]) -> str:
    """Write one line for each node, in the order in which they would run."""
    width = max((len(f"{one.title} ({one.node})") for one in forecasts), default=0)
    lines = [
        f"{one.verdict:10}  {f'{one.title} ({one.node})':{width}}  {one.why}" for one in forecasts
    ]
    count = sum(one.verdict == "runs" for one in forecasts)
    cached = sum(one.verdict == "cached" for one in forecasts)
    return "\n".join([*lines, f"{count} would run, {cached} are cached. Nothing was run."])


def plan_as_json(forecasts: Sequence[Forecast]) -> str:
    """Write everything as one JSON object."""
    return json.dumps({"nodes": [asdict(one) for one in forecasts]}, indent=2)
