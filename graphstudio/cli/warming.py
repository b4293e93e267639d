"""`graphstudio run --warm-up`: load what a workflow needs, make nothing."""

import json
import sys
from dataclasses import asdict

from graphstudio.cli.exits import FAILED, STOPPED, warn
from graphstudio.cli.stopping import stoppable
from graphstudio.engine.plan import Plan
from graphstudio.graph.graph import Graph
from graphstudio.session.studio import Studio
from graphstudio.session.warming import Warming, say_warm_up, warm_up


def warm_up_only(studio: Studio, graph: Graph, plan: Plan, *, is_json: bool, is_quiet: bool) -> int:
    """Load every network of a plan, say what was loaded, and give the exit code."""
    with stoppable(lambda: print("stopping before the next model", file=sys.stderr)) as stop:
        told = _ignore if is_quiet or is_json else _tell
        found = warm_up(studio, graph, plan, told=told, stop=stop)
    for problem in found.problems:
        warn(problem)
    if is_json:
        facts = {**asdict(found), "size_bytes": found.size_bytes, "problems": found.problems}
        print(json.dumps({"event": "WarmUp", **facts}))
    else:
        print("\n".join(say_warm_up(found)))
    if found.is_stopped:
        return STOPPED
    return FAILED if found.problems else 0


def _tell(step: Warming) -> None:
    what = step.kind.replace("_", " ")
    print(f"{step.done + 1} of {step.total}: {step.name}, {what} ...", file=sys.stderr)


def _ignore(step: Warming) -> None:
    del step
