"""`graphstudio run`: a workflow becomes pictures, or a plan of what would run."""

import json
from collections.abc import Sequence
from pathlib import Path

from graphstudio import paths
from graphstudio.cli.exits import STOPPED, exit_code, warn, warn_of_packs
from graphstudio.cli.plans import plan_as_json, plan_as_text
from graphstudio.cli.progress import JsonLines, Progress, Quiet
from graphstudio.cli.searching import search_telling
from graphstudio.cli.stopping import stoppable
from graphstudio.cli.warming import warm_up_only
from graphstudio.engine.executor import RunResult
from graphstudio.errors import BadValue
from graphstudio.graph.graph import Graph
from graphstudio.session.locating import anchored
from graphstudio.session.models.checking import Checked, as_json, check, check_again
from graphstudio.session.needs import needed_weights
from graphstudio.session.saving import PictureFolder, open_journal
from graphstudio.session.studio import Studio
from graphstudio.session.values import assignments
from graphstudio.workflow.files import dump


def run(
    file: Path,
    *,
    settings: Sequence[str],
    targets: Sequence[str] | None,
    out: Path | None,
    device: str | None,
    is_dry: bool,
    is_warm_up: bool,
    is_json: bool,
    is_quiet: bool,
) -> int:
    """Run a workflow file, print its plan, or load its models; give the exit code.

    Raises:
        WorkflowFileError: The file cannot be used.
        GraphError: The graph, a setting or a target cannot be used.
    """
    studio = Studio.open(device=device)
    warn_of_packs(studio.registry)
    checked = _open(studio, file, settings, is_quiet=is_quiet or is_json)
    graph = checked.graph
    plan = studio.plan(graph, _known(graph, targets))
    checked = check_again(checked, file.parent)
    for notice in checked.notices([one.id for one in plan.nodes]):
        warn(notice)
    if is_dry:
        written = plan_as_json if is_json else plan_as_text
        told = studio.forecast(plan)
        outlook = studio.look_ahead(graph, plan, told)
        print(written(told, needed_weights(graph, plan), outlook, checked.verdicts))
        return 0
    if is_warm_up:
        return warm_up_only(studio, graph, plan, is_json=is_json, is_quiet=is_quiet)
    if is_json:
        for verdict in checked.verdicts:
            print(json.dumps({"event": "ModelJudged", **as_json(verdict)}), flush=True)
    view = JsonLines() if is_json else Quiet() if is_quiet else Progress(plan)
    journal = open_journal(out or paths.outputs())
    workflow = dump(graph, references=checked.references)
    folder = PictureFolder(out or paths.outputs(), workflow, journal)
    if any(one.definition.is_output for one in plan.nodes):
        folder.prepare()
    with stoppable(view.stopping) as stop, view:
        result = studio.run(
            plan, save=folder, emit=view.take, stop=stop, graph=graph, journal=journal
        )
    return _outcome(result)


def _open(studio: Studio, file: Path, settings: Sequence[str], *, is_quiet: bool) -> Checked:
    loaded = studio.read_whole(file, warn)
    graph = anchored(loaded.graph, file.parent)
    assignments(graph, settings).apply(graph)
    search = search_telling(is_quiet=is_quiet)
    return check(graph, loaded.references, file.parent, search)


def _known(graph: Graph, targets: Sequence[str] | None) -> Sequence[str] | None:
    unknown = [name for name in targets or () if name not in graph.nodes]
    if unknown:
        offer = ", ".join(sorted(graph.nodes))
        raise BadValue(f"--target {unknown[0]}: there is no such node. The nodes are: {offer}.")
    return targets


def _outcome(result: RunResult) -> int:
    if result.outcome == "stopped":
        return STOPPED
    codes = [exit_code(error) for error in result.errors.values()]
    return max(codes, default=0)
