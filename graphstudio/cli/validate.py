"""`graphstudio validate`: every problem of every file, without running anything."""

import json
import sys
from pathlib import Path

from graphstudio.cli.exits import BAD_FILE, exit_code, warn_of_packs
from graphstudio.cli.searching import search_telling
from graphstudio.errors import GraphStudioError
from graphstudio.graph.elements import Json
from graphstudio.session.locating import anchored
from graphstudio.session.models.checking import as_json, check
from graphstudio.session.studio import Studio


def validate(files: list[Path], *, is_json: bool) -> int:
    """Print what is wrong with each file, and whether its models are here.

    Gives 0, or the code of the worst problem. A model that is not here is none: the file may be
    meant for another machine.
    """
    studio = Studio.open()
    warn_of_packs(studio.registry)
    worst = 0
    for file in files:
        problems, models, code = _examine(studio, file, is_quiet=is_json)
        worst = max(worst, code)
        if is_json:
            told = {"file": str(file), "is_good": code == 0, "problems": problems}
            print(json.dumps({**told, "models": models}))
            continue
        for problem in problems:
            print(f"{file}: {problem}", file=sys.stderr)
        for model in models:
            print(f"{file}: {model['message']}")
        lost = sum(model["state"] in ("missing", "broken", "other_content") for model in models)
        if code == 0:
            print(f"{file}: good" + (f", but for {lost} of its models" if lost else ""))
    return worst


def _examine(
    studio: Studio, file: Path, *, is_quiet: bool
) -> tuple[list[str], list[dict[str, Json]], int]:
    problems: list[str] = []
    models: list[dict[str, Json]] = []
    code = 0
    try:
        loaded = studio.read(file)
        problems = [str(problem) for problem in loaded.problems]
        if any(not problem.is_warning for problem in loaded.problems):
            code = BAD_FILE
        graph = anchored(loaded.graph, file.parent)
        checked = check(graph, loaded.references, file.parent, search_telling(is_quiet=is_quiet))
        problems += filter(None, [checked.trouble])
        models = [as_json(verdict) for verdict in checked.verdicts]
        studio.plan(checked.graph)
    except GraphStudioError as error:
        # The file's name is printed in front of each problem already.
        problems += [one.removeprefix(f"{file}: ") for one in error.problems]
        code = code or exit_code(error)
    return problems, models, code
